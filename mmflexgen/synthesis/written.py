"""A written dataset in the place of a generator, to write it again."""

import json
from array import array
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Sequence

from ..exporters import BaseExporter
from ..registry import TASK_UTILS
from ..structures import Composition, SynthRequest, SynthSample
from ..utils import InputError
from .left_out import read_left_out
from .manifest import FOLDER, read_shard
from .output_folder import OutputFolder
from .read_back import read_sample

CARD = 'dataset_card.json'


class WrittenDataset:
    """Accepted samples of a finished dataset, numbered from 0 without gaps.

    It is a generator and a source at once: request i is that of its i-th
    sample, and is answered from the disk.

    Args:
        root: dataset folder.

    Attributes:
        record: contents of ``synthesis.json``.
        metainfo: of the generator that made it.
        kinds: annotations that it has.

    Raises:
        InputError: the folder is no finished dataset.
    """

    def __init__(self, root: str) -> None:
        self.root = Path(root)
        record = OutputFolder(root).read_record()
        card = self.root / CARD
        if record is None or not card.is_file():
            raise InputError(
                f'{root} is no finished dataset (it has no {CARD}); give the '
                'folder that tools/synthesize.py completed')
        self.record: Dict[str, Any] = record
        self._card = json.loads(card.read_text('utf-8'))
        self.metainfo = self._card['metainfo']
        # Consumers are asked by those who read the folder, not here.
        self.exporters: List[BaseExporter] = [
            TASK_UTILS.build(config, default_args=dict(
                metainfo=self.metainfo))
            for config in record['config']['synthesis']['exporters']]
        self.kinds = tuple(sorted({kind for exporter in self.exporters
                                   for kind in exporter.kinds} - {'image'}))
        self._shards = sorted((self.root / FOLDER).glob('shard_*.jsonl'))
        self._places = self._index()
        # A batch's samples lie in one shard or two.
        self._read = lru_cache(maxsize=4)(read_shard)

    def __len__(self) -> int:
        """Samples."""
        return len(self._places) // 2

    def _index(self) -> array:
        """Shard number and id of every sample, one after the other."""
        left_out = read_left_out(self.root)
        places = array('Q')
        for number, path in enumerate(self._shards):
            for slot, line in read_shard(path).items():
                if not line.get('unfilled') and slot not in left_out:
                    places.extend((number, slot))
        return places

    def line(self, index: int) -> Dict[str, Any]:
        """Manifest line of the i-th sample."""
        number, slot = self._places[2 * index:2 * index + 2]
        return self._read(self._shards[number])[slot]

    def request(self, sample_id: int, attempt: int,
                run_seed: int) -> SynthRequest:
        """The request that the sample once answered, under its new id.

        Slots past the end, which fill up the last batch, repeat the last
        sample; nobody wants them.
        """
        line = self.line(min(sample_id, len(self) - 1))
        composition = line.get('composition')
        return SynthRequest(
            sample_id, line['seed'], line['prompt'], tuple(line['classes']),
            line['attempt'], line.get('real_image'),
            composition and Composition.from_dict(composition))

    def generate(self, requests: Sequence[SynthRequest]) -> List[SynthSample]:
        """The samples, from the disk."""
        samples = []
        for request in requests:
            line = self.line(min(request.sample_id, len(self) - 1))
            fields = read_sample(self.root, line, self.exporters)
            meta = dict(request=request, scores=line['scores'])
            # What first made it: the run of this one only writes it again.
            meta['origin'] = line.get('origin') or dict(
                id=line['id'], run=line.get('run'))
            if 'hashes' in line:
                meta['hashes'] = line['hashes']
            if 'segments' in fields:
                meta['segments'] = fields.pop('segments')
            samples.append(SynthSample(metainfo=meta, **fields))
        return samples

    def dataset_files(self) -> Dict[str, bytes]:
        """What lies beside the samples."""
        return {name: (self.root / name).read_bytes()
                for name in self._card.get('files', ())}

    def describe(self) -> Dict[str, Any]:
        """What decides its samples: for the record and the report."""
        return dict(written=len(self), config=self.record['config_sha256'],
                    checkpoint=self.record['checkpoint_sha256'],
                    seed=self.record['seed'])
