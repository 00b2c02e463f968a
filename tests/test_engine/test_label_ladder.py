"""The ladder of labels: its commands, its table, its figure."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config

from mmflexgen.engine.label_ladder import (LadderPlan, summarize_ladder,
                                           write_report)
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

REPO = Path(__file__).parents[2]
MIOU = dict(raw=[50., 54., 52.], mine=[53., 55., 51.], worse=[40., 41., 42.])


def ladder(tmp_path, **changes):
    return LadderPlan(Config(dict(ladder={**dict(
        seeds=(0, 1, 2), num=4,
        steps=dict(train=dict(command='python train.py --out {out}/{seed}',
                              makes='{out}/{seed}/last.pth')),
        rows=[dict(name='raw', config='a.py'),
              dict(name='mine', config='b.py', needs=['train'],
                   checkpoint='{out}/{seed}/last.pth'),
              dict(name='worse', config='c.py', needs=['train'])]),
        **changes})), tmp_path)


def finish(plan, rows=tuple(MIOU), seeds=(0, 1, 2), images='same'):
    """Audits as the tools leave them."""
    for row in plan.rows:
        for seed in seeds:
            if row.name not in rows:
                continue
            manifest = plan.folder(row, seed) / 'manifest'
            manifest.mkdir(parents=True)
            (manifest / 'shard_000000.jsonl').write_text(json.dumps(dict(
                id=0, sha256={'VOC/image': f'{images or row.name}{seed}',
                              'VOC/sem_seg': row.name})) + '\n')
            plan.audit(row, seed).write_text(json.dumps(dict(
                label_miou=MIOU[row.name][seed], per_class=dict(
                    disc=dict(iou=10.), star=dict(iou=seed + 20.),
                    ring=dict(iou=None)))))


def test_commands_come_once_and_in_order(tmp_path):
    plan = ladder(tmp_path)
    commands = [' '.join(step.command).replace(str(tmp_path), 'OUT')
                for step in plan.unfinished()]
    first = [line for line in commands if line.endswith(('_0', '0.json'))
             or line.endswith('/0')]
    assert first == [
        'python tools/synthesize.py OUT/configs/raw.py --num 4 --seed 0 '
        '--out OUT/rows/raw_0',
        'python tools/analysis_tools/audit_with_oracle.py OUT/rows/raw_0 '
        '--out OUT/rows/raw_0.json',
        'python train.py --out OUT/0',
        'python tools/synthesize.py OUT/configs/mine.py OUT/0/last.pth '
        '--num 4 --seed 0 --out OUT/rows/mine_0',
        'python tools/analysis_tools/audit_with_oracle.py OUT/rows/mine_0 '
        '--out OUT/rows/mine_0.json',
        'python tools/synthesize.py OUT/configs/worse.py --num 4 --seed 0 '
        '--out OUT/rows/worse_0',
        'python tools/analysis_tools/audit_with_oracle.py OUT/rows/worse_0 '
        '--out OUT/rows/worse_0.json']
    assert commands[:7] == first and len(commands) == 21


def test_what_is_there_is_not_made_again(tmp_path):
    plan = ladder(tmp_path)
    finish(plan, rows=('raw', 'mine'))
    left = [step.makes for step in plan.unfinished()]
    assert [path.name for path in left[:3]] == [
        'last.pth', 'report.html', 'worse_0.json']
    finish(plan, rows=('worse', ))
    # An audited row needs no training any more.
    assert not list(plan.unfinished())


def test_a_training_goes_on_from_another(tmp_path):
    """Until it has a checkpoint of its own."""
    makes = tmp_path / '0/last.pth'
    plan = ladder(tmp_path, seeds=(0, ), steps=dict(train=dict(
        command='python train.py', makes='{out}/{seed}/last.pth',
        resume_from='{out}/first_{seed}/epoch_8.pth')))

    def command():
        return next(step.command for step in plan.unfinished()
                    if step.makes == makes)

    assert command()[2:] == ['--resume',
                             str(tmp_path / 'first_0/epoch_8.pth')]
    makes.parent.mkdir()
    torch.save({}, makes.parent / 'epoch_12.pth')
    assert command()[2:] == ['--resume']


def test_half_written_weights_are_made_again(tmp_path):
    makes = tmp_path / '0/last.pth'
    makes.parent.mkdir()
    torch.save(dict(a=torch.zeros(1000)), makes)
    plan = ladder(tmp_path, seeds=(0, ))
    assert makes not in [step.makes for step in plan.unfinished()]
    makes.write_bytes(makes.read_bytes()[:2000])
    assert makes in [step.makes for step in plan.unfinished()]


def test_an_audit_of_other_settings_is_refused(tmp_path):
    config = tmp_path / 'a.py'
    config.write_text("model = dict(type='A')\n")
    rows = [dict(name='raw', config=str(config)),
            dict(name='mine', config=str(config))]
    plan = ladder(tmp_path, rows=rows)
    plan.write_configs()
    # Nothing is lost by a change before the first audit.
    ladder(tmp_path, rows=rows, num=8).write_configs()
    finish(plan, rows=('raw', ), seeds=(1, ))
    ladder(tmp_path, rows=rows, num=8, seeds=(0, 1)).write_configs()
    with pytest.raises(InputError, match="row 'raw' of .* another num"):
        plan.write_configs()
    config.write_text("model = dict(type='B')\n")
    with pytest.raises(InputError, match='another config: .*raw_1.json'):
        ladder(tmp_path, rows=rows, num=8).write_configs()


def test_table_by_numpy(tmp_path):
    plan = ladder(tmp_path)
    finish(plan)
    summary = summarize_ladder(plan)
    raw, mine, worse = summary['rows']
    assert raw['gain'] is None and raw['holds'] is None
    gains = np.subtract(MIOU['mine'], MIOU['raw'])
    assert mine['gain']['mean'] == pytest.approx(gains.mean())
    assert mine['gain']['std'] == pytest.approx(gains.std(ddof=1))
    assert mine['std'] == pytest.approx(np.std(MIOU['mine'], ddof=1))
    assert mine['holds'] and not worse['holds']
    assert summary['climb']['mean'] == pytest.approx(
        np.mean(MIOU['worse']) - np.mean(MIOU['raw']))
    assert set(summary['same_images'].values()) == {True}


def test_a_row_may_fall_by_a_standard_deviation(tmp_path, monkeypatch):
    """of the row before: 2 here."""
    for fall, holds in ((1.9, True), (2.1, False)):
        plan = ladder(tmp_path / str(fall))
        monkeypatch.setitem(MIOU, 'mine', [each - fall for each in
                                           MIOU['raw']])
        finish(plan, rows=('raw', 'mine'))
        assert summarize_ladder(plan)['rows'][1]['holds'] is holds


@pytest.mark.parametrize('asked', [0.9, 1.1])
def test_the_climb_that_is_asked_for(tmp_path, asked):
    plan = ladder(tmp_path, climb=asked, rows=[
        dict(name='raw', config='a.py'), dict(name='worse', config='c.py'),
        dict(name='mine', config='b.py')])
    finish(plan, rows=('raw', 'mine'))
    # A row is missing: no verdict, though first and last are there.
    summary = summarize_ladder(plan)
    assert summary['reached'] is None and summary['climb']
    write_report(summary, tmp_path, '')
    assert 'asked' not in (tmp_path / 'results.md').read_text()
    finish(plan, rows=('worse', ))
    summary = summarize_ladder(plan)
    margin = np.mean(MIOU['mine']) - np.mean(MIOU['raw']) - asked
    assert summary['reached'] is bool(margin >= 0)
    write_report(summary, tmp_path, '')
    verdict = (f'**reached**, by {margin:.2f}' if margin >= 0
               else f'**not reached**, {-margin:.2f} short')
    assert (f'first: +1.0 ± 2.0; asked for are {asked} points: {verdict}\n'
            in (tmp_path / 'results.md').read_text())


def test_a_strict_climb_is_more_than_none(tmp_path, monkeypatch):
    """'Above' is not reached by the same mean, 'at least' is."""
    monkeypatch.setitem(MIOU, 'mine', MIOU['raw'])
    rows = [dict(name='raw', config='a.py'), dict(name='mine', config='b.py')]
    finish(ladder(tmp_path, rows=rows), rows=('raw', 'mine'))
    for strict, reached in ((False, True), (True, False)):
        summary = summarize_ladder(ladder(
            tmp_path, rows=rows, climb=0, strict=strict))
        assert summary['reached'] is reached
        write_report(summary, tmp_path, '')
        assert ('are more than 0 points: **not'
                in (tmp_path / 'results.md').read_text()) is strict


def test_a_control_is_no_rung(tmp_path):
    plan = ladder(tmp_path, climb=0.5, rows=[
        dict(name='raw', config='a.py'),
        dict(name='worse', config='a.py', control=True,
             changes=dict(model=dict(threshold=0.5))),
        dict(name='mine', config='b.py')])
    finish(plan)
    summary = summarize_ladder(plan)
    raw, worse, mine = summary['rows']
    own = np.subtract(MIOU['mine'], MIOU['worse'])
    assert mine['over_control']['mean'] == pytest.approx(own.mean())
    assert mine['over_control']['std'] == pytest.approx(own.std(ddof=1))
    # Both are compared with the rung, far below which the control lies.
    assert mine['gain']['mean'] == pytest.approx(
        np.mean(MIOU['mine']) - np.mean(MIOU['raw']))
    assert worse['gain']['mean'] < -10 and worse['holds'] is None
    assert mine['holds'] and raw['over_control'] is None
    assert summary['reached'] and summary['climb'] == mine['gain']
    write_report(summary, tmp_path, '')
    text = (tmp_path / 'results.md').read_text()
    assert '| worse (control) | a.py |' in text
    assert 'mine over its control: +12.0 ±' in text


def test_a_row_changes_its_config(tmp_path, monkeypatch):
    monkeypatch.setattr('mmengine.config.config.FormatCode',
                        lambda code, **kwargs: (code, False))
    base = tmp_path / 'a.py'
    base.write_text('model = dict(threshold=0.6, band=1)')
    plan = ladder(tmp_path, changes=dict(model=dict(band=2)), rows=[
        dict(name='raw', config=str(base)),
        dict(name='mine', config=str(base),
             changes=dict(model=dict(threshold=0.5)))])
    plan.write_configs()
    found = [Config.fromfile(plan.config(row)).model for row in plan.rows]
    assert found == [dict(threshold=0.6, band=2), dict(threshold=0.5, band=2)]


def test_a_missing_seed_gives_no_verdict(tmp_path):
    plan = ladder(tmp_path, climb=-20)
    finish(plan, seeds=(0, 1))
    assert summarize_ladder(plan)['reached'] is None
    plan = ladder(tmp_path, climb=-20, seeds=(0, 1))
    assert summarize_ladder(plan)['reached'] is True
    # Where nothing is asked, nothing is said.
    assert summarize_ladder(ladder(tmp_path, seeds=(0, 1)))['reached'] is None


def test_mean_over_some_classes(tmp_path):
    plan = ladder(tmp_path, classes=['disc', 'star', 'ring'])
    finish(plan, rows=('raw', ))
    summary = summarize_ladder(plan)
    assert summary['rows'][0]['values'] == [15, 15.5, 16]
    write_report(summary, tmp_path, '')
    assert 'of disc, star, ring over' in (tmp_path / 'results.md').read_text()
    with pytest.raises(InputError, match='has no IoU of ring'):
        summarize_ladder(ladder(tmp_path, classes=['ring']))


def test_report_of_a_part(tmp_path):
    plan = ladder(tmp_path)
    with pytest.raises(InputError, match='has no audits yet'):
        summarize_ladder(plan)
    finish(plan, seeds=(0, ), rows=('raw', 'mine'), images='')
    summary = summarize_ladder(plan)
    assert summary['same_images'] == {'0': False, '1': None, '2': None}
    write_report(summary, tmp_path, 'the command')
    text = (tmp_path / 'results.md').read_text()
    assert 'Not finished: 2 of 9 audits' in text
    assert '| mine | b.py | 1 | 53.0 | +3.0 | yes |' in text
    assert 'differ between rows** of seed 0' in text and 'the command' in text
    assert json.loads((tmp_path / 'results.json').read_text()) == summary
    assert (tmp_path / 'results.png').read_bytes()[:4] == b'\x89PNG'


@pytest.mark.parametrize('changes,message', [
    (dict(seeds=()), 'lacks seeds'),
    (dict(rows=[dict(name='a', config='b', seed=1)]), 'a row of the ladder'),
    (dict(rows=[dict(name='a', config='b', needs=['c'])]),
     "needs 'c', which is none of its steps: train"),
    (dict(climb='15'), "climb of the ladder is '15', over 3 row"),
    (dict(climb=15, rows=[dict(name='a', config='b')]), 'over 1 row'),
    (dict(climb=15, rows=[dict(name='c', config='b', control=True),
                          dict(name='a', config='b')]), 'over 1 row'),
    (dict(rows=[dict(name='a', config='b', control=True)]),
     "last row of the ladder, 'a', is a control"),
    (dict(rows=[dict(name='EGD', config='b'), dict(name='+ EGD', config='c')]),
     "another row of the ladder has the folder of 'EGD', 'egd': rename"),
])
def test_bad_ladders(tmp_path, changes, message):
    with pytest.raises(InputError, match=message):
        ladder(tmp_path, **changes)


@pytest.mark.parametrize('name', ['', '_unseen'])
def test_shipped_ladders(tmp_path, monkeypatch, name):
    """Their rows' configs exist and draw the same images."""
    monkeypatch.chdir(REPO)
    # It costs a second per config.
    monkeypatch.setattr('mmengine.config.config.FormatCode',
                        lambda code, **kwargs: (code, False))
    plan = LadderPlan(load_config(
        f'configs/label_ladders/shapesworld{name}.py'), tmp_path)
    plan.write_configs()
    drawn = set()
    for row in plan.rows:
        cfg = Config.fromfile(plan.config(row))
        drawn.add(json.dumps([cfg.synthesis.to_dict(),
                              cfg.model.base_model.to_dict()],
                             sort_keys=True))
    assert len(drawn) == 1
    builder = json.loads(drawn.pop())[0]['source']['builder']
    assert builder['path'].endswith('captions_val.json')
    # Settings were chosen by the first 192 prompts of seed 0.
    assert builder['exclude'] == [0, 192]
    made = set()
    for step in plan.unfinished():
        assert Path(step.command[1]).is_file()
        # What a training starts from is of a step before it.
        if step.command[-2] == '--resume':
            start = Path(step.command[-1])
            assert start.parent in made
            cfg = load_config(step.command[2])
            assert start.name == f'epoch_{cfg.custom_hooks[0].begin}.pth'
        made.add(step.makes.parent)
        assert '{' not in ' '.join(step.command)


def test_tool_collects(tmp_path):
    config = tmp_path / 'ladder.py'
    config.write_text(
        "ladder = dict(seeds=(0, 1, 2), num=4, rows=("
        "dict(name='raw', config='a.py'), dict(name='mine', config='b.py')))")
    finish(ladder(tmp_path / 'out'), rows=('raw', 'mine'))
    done = subprocess.run(
        [sys.executable, 'tools/analysis_tools/label_ladder.py', config,
         '--out', tmp_path / 'out', '--collect'], cwd=REPO, text=True,
        capture_output=True)
    assert done.returncode == 0, done.stderr
    assert '| mine | b.py | 3 | 53.0 ± 2.0 | +1.0 ± 2.0 | yes |' in done.stdout
