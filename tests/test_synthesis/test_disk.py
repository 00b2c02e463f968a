"""Disks that are full or cannot be written."""

import subprocess

import pytest

from mmflexgen.synthesis.integrity import damaged_files
from mmflexgen.utils import InputError


@pytest.fixture
def small_disk(tmp_path):
    """A function (mount options) that mounts a disk of its own, or again."""
    disk = tmp_path / 'disk'
    disk.mkdir()
    mounted = []

    def mount(options):
        command = ['mount', '-t', 'tmpfs', '-o',
                   f'remount,{options}' if mounted else options, 'tmpfs',
                   str(disk)]
        if subprocess.run(command, capture_output=True).returncode:
            pytest.skip('mounting needs root')
        mounted.append(disk)
        return disk

    yield mount
    if mounted:
        subprocess.run(['umount', str(disk)], check=True)


@pytest.mark.parametrize('blocks', [12, 20, 30, 60])
def test_full_disk(tmp_path, run, tree, small_disk, blocks):
    options = dict(num=12, model=dict(blank=0.2))
    run(tmp_path / 'calm' / 'set', **options)
    disk = small_disk(f'size={4 * blocks}k')
    with pytest.raises(InputError, match=r'cannot be written.*No space left '
                       '.*finished shards are kept'):
        run(disk / 'set', **options)
    assert not list(damaged_files(disk / 'set'))
    small_disk('size=50m')
    assert run(disk / 'set', **options).problems == []
    assert tree(disk / 'set') == tree(tmp_path / 'calm' / 'set')


def test_read_only_disk(tmp_path, run, tree, small_disk):
    disk = small_disk('size=50m')
    run(disk / 'set', 6)
    before = tree(disk / 'set')
    small_disk('ro')
    for folder, num in (('set', 12), ('new', 6)):
        with pytest.raises(InputError, match='Read-only file system'):
            run(disk / folder, num)
    assert tree(disk / 'set') == before
    small_disk('rw')
    run(disk / 'set', 12)
    run(tmp_path / 'set', 12)
    assert tree(disk / 'set') == tree(tmp_path / 'set')
