"""The last step: lists, card, report, and the consumers' word."""

from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

from ..exporters import BaseExporter, Verification
from ..visualization import choose_samples, preview, write_report
from .integrity import damaged_files
from .manifest import iter_manifest
from .output_folder import OutputFolder
from .statistics import Statistics

CARD, REPORT, PREVIEW = 'dataset_card.json', 'report.html', 'preview.png'


def finalise(folder: OutputFolder, exporters: Sequence[BaseExporter],
             metainfo: Dict[str, Any], card: Dict[str, Any]
             ) -> Tuple[Statistics, List[Verification]]:
    """Completes a dataset from its manifest, and reads it back.

    Args:
        folder: the opened folder, all shards whole.
        exporters: the formats.
        metainfo: of the generator.
        card: what the dataset card says beside the counts.

    Returns:
        tuple: counts over the manifest, and what each format's consumer
        found. Where files were lost or changed since they were written, no
        consumer is asked, and no report is written.
    """
    root = folder.root
    for exporter in exporters:
        lists = exporter.finalise(root, lambda: iter_manifest(root))
        for name, pieces in lists.items():
            folder.write(name, pieces)
    classes, palette = metainfo['classes'], metainfo['palette']
    statistics = Statistics.gather(root, classes)
    verifications = _verify(root, exporters, statistics)
    problems = sum(len(each.problems) for each in verifications)
    card = dict(
        card, classes=list(classes),
        palette=[list(colour) for colour in palette],
        asked=statistics.accepted + statistics.unfilled,
        counts=statistics.to_dict(),
        read_back=[dict(consumer=each.consumer, samples=each.samples,
                        problems=len(each.problems))
                   for each in verifications])
    folder.write(CARD, card)
    if not problems:
        folder.write(REPORT, write_report(root, folder.read_record(), card,
                                          statistics))
        lines = choose_samples(root, statistics.accepted, 16)
        folder.write(PREVIEW, [preview(root, lines, classes, palette)])
    return statistics, verifications


def _verify(root: Path, exporters: Sequence[BaseExporter],
            statistics: Statistics) -> List[Verification]:
    problems = list(damaged_files(root))
    if not statistics.accepted:
        reasons = ', '.join(statistics.rejects)
        problems = [f'no sample was accepted in any of {statistics.unfilled} '
                    f'slots (rejected as: {reasons})']
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
