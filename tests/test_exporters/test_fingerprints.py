"""Equal items are found, whatever their order; memory is 8 bytes each."""

import random
import tracemalloc
from collections import defaultdict

import numpy as np
import pytest

from mmflexgen.exporters.verification import Verification
from mmflexgen.exporters.verification.fingerprints import (Fingerprints,
                                                           fingerprint)
from mmflexgen.exporters.verification.reading import read_samples


@pytest.mark.parametrize('different', [1, 3, 40, 10**6])
def test_repeats_are_those_of_a_dictionary(different):
    rng = random.Random(0)
    items = [rng.randrange(different) for _ in range(200)]
    found, expected, seen = Fingerprints(200), [], defaultdict(list)
    for index, item in enumerate(items):
        if index % 7 == 3:
            continue  # there is none, which equals nothing
        found.values[index] = fingerprint(b'%d' % item)
        if seen[item]:
            expected.append((index, seen[item][0]))
        seen[item].append(index)
    assert list(found.repeats()) == expected
    found.sort()
    for item in range(300):
        assert (fingerprint(b'%d' % item) in found) == bool(seen.get(item))


def test_nothing_repeats_in_nothing():
    assert list(Fingerprints(0).repeats()) == []
    assert fingerprint(b'x') not in Fingerprints(0)


class Listing:
    """A dataset that makes its paths up."""

    ann_file = ''
    seg_map_suffix = '.png'

    def __init__(self, root, count):
        self.root, self.count = root, count
        self.data_prefix = dict(label=str(root))

    def __len__(self):
        return self.count

    def get_data_info(self, index):
        return dict(image=f'{self.root}/{index:08d}.jpg',
                    label=f'{self.root}/{index:08d}.png')


def test_a_sample_costs_24_bytes(tmp_path):
    class Sink:
        """Every file is missing; what is said of them is not held."""

        def append(self, problem):
            pass

        def __iadd__(self, problems):
            assert list(problems) == []
            return self

    result, count = Verification('nobody'), 20000
    result.problems = Sink()
    dataset = Listing(tmp_path, count)
    tracemalloc.start()
    assert list(read_samples(dataset, result, ('image', 'label'))) == []
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # In the end one of the three is sorted, with its order.
    assert 24 * count <= most < (24 + 24) * count + 100_000


def test_labels_without_an_image(tmp_path):
    (tmp_path / 'city').mkdir()
    for name in ('00000000.png', 'other.png', 'city/a.png', 'notes.txt'):
        (tmp_path / name).write_text('x')
    result = Verification('nobody')
    assert list(read_samples(Listing(tmp_path, 1), result,
                             ('image', 'label'))) == []
    assert result.problems == [
        f'{tmp_path}/00000000.jpg is missing',
        f'the image of {tmp_path}/city/a.png is missing',
        f'the image of {tmp_path}/other.png is missing']


def test_two_alike_by_chance_are_compared(tmp_path, monkeypatch):
    from PIL import Image

    from mmflexgen.exporters.verification import reading

    class Images(Listing):
        def prepare_data(self, index):
            return index

    for index in range(3):
        Image.fromarray(np.full((4, 4, 3), index // 2, np.uint8)).save(
            tmp_path / f'{index:08d}.jpg')
    # Every image has the fingerprint of every other.
    monkeypatch.setattr(reading, 'fingerprint',
                        lambda data: 1 if data[:2] == b'\xff\xd8'
                        else fingerprint(data))
    result = Verification('nobody')
    dataset = Images(tmp_path, 3)
    list(read_samples(dataset, result, ('image', )))
    assert result.problems == [f'{tmp_path}/00000001.jpg is the same image '
                               f'as {tmp_path}/00000000.jpg']
