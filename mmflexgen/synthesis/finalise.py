"""The last step: lists, card, report, and the consumer's word."""

from typing import Any, Dict, Tuple

from ..exporters import BaseExporter, Verification
from ..visualization import choose_samples, preview, write_report
from .integrity import damaged_files
from .manifest import iter_manifest
from .output_folder import OutputFolder
from .statistics import Statistics

CARD, REPORT, PREVIEW = 'dataset_card.json', 'report.html', 'preview.png'


def finalise(folder: OutputFolder, exporter: BaseExporter,
             card: Dict[str, Any]) -> Tuple[Statistics, Verification]:
    """Completes a dataset from its manifest, and reads it back.

    Args:
        folder: the opened folder, all shards whole.
        exporter: the format.
        card: what the dataset card says beside the counts.

    Returns:
        tuple: counts over the manifest, and what the consumer found. Where
        files were lost or changed since they were written, the consumer is
        not asked, and no report is written.
    """
    root = folder.root
    for name, pieces in exporter.finalise(
            root, lambda: iter_manifest(root)).items():
        folder.write(name, pieces)
    statistics = Statistics.gather(root, exporter.classes)
    verification = _verify(folder, exporter, statistics)
    card = dict(
        card, classes=list(exporter.classes),
        palette=[list(colour) for colour in exporter.palette],
        asked=statistics.accepted + statistics.unfilled,
        counts=statistics.to_dict(),
        read_back=dict(consumer=verification.consumer,
                       samples=verification.samples,
                       problems=len(verification.problems)))
    folder.write(CARD, card)
    if not verification.problems:
        folder.write(REPORT, write_report(root, folder.read_record(), card,
                                          statistics))
        lines = choose_samples(root, statistics.accepted, 16)
        folder.write(PREVIEW, [preview(root, lines, exporter.classes,
                                       exporter.palette)])
    return statistics, verification


def _verify(folder: OutputFolder, exporter: BaseExporter,
            statistics: Statistics) -> Verification:
    problems = list(damaged_files(folder.root))
    if not statistics.accepted:
        reasons = ', '.join(statistics.rejects)
        problems = [f'no sample was accepted in any of {statistics.unfilled} '
                    f'slots (rejected as: {reasons})']
    # Dataset classes refuse to open an empty or incomplete list.
    if problems:
        return Verification('nobody', problems=problems)
    verification = exporter.verify(str(folder.root))
    if verification.samples != statistics.accepted:
        verification.problems.append(
            f'the manifest names {statistics.accepted} samples, '
            f'{verification.consumer} lists {verification.samples}')
    return verification
