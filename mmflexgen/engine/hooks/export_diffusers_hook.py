"""Writes base models as diffusers folders while they train."""

from typing import Optional

import torch
from mmengine.dist import master_only
from mmengine.hooks import EMAHook, Hook
from mmengine.model import is_model_wrapper
from mmengine.runner import Runner
from torch import nn

from mmflexgen.registry import HOOKS


def averaged_model(runner: Runner) -> nn.Module:
    """The model whose weights are worth keeping.

    Returns:
        The copy held by the runner's EMAHook, or the model itself.
    """
    for hook in runner.hooks:
        if isinstance(hook, EMAHook):
            return hook.ema_model.module
    model = runner.model
    return model.module if is_model_wrapper(model) else model


@HOOKS.register_module()
class ExportHook(Hook):
    """Calls the model's ``export(out_dir)`` at intervals and after training.

    Args:
        out_dir: folder to write.
        interval: iterations between exports; 0 exports at the end alone.
    """

    priority = 'LOWEST'

    def __init__(self, out_dir: str, interval: int = 0) -> None:
        self.out_dir = out_dir
        self.interval = interval

    def after_train_iter(self, runner: Runner, batch_idx: int,
                         data_batch: dict = None,
                         outputs: dict = None) -> None:
        """Export every ``interval`` iterations."""
        if self.interval and self.every_n_train_iters(runner, self.interval):
            self.write(runner)

    def after_train(self, runner: Runner) -> None:
        """Export the finished model."""
        self.write(runner)

    @master_only
    def write(self, runner: Runner) -> None:
        """Write ``out_dir``."""
        # Building modules draws random numbers; the training is to be the
        # same however often it exports.
        with torch.random.fork_rng():
            self.export(averaged_model(runner), runner)
        runner.logger.info(f'Wrote the folder {self.out_dir}')

    def export(self, model: nn.Module, runner: Runner) -> None:
        """Have the model write itself."""
        model.export(self.out_dir)


@HOOKS.register_module()
class ExportDiffusersHook(ExportHook):
    """Exports a base model, or its autoencoder.

    Args:
        out_dir, interval: see :class:`ExportHook`.
        vae: folder of the VAE that goes into the pipeline; None if the
            model is the VAE, whose ``scaling_factor`` is then determined
            from images of the training set.
        num_images: how many images that takes.
    """

    def __init__(self,
                 out_dir: str,
                 interval: int = 0,
                 vae: Optional[str] = None,
                 num_images: int = 2048) -> None:
        super().__init__(out_dir, interval)
        self.vae = vae
        self.num_images = num_images

    def export(self, model: nn.Module, runner: Runner) -> None:
        """Have the model write itself, with what it needs for it."""
        if self.vae is None:
            images = runner.train_dataloader.dataset.images
            images = images[:self.num_images].permute(0, 3, 1, 2)
            model.export(self.out_dir, images)
        else:
            from diffusers import AutoencoderKL
            model.export(self.out_dir, AutoencoderKL.from_pretrained(self.vae))
