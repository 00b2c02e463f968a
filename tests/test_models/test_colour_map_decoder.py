"""The decoder learns colour maps; the encoder stays."""

import os.path as osp

import pytest
import torch
from mmengine.structures import BaseDataElement

from mmflexgen.models.base import ColourMapDecoderTrainer
from mmflexgen.models.diffusion import LatentDiffusion
from mmflexgen.utils import InputError


def samples():
    generator = torch.Generator().manual_seed(0)
    maps = torch.randint(0, 2, (2, 3, 4, 4), generator=generator) * 255
    maps = maps.repeat_interleave(16, -1).repeat_interleave(16, -2)
    return [BaseDataElement(colour_map=each.byte()) for each in maps]


def test_only_the_decoder_learns(tiny_folder, tmp_path):
    torch.manual_seed(0)
    model = ColourMapDecoderTrainer(tiny_folder)
    before = {name: value.clone()
              for name, value in model.state_dict().items()}
    optimizer = torch.optim.Adam(
        [p for p in model.parameters() if p.requires_grad], 2e-3)
    totals = []
    for _ in range(6):
        losses = model(torch.zeros(2), samples(), 'loss')
        assert set(losses) == {'loss_l1', 'loss_mse', 'loss_edge'}
        total = sum(losses.values())
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        totals.append(float(total.detach()))
    assert totals[-1] < totals[0]
    changed = {name.split('.')[1] for name, value in
               model.state_dict().items()
               if not torch.equal(value, before[name])}
    assert changed == {'decoder', 'post_quant_conv'}

    folder = str(tmp_path / 'export')
    model.export(folder)
    base = LatentDiffusion(folder)
    images = torch.stack([each.colour_map for each in samples()])
    images = images.float() / 127.5 - 1
    old = LatentDiffusion(tiny_folder)
    latents = base.encode_image(images)
    assert torch.equal(latents, old.encode_image(images))
    expected = model.eval()(torch.zeros(2), samples())
    torch.testing.assert_close(base.decode(latents), expected.detach(),
                               atol=1e-4, rtol=1e-4)
    assert not torch.allclose(old.decode(latents), expected, atol=1e-2)


def test_bad_input(tiny_folder, tmp_path):
    with pytest.raises(InputError, match='no vae/config.json'):
        ColourMapDecoderTrainer(osp.join(str(tmp_path), 'none'))
    with pytest.raises(InputError, match='PackColourMap'):
        ColourMapDecoderTrainer(tiny_folder)(
            torch.zeros(1), [BaseDataElement()], 'loss')
