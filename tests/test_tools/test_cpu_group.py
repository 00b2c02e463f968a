"""Several training processes without a GPU."""

import os
import os.path as osp
import subprocess
import sys

import pytest
import torch

from mmflexgen.utils.checkpoint import read_checkpoint

ROOT = osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__))))


@pytest.mark.skipif(torch.cuda.is_available(), reason='uses the GPUs then')
def test_two_processes_train_on_the_cpu(write_config, tmp_path):
    """Both see half of each batch: an epoch of 8 samples lasts 4 steps."""
    config = write_config(
        train_cfg=dict(by_epoch=True, max_epochs=1, val_interval=2),
        default_hooks=dict(checkpoint=dict(type='CheckpointHook',
                                           interval=1)))
    work_dir = str(tmp_path / 'work')
    result = subprocess.run(
        [sys.executable, '-m', 'torch.distributed.run', '--standalone',
         '--nproc_per_node=2', osp.join(ROOT, 'tools', 'train.py'), config,
         '--launcher', 'pytorch', '--work-dir', work_dir, '--cfg-options',
         'train_dataloader.sampler.type=DefaultSampler',
         'train_dataloader.batch_size=1'],
        capture_output=True, text=True,
        env={**os.environ, 'PYTHONPATH': ROOT, 'OMP_NUM_THREADS': '1'})
    assert result.returncode == 0, result.stderr[-2000:]
    checkpoint = read_checkpoint(osp.join(work_dir, 'epoch_1.pth'))
    assert checkpoint['meta']['iter'] == 4
