"""Small samples of every kind, and a stand-in for the shard writer."""

import numpy as np
from mmengine.structures import InstanceData

from mmflexgen.structures import SynthRequest, SynthSample

HEIGHT, WIDTH = 24, 32
THINGS = ('cat', 'ring', 'person')


def make_sample(index, **fields):
    """A sample with a seeded image and the given fields."""
    rng = np.random.default_rng(index)
    return SynthSample(
        metainfo=dict(request=SynthRequest(index, 0, 'a cat', ('cat', ))),
        image=rng.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8),
        **fields)


def semantic(index, num_classes):
    """Labels of all classes, and three pixels of void."""
    rng = np.random.default_rng(index)
    labels = rng.integers(0, num_classes, (HEIGHT, WIDTH), dtype=np.uint8)
    labels[0, :3] = 255
    return make_sample(index, sem_seg=labels)


def instances(index, masks=True, scores=True, keypoints=True):
    """A noisy blob, a ring in two pieces and a person; none for index 1."""
    rng = np.random.default_rng(index)
    shapes = np.zeros((3, HEIGHT, WIDTH), bool)
    shapes[0, 2:12, 3:14] = rng.random((10, 11)) < 0.7
    shapes[1, 4:15, 10:25] = True
    shapes[1, 7:12, 13:20] = False
    shapes[1, 9, 16] = True
    shapes[2, 12:24, 20:32] = True
    if index == 1:
        shapes = shapes[:0]
    boxes = np.zeros((len(shapes), 4), np.float32)
    for box, mask in zip(boxes, shapes):
        rows, columns = np.nonzero(mask)
        box[:] = (columns.min(), rows.min(), columns.max() + 1,
                  rows.max() + 1)
    fields = dict(labels=np.array([0, 1, 2][:len(shapes)], np.int64),
                  bboxes=boxes)
    if masks:
        fields['masks'] = shapes
    if scores:
        fields['scores'] = rng.random(len(shapes)).astype(np.float32)
    if keypoints:
        points = np.zeros((len(shapes), 17, 3), np.float32)
        points[2:, :, 0] = 20 + 11 * rng.random(17)
        points[2:, :, 1] = 12 + 11 * rng.random(17)
        points[2:, :, 2] = rng.integers(1, 3, 17)
        fields['keypoints'] = points
    return make_sample(index, instances=InstanceData(**fields))


def write(root, exporter, samples):
    """What the engine does: files, then what finalising gives.

    One slot of the manifest is unfilled.
    """
    for folder in exporter.folders:
        (root / folder).mkdir(parents=True, exist_ok=True)
    for sample in samples:
        contents = exporter.encode(sample)
        files = exporter.files(sample.request.sample_id)
        assert contents.keys() == files.keys()
        for kind, file in files.items():
            (root / file).write_bytes(contents[kind])
    lines = [dict(id=sample.request.sample_id) for sample in samples]
    lines.insert(1, dict(id=99, unfilled=True))
    for name, pieces in exporter.finalise(root, lambda: iter(lines)).items():
        (root / name).write_bytes(b''.join(pieces))


def assert_same_fields(found, expected):
    """Every field equal, with its type and shape."""
    assert set(found.keys()) == set(expected.keys())
    for name in expected.keys():
        assert found[name].dtype == expected[name].dtype, name
        assert found[name].shape == expected[name].shape, name
        assert (found[name] == expected[name]).all(), name


def panoptic(index):
    """A sky, a ground and two cats, with a line of void."""
    rng = np.random.default_rng(index)
    ids = np.full((HEIGHT, WIDTH), 7, np.int32)
    ids[12:] = 300
    ids[3:14, 4:12] = 70000
    ids[10:20, 15:28][rng.random((10, 13)) < 0.8] = 2
    ids[:, 30] = 0
    sample = make_sample(index, panoptic=ids)
    sample.set_metainfo(dict(segments=[
        dict(id=7, label=4), dict(id=300, label=3), dict(id=2, label=0),
        dict(id=70000, label=0)]))
    return sample


def depth(index):
    """Metres on a slope, unknown in a corner."""
    rng = np.random.default_rng(index)
    metres = np.linspace(0.7, 9, HEIGHT)[:, None] + rng.random(
        (HEIGHT, WIDTH))
    metres[:3, :5] = 0
    return make_sample(index, depth=metres.astype(np.float32))


def saliency(index):
    """A soft disc."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    distance = np.hypot(y - 12, x - 10 - index)
    return make_sample(index, saliency=np.clip(
        255 * (9 - distance) / 4, 0, 255).astype(np.uint8))
