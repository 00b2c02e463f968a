"""tools/test.py: figures, predictions on disk, wrong checkpoints."""

import json
import os
import pickle
from glob import glob

import numpy as np
import pytest
import torch
from PIL import Image


@pytest.fixture
def trained(write_config, train):
    """The segmenter's config and a checkpoint after ten iterations."""
    config = write_config()
    train(config, '--work-dir', 'trained', '--cfg-options',
          f'experiment_name=trained_{os.getpid()}_{id(config)}',
          'train_cfg.max_iters=10', 'train_cfg.val_interval=10')
    return config, 'trained/iter_10.pth'


def scores(pattern: str) -> dict:
    """The last figures that mmengine wrote to a work dir."""
    with open(sorted(glob(pattern))[-1]) as file:
        return json.load(file)


def test_figures_predictions_and_pictures(trained, test_tool):
    config, checkpoint = trained
    test_tool(config, checkpoint, '--work-dir', 'png', '--out', 'labels',
              '--show-dir', 'painted', '--cfg-options',
              'experiment_name=png', 'visualizer.name=png')
    test_tool(config, checkpoint, '--work-dir', 'pkl', '--out', 'out.pkl',
              '--cfg-options', 'experiment_name=pkl', 'visualizer.name=pkl')
    assert scores('png/*/*.json')['mIoU'] == scores('pkl/*/*.json')['mIoU']
    with open('out.pkl', 'rb') as file:
        predictions = pickle.load(file)
    assert len(predictions) == 8
    for prediction in predictions:
        name = os.path.splitext(os.path.basename(prediction['img_path']))[0]
        np.testing.assert_array_equal(
            np.asarray(Image.open(f'labels/{name}.png')),
            prediction['pred_sem_seg']['data'][0].numpy())
    assert len(glob('painted/**/*.png', recursive=True)) == 8


def test_test_time_augmentation(write_config, trained, test_tool):
    config = write_config(
        tta_model=dict(type='SegTTAModel'),
        tta_pipeline=[
            dict(type='LoadImageFromFile'),
            dict(type='TestTimeAug', transforms=[
                [dict(type='RandomFlip', prob=0.),
                 dict(type='RandomFlip', prob=1.)],
                [dict(type='LoadAnnotations')],
                [dict(type='PackSegInputs')]])
        ])
    test_tool(config, trained[1], '--tta', '--work-dir', 'tta',
              '--cfg-options', 'experiment_name=tta')
    assert 0 <= scores('tta/*/*.json')['mIoU'] <= 100


@pytest.mark.parametrize('args, message', [
    (('CONFIG', 'gone.pth'), 'checkpoint gone.pth does not exist'),
    (('CONFIG', 'text.pth'), 'text.pth is not a readable checkpoint'),
    (('CONFIG', 'other.pth'),
     'checkpoint other.pth does not fit EncoderDecoder: it lacks'),
    (('CONFIG', 'other.pth', '--tta'), '--tta needs tta_pipeline'),
    (('CONFIG', 'other.pth', '--cfg-options',
      'test_dataloader.dataset.data_root=gone'),
     'test_dataloader of the config (BaseSegDataset) reads gone'),
    (('CONFIG', 'other.pth', '--out', 'labels', '--cfg-options',
      'test_evaluator.type=mmflexgen.SaliencyMetric'),
     'no metric of the config writes (mmflexgen.SaliencyMetric)'),
])
def test_bad_input_is_one_sentence(args, message, write_config, test_tool,
                                   tmp_path, capsys):
    config = write_config()
    (tmp_path / 'text.pth').write_text('no checkpoint')
    torch.save(dict(state_dict=dict(a=torch.zeros(2))), 'other.pth')
    with pytest.raises(SystemExit) as exit_info:
        test_tool(*(config if arg == 'CONFIG' else arg for arg in args))
    assert exit_info.value.code == 2
    errors = [line for line in capsys.readouterr().err.splitlines()
              if line.startswith('error: ')]
    assert len(errors) == 1 and message in errors[0]
