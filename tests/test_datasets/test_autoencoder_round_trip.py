"""Images through a VAE and back, as a step of a pipeline."""

from pathlib import Path

import numpy as np
import pytest
import torch

from mmflexgen.datasets.transforms import AutoencoderRoundTrip
from mmflexgen.models.diffusion import LatentDiffusion
from mmflexgen.utils import InputError

FOLDER = str(Path(__file__).parents[2] / 'checkpoints/shapesworld_sd64')


def test_it_is_what_the_base_model_encodes_and_decodes():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (32, 64, 3), dtype=np.uint8)
    base = LatentDiffusion(FOLDER)
    rgb = torch.from_numpy(image[..., ::-1] / 127.5 - 1).float()
    expected = base.decode(base.encode_image(rgb.permute(2, 0, 1)[None]))
    expected = ((expected[0].clamp(-1, 1) + 1) * 127.5).permute(1, 2, 0)
    for folder in (FOLDER, f'{FOLDER}/vae'):
        out = AutoencoderRoundTrip(folder)(dict(img=image.copy(), flip=1))
        assert out['flip'] == 1 and out['img'].dtype == np.uint8
        assert np.abs(out['img'][..., ::-1] - expected.numpy()).max() < 0.6


def test_bad_input(tmp_path):
    with pytest.raises(InputError, match='holds no VAE'):
        AutoencoderRoundTrip(str(tmp_path))
    with pytest.raises(InputError, match='30 x 64 pixels'):
        AutoencoderRoundTrip(FOLDER)(
            dict(img=np.zeros((64, 30, 3), np.uint8)))
