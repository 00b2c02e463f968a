"""What filters mend, record and reject reaches disk, manifest and report."""

import numpy as np
import pytest
from dummy_generator import DummyGenerator
from PIL import Image

from mmflexgen.apis import synthesize
from mmflexgen.registry import MODELS
from mmflexgen.synthesis import iter_manifest
from mmflexgen.synthesis.manifest import find_file

STRIPE = 3 * 18  # pixels of a prompted class of the dummy, 24 x 24


@MODELS.register_module()
class TwinGenerator(DummyGenerator):
    """Samples 2n and 2n + 1 show nearly the same."""

    def _sample(self, request, batch):
        sample = super()._sample(request, batch)
        rng = np.random.default_rng(request.sample_id // 2)
        image = rng.integers(20, 200, sample.image.shape, np.uint8)
        sample.image = image + np.uint8(request.sample_id % 2)
        return sample


@pytest.fixture
def run_with(make_config):
    """A function (folder, filters) that synthesizes 12 samples."""

    def go(out, *filters):
        config = make_config()
        config.synthesis.filters = [
            dict(item, type=f'mmflexgen.{item["type"]}') for item in filters]
        return synthesize(config, None, 12, str(out), device='cpu',
                          progress=False)

    return go


def test_filters_work_one_after_the_other(tmp_path, run_with, tree):
    filters = (dict(type='ConfidenceFilter', threshold=0.3),
               dict(type='PromptedClassFilter', require='every'),
               dict(type='SpeckFilter', min_pixels=STRIPE + 1,
                    to_ignore=True),
               dict(type='PerceptualHash'))
    result = run_with(tmp_path / 'set', *filters)
    lines = list(iter_manifest(tmp_path / 'set'))
    assert len(lines) == result.statistics.accepted == 12
    for line in lines:
        assert line['scores']['confidence'] >= 0.3
        mended = STRIPE * len(line['classes'])
        assert line['scores']['specks'] == pytest.approx(mended / 24**2,
                                                         abs=1e-6)
        assert line['pixels'] == dict(background=23 * 24 - mended,
                                      ignore=24 + mended)
        labels = np.array(Image.open(
            tmp_path / 'set' / find_file(line, 'sem_seg')))
        assert (labels == 255).sum() == 24 + mended
    reasons = [reject['reason'] for line in lines
               for reject in line['rejects']]
    assert result.statistics.rejects == {'low confidence': len(reasons)}
    assert len(reasons) > 0
    assert f'low confidence {len(reasons)}' in ' '.join(result.sentences())

    run_with(tmp_path / 'again', *filters)
    parts = ('manifest', 'SegmentationClass', 'JPEGImages')
    assert tree(tmp_path / 'again', *parts) == tree(tmp_path / 'set', *parts)


def test_a_later_filter_sees_what_an_earlier_one_mended(tmp_path, run_with):
    result = run_with(tmp_path,
                      dict(type='SpeckFilter', min_pixels=STRIPE + 1),
                      dict(type='PromptedClassFilter'))
    assert result.statistics.accepted == 0
    assert set(result.statistics.rejects) == {'prompted class absent'}


def test_near_duplicates_leave_the_list(tmp_path, make_config):
    config = make_config(filters=('BlankFilter', 'PerceptualHash'))
    config.model.type = 'mmflexgen.TwinGenerator'
    config.synthesis.selections = [dict(type='mmflexgen.NearDuplicates')]
    synthesize(config, None, 8, str(tmp_path), device='cpu', progress=False)
    names = (tmp_path / 'ImageSets/Segmentation/train.txt').read_text()
    assert names.split() == [f'synth_{index:08d}' for index in (0, 2, 4, 6)]
