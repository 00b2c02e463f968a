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


def test_what_16_bits_cannot_hold_is_refused():
    metres = np.ones((HEIGHT, WIDTH), np.float32)
    metres[3, 4] = 65.536
    with pytest.raises(InputError, match='goes up to 65.536'):
        NYUDepthExporter({}).encode(make_sample(0, depth=metres))


def test_kittis_steps_reach_further(tmp_path):
    exporter = NYUDepthExporter({}, steps_per_metre=256)
    samples = [make_sample(index, depth=20 * one.depth)
               for index, one in enumerate(SAMPLES)]
    assert max(one.depth.max() for one in samples) > 65.536
    write(tmp_path, exporter, samples)
    found = exporter.verify(str(tmp_path))
    assert (found.samples, found.problems) == (3, [])
    known = np.stack([one.depth for one in samples])
    assert found.figures['farthest depth, m'] == pytest.approx(
        known.max(), abs=1 / 256)
    # As KITTI's development kit reads its maps.
    read = np.asarray(Image.open(tmp_path / MAP)) / 256.
    assert np.abs(read - samples[1].depth).max() <= 1 / 512 + 1e-5


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
    (save(np.full((HEIGHT, WIDTH), 4, np.uint16)), 'median depth of 0.004 m'),
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
