"""NYU's layout, read back by mmseg's stock class."""

import numpy as np
import pytest
from exporter_samples import HEIGHT, WIDTH, depth, make_sample, write
from mmseg.datasets import NYUDataset
from PIL import Image

from mmflexgen.exporters import NYUDepthExporter
from mmflexgen.utils import InputError

SAMPLES = [depth(index) for index in range(3)]
MAP = 'annotations/train/synth_00000001.png'


def test_stock_dataset_reads_metres(tmp_path):
    exporter = NYUDepthExporter({})
    exporter.check_consumer()
    write(tmp_path, exporter, SAMPLES)
    dataset = NYUDataset(
        data_root=str(tmp_path),
        data_prefix=dict(img_path='images/train',
                         depth_map_path='annotations/train'),
        pipeline=[dict(type='LoadImageFromFile'),
                  dict(type='mmseg.LoadDepthAnnotation',
                       depth_rescale_factor=1e-3)])
    assert len(dataset) == 3
    for index, one in enumerate(SAMPLES):
        read = dataset[index]['gt_depth_map']
        assert np.abs(read - one.depth).max() < 0.0005 + 1e-6
        assert ((read == 0) == (one.depth == 0)).all()
    found = exporter.verify(str(tmp_path))
    assert (found.samples, found.problems) == (3, [])
    known = np.stack([one.depth for one in SAMPLES])
    assert found.figures['nearest depth, m'] == pytest.approx(
        known[known > 0].min(), abs=0.001)
    assert found.figures['farthest depth, m'] == pytest.approx(
        known.max(), abs=0.001)


def test_png_images(tmp_path):
    exporter = NYUDepthExporter({}, img_suffix='.png')
    write(tmp_path, exporter, SAMPLES)
    found = exporter.verify(str(tmp_path))
    assert (found.samples, found.problems) == (3, [])


def test_whole_millimetres_come_back_exactly():
    exporter = NYUDepthExporter({}, img_suffix='.png')
    contents = exporter.encode(SAMPLES[0])
    assert contents == exporter.encode(depth(0))
    decoded = exporter.decode(contents)
    assert decoded['depth'].dtype == np.float32
    again = make_sample(0, depth=decoded['depth'])
    assert exporter.encode(again) == contents
    assert (decoded['image'] == SAMPLES[0].image).all()


def test_what_is_known_stays_known():
    near = np.zeros((HEIGHT, WIDTH), np.float32)
    near[0, 0] = 0.0001
    exporter = NYUDepthExporter({})
    decoded = exporter.decode(exporter.encode(make_sample(0, depth=near)))
    assert decoded['depth'][0, 0] == np.float32(0.001)
    assert decoded['depth'].sum() == np.float32(0.001)


@pytest.mark.parametrize('value, words', [
    (-1, 'from -1 to 1'), (np.nan, 'nan'), (65.536, '65.536'),
    (np.inf, 'inf')])
def test_what_cannot_be_metres_is_refused(value, words):
    metres = np.ones((HEIGHT, WIDTH), np.float32)
    metres[3, 4] = value
    with pytest.raises(InputError, match=words):
        NYUDepthExporter({}).encode(make_sample(0, depth=metres))


def save(values):

    def spoil(root):
        Image.fromarray(values).save(root / MAP)

    return spoil


def unnamed(root):
    image = root / 'images/train/synth_00000001.jpg'
    image.rename(image.with_name('kitchen.jpg'))


def remove(root):
    (root / MAP).unlink()


@pytest.mark.parametrize('spoil, words', [
    (save(np.full((HEIGHT, WIDTH), 90, np.uint8)), 'picture of mode L'),
    (save(np.full((HEIGHT, WIDTH), 4, np.uint16)), 'median depth of 4 mm'),
    (save(np.linspace(0, 65535, HEIGHT * WIDTH).astype(np.uint16).reshape(
        HEIGHT, WIDTH)), 'the end of 16 bits'),
    (save(np.zeros((HEIGHT, WIDTH), np.uint16)), 'no depth anywhere'),
    (save(np.full((HEIGHT, 30), 2000, np.uint16)), 'its labels are 30 x 24'),
    (unnamed, 'kitchen.jpg has no digit in its name'),
    (remove, 'is missing'),
])
def test_verify_finds(tmp_path, spoil, words):
    exporter = NYUDepthExporter({})
    write(tmp_path, exporter, SAMPLES)
    spoil(tmp_path)
    (problem, ) = exporter.verify(str(tmp_path)).problems
    assert words in problem
