"""Image editing with the decoder's own mask (DatasetDM, figure 4)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, Optional

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..exporters.images import encode_image, encode_map
from ..prompts.class_finder import ClassFinder
from ..structures import SynthRequest, SynthSample
from ..utils import InputError
from ..utils.read_rgb import read_rgb
from ..visualization import colourise, enlarge, grid, overlay

_SIDE = 192


@dataclass
class EditResult:
    """An edited image.

    Attributes:
        before: the image with its label, ``sem_seg``.
        mask: bool (H, W), what was drawn anew; outside it the images are
            equal.
        after: the edited image with its label, decoded again.
        palette: RGB by label id.
    """

    before: SynthSample
    mask: np.ndarray
    after: SynthSample
    palette: List[List[int]]

    def picture(self) -> np.ndarray:
        """Before, its label, the mask, after, its label: uint8 (H', W', 3)."""
        scale = max(1, -(-_SIDE // max(self.mask.shape)))
        white = np.repeat(255 * self.mask[..., None].astype(np.uint8), 3, 2)
        pictures = []
        for sample in (self.before, self.after):
            pictures += [
                enlarge(sample.image, scale),
                overlay(sample.image, sample.sem_seg, self.palette,
                        scale=scale)]
        pictures.insert(2, enlarge(white, scale))
        return grid(pictures, columns=len(pictures))

    def save(self, out: str) -> None:
        """Writes before, after, their labels, mask and the picture of all.

        Args:
            out: folder; made if need be.

        Raises:
            InputError: it cannot be written.
        """
        colours = colourise(np.arange(256), self.palette).tobytes()
        files = {
            'before.png': encode_image(self.before.image, '.png'),
            'before_label.png': encode_map(self.before.sem_seg, colours),
            'mask.png': encode_map(255 * self.mask.astype(np.uint8)),
            'after.png': encode_image(self.after.image, '.png'),
            'after_label.png': encode_map(self.after.sem_seg, colours),
            'side_by_side.png': encode_image(self.picture(), '.png')
        }
        try:
            Path(out).mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                (Path(out) / name).write_bytes(data)
        except OSError as error:
            raise InputError(f'{error.filename or out} cannot be written '
                             f'({error.strerror}); give another --out'
                             ) from error


def edit(generator: nn.Module, class_name: str, prompt: str,
         from_prompt: Optional[str] = None, image: Optional[str] = None,
         seed: int = 0, dilate: Optional[int] = None) -> EditResult:
    """Draws the region of one class anew, and keeps the rest.

    The region is where the generator's decoder finds the class, and a margin
    around it. Inside it the frozen base model draws the prompt by blended
    latent diffusion; outside it the pixels stay what they were.

    Args:
        generator: a DatasetDM with a semantic decoder, see
            :func:`init_generator`.
        class_name: whose region; one of the generator's classes, the
            background too.
        prompt: what the edited image shows.
        from_prompt: prompt of a sample to edit. Its label is decoded under
            the classes that this prompt names.
        image: file of an image to edit instead; its sides must fit the base
            model. Its label is decoded under ``class_name`` alone.
        seed: of the sample and of what is drawn, 0 or more.
        dilate: margin in pixels; one latent cell by default.

    Raises:
        InputError: an unknown class, or one found nowhere; not one source;
            an image that cannot be read or does not fit.
    """
    _check_generator(generator, class_name)
    if (from_prompt is None) == (image is None):
        raise InputError('an edit starts from a prompt or from an image; give '
                         'one of --from-prompt and --image')
    if seed < 0 or (dilate or 0) < 0:
        raise InputError(f'seed is {seed} and dilate {dilate}; neither may '
                         'be below 0')
    if image is None:
        before = generator.generate([SynthRequest(
            0, seed, from_prompt, tuple(_named(generator, from_prompt)))])[0]
    else:
        before = generator.annotate(
            _to_tensor(np.array(read_rgb(image))),
            [_request(generator, prompt, [class_name], seed)])[0]
    mask = before.sem_seg == generator.classes.index(class_name)
    if not mask.any():
        raise InputError(
            f'the decoder finds no {class_name!r} in '
            f'{image or f"the sample of {from_prompt!r}"}, so that there is '
            'nothing to edit; give another class, image, prompt or --seed')
    base = generator.base
    mask = _dilated(mask, base.vae_factor if dilate is None else dilate)
    drawn = _repainted(base, before.image, mask, prompt, seed)
    after = np.where(mask[..., None], drawn, before.image)
    # What was there and stays, and what the prompt adds.
    kept = [generator.classes[index] for index in np.unique(before.sem_seg)
            if index < len(generator.classes)]
    if class_name not in _named(generator, prompt):
        kept = [name for name in kept if name != class_name]
    names = [*_named(generator, prompt), *kept]
    return EditResult(
        before, mask, generator.annotate(
            _to_tensor(after), [_request(generator, prompt, names, seed)])[0],
        generator.metainfo['palette'])


def _check_generator(generator: nn.Module, class_name: str) -> None:
    if not (hasattr(generator, 'annotate') and 'sem_seg' in generator.kinds):
        raise InputError(
            f'{type(generator).__name__} decodes no semantic label of an '
            'image, which editing needs; give the config of a DatasetDM with '
            'a semantic decoder')
    if class_name not in generator.classes:
        raise InputError(f'{class_name!r} is none of the classes that the '
                         f'decoder was trained on; use '
                         f'{", ".join(generator.classes)}')


def _named(generator: Any, prompt: str) -> List[str]:
    """Foreground classes that a prompt names."""
    words = {word: name
             for name, word in generator.prompt_names.items()
             if name != 'background'}
    return [words[word] for word in ClassFinder(list(words), True)(prompt)]


def _request(generator: Any, prompt: str, names: List[str],
             seed: int) -> SynthRequest:
    """A request that names classes, each once, without the background."""
    return SynthRequest(0, seed, prompt, tuple(dict.fromkeys(
        name for name in names if name != 'background')))


def _to_tensor(image: np.ndarray) -> Tensor:
    """(1, 3, H, W) in [-1, 1]."""
    return torch.from_numpy(image).permute(2, 0, 1)[None] / 127.5 - 1


def _dilated(mask: np.ndarray, radius: int) -> np.ndarray:
    """Pixels up to ``radius`` rows and columns from the mask."""
    return F.max_pool2d(torch.from_numpy(mask)[None].float(),
                        2 * radius + 1, 1, radius)[0].bool().numpy()


def _repainted(base: Any, image: np.ndarray, mask: np.ndarray, prompt: str,
               seed: int) -> np.ndarray:
    """uint8 (H, W, 3), drawn anew inside the mask."""
    # Loads mmdet and diffusers.
    from ..models.diffusion import seeded_noise
    original = base.encode_image(_to_tensor(image))
    # The third: a sample of this seed was drawn from the first, and would
    # come back.
    noise = seeded_noise([seed], (3, *original.shape[1:]))[:, 2]
    latents = base.repaint_latents([prompt], original,
                                   torch.from_numpy(mask)[None], noise)
    drawn = (base.decode(latents)[0] / 2 + 0.5).nan_to_num(0.).clamp(0, 1)
    return (drawn * 255).round().permute(1, 2, 0).byte().cpu().numpy()
