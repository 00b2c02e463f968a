"""FlexDataset's images, labelled by a whole perception model."""

import os.path as osp

import numpy as np
import pytest
import torch
from mmengine.registry import DefaultScope

from mmflexgen.registry import MODELS, TASK_UTILS
from mmflexgen.structures import SynthRequest
from mmflexgen.utils.config import load_config

SEGMENTER = osp.join(
    osp.dirname(osp.abspath(__file__)),
    '../../../configs/downstream/fpn_r18_shapesworld.py')


@pytest.fixture
def segmenter(tmp_path):
    """An annotator with random weights."""
    pytest.importorskip('mmseg')
    torch.manual_seed(0)
    cfg = load_config(SEGMENTER)
    with DefaultScope.overwrite_default_scope('mmseg'):
        model = MODELS.build(cfg.model)
    for weight in model.parameters():
        torch.nn.init.normal_(weight, std=0.3)
    torch.save(dict(state_dict=model.state_dict()), tmp_path / 'fpn.pth')
    return dict(type='mmflexgen.MMSegAnnotator', config=SEGMENTER,
                checkpoint=str(tmp_path / 'fpn.pth'), device='cpu')


def test_labels_and_boxes_in_one_sample(segmenter, trained, scenes, tmp_path,
                                        tiny_folder):
    trained().export(str(tmp_path / 'export'))
    generator = dict(
        type='mmflexgen.FlexDataset', metainfo='mmflexgen.ShapesWorldDataset',
        base_model=dict(
            type='mmflexgen.ComposedDiffusion', pretrained=tiny_folder,
            mimc=str(tmp_path / 'export'), num_inference_steps=2,
            guidance_scale=2.))
    model = MODELS.build(dict(type='mmflexgen.Annotated', generator=generator,
                              annotators=[segmenter]))
    assert model.kinds == ('instances', 'sem_seg')
    assert not model.state_dict()
    requests = [SynthRequest(index, 7 + index, '', scene.categories,
                             composition=scene)
                for index, scene in enumerate(scenes)]
    plain = model.generator.generate(requests)
    annotator = TASK_UTILS.build(segmenter, default_args=dict(
        metainfo=model.metainfo))
    for sample, own in zip(model.generate(requests), plain):
        np.testing.assert_array_equal(sample.image, own.image)
        # The image alone decides.
        np.testing.assert_array_equal(
            sample.sem_seg, annotator.annotate(own.image.copy()).value)
        assert len(np.unique(sample.sem_seg)) > 1
        np.testing.assert_array_equal(sample.instances.bboxes,
                                      own.instances.bboxes)
        assert 'masks' not in sample.instances
        assert 0 < sample.scores['confidence'] <= 1
