"""The tools around the oracle, with a segmenter of random weights."""

import argparse
import json
import os
import os.path as osp
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.registry import MODELS, init_default_scope
from PIL import Image
from safetensors import safe_open
from safetensors.torch import save_file

from mmflexgen.datasets.build import build_dataset
from mmflexgen.evaluation.oracle_pass import OraclePass
from mmflexgen.evaluation.segmenter import Segmenter
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

REPO = osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__))))
ORACLE = osp.join(REPO, 'configs/downstream/shapesworld_oracle.py')
CLASSES = ['background', 'disc', 'square', 'triangle', 'star', 'cross',
           'ring', 'heart', 'crescent', 'arrow', 'hourglass', 'mushroom',
           'figure']


def run_tool(*args):
    return subprocess.run(
        [sys.executable, osp.join(REPO, 'tools', args[0]), *args[1:]],
        capture_output=True, text=True, cwd=REPO,
        env={**os.environ, 'PYTHONPATH': REPO, 'OMP_NUM_THREADS': '1'})


@pytest.fixture(scope='module')
def checkpoint(tmp_path_factory):
    """A training checkpoint of the oracle, random weights."""
    cfg = load_config(ORACLE)
    init_default_scope(cfg.default_scope)
    torch.manual_seed(0)
    model = MODELS.build(cfg.model)
    path = str(tmp_path_factory.mktemp('oracle') / 'iter_1.pth')
    torch.save(dict(state_dict=model.state_dict(),
                    optimizer=dict(state=torch.zeros(1000))), path)
    return path


@pytest.fixture
def synthetic(write_seg_folder):
    """A dataset folder as tools/synthesize.py leaves it."""
    root = write_seg_folder('synthetic', num=5, size=(64, 64))
    os.makedirs(osp.join(root, 'manifest'))
    lines = [dict(id=index, prompt='', classes=[CLASSES[1 + index]],
                  files={
                      'VOC/image': f'JPEGImages/train_{index:05d}.png',
                      'VOC/sem_seg':
                      f'SegmentationClass/train_{index:05d}.png'
                  }) for index in range(5)]
    lines.append(dict(id=5, unfilled=True, classes=['disc']))
    with open(osp.join(root, 'manifest', 'shard_00000.jsonl'), 'w') as file:
        file.writelines(json.dumps(line) + '\n' for line in lines)
    with open(osp.join(root, 'dataset_card.json'), 'w') as file:
        json.dump(dict(classes=CLASSES, metainfo=dict(
            classes=CLASSES, palette=[[k] * 3 for k in range(13)])), file)
    write_record(root, 'VOC')
    return root


def write_record(root, layout):
    with open(osp.join(root, 'synthesis.json'), 'w') as file:
        json.dump(dict(config=dict(synthesis=dict(exporters=[dict(
            type=f'mmflexgen.{layout}Exporter', img_suffix='.png')]))), file)


def test_decoders_trained_apart_are_joined(tmp_path):
    parts = {}
    for name in ('depth', 'semantic'):
        parts[name] = {f'decoders.{name}.weight': torch.rand(2, 3)}
        torch.save(dict(state_dict=parts[name], meta={}, optimizer={}),
                   tmp_path / f'{name}.pth')
    paths = [str(tmp_path / f'{name}.pth')
             for name in ('depth', 'semantic', 'both')]
    done = run_tool('model_converters/publish_weights.py', *paths)
    assert done.returncode == 0, done.stderr
    joined = torch.load(paths[-1], weights_only=True)
    assert set(joined) == {'state_dict'}
    for state in parts.values():
        for name, value in state.items():
            assert torch.equal(joined['state_dict'][name], value)
    done = run_tool('model_converters/publish_weights.py', paths[0],
                    paths[0], paths[2])
    assert done.returncode == 2
    assert 'both hold decoders.depth.weight' in done.stderr


