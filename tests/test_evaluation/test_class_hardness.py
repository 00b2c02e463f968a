"""Hardness per class and image, by hand and through the tool."""

import json
import os
import os.path as osp
import subprocess
import sys

import numpy as np
import pytest
import torch
from mmengine.registry import MODELS, init_default_scope
from PIL import Image

from mmflexgen.evaluation import ClassHardness, sampling_weights
from mmflexgen.evaluation.segmenter import Segmenter
from mmflexgen.prompts import FilePrompt
from mmflexgen.utils.config import load_config

REPO = osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__))))
CONFIG = osp.join(REPO, 'configs/downstream/fpn_r18_shapesworld.py')


def test_sums_over_images():
    hardness = ClassHardness(['sky', 'star', 'ring', 'moon'])
    hardness.add(np.array([[1.0, 2.0], [4.0, np.nan]]),
                 np.array([[0, 1], [1, 2]]),
                 np.array([[0, 0], [1, 255]], np.uint8))
    hardness.add(np.array([[6.0, 5.0]]), np.array([[0, 1]]),
                 np.array([[1, 2]], np.uint8))
    assert hardness.summary() == dict(
        sky=dict(pixels=2, iou=round(1 / 3, 6), loss=1.5),
        star=dict(pixels=2, iou=0.25, loss=5.0),
        ring=dict(pixels=1, iou=0.0, loss=5.0),
        moon=dict(pixels=0, iou=None, loss=None))


def test_weights_follow_hardness():
    hardness = dict(a=0.1, b=0.3, c=0.8, d=None)
    assert sampling_weights(hardness) == dict(a=0.25, b=0.75, c=2.0, d=1.0)
    assert sampling_weights(hardness, power=2, limit=3) == dict(
        a=round(1 / 3, 4), b=0.5625, c=3.0, d=1.0)
    assert set(sampling_weights(hardness, power=0).values()) == {1.0}
    # Nothing is hard, or nothing is known.
    assert sampling_weights(dict(a=0.0, b=0.0)) == dict(a=1.0, b=1.0)
    assert sampling_weights(dict(a=None)) == dict(a=1.0)


def run_tool(*args):
    return subprocess.run(
        [sys.executable,
         osp.join(REPO, 'tools/analysis_tools/measure_hardness.py'), *args],
        capture_output=True, text=True, cwd=REPO,
        env={**os.environ, 'PYTHONPATH': REPO, 'OMP_NUM_THREADS': '1'})


def test_tool(write_seg_folder, tmp_path):
    root = write_seg_folder('real', num=3, size=(32, 32))
    cfg = load_config(CONFIG)
    init_default_scope(cfg.default_scope)
    torch.manual_seed(0)
    weights = str(tmp_path / 'weights.pth')
    torch.save(dict(state_dict=MODELS.build(cfg.model).state_dict()), weights)
    out = tmp_path / 'hardness.json'
    options = ['--out', str(out), '--cfg-options',
               f'train_dataloader.dataset.data_root={root}',
               'train_dataloader.dataset.ann_file='
               'ImageSets/Segmentation/train.txt']
    done = run_tool(CONFIG, weights, '--by', 'loss', '--limit', '1.5',
                    *options)
    assert done.returncode == 0, done.stderr
    assert 'from 3 images' in done.stdout
    found = json.loads(out.read_text())
    rows = found['classes']

    # The same by hand: all images in one row of pixels.
    segmenter = Segmenter(cfg, weights, 'cpu')
    folders = ('JPEGImages', 'SegmentationClass')
    images, labels = ([np.array(Image.open(
        osp.join(root, folder, f'train_{index:05d}.png')))
        for index in range(3)] for folder in folders)
    logits = np.concatenate([segmenter.logits([image])[0].numpy()
                             .reshape(13, -1) for image in images], 1)
    labels = np.concatenate([label.ravel() for label in labels])
    shares = np.exp(logits) / np.exp(logits).sum(0)
    losses = -np.log(shares[labels, np.arange(labels.size)])
    shown = [name for name, row in rows.items() if row['pixels']]
    assert shown == ['background', 'disc', 'square', 'triangle']
    for index, name in enumerate(shown):
        mask = labels == index
        assert rows[name]['pixels'] == mask.sum()
        assert rows[name]['loss'] == pytest.approx(losses[mask].mean(),
                                                   rel=1e-3)
        seen = logits.argmax(0) == index
        assert rows[name]['iou'] == pytest.approx(
            (mask & seen).sum() / (mask | seen).sum(), abs=1e-3)
    mean = np.mean([rows[name]['loss'] for name in shown[1:]])
    for name in shown[1:]:
        assert rows[name]['weight'] == pytest.approx(
            min(max(rows[name]['loss'] / mean, 1 / 1.5), 1.5), abs=1e-3)
    assert 'weight' not in rows['background'] and rows['star']['weight'] == 1

    per_image = losses.reshape(3, -1).mean(1)
    assert list(found['images']) == [f'train_{i:05d}.png' for i in range(3)]
    for row, loss in zip(found['images'].values(), per_image):
        assert row['loss'] == pytest.approx(loss, rel=1e-3)
        assert row['weight'] == pytest.approx(
            min(max(loss / per_image.mean(), 1 / 1.5), 1.5), abs=1e-3)
    # Harder images' captions come up more often.
    hard = max(found['images'], key=lambda name: found['images'][name]['loss'])
    captions = tmp_path / 'captions.jsonl'
    captions.write_text(''.join(
        json.dumps(dict(file_name=name, text=f'a disc in {name}')) + '\n'
        for name in found['images']))
    prompt = FilePrompt(['disc'], str(captions), shuffle=True,
                        image_weights=str(out))
    texts = [prompt(index, 0)[0] for index in range(3000)]
    share = (found['images'][hard]['weight']
             / sum(row['weight'] for row in found['images'].values()))
    assert share > 1 / 3
    assert texts.count(f'a disc in {hard}') / 3000 == pytest.approx(
        share, abs=0.01)

    path = osp.join(root, 'SegmentationClass/train_00001.png')
    Image.fromarray(np.full((32, 32), 13, np.uint8)).save(path)
    done = run_tool(CONFIG, weights, *options)
    assert done.returncode == 2
    assert f'error: {path} holds the label id 13' in done.stderr


@pytest.mark.parametrize('options, words', [
    (('--loader', 'nothing'), 'has no nothing'),
    (('--limit', '0.5'), 'at least 1')])
def test_bad_options(tmp_path, options, words):
    done = run_tool(CONFIG, 'none.pth', '--out', str(tmp_path / 'out.json'),
                    *options)
    assert done.returncode == 2
    assert done.stderr.startswith('error: ') and words in done.stderr
