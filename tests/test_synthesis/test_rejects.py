"""Pictures of rejected attempts: few, and the same ones whatever happens."""

import io
import random

import numpy as np
import pytest
from dummy_generator import CLASSES, PALETTE
from PIL import Image

from mmflexgen.apis import synthesize
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.synthesis import ShardWriter, iter_manifest
from mmflexgen.synthesis.launchers import RankLauncher
from mmflexgen.synthesis.rejects import (IN_ALL, PER_REASON, Reject,
                                         first_of_each, placed_pictures)
from mmflexgen.visualization import reject_picture

METAINFO = dict(classes=CLASSES, palette=PALETTE)
FILTERS = [dict(type='mmflexgen.BlankFilter'),
           dict(type='mmflexgen.ConfidenceFilter', threshold=0.4)]


def reject(sample_id, attempt, reason):
    return Reject.of(sample_id, dict(attempt=attempt, reason=reason))


@pytest.mark.parametrize('reasons', [2, 30])
def test_the_first_of_the_whole_are_among_those_of_its_parts(reasons):
    rng = random.Random(reasons)
    for _ in range(100):
        everything = [reject(rng.randrange(200), rng.randrange(3),
                             str(rng.randrange(reasons))) for _ in range(300)]
        parts = [everything[start::7] for start in range(7)]
        rng.shuffle(parts)
        kept = []
        for part in parts:
            kept = first_of_each([*kept, *first_of_each(part)])
        assert kept == first_of_each(everything)
        assert len(kept) == min(IN_ALL, PER_REASON * reasons)


def test_names_come_back_whatever_the_reason(tmp_path):
    named = [reject(7, 1, reason) for reason in (
        '', '.', '..', 'a/b', 'loss > 0.3', 'trübe.jpg', 9 * 'very long ')]
    named.append(reject(123456789, 31, 'blank'))
    (tmp_path / 'rejects').mkdir()
    (tmp_path / 'rejects/notes.md').write_text('of the user')
    for each, suffix in zip(named, 4 * ('.jpg', '.txt')):
        (tmp_path / each.file(suffix)).write_text('x')
    assert sorted(placed_pictures(tmp_path)) == sorted(named)


@pytest.fixture
def fill(make_config):
    """A function (folder, samples, …) that synthesizes with two filters."""

    def go(out, num, launcher=None, **model):
        config = make_config(model=dict(blank=0.3, fault='nan', **model))
        config.synthesis.filters = FILTERS
        config.synthesis.max_attempts = 3
        return synthesize(config, None, num, str(out), device='cpu',
                          progress=False, launcher=launcher)

    return go


def test_the_first_ones_are_shown_whoever_made_them(tmp_path, fill, tree):
    fill(tmp_path / 'calm/set', 30)
    calm = tree(tmp_path / 'calm/set')
    # An independent count over the manifest.
    seen, expected = {}, set()
    for attempt, sample_id, reason in sorted(
            (entry['attempt'], line['id'], entry['reason'])
            for line in iter_manifest(tmp_path / 'calm/set')
            for entry in line['rejects']):
        seen.setdefault(reason, []).append((attempt, sample_id))
    assert len(seen['blank']) > 8 and len(seen['low confidence']) > 8
    for reason, places in seen.items():
        suffix = '.txt' if reason == 'not finite' else '.jpg'
        expected |= {f'rejects/{attempt:02d}_{sample_id:08d}_'
                     f'{reason.replace(" ", "_")}{suffix}'
                     for attempt, sample_id in places[:4]}
    assert {name for name in calm if name.startswith('rejects')} == expected

    # The second half of the shards first, then more by steps.
    parts = tmp_path / 'parts/set'
    for index in (1, 0):
        fill(parts, 22, RankLauncher(None, index, 2))
    fill(parts, 30)
    assert tree(parts) == calm
    # A shard that is made anew gets its pictures back, and no others stay.
    (parts / 'rejects/00_00000000_no_more.jpg').write_bytes(b'of another run')
    (parts / 'manifest/shard_000000.jsonl').unlink()
    for path in sorted((parts / 'rejects').iterdir())[::2]:
        if int(path.name.split('_')[1]) < 6:
            path.unlink()
    fill(parts, 30)
    assert tree(parts) == calm

    page = (parts / 'report.html').read_text()
    assert page.count('<article class="reject">') == len(expected)
    attempt, sample_id = seen['not finite'][0]
    card = page[page.index('holds NaN'):]
    assert card.startswith('holds NaN or infinity</p><p>not finite</p>'
                           f'<p class="meta">sample {sample_id} · attempt '
                           f'{attempt + 1} · seed ')


