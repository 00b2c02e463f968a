"""What probes keep: no stack of N x N maps, in sampling or in training."""

import pytest
import torch
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from mmflexgen.models.diffusion import (AttentionProbe, LatentDiffusion,
                                        seeded_noise)
from mmflexgen.models.freegen import EntityProbe, EntityTokens, find_blocks
from mmflexgen.models.freegen.rectification import entity_attention
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthRequest

# The tiny model's finest grid at 128 px. Nothing else of it is a quarter as
# large as N x N numbers.
SIDE, SIZE, N = 128, (32, 32), 1024
# Of one head: the product, times its factor, and the softmax of it. Backward
# has their slopes besides.
FORWARD, BACKWARD = 3, 6
PROMPT, NAMES = 'a mushroom on a ring', ['mushroom', 'ring']


class LargeMaps(TorchDispatchMode):
    """Counts how many storages of N x N floats or more are alive.

    What autograd saves is alive, too.

    Attributes:
        peak: most of them at a time.
    """

    def __init__(self):
        super().__init__()
        self.peak, self._alive = 0, {}

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        # A view, as of a weight, is nothing new.
        given = {storage._cdata for storage in _storages((args, kwargs))}
        for storage in _storages(result):
            if storage.nbytes() >= 4 * N * N and storage._cdata not in given:
                self._alive[storage._cdata] = StorageWeakRef(storage)
        self.peak = max(self.peak, self.now())
        return result

    def now(self) -> int:
        """How many there are."""
        self._alive = {key: each for key, each in self._alive.items()
                       if not each.expired()}
        return len(self._alive)


def _storages(values):
    return [each.untyped_storage() for each in tree_leaves(values)
            if isinstance(each, torch.Tensor)]


@pytest.fixture(scope='module')
def base(tiny_folder):
    return LatentDiffusion(tiny_folder, image_size=SIDE)


@pytest.fixture(scope='module')
def inputs(base):
    """Of one pass, without guidance."""
    return (seeded_noise([0], base.latent_shape()), 10,
            base.encode_prompt([PROMPT]))


@pytest.fixture(scope='module')
def maps_there_are(base):
    """Heads of all layers on the grid, several times of what may be alive."""
    count = sum(heads for heads, _ in find_blocks(base, SIZE).values())
    assert count >= 2 * FORWARD
    return count


def generator(folder, kind, **options):
    return MODELS.build(dict(
        type=f'mmflexgen.{kind}', metainfo=dict(
            classes=('background', *NAMES), palette=[[0, 0, 0]] * 3),
        base_model=dict(type='mmflexgen.LatentDiffusion', pretrained=folder,
                        num_inference_steps=3, guidance_scale=1.,
                        image_size=SIDE),
        labeler=dict(type='mmflexgen.ThresholdLabeler'), **options))


@torch.no_grad()
def test_the_count_finds_a_stack(base, inputs, maps_there_are):
    """Of a probe that is asked to keep every map; and none without one."""
    probe = AttentionProbe('self', 'concat', sizes=[SIZE])
    with LargeMaps() as large, probe.attached(base.unet):
        base.unet_forward(*inputs)
    assert large.now() == maps_there_are
    with LargeMaps() as large:
        base.unet_forward(*inputs)
    assert large.peak == 0


@torch.no_grad()
def test_a_pass_keeps_no_map(base, inputs):
    tokens = EntityTokens.locate(base, [PROMPT], [NAMES])
    probe = EntityProbe(SIZE, tokens)
    with LargeMaps() as large, probe.attached(base.unet):
        base.unet_forward(*inputs)
    assert 0 < large.peak <= FORWARD and large.now() == 0
    assert probe.maps().shape == (1, 2, *SIZE)


@pytest.mark.parametrize('kind, kept, options', [
    # Rectified, judged by two passes more, or along the sampling.
    ('FreeGen', 0, dict(fluctuation=dict(timesteps=[100, 300]))),
    ('FreeGen', 0, dict(fluctuation=dict(timesteps=[300, 900],
                                         source='trajectory'))),
    # Self-attention itself is asked for: one sum over heads, layers, steps,
    # and the head before, until the next one's map is there.
    ('DatasetDiffusion', 2, dict(cross_resolution=32, self_resolution=32)),
    ('DiffuMask', 0, dict(resolutions=[32])),
])
def test_generation_keeps_no_map(tiny_folder, kind, kept, options):
    if kind == 'FreeGen':
        options = dict(options, resolution=32, rectification=dict(
            type='mmflexgen.AttentionSelfRectification'))
    model = generator(tiny_folder, kind, **options)
    with LargeMaps() as large:
        model.generate([SynthRequest(0, 1, PROMPT, tuple(NAMES))])
    assert large.peak <= FORWARD + kept and large.now() == 0


def test_training_saves_no_map(tiny_folder, maps_there_are, monkeypatch):
    model = generator(
        tiny_folder, 'FreeGen', resolution=32, fluctuation=None,
        rectification=dict(type='mmflexgen.AttentionSelfRectification'))
    sample = SegDataSample(metainfo=dict(prompt=PROMPT, prompt_classes=NAMES))
    sample.gt_sem_seg = PixelData(data=torch.arange(SIDE * SIDE).view(
        1, SIDE, SIDE) % 3)

    def step():
        with LargeMaps() as large:
            loss = model(torch.zeros(1, 3, SIDE, SIDE), [sample])
            saved = large.now()
            loss['loss_rectification'].backward()
        return saved, large.peak

    saved, peak = step()
    assert saved == 0 and 0 < peak <= BACKWARD
    assert all(weight.grad.any() for weight in model.parameters())
    # Without checkpoints all of them wait for backward.
    monkeypatch.setattr(
        type(model.rectification), 'forward',
        lambda self, block, *heads: entity_attention(
            *heads, self.mixture[block.replace('.', '_')],
            self.projection[block.replace('.', '_')]))
    assert step()[0] >= maps_there_are
