"""Mask logits and their gradient against torch's own product."""

import pytest
import torch

from mmflexgen.models.decoders.mask_product import mask_product


def dense(query, mask_feature):
    return torch.einsum('bnc,bchw->bnhw', query, mask_feature)


def gradients(product, query, mask_feature, read):
    """Of a loss that reads the masks (image, query) of ``read``."""
    query = query.clone().requires_grad_()
    mask_feature = mask_feature.clone().requires_grad_()
    masks = product(query, mask_feature)
    loss = sum((masks[index] - 1).square().sum() for index in read)
    return torch.autograd.grad(loss + masks.sum() * 0,
                               (query, mask_feature))


@pytest.mark.parametrize('read', [
    [(0, 1), (0, 4), (1, 0)],
    [(1, 2)],
    [(image, query) for image in range(2) for query in range(5)],
    [],
], ids=['few', 'one image', 'all', 'none'])
@pytest.mark.parametrize('memory_format', [torch.contiguous_format,
                                           torch.channels_last])
def test_gradient_is_that_of_the_dense_product(read, memory_format):
    torch.manual_seed(0)
    query = torch.randn(2, 5, 8, dtype=torch.double)
    feature = torch.randn(2, 8, 6, 7, dtype=torch.double).contiguous(
        memory_format=memory_format)
    torch.testing.assert_close(mask_product(query, feature),
                               dense(query, feature))
    for ours, theirs in zip(gradients(mask_product, query, feature, read),
                            gradients(dense, query, feature, read)):
        torch.testing.assert_close(ours, theirs)


def test_numerical_gradient():
    torch.manual_seed(0)
    inputs = [torch.randn(shape, dtype=torch.double, requires_grad=True)
              for shape in ((2, 3, 4), (2, 4, 2, 3))]
    assert torch.autograd.gradcheck(mask_product, inputs)


def test_nan_of_the_loss_is_not_hidden():
    query = torch.randn(1, 3, 4, requires_grad=True)
    masks = mask_product(query, torch.randn(1, 4, 2, 2))
    (masks[:, 1] * torch.nan).sum().backward()
    assert query.grad[0, 1].isnan().all()
    assert not query.grad[0, [0, 2]].any()


def test_autocast_keeps_the_types_of_the_parameters():
    torch.manual_seed(0)
    query = torch.randn(1, 3, 4, requires_grad=True)
    feature = torch.randn(1, 4, 5, 5, requires_grad=True)
    with torch.autocast('cpu', torch.bfloat16):
        masks = mask_product(query, feature)
    assert masks.dtype == torch.bfloat16
    masks[:, 1].float().sum().backward()
    torch.testing.assert_close(query.grad[0, 1],
                               feature.detach()[0].sum((1, 2)))
    torch.testing.assert_close(
        feature.grad[0], query.detach()[0, 1, :, None, None].expand(4, 5, 5))
