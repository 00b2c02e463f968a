"""Overlays, grids, previews and the report."""

import base64
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from mmengine.structures import InstanceData
from PIL import Image

from mmflexgen.exporters import VOCExporter
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.synthesis import Statistics
from mmflexgen.synthesis.manifest import (describe_sample, encode_lines,
                                          iter_manifest)
from mmflexgen.synthesis.read_back import read_sample
from mmflexgen.visualization import (annotation_layers, choose_samples,
                                     contours, grid, legend, object_colours,
                                     overlay, preview, sample_grid,
                                     write_report)

CLASSES = ('background', 'star', 'ring')
PALETTE = ((0, 0, 0), (200, 0, 0), (0, 0, 250))
METAINFO = dict(classes=CLASSES, palette=PALETTE)


def exporter():
    return VOCExporter(METAINFO, consumer={}, img_suffix='.png')


def square(size=8):
    labels = np.zeros((size, size), np.uint8)
    labels[2:6, 2:6] = 1
    return labels


def test_contours_surround_regions():
    edge = contours(square())
    assert edge[1, 2:6].all() and edge[5, 2:6].all()
    assert edge[2:6, 1].all() and edge[2:6, 5].all()
    assert not edge[3:5, 3:5].any() and not edge[0].any()


def test_overlay_blends_the_inside_alone():
    image = np.full((8, 8, 3), 100, np.uint8)
    result = overlay(image, square(), PALETTE, opacity=0.5)
    assert (result[3, 3] == [150, 50, 50]).all()
    assert (result[0, 0] == 100).all()
    assert (result[2, 5] == [236, 166, 166]).all()  # the line
    assert (overlay(image, square() * 0, PALETTE) == image).all()
    large = overlay(image, square(), PALETTE, scale=3)
    assert large.shape == (24, 24, 3)


def test_grid_puts_every_picture_in_its_place():
    pictures = [np.full((3, 5, 3), value, np.uint8) for value in (10, 20, 30)]
    result = grid(pictures, columns=2, gap=1)
    assert result.shape == (9, 13, 3)
    assert (result[1:4, 1:6] == 10).all() and (result[1:4, 7:12] == 20).all()
    assert (result[5:8, 1:6] == 30).all() and (result[5:8, 7:12] == 255).all()


def test_legend_wraps_and_shows_the_colours():
    wide = legend(('star', 'ring'), PALETTE[1:], width=300)
    narrow = legend(('star', 'ring'), PALETTE[1:], width=70)
    assert narrow.shape[0] == 2 * wide.shape[0]
    for colour in PALETTE[1:]:
        assert (wide == colour).all(-1).sum() > 50
    picture = sample_grid([np.zeros((8, 8, 3), np.uint8)] * 3, [square()] * 3,
                          CLASSES, PALETTE, side=16)
    assert (picture == PALETTE[1]).all(-1).any()
    assert not (picture == PALETTE[2]).all(-1).any()  # no ring, no key


class Page(HTMLParser):
    """Collects what a page refers to."""

    def __init__(self, text):
        super().__init__()
        self.links, self.cards, self.open = [], 0, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.links += [attrs[key] for key in ('src', 'href', 'srcset')
                       if key in attrs]
        self.cards += attrs.get('class') == 'sample'
        if tag not in ('img', 'meta', 'input', 'wbr'):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def dataset(tmp_path):
    """Five samples whose second prompt tries to be HTML."""
    voc = exporter()
    for folder in (*voc.folders, 'manifest'):
        (tmp_path / folder).mkdir(parents=True)
    lines = {}
    for index in range(5):
        prompt = '<b>"star"</b> & co' if index == 1 else 'a star'
        request = SynthRequest(index, index, prompt, ('star', 'ring'))
        sample = SynthSample(
            metainfo=dict(request=request, scores=dict(confidence=0.5)),
            image=np.full((8, 8, 3), 40 * index, np.uint8), sem_seg=square())
        contents = voc.encode(sample)
        for kind, file in voc.files(index).items():
            (tmp_path / file).write_bytes(contents[kind])
        lines[index] = describe_sample(
            sample, [], {f'VOC/{kind}': file
                         for kind, file in voc.files(index).items()},
            {f'VOC/{kind}': data for kind, data in contents.items()},
            ['sem_seg'], METAINFO, 'run')
    (tmp_path / 'manifest/shard_000000.jsonl').write_bytes(
        encode_lines(lines))
    return tmp_path


