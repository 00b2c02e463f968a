"""tools/verify.py on folders that we wrote, and on others."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from exporter_samples import (THINGS, depth, instances, panoptic, saliency,
                              semantic, write)
from mmseg.datasets import (ADE20KDataset, CityscapesDataset,
                            PascalVOCDataset)
from PIL import Image

from mmflexgen.exporters import (ADE20KExporter, CityscapesExporter,
                                 NYUDepthExporter, SaliencyExporter,
                                 VOCExporter)
from mmflexgen.exporters.coco_instance import COCOInstanceExporter
from mmflexgen.exporters.coco_panoptic import COCOPanopticExporter

SPEC = importlib.util.spec_from_file_location(
    'verify_tool', Path(__file__).parents[2] / 'tools/verify.py')
TOOL = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(TOOL)

COCO = dict(thing_classes=THINGS, stuff_classes=('ground', 'sky'),
            keypoints=tuple(map(str, range(17))))
FORMATS = {
    'voc train': (VOCExporter(PascalVOCDataset.METAINFO),
                  lambda index: semantic(index, 21)),
    'ade20k training': (ADE20KExporter(ADE20KDataset.METAINFO),
                        lambda index: semantic(index, 150)),
    'cityscapes train': (CityscapesExporter(CityscapesDataset.METAINFO),
                         lambda index: semantic(index, 19)),
    'coco train': (COCOInstanceExporter(COCO, keypoint_class='person'),
                   instances),
    'coco_panoptic train': (COCOPanopticExporter(COCO), panoptic),
    'nyu train': (NYUDepthExporter({}), depth),
    'saliency train': (SaliencyExporter({}), saliency),
}


@pytest.mark.parametrize('name', FORMATS)
def test_finds_the_format(tmp_path, name, capsys):
    exporter, make = FORMATS[name]
    write(tmp_path, exporter, [make(index) for index in range(2)])
    assert TOOL.main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert f'{name}: ' in out
    assert 'reads 2 samples back: no problems' in out
    assert ('coco_keypoints train: pycocotools' in out) == (
        name == 'coco train')
    next(path for path in sorted(tmp_path.rglob('*'))
         if path.suffix in ('.jpg', '.png')).unlink()
    assert TOOL.main([str(tmp_path)]) == 1
    assert 'is missing' in capsys.readouterr().out


def test_all_formats_in_one_folder(tmp_path, capsys):
    for exporter, make in FORMATS.values():
        write(tmp_path, exporter, [make(index) for index in range(2)])
    assert TOOL.main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert all(f'{name}: ' in out for name in FORMATS)
    assert TOOL.main([str(tmp_path), '--format', 'voc', '--split', 'train',
                      '--consumer', 'mmseg.PascalVOCDataset']) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_ours_is_read_by_the_classes_of_its_config(tmp_path, capsys):
    meta = dict(classes=('ground', 'thing'), palette=[[0, 0, 0], [9, 9, 9]])
    options = dict(img_suffix='.png', consumer=dict(
        type='mmseg.BaseSegDataset', reduce_zero_label=True))
    write(tmp_path, ADE20KExporter(meta, **options),
          [semantic(index, 2) for index in range(2)])
    (tmp_path / 'dataset_card.json').write_text(
        json.dumps(dict(metainfo=meta)))
    (tmp_path / 'synthesis.json').write_text(json.dumps(dict(config=dict(
        synthesis=dict(exporters=[
            dict(type='mmflexgen.ADE20KExporter', **options)])))))
    assert TOOL.main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert 'ADE20K: BaseSegDataset reads 2 samples' in out
    assert 'ground' in out


def test_changed_file_of_ours(tmp_path, capsys):
    exporter, make = FORMATS['voc train']
    write(tmp_path, exporter, [make(0)])
    line = dict(id=0, files=dict(image=exporter.files(0)['image']),
                sha256=dict(image='0' * 64))
    (tmp_path / 'manifest').mkdir()
    (tmp_path / 'manifest/shard_000000.jsonl').write_text(json.dumps(line))
    assert TOOL.main([str(tmp_path)]) == 1
    assert 'was changed or truncated' in capsys.readouterr().out


def empty(root):
    return [str(root)]


def absent(root):
    return [str(root / 'nothing')]


def no_such_split(root):
    write(root, *saliency_only())
    return [str(root), '--split', 'val']


def no_such_format(root):
    return [str(root), '--format', 'png']


def no_such_consumer(root):
    write(root, *saliency_only())
    return [str(root), '--consumer', 'mmseg.NoDataset']


def consumer_of_two(root):
    write(root, *saliency_only())
    (root / 'ImageSets/Segmentation').mkdir(parents=True)
    (root / 'ImageSets/Segmentation/train.txt').touch()
    return [str(root), '--consumer', 'mmseg.PascalVOCDataset']


def no_coco(root):
    (root / 'annotations').mkdir()
    (root / 'annotations/instances_val.json').write_text('[1]')
    return [str(root)]


def coco_without_boxes(root):
    exporter, make = FORMATS['coco train']
    write(root, exporter, [make(0)])
    path = root / 'annotations/instances_train.json'
    path.write_text(path.read_text().replace('bbox', 'box'))
    return [str(root), '--format', 'coco']


def segments_without_area(root):
    exporter, make = FORMATS['coco_panoptic train']
    write(root, exporter, [make(0)])
    path = root / 'annotations/panoptic_train.json'
    path.write_text(path.read_text().replace('area', 'size'))
    return [str(root)]


def broken_coco(root):
    (root / 'annotations').mkdir()
    (root / 'annotations/instances_val.json').write_text('{"images": [')
    return [str(root)]


def empty_list(root):
    exporter, make = FORMATS['voc train']
    write(root, exporter, [make(0)])
    (root / 'ImageSets/Segmentation/train.txt').write_text('')
    return [str(root)]


def saliency_only():
    exporter, make = FORMATS['saliency train']
    return exporter, [make(0)]


@pytest.mark.parametrize('prepare, words', [
    (empty, 'has the layout of none of voc, ade20k'),
    (absent, 'is not a folder'),
    (no_such_split, "has no split 'val'; it has train"),
    (no_such_format, "format of a dataset is 'png': use one of 'voc'"),
    (no_such_consumer, 'mmseg.NoDataset is not a registered dataset'),
    (consumer_of_two, 'holds saliency, voc, which no single class reads'),
    (no_coco, "has no list 'images'"),
    (broken_coco, 'cannot be read as JSON'),
    (coco_without_boxes, 'number 0 of the annotations in'),
    (segments_without_area, 'number 0 of the segments of image 0 in'),
    (empty_list, 'PascalVOCDataset cannot open'),
])
def test_bad_input_is_one_sentence(tmp_path, prepare, words, capsys):
    with pytest.raises(SystemExit) as stop:
        TOOL.main(prepare(tmp_path))
    assert stop.value.code == 2
    error = capsys.readouterr().err
    assert error.count('\n') == 1 and error.startswith('error: ')
    assert words in error


def test_a_dataset_of_others(tmp_path, capsys):
    """Polygons, an image folder and ids that our exporter does not have."""
    (tmp_path / 'annotations').mkdir()
    (tmp_path / 'images/val2017').mkdir(parents=True)
    Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save(
        tmp_path / 'images/val2017/000000000139.jpg')
    (tmp_path / 'annotations/instances_val2017.json').write_text(json.dumps(
        dict(info={}, licenses=[],
             images=[dict(id=139, file_name='000000000139.jpg', height=20,
                          width=30)],
             categories=[dict(id=62, name='chair'), dict(id=67, name='fork')],
             annotations=[dict(id=9, image_id=139, category_id=67, iscrowd=0,
                               bbox=[1.5, 2, 7.25, 9], area=30.2,
                               segmentation=[[1.5, 2, 8.75, 3, 4, 11]])])))
    assert TOOL.main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert 'coco val2017: CocoDataset reads 1 samples' in out
    assert 'fork 1' in out
