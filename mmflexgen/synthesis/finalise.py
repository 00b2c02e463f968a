"""The last step: lists, card, report, and the consumers' word."""

from pathlib import Path
from typing import (Any, Callable, Dict, Iterator, List, Mapping, Sequence,
                    Tuple)

from ..exporters import BaseExporter, Verification
from ..visualization import (choose_samples, class_palette, preview,
                             write_report)
from .annotations import class_names
from .integrity import damaged_files
from .left_out import FILE as LEFT_OUT
from .left_out import left_out_lines
from .manifest import iter_manifest
from .output_folder import OutputFolder
from .read_back import read_sample
from .rejects import FOLDER as REJECTS
from .rejects import keep_first
from .selections import select
from .statistics import Statistics

CARD, REPORT, PREVIEW = 'dataset_card.json', 'report.html', 'preview.png'


def finalise(folder: OutputFolder, exporters: Sequence[BaseExporter],
             selections: Sequence[Callable], metainfo: Dict[str, Any],
             files: Mapping[str, bytes], card: Dict[str, Any]
             ) -> Tuple[Statistics, List[Verification]]:
    """Completes a dataset from its manifest, and reads it back.

    Args:
        folder: the opened folder, all shards whole.
        exporters: the formats.
        selections: callables (lines) -> iterator of (id, reason); what they
            name stays on the disk and in the manifest, and is in no list.
        metainfo: of the generator.
        files: what else its datasets hold: paths within the folder to bytes.
        card: what the dataset card says beside the counts.

    Returns:
        tuple: counts over the manifest, and what each format's consumer
        found. Where files were lost or changed since they were written, no
        consumer is asked, and no report is written.
    """
    root = folder.root
    rejects = keep_first(root, iter_manifest(root))
    left_out = select(lambda: iter_manifest(root), selections)
    if selections:
        folder.write(LEFT_OUT, left_out_lines(left_out))
    else:
        (root / LEFT_OUT).unlink(missing_ok=True)

    def lines() -> Iterator[Dict[str, Any]]:
        return (line for line in iter_manifest(root)
                if line['id'] not in left_out)

    for exporter in exporters:
        lists = exporter.finalise(root, lines)
        for name, pieces in lists.items():
            folder.write(name, pieces)
    for name, content in files.items():
        folder.write(name, [content])
    classes = class_names(metainfo)
    palette = class_palette(metainfo)
    statistics = Statistics.gather(iter_manifest(root), classes, left_out)
    verifications = _verify(root, exporters, statistics)
    problems = sum(len(each.problems) for each in verifications)
    card = dict(
        card, metainfo=metainfo, classes=list(classes),
        palette=[list(colour) for colour in palette], files=sorted(files),
        asked=statistics.asked,
        counts=statistics.to_dict(),
        read_back=[dict(consumer=each.consumer, samples=each.samples,
                        problems=len(each.problems))
                   for each in verifications])
    folder.write(CARD, card)
    if not problems:
        folder.write(REPORT, write_report(
            root, exporters, lines(), folder.read_record(), card,
            statistics, rejects))
        shown = choose_samples(lines(), statistics.accepted, 16)
        samples = (read_sample(root, line, exporters) for line in shown)
        folder.write(PREVIEW, [preview(samples, classes, palette)])
    return statistics, verifications


def _verify(root: Path, exporters: Sequence[BaseExporter],
            statistics: Statistics) -> List[Verification]:
    problems = list(damaged_files(root))
    if not statistics.accepted:
        reasons = ', '.join(statistics.rejects)
        problems = [f'no sample was accepted in any of {statistics.unfilled} '
                    f'slots (rejected as: {reasons}); {root / REJECTS} '
                    'shows some']
    # Dataset classes refuse to open an empty or incomplete list.
    if problems:
        return [Verification('nobody', problems=problems)]
    result = []
    for exporter in exporters:
        verification = exporter.verify(str(root))
        if verification.samples != statistics.accepted:
            verification.problems.append(
                f'the manifest names {statistics.accepted} samples, '
                f'{verification.consumer} lists {verification.samples}')
        result.append(verification)
    return result