def test_an_exported_folder_is_published_whole(tmp_path):
    source, out = tmp_path / 'export', tmp_path / 'published'
    (source / 'unet').mkdir(parents=True)
    (source / 'model_index.json').write_text('{"a": 1}')
    tool = 'model_converters/publish_weights.py'
    done = run_tool(tool, str(source), str(out))
    assert done.returncode == 2 and not out.exists()
    assert 'has no *.safetensors file' in done.stderr

    tensors = dict(weight=torch.rand(64, 64), steps=torch.arange(3))
    save_file(tensors, source / 'unet' / 'model.safetensors',
              dict(format='pt'))
    done = run_tool(tool, str(source), str(out), '--half')
    assert done.returncode == 0, done.stderr
    assert '2 tensors' in done.stdout
    assert (out / 'model_index.json').read_text() == '{"a": 1}'
    with safe_open(out / 'unet' / 'model.safetensors', 'pt') as file:
        assert file.metadata() == dict(format='pt')
        assert torch.equal(file.get_tensor('weight'),
                           tensors['weight'].half())
        assert torch.equal(file.get_tensor('steps'), tensors['steps'])
    # What lies there is not mixed with another model's files.
    done = run_tool(tool, str(source), str(out))
    assert done.returncode == 2 and 'name a new folder' in done.stderr
    done = run_tool(tool, str(source), str(source), str(tmp_path / 'both'))
    assert done.returncode == 2 and 'is a folder: give it alone' in done.stderr


def test_published_oracle_audits_a_dataset(checkpoint, synthetic, tmp_path):
    weights = str(tmp_path / 'oracle.pth')
    done = run_tool('model_converters/publish_weights.py', checkpoint,
                    weights, '--half')
    assert done.returncode == 0, done.stderr
    assert osp.getsize(weights) < 0.6 * osp.getsize(checkpoint)
    out = str(tmp_path / 'audit.json')
    done = run_tool('analysis_tools/audit_with_oracle.py', synthetic,
                    '--oracle-checkpoint', weights, '--out', out)
    assert done.returncode == 0, done.stderr
    with open(out) as file:
        summary = json.load(file)
    assert summary['images'] == summary['prompted_classes'] == 5
    assert '5 images; the oracle finds' in done.stdout

    # The same by hand, from the segmenter's predictions.
    predict = Segmenter(load_config(ORACLE), weights, 'cpu')
    intersect, union = np.zeros(13), np.zeros(13)
    found = 0
    for index in range(5):
        name = f'train_{index:05d}.png'
        image = Image.open(osp.join(synthetic, 'JPEGImages', name))
        label = np.array(Image.open(
            osp.join(synthetic, 'SegmentationClass', name)))
        seen = predict([np.array(image)])[0]
        assert seen.shape == label.shape and seen.dtype == np.uint8
        found += (seen == 1 + index).mean() > 0.01
        for k in range(13):
            intersect[k] += ((seen == k) & (label == k)).sum()
            union[k] += ((seen == k) | (label == k)).sum()
    assert summary['prompt_recall'] == pytest.approx(20 * found, abs=0.01)
    occurs = union > 0
    assert summary['label_miou'] == pytest.approx(
        100 * (intersect[occurs] / union[occurs]).mean(), abs=0.3)

    # What selections left out counts, or not.
    with open(osp.join(synthetic, 'left_out.tsv'), 'w') as file:
        file.write('1\tnear duplicate\n3\tnear duplicate\n')
    for options, images in (([], 5), (['--listed'], 3)):
        done = run_tool('analysis_tools/audit_with_oracle.py', synthetic,
                        '--oracle-checkpoint', weights, *options)
        assert f'{images} images; the oracle finds' in done.stdout


def test_audit_of_a_wrong_folder(tmp_path, checkpoint):
    done = run_tool('analysis_tools/audit_with_oracle.py', str(tmp_path),
                    '--oracle-checkpoint', checkpoint)
    assert done.returncode == 2
    assert done.stderr.strip().startswith('error: ')
    assert 'has no manifest with samples' in done.stderr


