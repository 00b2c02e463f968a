"""A written dataset in other formats, without generating anything."""

from pathlib import Path
from typing import Any, Dict, Optional, Sequence

from ..synthesis import Share, WorkList, iter_manifest, make_record
from ..synthesis.progress import Progress
from ..synthesis.written import WrittenDataset
from ..utils import InputError
from .synthesize import (SynthesisResult, build_part, check_exporter,
                         fill_folder)

_BATCH = 16


def convert(source: str, out: str, exporters: Sequence[Dict[str, Any]],
            filters: Sequence[Dict[str, Any]] = (),
            selections: Sequence[Dict[str, Any]] = (),
            progress: bool = True) -> Optional[SynthesisResult]:
    """Writes the samples of a finished dataset again.

    It can be stopped and continued, and is read back, like any synthesis.
    Samples that a selection had left out are not taken over. A JPEG image
    is coded again; give the same ``img_suffix`` '.png' to both for an exact
    copy.

    Args:
        source: folder of a finished dataset.
        out: folder; made if need be.
        exporters: configs of the formats.
        filters: configs of filters; what they reject is left out.
        selections: configs of selections.
        progress: whether to show a progress bar.

    Returns:
        The finished dataset; None if other processes will finish it.

    Raises:
        InputError: no such dataset, or bad settings.
    """
    if Path(source).resolve() == Path(out).resolve():
        raise InputError(f'{out} is the dataset itself; give another --out')
    written = WrittenDataset(source)
    if not len(written):
        raise InputError(f'{source} holds no sample to convert')
    built = {
        name: [build_part(f'{name}[{index}]', item, **options)
               for index, item in enumerate(configs)]
        for name, configs, options in (
            ('exporters', exporters, dict(metainfo=written.metainfo)),
            ('filters', filters, {}), ('selections', selections, {}))
    }
    for exporter in built['exporters']:
        check_exporter(exporter, written)
    work_list = WorkList(written, 0, batch_size=_BATCH, max_attempts=1)
    record = make_record(
        dict(model=dict(type='WrittenDataset', **written.describe()),
             synthesis=dict(exporters=list(exporters),
                            filters=list(filters))), None, 0, 'cpu')
    record['origins'] = [*written.record.get('origins', ()),
                         *written.record['made_with']]
    done = sum(1 for _ in iter_manifest(Path(out)))
    with Progress(len(written), done, progress) as bar:
        return fill_folder(out, record, written, work_list, len(written),
                           Share(), bar, **built)
