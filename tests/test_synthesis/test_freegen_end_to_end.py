"""FreeGen and what it is compared with, by their own configs, read no file
of a labelled dataset."""

import json
import math
import sys
from pathlib import Path

import pytest
import torch
from mmengine.registry import init_default_scope
from mmengine.runner import Runner
from PIL import Image

from mmflexgen.apis import synthesize
from mmflexgen.models.diffusion.random_weights import write_random_base_model
from mmflexgen.prompts import FilePrompt
from mmflexgen.registry import DATASETS, MODELS
from mmflexgen.synthesis import iter_manifest
from mmflexgen.synthesis.manifest import find_file
from mmflexgen.utils.config import load_config

ROOT = Path(__file__).parents[2]
NUM = 4


class OpenedFiles:
    """What Python opens under the roots of labelled datasets.

    An audit hook hears of ``open``, ``io.open`` and ``os.open``, whoever
    calls them. It cannot be taken away, but be told not to listen.
    """

    def __init__(self):
        self.roots, self.seen = [], []
        sys.addaudithook(self._hear)

    def _hear(self, event, arguments):
        if not self.roots or event != 'open' or not isinstance(
                arguments[0], (str, bytes, Path)):
            return
        path = arguments[0]
        path = Path(path.decode() if isinstance(path, bytes) else path)
        if any(path.resolve().is_relative_to(root) for root in self.roots):
            self.seen.append(path)

    def suffixes(self):
        return {path.suffix for path in self.seen}


OPENED = OpenedFiles()


@pytest.fixture
def labelled(tmp_path, monkeypatch, write_seg_folder):
    """A working folder with a base model and, where configs look for it, a
    labelled dataset; what is opened of that and of the repository's own."""
    write_random_base_model('tiny', str(tmp_path / 'tiny'))
    root = Path(write_seg_folder('data/shapesworld', split='val'))
    image = Image.open(root / 'JPEGImages/val_00000.png')
    image.save(root / 'JPEGImages/other.jpg')
    (root / 'annotations').mkdir()
    (root / 'annotations/captions_val.json').write_text(json.dumps(dict(
        annotations=[dict(id=0, image_id=0, caption='a star')])))
    monkeypatch.chdir(tmp_path)
    # With every checkpoint mmengine formats the config, for a second each.
    monkeypatch.setattr('mmengine.config.config.FormatCode',
                        lambda code, **kwargs: (code, False))
    monkeypatch.setattr(OPENED, 'seen', [])
    monkeypatch.setattr(OPENED, 'roots', [
        (folder / 'data').resolve() for folder in (tmp_path, ROOT)])
    return OPENED


def config(name, **options):
    return load_config(str(ROOT / f'configs/freegen/{name}.py'), {
        'model.base_model.pretrained': 'tiny',
        'model.base_model.num_inference_steps': 2,
        'synthesis.batch_size': 2, 'log_level': 'WARNING',
        'train_dataloader.batch_size': 2, **options})


def test_what_is_opened_is_noticed(labelled):
    """A reader of each kind of file, as training, prompts and people use
    them."""
    init_default_scope('mmseg')
    folder = Path('data/shapesworld')
    dataset = DATASETS.build(dict(
        type='mmflexgen.ShapesWorldDataset', data_root=str(folder),
        ann_file='ImageSets/Segmentation/val.txt', pipeline=[
            dict(type='mmflexgen.LoadCheckedImage'),
            dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13)]))
    assert labelled.suffixes() == {'.txt'}
    sample = dataset[0]
    assert {path.parent.name for path in labelled.seen} == {
        'Segmentation', 'JPEGImages', 'SegmentationClass'}
    assert sample['gt_seg_map'].any() and labelled.suffixes() == {
        '.txt', '.png'}
    FilePrompt(('star', ), str(folder / 'annotations/captions_val.json'))
    assert '.json' in labelled.suffixes()
    with Image.open(folder / 'JPEGImages/other.jpg'):
        assert '.jpg' in labelled.suffixes()
    # And other files are let alone.
    count = len(labelled.seen)
    Path('notes.txt').write_text('a star')
    assert Path('notes.txt').read_bytes() and len(labelled.seen) == count


FIRST = {'model.fluctuation.timesteps': [100, 400]}


