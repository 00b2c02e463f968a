"""The lists of configs/prompts."""

import os.path as osp
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from mmengine.config import Config

from mmflexgen.prompts import PromptSource
from mmflexgen.prompts.prompt_file import read_prompts
from mmflexgen.prompts.prompt_list import PromptList
from mmflexgen.prompts.similar_texts import words_of
from mmflexgen.registry import DATASETS

ROOT = Path(__file__).resolve().parents[2]
LISTS = ROOT / 'configs' / 'prompts'
# List, dataset, how it names a class in a prompt, prompts for each class.
DATASET_OF = {
    'voc': ('mmseg.PascalVOCDataset', dict(
        diningtable='dining table', pottedplant='potted plant',
        tvmonitor='tv monitor'), 100),
    'coco': ('mmdet.CocoDataset', {}, 100),
    'cityscapes': ('mmseg.CityscapesDataset', {}, 20),
    # The dataset's own word for it is misspelt.
    'nyu': ('mmseg.NYUDataset', dict(excercise_room='exercise room'), 8),
}


def rules(name):
    return dict(Config.fromfile(str(LISTS / f'{name}.py')).prompt_list)


@pytest.mark.parametrize('name', [*DATASET_OF, 'people'])
def test_every_prompt_passes_the_rules(name):
    options = rules(name)
    assert options['max_words'] <= 25 and options['total'] >= 100
    prompts, lengths = PromptList(**options), []
    for line in read_prompts(str(LISTS / f'{name}.txt')):
        assert prompts.add(line.text) is None, line
        lengths.append(len(words_of(line.text)))
    assert prompts.shortfall() is None
    assert 14 <= sum(lengths) / len(lengths) <= 20


@pytest.mark.parametrize('name', DATASET_OF)
def test_source_reads_the_list_with_the_classes_of_the_dataset(name):
    dataset, words, least = DATASET_OF[name]
    pytest.importorskip(dataset.partition('.')[0])
    metainfo = dict(DATASETS.get(dataset).METAINFO)
    names = [item for item in metainfo['classes'] if item != 'background']
    metainfo['prompt_names'] = {
        item: words.get(item, item.replace('_', ' ')) for item in names}
    assert sorted(metainfo['prompt_names'].values()) == sorted(
        rules(name)['classes'])
    source = PromptSource(
        dict(type='mmflexgen.FilePrompt', path=str(LISTS / f'{name}.txt')),
        metainfo)
    described = source.describe()
    assert described['prompts without a class, left out'] == 0
    counts = Counter(
        item for index in range(described['prompts in the file'])
        for item in source.request(index, 0, 0).classes)
    assert set(counts) == set(names) and min(counts.values()) >= least


@pytest.mark.parametrize('name', ['voc', 'coco', 'nyu'])
def test_first_lines_are_balanced(name):
    classes = rules(name)['classes']
    lines = [line.text for line in read_prompts(str(LISTS / f'{name}.txt'))]
    prompts = PromptList(classes)
    for text in lines[:len(classes)]:
        prompts.add(text)
    assert min(prompts.counts.values()) >= 1


def test_lists_differ_from_each_other():
    voc, coco = (
        {line.text for line in read_prompts(str(LISTS / f'{name}.txt'))}
        for name in ('voc', 'coco'))
    assert len(voc & coco) < 0.02 * len(voc)


def test_material_makes_the_same_bytes_again(tmp_path):
    subprocess.run(
        [sys.executable, ROOT / 'projects/prompt_lists/build.py', '--out',
         tmp_path, '--only', 'nyu'],
        check=True, cwd=tmp_path,
        env=dict(PYTHONPATH=str(ROOT), PYTHONHASHSEED='7',
                 PATH='/usr/bin:/bin'))
    assert (tmp_path / 'nyu.txt').read_bytes() == (
        LISTS / 'nyu.txt').read_bytes()


def test_synthesis_config_finds_its_list():
    cfg = Config.fromfile(
        str(ROOT / 'configs/_base_/synthesis/voc_prompts.py'))
    builder = cfg.synthesis.source.builder
    assert osp.samefile(builder.path, LISTS / 'voc.txt')
    assert builder.shuffle and 'template' not in builder
    assert cfg.synthesis.exporters[0].type == 'mmflexgen.VOCExporter'
