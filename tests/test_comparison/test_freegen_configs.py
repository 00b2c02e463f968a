"""FreeGen's downstream tables: samples without labels against real images."""

from pathlib import Path

import pytest

from mmflexgen.engine.comparison import ComparisonPlan
from mmflexgen.utils.config import load_config

CONFIGS = Path(__file__).parents[2] / 'configs'


@pytest.mark.parametrize('name,runs', [
    ('shapesworld_freegen', 12), ('voc2012_freegen_mask2former-r50', 9),
    ('voc2012_freegen_mask2former-swin-b', 9)])
def test_samples_of_generators_that_read_no_label(name, runs):
    plan = ComparisonPlan(load_config(str(CONFIGS / f'comparisons/{name}.py')))
    assert len({run.name for run in plan.table_runs()}) == runs
    for setting in plan.settings.values():
        assert setting.generator_labels == 'none'
        # The command names a config that is there, and writes what is read.
        words = setting.synthesize.split()
        assert (CONFIGS.parent / words[2]).is_file()
        assert words[-1] == setting.synthetic.data_root
    for run in plan.table_runs():
        data = run.cfg.train_dataloader.dataset
        if run.row == 'synthetic':
            # Not where the real labels lie.
            assert data.data_prefix.seg_map_path == 'SegmentationClass'
