"""FreeGen's downstream tables: samples without labels against real images."""

from pathlib import Path

import pytest

from mmflexgen.engine.comparison import ComparisonPlan
from mmflexgen.utils.config import load_config

CONFIGS = Path(__file__).parents[2] / 'configs'


@pytest.mark.parametrize('name,runs', [
    ('shapesworld_freegen', 15), ('voc2012_freegen_domain', 12),
    *((f'voc2012_freegen_{student}', 9) for student in (
        'deeplabv3-r50', 'deeplabv3-r101', 'mask2former-r50',
        'mask2former-swin-b')),
    *((f'coco_freegen_{student}', 6) for student in (
        'deeplabv3-r50', 'deeplabv3-r101', 'mask2former-r50',
        'mask2former-swin-b')),
    *((f'{data}_freegen_mask2former-{backbone}{variant}', 6)
      for backbone in ('r50', 'swin-b')
      for data, variant in (('cityscapes', ''), ('voc2012', '_15-5'))),
    ('voc2012_freegen_mask2former-r50_methods', 12),
    ('voc2012_freegen_mask2former-r50_ablation', 21)])
def test_samples_of_generators_that_read_no_label(name, runs):
    plan = ComparisonPlan(load_config(str(CONFIGS / f'comparisons/{name}.py')))
    assert len({run.name for run in plan.table_runs()}) == runs
    for setting in plan.settings.values():
        assert setting.generator_labels == 'none'
        # The command names a config that is there, and writes what is read.
        words = setting.synthesize.split(' && ')[-1].split()
        assert (CONFIGS.parent / words[2]).is_file()
        assert words[words.index('--out') + 1] == setting.synthetic.data_root
    for run in plan.table_runs():
        data = run.cfg.train_dataloader.dataset
        if run.row == 'synthetic':
            # Not where the real labels lie.
            assert data.data_prefix.seg_map_path == 'SegmentationClass'
