"""tools/analysis_tools/zero_shot_baselines.py on the config it is for."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.registry import MODELS, init_default_scope
from PIL import Image

from mmflexgen.datasets.shapesworld import CLASSES, SEEN, UNSEEN
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

ROOT = Path(__file__).parents[3]
CONFIG = ROOT / 'configs/datasetdm/datasetdm-openvoc_shapesworld-64_100.py'


@pytest.fixture(scope='module')
def tool():
    spec = importlib.util.spec_from_file_location(
        'zero_shot_baselines',
        ROOT / 'tools/analysis_tools/zero_shot_baselines.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def cfg(tiny_folder, write_seg_folder, tmp_path):
    root = write_seg_folder('data', num=4, size=(64, 64))
    cfg = load_config(str(CONFIG))
    cfg.work_dir = str(tmp_path / 'work')
    cfg.model.base_model.pretrained = tiny_folder
    for loader in (cfg.train_dataloader, cfg.test_dataloader):
        loader.batch_size = 4
        loader.dataset.data_root = root
        loader.dataset.ann_file = 'ImageSets/Segmentation/train.txt'
    return cfg


def test_lists_are_shapesworlds(cfg, tool):
    groups = tool.read_groups(cfg)
    assert groups == dict(seen=list(SEEN), unseen=list(UNSEEN))
    ignored = [step for step in cfg.train_dataloader.dataset.pipeline
               if step.type == 'mmflexgen.IgnoreClasses']
    assert [step.classes for step in ignored] == [list(UNSEEN)]


def test_no_class_keeps_its_name(tool):
    names = tool.shuffled_names(
        dict(seen=['a', 'b', 'c'], unseen=['d', 'e']), dict(b='a b'))
    assert names == dict(a='a b', b='c', c='a', d='e', e='d')


def test_three_rows(cfg, tool, tmp_path):
    init_default_scope('mmseg')
    torch.manual_seed(0)
    model = MODELS.build(cfg.model)
    # Sure of its classes, so that the masks decide.
    head = model.decoders.open_vocabulary.head
    head.transformer.to_class.bias.data = torch.tensor([9., -9.])
    path = str(tmp_path / 'random.pth')
    torch.save(dict(state_dict=model.state_dict()), path)
    rows, found = tool.compare(cfg, path)
    assert list(rows) == ['decoder', 'names shuffled', 'cross-attention']
    for metrics in json.loads(json.dumps(rows)).values():
        assert 0 <= metrics['mIoU/unseen'] <= 100
    assert rows['decoder'] != rows['names shuffled']
    assert found['threshold'] in tool.THRESHOLDS
    assert 'prompt_names' not in cfg.model

    # The counts behind the chosen threshold, from the predictions.
    cfg.model.decoders = dict(attention=dict(
        type='mmflexgen.AttentionThreshold', **found))
    model = MODELS.build(cfg.model).eval()
    folder = Path(cfg.test_dataloader.dataset.data_root)
    label = np.array(Image.open(
        folder / 'SegmentationClass' / 'train_00000.png'))
    image = np.array(Image.open(folder / 'JPEGImages' / 'train_00000.png'))
    inputs = torch.tensor(image).permute(2, 0, 1)[None] / 127.5 - 1
    from mmengine.structures import PixelData
    from mmseg.structures import SegDataSample
    sample = SegDataSample(
        gt_sem_seg=PixelData(data=torch.tensor(label)[None]))
    predicted = model.predict(inputs, [sample])[0].pred_sem_seg.data[0]

    class Loaded:
        classes = CLASSES

        def test_step(self, batch):
            return [sample]

    counts = tool.count_pixels(Loaded(), [None])
    at = tool.THRESHOLDS.tolist().index(found['threshold'])
    for truth in (0, 1):
        for guess in (0, 1):
            assert counts[at, truth, guess] == np.sum(
                (label == truth) & (predicted.numpy() == guess))


def test_metric_without_groups(cfg, tool):
    cfg.test_evaluator = [dict(type='mmflexgen.PresentClassIoU')]
    with pytest.raises(InputError, match='does not say which classes'):
        tool.read_groups(cfg)