def test_segmenter_of_other_classes(checkpoint):
    segmenter = Segmenter(load_config(ORACLE), checkpoint, 'cpu')
    segmenter.match_classes(CLASSES, 'data/x')
    with pytest.raises(InputError, match='data/x has 21 classes but the '
                       'segmenter predicts 13'):
        segmenter.match_classes(['a'] * 21, 'data/x')


def test_segmenter_of_the_same_classes_in_another_order(checkpoint):
    segmenter = Segmenter(load_config(ORACLE), checkpoint, 'cpu')
    assert segmenter.classes == tuple(CLASSES)
    image = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    seen, = segmenter([image])
    logits, = segmenter.logits([image])
    others = [CLASSES[k] for k in np.random.default_rng(1).permutation(13)]
    segmenter.match_classes(others, 'data/x')
    named = np.array(CLASSES)[seen]
    assert len(np.unique(named)) > 1
    assert np.array_equal(np.array(others)[segmenter([image])[0]], named)
    again, = segmenter.logits([image])
    for name in CLASSES:
        assert torch.equal(again[others.index(name)],
                           logits[CLASSES.index(name)])
    # Names that are spelt otherwise: the order counts.
    segmenter.match_classes([f'{name}s' for name in CLASSES], 'data/x')
    assert np.array_equal(segmenter([image])[0], seen)


def test_labels_are_read_as_their_format_has_them(checkpoint, synthetic):
    """ADE20K's are stored one above."""
    args = argparse.Namespace(oracle_config=ORACLE, batch_size=2,
                              oracle_checkpoint=checkpoint, device='cpu')

    def labels():
        return [label for _, _, label in OraclePass(Path(synthetic)).run(
            args)]

    before = labels()
    for path in (Path(synthetic) / 'SegmentationClass').iterdir():
        Image.fromarray(np.array(Image.open(path)) + np.uint8(1)).save(path)
    shard = Path(synthetic) / 'manifest/shard_00000.jsonl'
    shard.write_text(shard.read_text().replace('VOC/', 'ADE20K/'))
    write_record(synthetic, 'ADE20K')
    after = labels()
    assert len(after) == 5 and after[0].any()
    assert all(map(np.array_equal, before, after))


def browse(root, out, *options):
    done = run_tool(
        'analysis_tools/browse_dataset.py',
        osp.join(REPO, 'configs/downstream/fpn_r18_shapesworld.py'),
        '--out', str(out), '--num', '4', *options, '--cfg-options',
        f'train_dataloader.dataset.data_root={root}',
        'train_dataloader.dataset.ann_file=ImageSets/Segmentation/train.txt')
    assert done.returncode == 0, done.stderr
    assert 'shows 4 of 6 samples' in done.stdout
    return np.array(Image.open(out))


def test_browse_draws_a_picture(write_seg_folder, tmp_path):
    root = write_seg_folder('data', num=6)
    for options in ([], ['--augmented']):
        picture = browse(root, tmp_path / 'browse.png', *options)
        assert min(picture.shape[:2]) > 100


def test_browse_shows_the_labels_that_are_learnt(write_seg_folder):
    """Not what a format stores for them: ADE20K's are one above."""
    root = write_seg_folder('data', num=2)
    cfg = load_config(osp.join(
        REPO, 'configs/downstream/fpn_r18_shapesworld.py'))
    dataset = cfg.train_dataloader.dataset
    dataset.update(data_root=root,
                   ann_file='ImageSets/Segmentation/train.txt')
    labels = [each['gt_seg_map'] for each in
              build_dataset(cfg, 'train_dataloader')]
    for path in Path(root, 'SegmentationClass').iterdir():
        stored = np.array(Image.open(path)) + np.uint8(1)
        Image.fromarray(stored).save(path)
    dataset.reduce_zero_label = True
    again = [each['gt_seg_map'] for each in
             build_dataset(cfg, 'train_dataloader')]
    assert len(labels) == 2 and labels[0].any()
    assert all(map(np.array_equal, labels, again))
