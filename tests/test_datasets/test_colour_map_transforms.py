"""Captions and colour maps in pipelines of mmseg and mmdet."""

import json

import numpy as np
import pytest
import torch
from mmcv.transforms import CenterCrop
from mmdet.datasets.transforms import RandomFlip
from mmdet.structures.mask import BitmapMasks

from mmflexgen.datasets.transforms import LoadCaption, PackColourMap
from mmflexgen.datasets.transforms.centre_crop import CentreCropObjects
from mmflexgen.models.colour_codec import ColourCodec
from mmflexgen.prompts.image_captions import ImageCaptions
from mmflexgen.utils import InputError, register_all_modules

register_all_modules()
CODEC = dict(type='mmflexgen.ColourCodec', num_classes=4)
PANOPTIC = dict(CODEC, edge=True, num_things=2)


@pytest.fixture
def results():
    """What loaders leave of a panoptic image of 24 x 32 px: two touching
    things of class 1, one of class 0, stuff 2 and 3, and a crowd of class
    1."""
    rng = np.random.default_rng(0)
    seg = np.full((24, 32), 2, np.int64)
    seg[:, 20:] = 3
    masks = np.zeros((3, 24, 32), np.uint8)
    masks[0, 4:12, 2:8] = masks[1, 4:12, 8:14] = masks[2, 16:22, 22:30] = 1
    labels = np.array([1, 1, 0])
    for mask, label in zip(masks, labels):
        seg[mask > 0] = label
    seg[0:2, 0:5] = 1  # the crowd has no mask
    seg[23] = 255
    return dict(
        img_path='/data/JPEGImages/a.png', img_shape=(24, 32),
        img=rng.integers(0, 256, (24, 32, 3), np.uint8), gt_seg_map=seg,
        gt_masks=BitmapMasks(list(masks), 24, 32), gt_bboxes_labels=labels,
        gt_bboxes=BitmapMasks(list(masks), 24, 32).get_bboxes('hbox'),
        gt_ignore_flags=np.zeros(3, bool))


def test_semantic_labels_become_colours(results):
    results['caption'] = 'a disc'
    packed = PackColourMap(CODEC)(results)
    assert torch.equal(packed['inputs'], torch.from_numpy(
        results['img']).permute(2, 0, 1))
    sample = packed['data_samples']
    assert sample.caption == 'a disc'
    colours = sample.colour_map.permute(1, 2, 0).numpy()
    assert colours.dtype == np.uint8
    # Decoding nearest colours by hand.
    table = ColourCodec(4).colours.astype(int)
    nearest = np.square(colours[..., None, :].astype(int) - table).sum(
        -1).argmin(-1)
    seg = results['gt_seg_map']
    assert np.array_equal(nearest, np.where(seg == 255, 0, seg + 1))
    assert np.array_equal(sample.sem_seg, seg)


def test_panoptic_segments_are_told_apart(results):
    sample = PackColourMap(PANOPTIC)(results)['data_samples']
    label_of = {part['id']: part['label'] for part in sample.segments}
    assert sorted(label_of.values()) == [0, 1, 1, 2, 3]
    masks = results['gt_masks'].masks.astype(bool)
    for mask, label in zip(masks, (1, 1, 0)):
        ids = np.unique(sample.panoptic[mask])
        assert len(ids) == 1 and label_of[ids[0]] == label
        assert np.array_equal(sample.panoptic == ids[0], mask)
    void = sample.panoptic == 0
    crowd = (results['gt_seg_map'] == 1) & ~masks.any(0)
    assert np.array_equal(void, crowd | (results['gt_seg_map'] == 255))
    edge = ColourCodec(4, edge=True, num_things=2).colours[-1]
    outlined = (sample.colour_map.permute(1, 2, 0).numpy() == edge).all(-1)
    assert outlined[6, 7:9].any()  # between the two of one class


def test_labels_follow_the_image_when_it_is_mirrored(results):
    plain = PackColourMap(CODEC)(dict(results))['data_samples'].colour_map
    mirrored = PackColourMap(CODEC)(RandomFlip(prob=1.)(dict(results)))
    assert torch.equal(mirrored['data_samples'].colour_map.flip(-1), plain)


def test_centre_crop_of_objects_is_mmcv_s_of_the_image(results):
    image = CenterCrop((16, 16))(dict(
        img=results['img'].copy(), gt_seg_map=results['gt_seg_map'].copy()))
    cropped = CentreCropObjects(crop_size=(16, 16))(results)
    assert np.array_equal(cropped['img'], image['img'])
    assert np.array_equal(cropped['gt_seg_map'], image['gt_seg_map'])
    assert cropped['gt_masks'].masks.shape[1:] == (16, 16)


def test_captions_are_found_by_the_end_of_the_path(tmp_path):
    file = tmp_path / 'captions.jsonl'
    file.write_text('\n'.join(json.dumps(dict(file_name=name, text=text))
                              for name, text in (
        ('a.png', 'one'), ('a.png', 'two'), ('bonn/b.png', 'three'),
        ('b.png', 'four'))))
    captions = ImageCaptions(str(file))
    assert captions.of('/data/x/a.png') == ('one', 'two')
    assert captions.of('data/bonn/b.png') == ('three', )
    assert captions.of('data/ulm/b.png') == ('four', )
    with pytest.raises(InputError, match='no caption for the image c.png'):
        captions.of('c.png')
    load = LoadCaption(str(file))
    np.random.seed(0)
    drawn = {load(dict(img_path='/x/a.png'))['caption'] for _ in range(20)}
    assert drawn == {'one', 'two'}


def test_bad_input(results, tmp_path):
    with pytest.raises(InputError, match='no gt_masks'):
        PackColourMap(PANOPTIC)({
            key: value for key, value in results.items()
            if key != 'gt_masks'})
    with pytest.raises(InputError, match='no gt_seg_map'):
        PackColourMap(CODEC)(dict(img_path='a', img=results['img']))
    results['gt_seg_map'][0, 0] = 77
    with pytest.raises(InputError, match='holds 77'):
        PackColourMap(CODEC)(results)
    file = tmp_path / 'captions.txt'
    file.write_text('a disc\n')
    with pytest.raises(InputError, match='name no images'):
        LoadCaption(str(file))
