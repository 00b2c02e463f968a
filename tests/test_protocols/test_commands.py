"""The commands that comparisons name are commands that work."""

import inspect
import re
import shlex
from itertools import takewhile
from pathlib import Path
from runpy import run_path

import pytest
from mmseg.datasets import PascalVOCDataset

from mmflexgen.datasets.shapesworld_dataset import ShapesWorldDataset
from mmflexgen.engine.comparison import ComparisonPlan
from mmflexgen.prompts.prompt_list import PromptList
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils.config import load_config

ROOT = Path(__file__).parents[2]
CONFIGS = sorted(path.stem for path in
                 (ROOT / 'configs' / 'comparisons').glob('*.py'))


@pytest.fixture(scope='module')
def parsers() -> dict:
    return {f'tools/{name}.py': run_path(str(ROOT / 'tools' / f'{name}.py'))[
        'parse_args'] for name in ('train', 'synthesize',
                                   'dataset_converters/synthetic')}


def commands(setting: dict, parsers: dict) -> list:
    """(arguments, config) of each command of a setting's data.

    A command that sifts what the one before has made is part of that one.
    """
    found = []
    for command in setting.synthesize.split(' && '):
        python, tool, *words = shlex.split(command)
        assert python == 'python'
        args = parsers[tool](words)
        cfg = load_config(str(ROOT / args.config), args.cfg_options)
        if 'synthetic.py' in tool:
            synthesis, made = found[-1]
            assert synthesis.out == args.source
            assert made.synthesis.exporters == cfg.synthesis.exporters
            synthesis.out = args.out
            continue
        found.append((args, cfg))
    return found


@pytest.mark.parametrize('name', CONFIGS)
def test_synthesis_makes_what_training_reads(name, parsers):
    cfg = load_config(str(ROOT / 'configs' / 'comparisons' / f'{name}.py'))
    for setting in cfg.comparison.settings:
        parts = setting.synthetic
        parts = parts if isinstance(parts, list) else [parts]
        found = commands(setting, parsers)
        trainings, syntheses = found[:-len(parts)], found[-len(parts):]
        for part, (args, made) in zip(parts, syntheses):
            # mmdet wants its folders with a slash.
            assert args.out == part.data_root.rstrip('/')
            assert args.num >= (part.get('indices') or 0)
            if args.checkpoint is None:  # SegGen's models are folders
                continue
            if 'multitask' in args.config:
                # Joined decoders: test_flexdataset_configs.py.
                continue
            folder, file = args.checkpoint.rsplit('/', 1)
            loop = made.train_cfg
            assert file == (f'epoch_{loop.max_epochs}.pth'
                            if 'max_epochs' in loop
                            else f'iter_{loop.max_iters}.pth')
            # FreeGen has stages, and reads no label: test_freegen_protocol.py.
            if setting.generator_labels == 'none':
                continue
            for train_args, trained in trainings:
                stem = Path(train_args.config).stem
                assert folder == (train_args.work_dir or f'work_dirs/{stem}')
                assert trained.model == made.model
                assert setting.real.ann_file == (
                    trained.train_dataloader.dataset.ann_file)


def test_launchers_are_called_in_their_order():
    """dist_train.sh and dist_test.sh take the config first, as mmseg's do,
    dist_synthesize.sh the GPUs: its checkpoint may be left out."""
    gpus_first = re.compile(r'dist_synthesize\.sh (?!\d+ |GPUS )')
    config_first = re.compile(r'dist_(train|test)\.sh (\d+|GPUS)\b')
    pages = [*ROOT.glob('configs/**/*.py'), *ROOT.glob('docs/**/*.md'),
             ROOT / 'README.md']
    wrong = []
    for path in pages:
        # A command may go on in the next line, of a comment or not.
        text = re.sub(r'\\\n#?\s*', '', path.read_text(encoding='utf-8'))
        wrong += [f'{path.relative_to(ROOT)}: {found.group()}'
                  for each in (gpus_first, config_first)
                  for found in each.finditer(text)]
    assert not wrong


SEGGEN = [name for name in CONFIGS if 'seggen' in name]


@pytest.mark.parametrize('name', SEGGEN)
def test_seggen_s_samples_are_those_of_the_real_ones(name, parsers):
    """As many as the paper makes of each, from models that were trained on
    what the table says."""
    cfg = load_config(str(ROOT / 'configs' / 'comparisons' / f'{name}.py'))
    per_real = dict(MaskSyn=10, ImgSyn=10 if 'shapesworld' in name else 50)
    for setting in cfg.comparison.settings:
        # Fewer real images: they are among those that samples are made of.
        split = setting.real.get('ann_file', '').replace(
            'labelled_100', 'labelled_400')
        real = (1000 if '1000' in split else 400 if '400' in split
                else 20210)
        trainings, folders = [], set()
        for args, made in commands(setting, parsers):
            if 'synthesis' not in made:
                trainings.append(made)
                continue
            assert args.checkpoint is None
            kind = made.model.type.rpartition('.')[2]
            assert args.num == per_real[kind] * real
            assert made.synthesis.source.dataset.get(
                'ann_file', '') == split
            folders.add(made.model.mask2img.controlnet)
            if kind == 'MaskSyn':
                folders.add(made.model.text2mask.pretrained)
        # Only one who trains on the same 1,000 trains anew.
        assert bool(trainings) == name.endswith('same-1000')
        if trainings:
            assert {made.custom_hooks[1].out_dir for made in trainings
                    } == folders
            assert {made.train_dataloader.dataset.ann_file
                    for made in trainings} == {split}
            assert '1,000 masks' in setting.generator_labels
        elif 'ade20k' in name:
            assert '20,210 masks' in setting.generator_labels


