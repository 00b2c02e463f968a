"""Samples from the disk, as the generator gave them."""

from pathlib import Path
from typing import Any, Dict, Sequence

from ..exporters import BaseExporter


def read_sample(root: Path, line: Dict[str, Any],
                exporters: Sequence[BaseExporter]) -> Dict[str, Any]:
    """The fields of a written sample.

    Args:
        root: dataset folder.
        line: manifest line of an accepted sample.
        exporters: that wrote it; of a kind that several wrote, the first's
            counts.

    Returns:
        dict: 'image' and annotation kinds; see :class:`SynthSample`.
    """
    fields: Dict[str, Any] = {}
    for exporter in exporters:
        prefix = f'{exporter.format}/'
        contents = {
            key.removeprefix(prefix): (Path(root) / file).read_bytes()
            for key, file in line['files'].items() if key.startswith(prefix)
        }
        fields = {**exporter.decode(contents), **fields}
    return fields
