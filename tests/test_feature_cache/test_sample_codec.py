"""Data samples survive the way to the disk and back."""

import json

import numpy as np
import pytest
import torch
from mmdet.structures import DetDataSample
from mmdet.structures.mask import BitmapMasks, PolygonMasks
from mmengine.structures import InstanceData, PixelData
from mmseg.structures import SegDataSample

from mmflexgen.feature_cache.sample_codec import decode_sample, encode_sample
from mmflexgen.utils import InputError


def round_trip(sample):
    tensors = {}
    text = json.dumps(encode_sample(sample, tensors))
    return decode_sample(json.loads(text), tensors)


def test_semantic_and_depth_labels():
    sample = SegDataSample(metainfo=dict(
        img_path='a.png', ori_shape=(5, 7), pad_shape=torch.Size([8, 8]),
        scale_factor=(0.5, np.float64(0.25)), flip=True,
        flip_direction=None, label_map={0: 3}, names=['disc', 'ring'],
        matrix=np.eye(3, dtype=np.float32)))
    sample.gt_sem_seg = PixelData(data=torch.randint(0, 9, (1, 8, 8)))
    sample.gt_depth_map = PixelData(data=torch.rand(1, 8, 8).mT)
    again = round_trip(sample)
    assert type(again) is SegDataSample
    assert set(again.keys()) == {'gt_sem_seg', 'gt_depth_map'}
    assert torch.equal(again.gt_sem_seg.data, sample.gt_sem_seg.data)
    assert torch.equal(again.gt_depth_map.data, sample.gt_depth_map.data)
    for key, value in sample.metainfo.items():
        if key == 'matrix':
            assert (again.matrix == value).all()
            assert again.matrix.dtype == np.float32
        else:
            assert again.get(key) == value
    assert again.pad_shape == (8, 8) and again.label_map == {0: 3}


def test_instances_with_masks():
    sample = DetDataSample(metainfo=dict(img_id=4))
    masks = np.random.default_rng(0).integers(0, 2, (2, 6, 5), np.uint8)
    sample.gt_instances = InstanceData(
        labels=torch.tensor([1, 0]), bboxes=torch.rand(2, 4),
        masks=BitmapMasks(masks, 6, 5))
    sample.ignored_instances = InstanceData(
        labels=torch.zeros(1, dtype=torch.long),
        masks=PolygonMasks([[np.array([0., 0, 3, 0, 3, 3])]], 6, 5))
    again = round_trip(sample)
    assert type(again) is DetDataSample and again.img_id == 4
    assert torch.equal(again.gt_instances.bboxes, sample.gt_instances.bboxes)
    assert (again.gt_instances.masks.masks == masks).all()
    assert again.gt_instances.masks.masks.dtype == np.uint8
    assert len(again.gt_instances[1:].masks) == 1
    ours = again.ignored_instances.masks
    assert (ours.height, ours.width) == (6, 5)
    assert (ours.to_bitmap().masks ==
            sample.ignored_instances.masks.to_bitmap().masks).all()


def test_what_cannot_be_stored_is_named():
    sample = SegDataSample(metainfo=dict(when={1, 2}))
    with pytest.raises(InputError, match='holds a set, which the feature'):
        round_trip(sample)
