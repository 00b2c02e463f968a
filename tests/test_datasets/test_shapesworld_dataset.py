"""Bad data ends in one sentence, with mmseg's dataset classes too."""

import os
import os.path as osp

import numpy as np
import pytest
from mmengine.registry import DATASETS as ROOT_DATASETS
from mmengine.registry import init_default_scope
from PIL import Image

from mmflexgen.datasets.checks import check_dataset_cfg, read_split
from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError

SPLIT = 'ImageSets/Segmentation/train.txt'


def shapesworld(root, **kwargs):
    pipeline = [
        dict(type='mmflexgen.LoadCheckedImage'),
        dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13)
    ]
    cfg = dict(type='mmflexgen.ShapesWorldDataset', data_root=root,
               ann_file=SPLIT, pipeline=pipeline)
    return DATASETS.build({**cfg, **kwargs})


def label_path(root, index=0):
    return osp.join(root, 'SegmentationClass', f'train_{index:05d}.png')


def one_sentence(error):
    text = str(error.value)
    assert '\n' not in text and ': ' in text
    return text


def test_reads_what_was_written(write_seg_folder):
    root = write_seg_folder('data', num=3)
    dataset = shapesworld(root)
    assert len(dataset) == 3
    assert dataset.metainfo['classes'][1] == 'disc'
    sample = dataset[1]
    expected = np.array(Image.open(label_path(root, 1)))
    np.testing.assert_array_equal(sample['gt_seg_map'], expected)
    image = np.array(Image.open(osp.join(root, 'JPEGImages',
                                         'train_00001.png')))
    np.testing.assert_array_equal(sample['img'], image[..., ::-1])


def test_built_from_inside_mmseg(write_seg_folder):
    init_default_scope('mmseg')
    root = write_seg_folder('data')
    dataset = ROOT_DATASETS.build(dict(
        type='mmflexgen.ShapesWorldDataset', data_root=root, ann_file=SPLIT,
        pipeline=[dict(type='LoadImageFromFile'),
                  dict(type='LoadAnnotations'),
                  dict(type='PackSegInputs')]))
    assert dataset[0]['data_samples'].gt_sem_seg.data.shape == (1, 16, 16)


def test_missing_folder_names_the_command(tmp_path):
    with pytest.raises(InputError) as error:
        shapesworld(str(tmp_path / 'nowhere'))
    assert 'nowhere' in one_sentence(error)
    assert 'tools/dataset_converters/shapesworld.py' in one_sentence(error)


def test_missing_split_lists_what_is_there(write_seg_folder):
    root = write_seg_folder('data')
    with pytest.raises(InputError) as error:
        shapesworld(root, ann_file='ImageSets/Segmentation/labelled_9.txt')
    assert 'labelled_9.txt' in one_sentence(error)
    assert 'train.txt' in one_sentence(error)


def test_empty_split(write_seg_folder):
    root = write_seg_folder('data')
    with open(osp.join(root, SPLIT), 'w') as file:
        file.write('\n \n')
    with pytest.raises(InputError, match='lists no image'):
        shapesworld(root)


def test_missing_file_and_wrong_suffix(write_seg_folder):
    root = write_seg_folder('data', num=4)
    os.remove(label_path(root, 2))
    with pytest.raises(InputError, match='1 of 4 listed samples have no '
                       'label map.*train_00002.png'):
        shapesworld(root)
    with pytest.raises(InputError, match='img_suffix'):
        shapesworld(root, img_suffix='.jpg')


def test_label_outside_the_classes(write_seg_folder):
    root = write_seg_folder('data')
    seg = np.array(Image.open(label_path(root)))
    seg[0, :3] = 13
    seg[1, 0] = 255
    Image.fromarray(seg).save(label_path(root))
    with pytest.raises(InputError) as error:
        shapesworld(root)[0]
    assert 'label 13 in 3 pixels' in one_sentence(error)
    assert 'classes are 0 to 12' in one_sentence(error)


def test_void_alone_passes(write_seg_folder):
    root = write_seg_folder('data')
    Image.fromarray(np.full((16, 16), 255, np.uint8)).save(label_path(root))
    assert (shapesworld(root)[0]['gt_seg_map'] == 255).all()


@pytest.mark.parametrize('folder,kind', [('JPEGImages', 'image'),
                                         ('SegmentationClass', 'label map')])
@pytest.mark.parametrize('share', [0.0, 0.4, 0.9])
def test_truncated_png(write_seg_folder, folder, kind, share):
    root = write_seg_folder('data')
    path = osp.join(root, folder, 'train_00000.png')
    with open(path, 'rb') as file:
        data = file.read()
    with open(path, 'wb') as file:
        file.write(data[:int(len(data) * share)])
    with pytest.raises(InputError) as error:
        shapesworld(root)[0]
    assert path in one_sentence(error) and kind in one_sentence(error)


def test_sizes_differ(write_seg_folder):
    root = write_seg_folder('data')
    Image.fromarray(np.zeros((16, 12), np.uint8)).save(label_path(root))
    with pytest.raises(InputError) as error:
        shapesworld(root)[0]
    assert '12 x 16 px' in one_sentence(error)
    assert '16 x 16 px' in one_sentence(error)


def test_colour_label_map(write_seg_folder):
    root = write_seg_folder('data')
    Image.fromarray(np.zeros((16, 16, 3), np.uint8)).save(label_path(root))
    with pytest.raises(InputError, match='colour picture of 3 channels'):
        shapesworld(root)[0]


def test_annotations_after_resize(write_seg_folder):
    """As in mmseg's test pipelines: the label map keeps its size."""
    init_default_scope('mmseg')
    root = write_seg_folder('data')
    dataset = shapesworld(root, pipeline=[
        dict(type='mmflexgen.LoadCheckedImage'),
        dict(type='mmseg.Resize', scale=(32, 32)),
        dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13)])
    assert dataset[0]['img'].shape == (32, 32, 3)
    assert dataset[0]['gt_seg_map'].shape == (16, 16)


def test_check_of_a_stock_dataset_cfg(write_seg_folder, tmp_path):
    root = write_seg_folder('data', num=4)
    cfg = dict(type='PascalVOCDataset', data_root=root, ann_file=SPLIT,
               img_suffix='.png',
               data_prefix=dict(img_path='JPEGImages',
                                seg_map_path='SegmentationClass'))
    assert check_dataset_cfg(cfg) == 4
    assert check_dataset_cfg(dict(cfg, indices=3)) == 3
    assert check_dataset_cfg(dict(cfg, indices=9)) == 4
    joint = dict(type='ConcatDataset', datasets=[cfg, dict(
        type='RepeatDataset', times=2, dataset=cfg)])
    assert check_dataset_cfg(joint) == 8
    missing = dict(cfg, data_root=str(tmp_path / 'gone'))
    with pytest.raises(InputError, match='gone does not exist: make it'):
        check_dataset_cfg(missing, hint='make it')


def test_check_without_split_file(write_seg_folder):
    root = write_seg_folder('data', num=4)
    cfg = dict(type='BaseSegDataset', data_root=root, img_suffix='.png',
               data_prefix=dict(img_path='JPEGImages'))
    assert check_dataset_cfg(cfg) == 4
    with pytest.raises(InputError, match='no .*jpg image'):
        check_dataset_cfg(dict(cfg, img_suffix='.jpg'))


def test_read_split_strips(tmp_path):
    path = tmp_path / 'split.txt'
    path.write_text(' a \n\nb\r\n')
    assert read_split(str(path)) == ['a', 'b']
