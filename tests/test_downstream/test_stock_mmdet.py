"""Stock mmdet configs train on what our exporters write."""

import numpy as np
import pytest
from exported import export, exporter, samples
from stock import shrunk, train

INSTANCES = dict(
    mask_rcnn='mmdet::mask_rcnn/mask-rcnn_r50_fpn_1x_coco.py',
    rtmdet_ins='mmdet::rtmdet/rtmdet-ins_tiny_8xb32-300e_coco.py',
    mask2former='mmdet::mask2former/mask2former_r50_8xb2-lsj-50e_coco.py')
PANOPTIC = 'mmdet::mask2former/mask2former_r50_8xb2-lsj-50e_coco-panoptic.py'


@pytest.mark.parametrize('model', INSTANCES)
def test_instances(model, tmp_path):
    export(tmp_path / 'data', exporter('coco_instance'),
           samples(4, (0, 79)))
    result = train(
        shrunk(INSTANCES[model], 'coco_instance', tmp_path / 'data'),
        tmp_path / 'work')
    assert len(result.losses) == 2 and np.isfinite(result.losses).all()
    assert result.instance_labels() == {0, 79}
    for sample in result.samples:
        assert len(sample.gt_instances.masks) == len(sample.gt_instances)


def test_panoptic(tmp_path, panopticapi):
    """A thing, and the last stuff class of COCO."""
    export(tmp_path / 'data', exporter('coco_panoptic'),
           samples(4, (0, 132)))
    result = train(shrunk(PANOPTIC, 'coco_panoptic', tmp_path / 'data'),
                   tmp_path / 'work')
    assert len(result.losses) == 2 and np.isfinite(result.losses).all()
    assert result.instance_labels() == {0}
    assert result.labels() == {0, 132}
