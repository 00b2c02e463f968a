"""Training without ever holding all gradients."""

from typing import Any, Dict, Optional

import torch
from mmengine.dist import is_distributed
from mmengine.optim import OptimWrapper
from torch import Tensor

from mmflexgen.registry import OPTIM_WRAPPERS
from mmflexgen.utils import InputError


@OPTIM_WRAPPERS.register_module()
class StepInBackward(OptimWrapper):
    """Updates each weight as soon as its gradient is there, and drops that.

    Gradients of a large network take as much memory as its weights, 10 GB
    for SDXL's UNet. Here only those of the layer that the backward pass is
    at exist. Together with an optimizer that keeps little, such as
    Adafactor, the weights are nearly all that training holds. The updates
    are those of a plain ``OptimWrapper``, bit for bit, with any optimizer
    that treats each weight by itself, as torch's all do.

    Args:
        optimizer: any of torch's but LBFGS.
        kwargs: of ``OptimWrapper``.

    Raises:
        InputError: asked for what needs all gradients at once: clipping or
            accumulating them, or averaging them over processes; or an
            optimizer that calls the model again.
    """

    def __init__(self, optimizer: torch.optim.Optimizer,
                 **kwargs: Any) -> None:
        super().__init__(optimizer, **kwargs)
        obstacles = {
            'clip_grad': self.clip_grad_kwargs is not None,
            'accumulative_counts': self._accumulative_counts != 1,
            'a distributed launch': is_distributed(),
            'LBFGS': isinstance(optimizer, torch.optim.LBFGS)
        }
        for name, found in obstacles.items():
            if found:
                raise InputError(
                    'optim_wrapper is a StepInBackward, which never has all '
                    f'gradients at once and thus cannot go with {name}: take '
                    'one of the two away.')
        for group in optimizer.param_groups:
            for weight in filter(lambda each: each.requires_grad,
                                 group['params']):
                weight.register_post_accumulate_grad_hook(self._update)

    def _update(self, weight: Tensor) -> None:
        # Weights without a gradient are left alone, and only one has any.
        self.optimizer.step()
        weight.grad = None

    def update_params(self, loss: Tensor,
                      step_kwargs: Optional[Dict[str, Any]] = None,
                      zero_kwargs: Optional[Dict[str, Any]] = None) -> None:
        """The backward pass, which updates on its way.

        Args:
            loss: a scalar.
            step_kwargs, zero_kwargs: not used; the optimizer is called for
                each weight.
        """
        self.backward(loss)