def test_few_of_many_are_drawn(tmp_path, run, monkeypatch):
    picture, drawn = ShardWriter.picture, []

    def count(self, sample):
        drawn.append(sample)
        return picture(self, sample)

    monkeypatch.setattr(ShardWriter, 'picture', count)
    result = run(tmp_path, 90, model=dict(blank=1.0), max_attempts=3)
    assert result.statistics.rejects == dict(blank=270)
    # Shards that were begun before the first one was done draw too.
    assert PER_REASON <= len(drawn) <= 6 * PER_REASON
    assert len(list((tmp_path / 'rejects').iterdir())) == PER_REASON
    assert f'{tmp_path / "rejects"} shows some' in result.problems[0]


def sample(image, **fields):
    return SynthSample(metainfo=dict(request=SynthRequest(
        3, 1, 'a cat', ('cat', ))), image=image, **fields)


@pytest.mark.parametrize('side, view', [(24, 120), (128, 128), (300, 128)])
def test_image_and_label_side_by_side(side, view):
    labels = np.zeros((side, side), np.uint8)
    labels[side // 2:] = 8
    grey = np.full((side, side, 3), 90, np.uint8)
    suffix, data = reject_picture(sample(grey, sem_seg=labels), ['sem_seg'],
                                  METAINFO)
    found = np.asarray(Image.open(io.BytesIO(data)), int)
    assert suffix == '.jpg' and len(data) < 10_000
    assert found.shape == (view + 2, 2 * view + 3, 3)
    image, label = found[1:-1, 1:view + 1], found[1:-1, view + 2:-1]
    assert np.abs(image - 90)[8:-8, 8:-8].max() < 12
    for rows, colour in ((slice(8, view // 2 - 8), (90, 90, 90)),
                         (slice(view // 2 + 8, view - 8), PALETTE[8])):
        mean = label[rows, 8:-8].reshape(-1, 3).mean(0)
        assert np.abs(mean - colour).max() < 12
    # Without an annotation that the dataset stores, the image alone.
    alone = Image.open(io.BytesIO(reject_picture(
        sample(grey, sem_seg=labels), ['depth'], METAINFO)[1]))
    assert alone.size == (view + 2, view + 2)


@pytest.mark.parametrize('image, labels, words', [
    (np.full((8, 8, 3), np.nan, np.float32), np.zeros((8, 8), np.uint8),
     'the image holds NaN or infinity'),
    (np.full((8, 8, 3), 0.5, np.float32), np.zeros((8, 8), np.uint8),
     'image of sample 3 is float32'),
    (np.zeros((8, 8, 3), np.uint8), np.zeros((7, 8), np.uint8),
     r'sem_seg of sample 3 is uint8 of shape (7, 8)'),
    (np.zeros((8, 8, 3), np.uint8), np.full((8, 8), 77, np.uint8),
     'holds the label id 77'),
])
def test_what_cannot_be_drawn_is_told(image, labels, words):
    suffix, data = reject_picture(sample(image, sem_seg=labels), ['sem_seg'],
                                  METAINFO)
    assert suffix == '.txt'
    assert data.decode().startswith('no picture: ') and words in data.decode()
