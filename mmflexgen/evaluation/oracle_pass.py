"""A synthetic dataset, sample by sample, beside what an oracle sees in it."""

import argparse
import json
from itertools import islice
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

import numpy as np
from tqdm import tqdm

from mmflexgen.synthesis.left_out import read_left_out
from mmflexgen.synthesis.manifest import iter_manifest
from mmflexgen.synthesis.read_back import read_sample
from mmflexgen.synthesis.written import WrittenDataset
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config


class OraclePass:
    """One pass of an oracle over a folder of tools/synthesize.py.

    Args:
        root: the folder.
        num: look at the first samples only; all if not given.
        listed: pass over what selections have left out of the lists.

    Raises:
        InputError: the folder has no samples, or is not finished.

    Attributes:
        lines: of the manifest, one per sample.
        classes: names, from the dataset's card.
    """

    def __init__(self, root: Path, num: Optional[int] = None,
                 listed: bool = False) -> None:
        self.root = root
        left_out = read_left_out(root) if listed else ()
        self.lines = list(islice((
            line for line in iter_manifest(root)
            if not line.get('unfilled') and line['id'] not in left_out), num))
        if not self.lines:
            raise InputError(f'{root} has no manifest with samples: give a '
                             'folder that tools/synthesize.py has written')
        card = root / 'dataset_card.json'
        if not card.is_file():
            raise InputError(f'{card} does not exist: let tools/synthesize.py'
                             ' finish the dataset first')
        self.classes: List[str] = json.loads(
            card.read_text(encoding='utf-8'))['classes']
        # Formats store labels in ways of their own.
        self.exporters = WrittenDataset(str(root)).exporters

    def run(self, args: argparse.Namespace
            ) -> Iterator[Tuple[Dict[str, Any], np.ndarray, np.ndarray]]:
        """Look at every sample.

        Args:
            args: with what :func:`mmflexgen.utils.cli.add_oracle_options`
                adds.

        Yields:
            A sample's line, the oracle's label map and the sample's own,
            uint8 (H, W) both.

        Raises:
            InputError: the oracle is missing, or knows another number
                of classes.
        """
        from .segmenter import Segmenter
        oracle = Segmenter(load_config(args.oracle_config),
                           args.oracle_checkpoint, args.device)
        oracle.match_classes(self.classes, str(self.root))
        with tqdm(total=len(self.lines), unit='image', mininterval=1) as bar:
            for start in range(0, len(self.lines), args.batch_size):
                batch = self.lines[start:start + args.batch_size]
                samples = [read_sample(self.root, line, self.exporters)
                           for line in batch]
                found = oracle([sample['image'] for sample in samples])
                for line, seen, sample in zip(batch, found, samples):
                    yield line, seen, sample['sem_seg']
                bar.update(len(batch))
