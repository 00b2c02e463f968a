"""MINet's consistency-enhanced loss (Pang et al. 2020)."""

from torch import Tensor


def consistency_loss(logits: Tensor, truth: Tensor,
                     eps: float = 1e-6) -> Tensor:
    """What prediction and truth do not share, by what both hold.

    Per image (|p - pg| + |g - pg|) / (|p| + |g|) for probabilities p and the
    truth g, which are (FP + FN) / (FP + 2 TP + FN): foreground of any size
    weighs the same. The mean over images; an image's share does not depend
    on the others.

    Args:
        logits: (B, 1, H, W).
        truth: 0 to 1, like ``logits``.
        eps: keeps an image without any foreground finite.
    """
    found = logits.sigmoid().flatten(1)
    truth = truth.flatten(1)
    both = (found * truth).sum(1)
    total = found.sum(1) + truth.sum(1)
    return ((total - 2 * both) / (total + eps)).mean()