@pytest.mark.parametrize('name', CONFIGS)
def test_head_has_command_and_cost(name):
    text = (ROOT / 'configs' / 'comparisons' / f'{name}.py').read_text()
    head = ''.join(takewhile(lambda line: line.startswith('#'),
                             text.splitlines(keepends=True)))
    assert f'configs/comparisons/{name}.py' in head
    assert 'Not run' in head or 'not run' in head or 'minutes' in head


def models(name: str, parsers: dict) -> dict:
    cfg = load_config(str(ROOT / 'configs' / 'comparisons' / f'{name}.py'))
    return {setting.name: commands(setting, parsers)[-1][1].model
            for setting in cfg.comparison.settings}


@pytest.mark.parametrize('name,channels', [
    ('shapesworld_features', 'class'),
    ('voc2012_mask2former-swin-b_features', 'token')])
def test_rows_of_table_4a_and_4b(name, channels, parsers):
    found = {name: (model.get('timestep', 1), model.get(
        'attn_timestep', model.get('timestep', 1)),
        model.get('attn_channels', 'token'))
        for name, model in models(name, parsers).items()}
    assert found == {
        'F and A at 1': (1, 1, channels),
        **{f'F at {t}': (t, 1, channels) for t in (100, 200, 500, 800)},
        'no A': (1, 1, 'none'),
        **{f'A at {t}': (1, t, channels) for t in (200, 500, 800)}}


def test_rows_of_table_4c():
    for name, split in (('shapesworld_train-size', 'labelled'),
                        ('voc2012_mask2former-swin-b_train-size', 'train')):
        plan = ComparisonPlan(load_config(
            str(ROOT / 'configs' / 'comparisons' / f'{name}.py')))
        joint = [run.cfg.train_dataloader.dataset.datasets
                 for run in plan.table_runs()
                 if run.row == 'joint' and run.seed == 0]
        sizes = (60, 100, 200, 400, 1000)
        assert [real.ann_file for real, _ in joint] == [
            f'ImageSets/Segmentation/{split}_{size}.txt' for size in sizes]
        assert [made.data_root.rsplit('_', 1)[1] for _, made in joint] == [
            str(size) for size in sizes]


def test_rows_of_table_4d_and_figure_6(parsers, tmp_path, monkeypatch):
    """As many prompts, and as long ones, as the rows are called."""
    folder = tmp_path / 'data' / 'shapesworld_prompts'
    folder.mkdir(parents=True)
    captions = [f'{{"text": "a photo of a star, number {index}"}}\n'
                for index in range(1000)]
    for num in (100, 200, 500, 1000):
        (folder / f'{num}.jsonl').write_text(''.join(captions[:num]))
    monkeypatch.chdir(tmp_path)
    cfg = load_config(
        str(ROOT / 'configs' / 'comparisons' / 'shapesworld_prompts.py'))
    for setting in cfg.comparison.settings:
        made = commands(setting, parsers)[-1][1]
        source = TASK_UTILS.build(dict(
            made.synthesis.source, metainfo=ShapesWorldDataset.METAINFO))
        prompts = [source.request(index, 0, 0).prompt
                   for index in range(1200)]
        number, *kind = setting.name.split()
        if kind == ['captions']:
            assert len(set(prompts)) == int(number)
        elif kind == ['words']:
            assert {len(prompt.split()) for prompt in prompts} == {
                int(number)}
        if kind != ['captions']:
            assert all(prompt.startswith(('a photo of a ', 'a photo of an '))
                       for prompt in prompts)


def test_rows_of_table_4d_and_figure_6_on_voc(parsers, tmp_path):
    """The lists that the config's head makes, through the tool's parser."""
    cfg = load_config(str(
        ROOT / 'configs/comparisons/voc2012_mask2former-swin-b_prompts.py'))
    lines = (ROOT / 'configs/prompts/voc.txt').read_text().splitlines()
    rows = {}
    for setting in cfg.comparison.settings:
        made = commands(setting, parsers)[-1][1]
        builder = rows[setting.name] = made.synthesis.source.builder
        known = inspect.signature(TASK_UTILS.get(builder.type)).parameters
        assert set(builder) - {'type'} <= set(known)
    assert rows.pop('template').type == 'mmflexgen.TemplatePrompt'
    assert rows['15 words'].path == 'configs/prompts/voc.txt'
    for num in (100, 200, 500, 1000):
        assert rows[f'{num} prompts'].path == f'data/voc_{num}.txt'
    prompts = tmp_path / 'voc_100.txt'
    prompts.write_text('\n'.join(lines[:100]))
    source = made.synthesis.source
    source.builder.path = str(prompts)
    metainfo = dict(PascalVOCDataset.METAINFO,
                    prompt_names=made.model.prompt_names)
    source = TASK_UTILS.build(dict(source, metainfo=metainfo))
    found = [source.request(index, 0, 0) for index in range(100)]
    assert {request.prompt for request in found} == set(lines[:100])
    # The list's first lines are balanced: no class is missing.
    assert set().union(*(request.classes for request in found)) == set(
        PascalVOCDataset.METAINFO['classes'][1:])


@pytest.mark.parametrize('words,prompt', [
    (5, 'a brown dog on grass'),
    (10, 'a brown dog sleeps on the grass before a house')])
def test_short_prompts_are_a_list_that_can_be(config, words, prompt):
    cfg = config(f'prompts/voc_{words}-words')
    prompts = PromptList(**cfg.prompt_list)
    assert prompts.min_words <= words <= prompts.max_words
    assert prompts.add(prompt, 'dog') is None
    cfg.guide.format(count=1, name='dog')
