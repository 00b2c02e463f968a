"""Pictures to look at while a base model trains."""

import os
import os.path as osp
from abc import ABCMeta, abstractmethod
from typing import List, Optional, Sequence

import torch
from mmengine.dist import master_only
from mmengine.hooks import Hook
from mmengine.runner import Runner
from PIL import Image
from torch import Tensor

from mmflexgen.registry import HOOKS
from .export_diffusers_hook import averaged_model


def picture_grid(images: Tensor, columns: int) -> Image.Image:
    """Images (N, 3, H, W) in [-1, 1], row by row, on white.

    Args:
        images: values outside the range are clipped.
        columns: images per row.
    """
    count, _, height, width = images.shape
    rows = -(-count // columns)
    grid = torch.ones(3, rows * (height + 2), columns * (width + 2))
    for i, image in enumerate(images):
        top = i // columns * (height + 2)
        left = i % columns * (width + 2)
        grid[:, top:top + height, left:left + width] = image
    pixels = ((grid.clamp(-1, 1) + 1) * 127.5).round().byte()
    return Image.fromarray(pixels.permute(1, 2, 0).numpy())


class GridHook(Hook, metaclass=ABCMeta):
    """Writes a picture now and then; subclasses say what it shows.

    Args:
        interval: iterations between pictures.
        columns: images per row.
    """

    priority = 'LOWEST'

    def __init__(self, interval: int, columns: int = 8) -> None:
        self.interval = interval
        self.columns = columns

    def after_train_iter(self, runner: Runner, batch_idx: int,
                         data_batch: dict = None,
                         outputs: dict = None) -> None:
        """Write a picture every ``interval`` iterations and at the end."""
        if (self.every_n_train_iters(runner, self.interval)
                or self.is_last_train_iter(runner)):
            self.write(runner)

    @master_only
    def write(self, runner: Runner) -> None:
        """Write ``work_dir/samples/iter_N.png``."""
        model = averaged_model(runner)
        training = model.training
        # Samples must not change the training's own random numbers.
        with torch.random.fork_rng(), torch.no_grad():
            images = self.images(runner, model.eval())
        model.train(training)
        folder = osp.join(runner.work_dir, 'samples')
        os.makedirs(folder, exist_ok=True)
        picture_grid(images.float().cpu(), self.columns).save(
            osp.join(folder, f'iter_{runner.iter + 1:06d}.png'))

    @abstractmethod
    def images(self, runner: Runner, model: torch.nn.Module) -> Tensor:
        """Images (N, 3, H, W) in [-1, 1]."""


@HOOKS.register_module()
class ReconstructionGridHook(GridHook):
    """Images of the training set, each row above its reconstruction.

    Args:
        interval: iterations between pictures.
        columns: images per row; two pairs of rows are shown.
    """

    def images(self, runner: Runner, model: torch.nn.Module) -> Tensor:
        """Rows of originals and reconstructions in turn."""
        count = 2 * self.columns
        inputs = runner.train_dataloader.dataset.images[:count].permute(
            0, 3, 1, 2).to(next(model.parameters()).device)
        originals = inputs.float().div(127.5).sub(1).cpu()
        recon = model(inputs, mode='tensor').cpu()
        rows = [part for pair in zip(originals.split(self.columns),
                                     recon.split(self.columns))
                for part in pair]
        return torch.cat(rows)


@HOOKS.register_module()
class SamplePromptsHook(GridHook):
    """Images of fixed prompts from fixed noise.

    Args:
        prompts: one image each.
        vae: folder of the ``AutoencoderKL`` that decodes.
        interval: iterations between pictures.
        columns: images per row.
        seed: seeds the noise.
        num_steps: DDIM steps.
        guidance_scale: classifier-free guidance; 1 is without.
    """

    def __init__(self,
                 prompts: Sequence[str],
                 vae: str,
                 interval: int,
                 columns: int = 8,
                 seed: int = 0,
                 num_steps: int = 30,
                 guidance_scale: float = 4.0) -> None:
        super().__init__(interval, columns)
        self.prompts: List[str] = list(prompts)
        self.vae_folder = vae
        self.options = dict(seed=seed, num_steps=num_steps,
                            guidance_scale=guidance_scale)
        self.vae: Optional[torch.nn.Module] = None

    def images(self, runner: Runner, model: torch.nn.Module) -> Tensor:
        """One image per prompt."""
        from diffusers import AutoencoderKL
        latents = model.sample(self.prompts, **self.options)
        if self.vae is None:
            self.vae = AutoencoderKL.from_pretrained(
                self.vae_folder).eval().to(latents.device)
        return self.vae.decode(
            latents / self.vae.config.scaling_factor).sample
