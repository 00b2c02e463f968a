"""Imagefolders, and their latents computed once."""

import json
import os

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL
from PIL import Image
from torch.utils.data import DataLoader

from mmflexgen.datasets import (ImageTextDataset, LatentTextDataset,
                                ready_batch)
from mmflexgen.datasets.imagefolder import read_image, read_metadata
from mmflexgen.datasets.latent_cache import LatentCache
from mmflexgen.models.base import train_tokenizer
from mmflexgen.utils import InputError

TEXTS = [['a red disc', 'a disc'], ['a star'], ['a blue ring', 'ring'],
         ['a mushroom']]


@pytest.fixture
def folder(tmp_path) -> str:
    root = tmp_path / 'images'
    root.mkdir()
    rng = np.random.default_rng(0)
    lines = []
    for i, texts in enumerate(TEXTS):
        pixels = rng.integers(0, 256, (16, 16, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(root / f'{i}.png')
        record = dict(file_name=f'{i}.png', text=texts[0])
        if len(texts) > 1:
            record['texts'] = texts
        lines.append(json.dumps(record))
    (root / 'metadata.jsonl').write_text('\n'.join(lines) + '\n')
    return str(root)


@pytest.fixture
def latent_options(folder, tmp_path) -> dict:
    torch.manual_seed(0)
    AutoencoderKL(
        block_out_channels=(8, 8, 16), layers_per_block=1,
        down_block_types=('DownEncoderBlock2D', ) * 3,
        up_block_types=('UpDecoderBlock2D', ) * 3, norm_num_groups=4,
        scaling_factor=0.5).save_pretrained(str(tmp_path / 'vae'))
    train_tokenizer(sum(TEXTS, []), max_length=16).save_pretrained(
        str(tmp_path / 'tokenizer'))
    return dict(
        data_root=folder, vae=str(tmp_path / 'vae'), size=16,
        tokenizer=dict(path=str(tmp_path / 'tokenizer')),
        cache_dir=str(tmp_path / 'cache'))


def test_batches_hold_the_files_pixels_and_all_phrasings(folder):
    dataset = ImageTextDataset(folder, size=16)
    seen = set()
    for _ in range(20):
        for batch in DataLoader(dataset, 2, collate_fn=ready_batch):
            assert batch['inputs'].shape == (2, 3, 16, 16)
            assert batch['inputs'].dtype == torch.uint8
            seen.update(batch['data_samples']['text'])
    assert seen == set(sum(TEXTS, []))
    for i in range(4):
        pixels = np.asarray(Image.open(os.path.join(folder, f'{i}.png')))
        inputs = dataset[i]['inputs'].permute(1, 2, 0).numpy()
        np.testing.assert_array_equal(inputs, pixels)


def test_half_of_the_images_are_mirrored(folder):
    plain, dataset = (ImageTextDataset(folder, 16, flip=flip)
                      for flip in (False, True))
    indices = list(range(4)) * 50
    drawn = dataset.__getitems__(indices)['inputs']
    original = plain.__getitems__(indices)['inputs']
    same = (drawn == original).flatten(1).all(1)
    assert 0.3 < same.float().mean() < 0.7
    assert torch.equal(drawn[~same], original[~same].flip(-1))


def test_other_sizes_are_scaled_and_cropped_at_the_centre(tmp_path):
    pixels = np.zeros((20, 60, 3), np.uint8)
    pixels[:, 20:40] = 200
    Image.fromarray(pixels).save(tmp_path / 'wide.png')
    image = read_image(str(tmp_path / 'wide.png'), 10)
    assert image.shape == (10, 10, 3)
    assert image[:, 2:-2].min() > 190


def test_cached_latents_equal_live_ones(latent_options):
    dataset = LatentTextDataset(**latent_options)
    vae = AutoencoderKL.from_pretrained(latent_options['vae']).eval()
    images = ImageTextDataset(latent_options['data_root'], size=16).images
    pixels = images.permute(0, 3, 1, 2) / 127.5 - 1
    with torch.no_grad():
        posterior = vae.encode(pixels).latent_dist
    torch.testing.assert_close(
        dataset.latents.mean.float(), posterior.mean * 0.5, rtol=2e-3,
        atol=1e-3)
    drawn = torch.stack([dataset.__getitems__(range(4))['inputs']
                         for _ in range(400)])
    torch.testing.assert_close(drawn.mean(0), posterior.mean * 0.5,
                               rtol=0, atol=0.15)
    torch.testing.assert_close(drawn.std(0), posterior.std * 0.5,
                               rtol=0.2, atol=1e-2)


def test_latents_come_with_a_text_of_their_image(latent_options):
    dataset = LatentTextDataset(**latent_options, flip=True)
    assert len(dataset) == 8
    from mmflexgen.models.base import build_tokenizer
    tokenizer = build_tokenizer(**latent_options['tokenizer'])
    for _ in range(10):
        ids = dataset.__getitems__(range(8))['data_samples']['input_ids']
        texts = tokenizer.batch_decode(ids, skip_special_tokens=True)
        for i, text in enumerate(texts):
            assert text.strip() in TEXTS[i % 4]


def test_cache_is_read_and_renewed(latent_options, monkeypatch):
    first = LatentTextDataset(**latent_options)
    with monkeypatch.context() as patch:
        patch.setattr(LatentCache, '_write', None)
        again = LatentTextDataset(**latent_options)
    assert torch.equal(first.latents.mean, again.latents.mean)
    # Another image, another cache.
    Image.new('RGB', (16, 16)).save(
        os.path.join(latent_options['data_root'], '0.png'))
    renewed = LatentTextDataset(**latent_options)
    assert not torch.equal(renewed.latents.mean[0], first.latents.mean[0])
    assert torch.equal(renewed.latents.mean[1:], first.latents.mean[1:])
    files = os.listdir(latent_options['cache_dir'])
    assert len(files) == 2 and all(f.endswith('.safetensors') for f in files)


def test_bad_input_is_one_sentence(folder, latent_options):
    with pytest.raises(InputError, match='does not exist: write it'):
        read_metadata(folder + '_missing')
    with open(os.path.join(folder, '1.png'), 'r+b') as file:
        file.truncate(200)
    with pytest.raises(InputError, match=r'1\.png cannot be read'):
        ImageTextDataset(folder, size=16)
    os.remove(os.path.join(folder, '1.png'))
    with pytest.raises(InputError, match=r'1\.png does not exist'):
        LatentTextDataset(**latent_options)
    with pytest.raises(InputError, match='train the autoencoder first'):
        LatentTextDataset(**{**latent_options, 'vae': folder})
    metadata = os.path.join(folder, 'metadata.jsonl')
    with open(metadata, 'a', encoding='utf-8') as file:
        file.write('{"file_name": "4.png"}\n')
    with pytest.raises(InputError, match=r"line 5 of .*'text'"):
        read_metadata(folder)
    os.remove(metadata)
    with pytest.raises(InputError, match='holds no metadata.jsonl'):
        read_metadata(folder)
