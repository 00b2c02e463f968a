"""Saliency masks, read back by our dataset class in a stock pipeline."""

import numpy as np
import pytest
from exporter_samples import HEIGHT, WIDTH, make_sample, saliency, write
from mmengine.registry import DefaultScope
from PIL import Image

from mmflexgen.exporters import SaliencyExporter
from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError

SAMPLES = [saliency(index) for index in range(3)]
MASK = 'masks/train/synth_00000001.png'


def test_mattes_come_back_exactly():
    exporter = SaliencyExporter({}, img_suffix='.png')
    contents = exporter.encode(SAMPLES[0])
    assert contents == exporter.encode(saliency(0))
    decoded = exporter.decode(contents)
    assert (decoded['saliency'] == SAMPLES[0].saliency).all()
    assert (decoded['image'] == SAMPLES[0].image).all()


@pytest.mark.parametrize('img_suffix', ['.jpg', '.png'])
def test_stock_pipeline_reads_two_classes(tmp_path, img_suffix):
    exporter = SaliencyExporter({}, img_suffix=img_suffix)
    exporter.check_consumer()
    write(tmp_path, exporter, SAMPLES)
    with DefaultScope.overwrite_default_scope('mmseg'):
        dataset = DATASETS.build(dict(
            type='mmflexgen.SaliencyDataset', data_root=str(tmp_path),
            img_suffix=img_suffix, pipeline=[
                dict(type='LoadImageFromFile'), dict(type='LoadAnnotations'),
                dict(type='PackSegInputs')]))
    assert len(dataset) == 3
    for index, one in enumerate(SAMPLES):
        packed = dataset[index]['data_samples']
        labels = packed.gt_sem_seg.data[0].numpy()
        assert (labels == (one.saliency >= 128)).all()
        assert packed.seg_map_path == str(
            tmp_path / exporter.files(index)['saliency'])
    found = exporter.verify(str(tmp_path))
    assert (found.consumer, found.samples, found.problems) == (
        'SaliencyDataset', 3, [])
    assert found.pixels['salient'] == sum(
        int((one.saliency >= 128).sum()) for one in SAMPLES)


def save(values):

    def spoil(root):
        Image.fromarray(values).save(root / MASK)

    return spoil


@pytest.mark.parametrize('spoil, words', [
    (save(np.zeros((HEIGHT, WIDTH), np.uint8)), 'empty mask'),
    (save(np.ones((HEIGHT, WIDTH), np.uint8)), 'holds 0 and 1 only'),
    (save(np.full((HEIGHT, WIDTH, 3), 255, np.uint8)), 'mode RGB'),
    (save(np.full((HEIGHT, 20), 255, np.uint8)), 'its labels are 20 x 24'),
    (lambda root: (root / MASK).unlink(), 'is missing'),
])
def test_verify_finds(tmp_path, spoil, words):
    exporter = SaliencyExporter({})
    write(tmp_path, exporter, SAMPLES)
    spoil(tmp_path)
    (problem, ) = exporter.verify(str(tmp_path)).problems
    assert words in problem


@pytest.mark.parametrize('matte', [
    np.zeros((HEIGHT, WIDTH), np.float32), np.zeros((3, 3), np.uint8)])
def test_other_mattes_are_refused(matte):
    with pytest.raises(InputError, match='must give uint8'):
        SaliencyExporter({}).encode(make_sample(0, saliency=matte))
