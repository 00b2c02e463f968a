"""Checkpoints that do not fit are refused, and nothing is loaded."""

import pickle
import shutil

import pytest
import torch
from torch import nn

from mmflexgen.utils import InputError
from mmflexgen.utils.checkpoint import (latest_checkpoint, load_weights,
                                        read_checkpoint)


class WithFrozenPart(nn.Module):
    """Keeps its frozen part out of checkpoints, as DatasetDM does."""

    def __init__(self) -> None:
        super().__init__()
        self.frozen = nn.Linear(2, 2)
        self.decoder = nn.Linear(2, 3)
        self.norm = nn.BatchNorm1d(3)

    def state_dict(self, *args, **kwargs):
        state = super().state_dict(*args, **kwargs)
        return {name: value for name, value in state.items()
                if not name.startswith('frozen.')}


@pytest.fixture
def saved(tmp_path):
    """A function that saves a state dict after a change; returns the path."""

    def save(change=lambda state: None, **others) -> str:
        torch.manual_seed(1)
        state = dict(WithFrozenPart().state_dict())
        change(state)
        path = str(tmp_path / 'weights.pth')
        torch.save(dict(state_dict=state, **others), path)
        return path

    return save


def test_loads_all_but_the_frozen_part(saved):
    path = saved(meta=dict(iter=7))
    model = WithFrozenPart()
    frozen = model.frozen.weight.clone()
    rest = load_weights(model, path)
    assert rest == dict(meta=dict(iter=7))
    assert torch.equal(model.frozen.weight, frozen)
    for name, value in torch.load(path)['state_dict'].items():
        assert torch.equal(model.state_dict()[name], value)


def test_prefix_of_distributed_training_and_bare_state_dicts(tmp_path):
    model, other = nn.Linear(2, 3), nn.Linear(2, 3)
    path = str(tmp_path / 'bare.pth')
    torch.save({f'module.{k}': v for k, v in other.state_dict().items()},
               path)
    load_weights(model, path)
    assert torch.equal(model.weight, other.weight)


@pytest.mark.parametrize('change, message', [
    (lambda state: state.pop('decoder.bias'),
     'lacks 1 weights of the model, the first being decoder.bias'),
    (lambda state: state.update({'decoder.weight': torch.zeros(5, 2)}),
     'has 1 weights of another shape, the first being decoder.weight'),
    (lambda state: state.update({'decoder.more': torch.zeros(1)}),
     'has 1 weights the model does not have, the first being decoder.more'),
])
def test_other_models_weights_are_refused(saved, change, message):
    path = saved(change)
    model = WithFrozenPart()
    before = {k: v.clone() for k, v in model.state_dict().items()}
    with pytest.raises(InputError) as error:
        load_weights(model, path)
    assert path in str(error.value) and message in str(error.value)
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name])


def test_extra_weights_can_be_allowed(saved):
    path = saved(lambda state: state.update(more=torch.zeros(1)))
    load_weights(WithFrozenPart(), path, allow_extra=True)


class Bomb:
    """Runs a command when it is unpickled."""

    def __reduce__(self):
        return eval, ('1 / 0', )


def write_text(path) -> None:
    path.write_text('this is no checkpoint')


def write_half(path) -> None:
    torch.save(dict(state_dict=dict(a=torch.zeros(1000))), path)
    path.write_bytes(path.read_bytes()[:2000])


@pytest.mark.parametrize('write, message', [
    (lambda path: None, 'does not exist'),
    (lambda path: path.touch(), 'is not a readable checkpoint'),
    (write_text, 'is not a readable checkpoint'),
    (write_half, 'is not a readable checkpoint'),
    (lambda path: path.write_bytes(pickle.dumps(Bomb())),
     'is not a readable checkpoint'),
    (lambda path: torch.save(dict(state_dict=Bomb()), path),
     'is not a readable checkpoint'),
    (lambda path: torch.save([1, 2], path), 'holds a list'),
    (lambda path: torch.save(dict(a=1), path), 'holds no weights'),
])
def test_files_that_are_no_checkpoint(tmp_path, write, message):
    path = tmp_path / 'file.pth'
    write(path)
    with pytest.raises(InputError) as error:
        read_checkpoint(str(path))
    assert str(path) in str(error.value) and message in str(error.value)
    assert '\n' not in str(error.value)


@pytest.fixture
def trained(tmp_path):
    """A work dir as mmengine leaves it after 20 iterations."""
    folder = tmp_path / 'work_dir'
    folder.mkdir()
    for step in (2, 10, 20):
        torch.save(dict(state_dict=dict(a=torch.zeros(1000))),
                   folder / f'iter_{step}.pth')
    (folder / 'last_checkpoint').write_text(str(folder / 'iter_20.pth'))
    return folder


def test_latest_checkpoint_is_the_one_named_last(trained):
    assert latest_checkpoint(str(trained)) == str(trained / 'iter_20.pth')
    # A shorter training began anew in this folder.
    (trained / 'last_checkpoint').write_text(str(trained / 'iter_2.pth'))
    assert latest_checkpoint(str(trained)) == str(trained / 'iter_2.pth')


@pytest.mark.parametrize('pointer', ['', 'gone/iter_40.pth', None])
def test_latest_checkpoint_where_none_is_named(trained, pointer):
    """A kill may empty mmengine's file, or cut a checkpoint short."""
    if pointer is None:
        (trained / 'last_checkpoint').unlink()
    else:
        (trained / 'last_checkpoint').write_text(pointer)
    (trained / 'best_mIoU_iter_30.pth').touch()
    assert latest_checkpoint(str(trained)) == str(trained / 'iter_20.pth')
    path = trained / 'iter_20.pth'
    path.write_bytes(path.read_bytes()[:2000])
    assert latest_checkpoint(str(trained)) == str(trained / 'iter_10.pth')


def test_latest_checkpoint_of_a_copied_folder(trained):
    copy = trained.parent / 'copy'
    shutil.copytree(trained, copy)
    assert latest_checkpoint(str(copy)) == str(copy / 'iter_20.pth')


def test_latest_checkpoint_of_a_new_folder(tmp_path):
    assert latest_checkpoint(str(tmp_path)) is None
    assert latest_checkpoint(str(tmp_path / 'none')) is None


@pytest.mark.parametrize('named', ['s3://bucket/iter_30.pth', 'FOLDER'])
def test_latest_checkpoint_that_is_no_local_file(trained, named):
    named = named.replace('FOLDER', str(trained.parent))
    (trained / 'last_checkpoint').write_text(named)
    assert latest_checkpoint(str(trained)) == named
