"""Mask logits whose gradient costs what the loss reads."""

from typing import Any, Tuple

import torch
from torch import Tensor


class _MaskProduct(torch.autograd.Function):

    @staticmethod
    def forward(ctx: Any, query: Tensor, mask_feature: Tensor) -> Tensor:
        ctx.save_for_backward(query, mask_feature)
        return torch.einsum('bnc,bchw->bnhw', query, mask_feature)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad: Tensor) -> Tuple[Tensor, Tensor]:
        query, mask_feature = ctx.saved_tensors
        grad_query = torch.zeros_like(query)
        grad_feature = mask_feature.new_empty(mask_feature.shape)
        read = grad.flatten(2).any(-1)
        for image, rows in enumerate(read):
            rows = rows.nonzero().flatten()
            masks = grad[image, rows].flatten(1).to(mask_feature.dtype)
            feature = mask_feature[image].flatten(1)
            grad_query[image, rows] = (masks @ feature.T).to(query.dtype)
            torch.mm(query[image, rows].T.to(masks.dtype), masks,
                     out=grad_feature[image].view(len(feature), -1))
        return grad_query, grad_feature


def mask_product(query: Tensor, mask_feature: Tensor) -> Tensor:
    """The mask that each query draws on the mask feature.

    The product over channels. Few queries are matched, and the others'
    masks have no loss: their rows of the gradient are zero and are left out
    of the products of the backward pass, two thirds of the whole.

    Args:
        query: (B, N, C).
        mask_feature: (B, C, h, w).

    Returns:
        Logits (B, N, h, w).
    """
    return _MaskProduct.apply(query, mask_feature)