def test_from_prompts_to_labels(tmp_path, labelled):
    """Both stages, their trainings from the files that the one before
    wrote, and self-training."""
    samples = 'work_dirs/freegen/pseudo-labels_shapesworld-64'
    result = synthesize(config('pseudo-labels_shapesworld-64', **FIRST), None,
                        NUM, samples, device='cpu', progress=False)
    assert result.problems == []
    lines = list(iter_manifest(tmp_path / samples))
    assert all(line['scores']['fluctuation'] > 0 for line in lines)
    # The steadier half among those of equally many classes is listed.
    listed = (tmp_path / samples / 'ImageSets/Segmentation/train.txt'
              ).read_text().split()
    expected = []
    for count in {len(line['classes']) for line in lines}:
        alike = [line for line in lines if len(line['classes']) == count]
        alike.sort(key=lambda line: line['scores']['fluctuation'])
        expected += alike[:math.ceil(len(alike) / 2)]
    assert len(expected) < NUM
    assert sorted(listed) == sorted(
        Path(find_file(line, 'image')).stem for line in expected)

    cfg = config('asr_shapesworld-64', **FIRST, **{
        'train_cfg.max_epochs': 2, 'default_hooks.checkpoint.interval': 1,
        'work_dir': 'work_dirs/asr'})
    Runner.from_cfg(cfg).train()
    checkpoint = 'work_dirs/asr/epoch_2.pth'
    state = torch.load(checkpoint, weights_only=False)['state_dict']
    assert state and all(name.startswith(('rectification.mixture.',
                                          'rectification.projection.'))
                         for name in state)
    assert any(not torch.equal(value, torch.ones_like(value))
               for name, value in state.items() if '.mixture.' in name)
    # Interrupted after the first epoch it ends the same.
    cfg.merge_from_dict(dict(work_dir='work_dirs/resumed', resume=True,
                             load_from='work_dirs/asr/epoch_1.pth'))
    Runner.from_cfg(cfg).train()
    again = torch.load('work_dirs/resumed/epoch_2.pth', weights_only=False)
    for name, value in state.items():
        assert torch.equal(value, again['state_dict'][name])

    labels = 'data_of_its_own'
    result = synthesize(cfg, checkpoint, NUM, labels, device='cpu',
                        progress=False)
    assert result.problems == []

    # The second stage, with a round of self-training.
    cfg = config('egd_shapesworld-64', **{
        'model.decoders.grounding.channels': 32,
        'model.decoders.grounding.alignment.num_layers': 1,
        'model.decoders.grounding.head.transformer.num_layers': 1,
        'train_dataloader.dataset.dataset.data_root': labels,
        'train_cfg.max_epochs': 2, 'custom_hooks.0.begin': 1,
        'custom_hooks.0.interval': 1, 'work_dir': 'work_dirs/egd'})
    Runner.from_cfg(cfg).train()
    relabelled = tmp_path / 'work_dirs/egd/self_training/round_02'
    listed = (tmp_path / labels / 'ImageSets/Segmentation/train.txt'
              ).read_text().split()
    assert sorted(path.stem for path in (
        relabelled / 'SegmentationClass').iterdir()) == sorted(listed)
    result = synthesize(cfg, 'work_dirs/egd/epoch_2.pth', 2, 'final',
                        device='cpu', progress=False)
    assert result.problems == []
    assert not labelled.seen


@pytest.mark.parametrize('name', [
    'cross-attention', 'diffumask', 'attn2mask', 'dataset-diffusion',
    'plain', 'pseudo-labels-sam'])
def test_methods_without_labels_open_none(name, tmp_path, labelled):
    options = {}
    if name == 'pseudo-labels-sam':
        torch.manual_seed(0)
        MODELS.build(dict(
            type='mmflexgen.PointSegmenterTrainer', image_size=64,
            patch_size=8, channels=16, vision=dict(
                hidden_size=16, mlp_dim=16, num_hidden_layers=1,
                num_attention_heads=2, window_size=0),
            decoder=dict(mlp_dim=16, num_attention_heads=2))).export(
                str(tmp_path / 'sam'))
        options = {'model.labeler.pretrained': 'sam',
                   'model.labeler.device': 'cpu'}
    if name in ('plain', 'pseudo-labels-sam'):
        options.update(FIRST)
    result = synthesize(config(f'{name}_shapesworld-64', **options), None, 2,
                        'samples', device='cpu', progress=False)
    assert result.problems == []
    assert len(list((tmp_path / 'samples/SegmentationClass').iterdir())) == 2
    assert not labelled.seen