def report(root, most):
    statistics = Statistics.gather(iter_manifest(root), CLASSES)
    record = dict(seed=3, config_sha256='c', checkpoint_sha256=None,
                  config=dict(model=dict(type='Dummy')),
                  made_with=[dict(torch='2')])
    card = dict(classes=CLASSES, palette=PALETTE, generator='Dummy',
                formats=['VOC'], asked=5, source=dict(prompts='Template'))
    return b''.join(write_report(root, [exporter()], iter_manifest(root),
                                 record, card, statistics, most=most)).decode()


@pytest.mark.parametrize('most, shown', [(48, 5), (3, 3)])
def test_report_is_whole_and_needs_nothing_else(dataset, most, shown):
    text = report(dataset, most)
    page = Page(text)
    assert page.open == []
    assert page.cards == shown
    assert f'<span id="shown">{shown}</span> of 5' in text
    assert len(page.links) == 4 * shown
    for link in page.links:
        kind, _, data = link.partition(',')
        assert kind == 'data:image/png;base64'
        Image.open(io.BytesIO(base64.b64decode(data))).verify()
    assert not re.search(r'https?://|@import|url\(|<link|file:', text)
    assert '<b>"star"' not in text
    assert '&lt;b&gt;&quot;star&quot;' in text


def test_report_shows_the_very_pixels(dataset):
    first = Page(report(dataset, 1)).links[0].partition(',')[2]
    image = Image.open(io.BytesIO(base64.b64decode(first)))
    stored = Image.open(dataset / 'JPEGImages/synth_00000000.png')
    assert image.tobytes() == stored.tobytes()


def test_samples_shown_are_spread_and_preview_opens(dataset):
    lines = choose_samples(iter_manifest(dataset), 5, 2)
    ids = [line['id'] for line in lines]
    assert ids == [0, 2]
    samples = (read_sample(dataset, line, [exporter()])
               for line in iter_manifest(dataset))
    data = preview(samples, CLASSES, PALETTE)
    assert Image.open(io.BytesIO(data)).width > 8 * 64


def test_layers_of_every_kind_show_what_is_there():
    masks = np.zeros((2, 8, 8), bool)
    masks[0, 1:4, 1:4] = masks[1, 5:7, 4:8] = True
    objects = InstanceData(
        labels=np.array([0, 1]), masks=masks,
        bboxes=np.array([[1, 1, 4, 4], [4, 5, 8, 7]], np.float32),
        keypoints=np.array([[[2.5, 2.5, 2]], [[0, 0, 0]]], np.float32))
    depth = np.linspace(0, 7, 64, dtype=np.float32).reshape(8, 8)
    layers = annotation_layers(dict(
        image=np.zeros((8, 8, 3), np.uint8), sem_seg=square(),
        instances=objects, panoptic=square().astype(np.int32) * 7,
        depth=depth, saliency=square() * 100), PALETTE, scale=2)
    filled = {kind: layer[0][..., 3] > 0 for kind, layer in layers.items()}
    inside = square() > 0
    assert (filled['sem_seg'] == inside).all()
    assert (layers['sem_seg'][0][inside][:, :3] == PALETTE[1]).all()
    assert (filled['instances'] == masks.any(0)).all()
    assert (filled['panoptic'] == inside).all()
    assert (filled['depth'] == (depth > 0)).all()
    assert (layers['saliency'][0][..., 3] == square() * 100).all()
    near, far = layers['depth'][0][0, 1], layers['depth'][0][7, 7]
    assert near[0] > near[2] and far[2] > far[0]  # red, blue
    lines = layers['instances'][1]
    assert lines.shape == (16, 16, 4)
    first, second = object_colours(2)
    assert (lines[2, 2:6, :3] == first).all()  # top of the first box
    assert (lines[10, 8:15, :3] == second).all()
    assert (lines[5, 5, :3] == first).all()  # its keypoint
    assert len({tuple(colour) for colour in object_colours(50)}) == 50


def test_preview_without_semantic_labels():
    fields = dict(image=np.full((8, 8, 3), 90, np.uint8),
                  depth=np.linspace(1, 9, 64, dtype=np.float32).reshape(8, 8))
    picture = np.asarray(Image.open(io.BytesIO(preview([fields], (), ()))))
    assert picture.shape[1] > 2 * 160
    assert (picture == 90).all(-1).any()
    assert ((picture.max(-1) - picture.min(-1)) > 60).any()  # in colours
