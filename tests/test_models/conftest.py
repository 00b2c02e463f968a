"""A base model with random weights, shared by the model tests."""

import pytest

from mmflexgen.models.diffusion import LatentDiffusion
from mmflexgen.models.diffusion.random_weights import write_random_base_model


@pytest.fixture(scope='session')
def tiny_folder(tmp_path_factory) -> str:
    """A 64 px base model in diffusers format."""
    folder = str(tmp_path_factory.mktemp('base') / 'tiny')
    write_random_base_model('tiny', folder)
    return folder


@pytest.fixture(scope='session')
def tiny_base(tiny_folder) -> LatentDiffusion:
    """The same, loaded."""
    return LatentDiffusion(tiny_folder, num_inference_steps=4,
                           guidance_scale=3.)
