"""What filters mend, record and reject reaches disk, manifest and report."""

import numpy as np
import pytest
from PIL import Image

from mmflexgen.apis import synthesize
from mmflexgen.synthesis import iter_manifest
from mmflexgen.synthesis.manifest import find_file

STRIPE = 3 * 18  # pixels of a prompted class of the dummy, 24 x 24


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
