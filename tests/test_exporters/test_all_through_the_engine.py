"""One run of the engine writes every format into one folder."""

import pytest
from exporter_samples import (HEIGHT, THINGS, WIDTH, depth, instances,
                              panoptic, saliency, semantic)
from mmengine.config import Config
from torch import nn

from mmflexgen.apis import synthesize
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthSample
from mmflexgen.utils import InputError

CLASSES = ('background', *THINGS)
OWN = dict(type='mmseg.BaseSegDataset')
EXPORTERS = [
    dict(type='mmflexgen.VOCExporter', consumer=OWN),
    dict(type='mmflexgen.ADE20KExporter',
         consumer=dict(OWN, reduce_zero_label=True)),
    dict(type='mmflexgen.CityscapesExporter', consumer=dict(
        OWN, seg_map_suffix='_gtFine_labelTrainIds.png')),
    dict(type='mmflexgen.COCOInstanceExporter', keypoint_class='person'),
    dict(type='mmflexgen.COCOPanopticExporter'),
    dict(type='mmflexgen.NYUDepthExporter'),
    dict(type='mmflexgen.SaliencyExporter'),
]


@MODELS.register_module()
class EveryKindGenerator(nn.Module):
    """The samples of the other tests."""

    kinds = ('sem_seg', 'instances', 'panoptic', 'depth', 'saliency')
    metainfo = dict(
        classes=CLASSES,
        palette=((0, 0, 0), (200, 0, 0), (0, 200, 0), (0, 0, 200)),
        thing_classes=THINGS, stuff_classes=('ground', 'sky'),
        keypoints=tuple(map(str, range(17))))

    def generate(self, requests):
        return [self._sample(request) for request in requests]

    def _sample(self, request):
        index = request.sample_id
        segmented = panoptic(index)
        return SynthSample(
            metainfo=dict(request=request, scores={},
                          segments=segmented.segments),
            image=segmented.image, panoptic=segmented.panoptic,
            sem_seg=semantic(index, len(CLASSES)).sem_seg,
            instances=instances(index).instances,
            depth=depth(index).depth, saliency=saliency(index).saliency)


def run(out, exporters, **options):
    return synthesize(
        Config(dict(
            model=dict(type='mmflexgen.EveryKindGenerator'),
            synthesis=dict(
                source=dict(type='mmflexgen.PromptSource',
                            builder=dict(type='mmflexgen.TemplatePrompt')),
                exporters=exporters, batch_size=2, **options))),
        None, 4, str(out), device='cpu', progress=False)


def test_every_consumer_reads_its_format(tmp_path):
    result = run(tmp_path / 'set', EXPORTERS)
    assert [each.consumer for each in result.verifications] == [
        'BaseSegDataset', 'BaseSegDataset', 'BaseSegDataset', 'CocoDataset',
        'CocoPanopticDataset', 'NYUDataset', 'SaliencyDataset']
    for each in result.verifications:
        assert (each.samples, each.problems) == (4, [])
    pixels = [each.pixels for each in result.verifications[:3]]
    assert pixels[0] == pixels[1] == pixels[2]
    assert sum(pixels[0].values()) == 4 * HEIGHT * WIDTH


def test_selections_need_lists(tmp_path):
    best = dict(type='mmflexgen.BestFraction', score='confidence',
                fraction=0.5)
    with pytest.raises(InputError, match='ADE20KExporter writes no list'):
        run(tmp_path / 'set', EXPORTERS[:2], selections=[best])
