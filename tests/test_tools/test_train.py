"""tools/train.py on stock configs: resume, options, bad input."""

import os.path as osp
import signal
import time

import pytest
import torch
from mmengine.config import Config

on_cpu = pytest.mark.skipif(torch.cuda.is_available(), reason='has a GPU')


def weights(path: str) -> dict:
    return torch.load(path, weights_only=False)['state_dict']


def test_killed_and_resumed_equals_uninterrupted(write_config, train, start):
    config = write_config()
    train(config, '--work-dir', 'whole', '--cfg-options',
          'experiment_name=whole')

    process = start('train', config, '--work-dir', 'parts')
    while not osp.exists('parts/last_checkpoint'):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not osp.exists('parts/iter_40.pth')
    train(config, '--work-dir', 'parts', '--resume', '--cfg-options',
          'experiment_name=parts')

    whole, parts = weights('whole/iter_40.pth'), weights('parts/iter_40.pth')
    early = weights('whole/iter_10.pth')
    assert whole.keys() == parts.keys()
    assert all(torch.equal(whole[name], parts[name]) for name in whole)
    assert not torch.equal(whole['decode_head.conv_seg.weight'],
                           early['decode_head.conv_seg.weight'])


def test_killed_while_it_named_its_checkpoint(write_config, train):
    """mmengine empties ``last_checkpoint`` before it writes the name."""
    config = write_config()
    train(config, '--work-dir', 'cut', '--cfg-options',
          'experiment_name=cut', 'train_cfg.max_iters=10',
          'train_cfg.val_interval=10')
    open('cut/last_checkpoint', 'w').close()
    written = osp.getmtime('cut/iter_10.pth')
    train(config, '--work-dir', 'cut', '--resume', '--cfg-options',
          'experiment_name=goes-on', 'train_cfg.max_iters=12',
          'train_cfg.val_interval=12')
    checkpoint = torch.load('cut/iter_12.pth', weights_only=False)
    assert checkpoint['meta']['iter'] == 12
    assert osp.getmtime('cut/iter_10.pth') == written


def test_resume_in_a_new_folder_keeps_load_from(write_config, train):
    """A finetuning begins with the weights that its config names."""
    once = ('train_cfg.max_iters=1', 'default_hooks.checkpoint.interval=1')
    train(write_config(), '--work-dir', 'before', '--cfg-options',
          'experiment_name=before', *once)
    train(write_config(load_from='before/iter_1.pth'), '--resume',
          '--work-dir', 'after', '--cfg-options', 'experiment_name=after',
          'optim_wrapper.optimizer.lr=0', *once)
    before, after = weights('before/iter_1.pth'), weights('after/iter_1.pth')
    assert all(torch.equal(value, after[name])
               for name, value in before.items()
               if name.endswith('conv_seg.weight'))


def test_resume_from_a_named_checkpoint(write_config, train):
    config = write_config()
    train(config, '--work-dir', 'first', '--cfg-options',
          'experiment_name=first', 'train_cfg.max_iters=10',
          'train_cfg.val_interval=10')
    train(config, '--work-dir', 'second', '--resume', 'first/iter_10.pth',
          '--cfg-options', 'experiment_name=second',
          'train_cfg.max_iters=12', 'train_cfg.val_interval=12')
    checkpoint = torch.load('second/iter_12.pth', weights_only=False)
    assert checkpoint['meta']['iter'] == 12


def test_amp_is_mixed_precision_on_a_gpu(write_config, load_tool,
                                         monkeypatch):
    tool = load_tool('train')
    cfg = Config.fromfile(write_config())
    monkeypatch.setattr(tool, 'get_device', lambda: 'cuda')
    tool.apply_train_options(cfg, tool.parse_args(['config.py', '--amp']))
    assert cfg.optim_wrapper.type == 'AmpOptimWrapper'
    assert cfg.optim_wrapper.loss_scale == 'dynamic'


def test_work_dir_is_named_after_the_config(write_config, train):
    train(write_config(), '--cfg-options', 'experiment_name=named',
          'train_cfg.max_iters=1', 'default_hooks.checkpoint.interval=1')
    assert osp.exists('work_dirs/segmenter/iter_1.pth')


def test_auto_scale_lr(write_config, train, capsys):
    config = write_config(
        auto_scale_lr=dict(enable=False, base_batch_size=4))
    train(config, '--work-dir', 'scaled', '--auto-scale-lr', '--cfg-options',
          'experiment_name=scaled', 'train_cfg.max_iters=1',
          'default_hooks.checkpoint.interval=1', 'param_scheduler=None')
    optimizer = torch.load('scaled/iter_1.pth',
                           weights_only=False)['optimizer']
    # Batches of 2 where the config's 0.01 is meant for batches of 4.
    assert optimizer['param_groups'][0]['lr'] == pytest.approx(0.005)


@pytest.mark.parametrize('args, message', [
    (('nowhere.py', ), 'config nowhere.py does not exist'),
    (('mmseg::nowhere/nothing.py', ), 'cannot be read'),
    (('CONFIG', '--cfg-options', 'train_dataloader.dataset.data_root=gone'),
     'train_dataloader of the config (BaseSegDataset) reads gone, which '
     'does not exist'),
    (('CONFIG', '--resume', 'gone.pth'),
     'checkpoint gone.pth does not exist'),
    (('CONFIG', '--cfg-options', 'load_from=gone.pth'),
     'checkpoint gone.pth does not exist'),
    (('CONFIG', '--auto-scale-lr'), '--auto-scale-lr needs auto_scale_lr'),
    pytest.param(('CONFIG', '--amp'), '--amp needs a GPU', marks=on_cpu),
])
def test_bad_input_is_one_sentence(args, message, write_config, train,
                                   capsys):
    config = write_config()
    with pytest.raises(SystemExit) as exit_info:
        train(*(config if arg == 'CONFIG' else arg for arg in args))
    assert exit_info.value.code == 2
    errors = capsys.readouterr().err.strip().splitlines()
    assert len(errors) == 1 and errors[0].startswith('error: ')
    assert message in errors[0]


@pytest.mark.parametrize('content, message', [
    ("model = dict(type='X'\n", 'cannot be read'),
    ("_base_ = 'gone.py'\n", 'cannot be read'),
    ("_base_ = 'nolibrary::a/b.py'\n", 'cannot be read'),
    ('a = undefined_name\n', 'cannot be read'),
])
def test_broken_config_is_one_sentence(content, message, tmp_path, train,
                                       capsys):
    (tmp_path / 'broken.py').write_text(content)
    with pytest.raises(SystemExit) as exit_info:
        train('broken.py')
    assert exit_info.value.code == 2
    errors = capsys.readouterr().err.strip().splitlines()
    assert len(errors) == 1 and 'broken.py' in errors[0]
    assert message in errors[0]


def test_resume_from_another_models_checkpoint(write_config, train, capsys):
    torch.save(dict(state_dict={'a.weight': torch.zeros(2)}), 'other.pth')
    with pytest.raises(SystemExit):
        train(write_config(), '--resume', 'other.pth')
    assert 'checkpoint other.pth does not fit EncoderDecoder' in (
        capsys.readouterr().err)
