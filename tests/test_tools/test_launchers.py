"""The shell launchers hand every argument on, blanks and all."""

import os
import os.path as osp
import subprocess

import pytest

TOOLS = osp.join(osp.dirname(osp.abspath(__file__)), '..', '..', 'tools')


@pytest.mark.parametrize('script, args, launcher, command', [
    ('dist_train.sh', ['c.py', '2', '--amp'], 'torchrun',
     ['train.py', 'c.py', '--launcher', 'pytorch', '--amp']),
    ('dist_test.sh', ['c.py', 'w.pth', '2', '--tta'], 'torchrun',
     ['test.py', 'c.py', 'w.pth', '--launcher', 'pytorch', '--tta']),
    ('slurm_train.sh', ['gpu', 'job', 'c.py', 'out'], 'srun',
     ['train.py', 'c.py', '--work-dir=out', '--launcher=slurm']),
    ('slurm_test.sh', ['gpu', 'job', 'c.py', 'w.pth'], 'srun',
     ['test.py', 'c.py', 'w.pth', '--launcher=slurm']),
])
def test_arguments_arrive(script, args, launcher, command, tmp_path):
    fake = tmp_path / launcher
    fake.write_text('#!/usr/bin/env bash\nprintf "%s\\n" "$@"\n')
    fake.chmod(0o755)
    extra = ['--cfg-options', 'a="[1, 2]"']
    out = subprocess.run(
        [osp.join(TOOLS, script), *args, *extra], check=True, text=True,
        capture_output=True, env={
            **os.environ, 'PATH': f'{tmp_path}:{os.environ["PATH"]}',
            'GPUS': '4', 'SRUN_ARGS': '--time=1:00 --quiet'})
    lines = out.stdout.splitlines()
    start = next(i for i, line in enumerate(lines)
                 if line.endswith(f'/{command[0]}'))
    assert lines[start + 1:] == command[1:] + extra
    if launcher == 'torchrun':
        assert '--nproc_per_node=2' in lines[:start]
    else:
        assert {'-p', 'gpu', '--ntasks=4', '--time=1:00', '--quiet'} <= set(
            lines[:start])
