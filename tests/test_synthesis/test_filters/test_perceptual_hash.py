"""The hash stays over small changes and tells images apart."""

import io

import numpy as np
import pytest
from PIL import Image
from scipy.fft import dctn

from mmflexgen.synthesis.filters import PerceptualHash
from mmflexgen.synthesis.filters.perceptual_hash import perceptual_hash
from mmflexgen.utils import InputError


def scene(seed, size=64):
    """Smooth colours between random corners of a coarse grid."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (12, 12, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize(
        (size, size), Image.Resampling.BICUBIC))


def distance(one, other):
    return (perceptual_hash(one) ^ perceptual_hash(other)).bit_count()


def test_bits_are_those_of_a_cosine_transform():
    image = scene(0, 32)  # as large as the thumbnail
    grey = np.asarray(Image.fromarray(image).convert('L'), np.float64)
    waves = dctn(grey)[1:9, 1:9].ravel()
    bits = ''.join('01'[int(wave > np.median(waves))] for wave in waves)
    assert f'{perceptual_hash(image):064b}' == bits


@pytest.mark.parametrize('seed', range(5))
def test_alike_is_near_and_other_is_far(seed):
    image = scene(seed)
    assert distance(image, image // 2 + 40) <= 2  # less contrast, brighter
    assert distance(image, np.asarray(Image.fromarray(image).resize(
        (48, 48), Image.Resampling.BICUBIC))) <= 6
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, 'JPEG', quality=60)
    assert distance(image, np.asarray(Image.open(buffer))) <= 6
    assert distance(image, scene(seed + 100)) >= 16
    assert distance(image, image[:, ::-1]) >= 16


def test_one_colour_has_no_frequencies():
    for grey in (0, 77, 255):
        assert perceptual_hash(np.full((20, 30, 3), grey, np.uint8)) == 0


def test_it_is_recorded(make, metainfo):
    image = scene(0)
    sample = make(image)
    assert PerceptualHash()(sample, metainfo) is None
    assert sample.hashes == dict(perceptual=f'{perceptual_hash(image):016x}')
    with pytest.raises(InputError, match='is float32; put BlankFilter'):
        PerceptualHash()(make(image.astype('float32')), metainfo)
