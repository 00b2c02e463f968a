"""A generator's images, labelled by perception models."""

import numpy as np
import pytest
import torch
from torch import nn

from mmflexgen.apis import init_generator, synthesize
from mmflexgen.models.annotators import Annotation, Annotator
from mmflexgen.registry import MODELS, TASK_UTILS
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.utils import InputError
from mmengine.config import Config

CLASSES = ('background', 'cat')


@MODELS.register_module()
class NoiseGenerator(nn.Module):
    """Noise, all of it labelled background."""

    kinds = ('sem_seg', )
    metainfo = dict(classes=CLASSES, palette=((0, 0, 0), (250, 0, 0)))

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(2))

    def generate(self, requests):
        return [SynthSample(
            metainfo=dict(request=request, scores=dict(confidence=0.1,
                                                       likeness=0.7)),
            image=np.random.RandomState(request.seed).randint(
                0, 256, (24, 16, 3)).astype('uint8'),
            sem_seg=np.zeros((24, 16), 'uint8')) for request in requests]


@TASK_UTILS.register_module()
class BrightAnnotator(Annotator):
    """Bright pixels are near, salient, and cats."""

    def __init__(self, kind, metainfo):
        self.kind = kind
        self.cat = metainfo['classes'].index('cat')

    def annotate(self, image):
        bright = image.mean(-1) > 128
        value = dict(
            sem_seg=np.where(bright, self.cat, 0).astype(np.uint8),
            depth=np.where(bright, 1, 5).astype(np.float32),
            saliency=np.where(bright, 255, 0).astype(np.uint8))[self.kind]
        return Annotation(value, dict(confidence=0.9)
                          if self.kind == 'sem_seg' else {})


def config(*kinds):
    return dict(
        type='mmflexgen.Annotated', generator=dict(
            type='mmflexgen.NoiseGenerator'),
        annotators=[dict(type='mmflexgen.BrightAnnotator', kind=kind)
                    for kind in kinds])


def request(index):
    return SynthRequest(index, seed=10 + index, prompt='', classes=())


def test_several_kinds_in_one_sample():
    generator = MODELS.build(config('depth', 'sem_seg'))
    assert generator.kinds == ('sem_seg', 'depth')
    first, second = generator.generate([request(0), request(1)])
    bright = second.image.mean(-1) > 128
    np.testing.assert_array_equal(second.sem_seg, bright)
    np.testing.assert_array_equal(second.depth, np.where(bright, 1, 5))
    assert second.scores == dict(confidence=0.9, likeness=0.7)
    # Alone it is the same.
    alone = generator.generate([request(1)])[0]
    for name in ('image', 'sem_seg', 'depth'):
        np.testing.assert_array_equal(alone.get(name), second.get(name))
        assert (first.get(name) != second.get(name)).any()


def test_a_checkpoint_is_the_generators(tmp_path):
    path = str(tmp_path / 'weights.pth')
    torch.save(dict(state_dict=dict(weight=torch.tensor([3., 4.]))), path)
    cfg = Config(dict(model=config('depth')))
    found = init_generator(cfg, path, 'cpu')
    assert found.generator.weight.tolist() == [3, 4]
    with pytest.raises(InputError, match='has 1 trained weights'):
        init_generator(cfg, device='cpu')


def test_the_engine_writes_all_kinds(tmp_path):
    path = str(tmp_path / 'weights.pth')
    torch.save(dict(state_dict=dict(weight=torch.ones(2))), path)
    result = synthesize(
        Config(dict(
            model=config('sem_seg', 'depth', 'saliency'),
            synthesis=dict(
                source=dict(type='mmflexgen.PromptSource', builder=dict(
                    type='mmflexgen.TemplatePrompt', count_weights=(1, ))),
                exporters=[
                    dict(type='mmflexgen.VOCExporter', consumer=dict(
                        type='mmseg.BaseSegDataset')),
                    dict(type='mmflexgen.NYUDepthExporter'),
                    dict(type='mmflexgen.SaliencyExporter')]))),
        path, 2, str(tmp_path / 'out'), device='cpu', progress=False)
    assert not result.problems
    assert len(result.verifications) == 3


def test_settings_are_checked():
    with pytest.raises(InputError, match='has no annotators'):
        MODELS.build(config())
    with pytest.raises(InputError, match='two annotators .* give depth'):
        MODELS.build(config('depth', 'sem_seg', 'depth'))
