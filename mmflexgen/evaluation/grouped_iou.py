"""mIoU over groups of classes: seen and unseen, head and tail."""

from typing import Any, Dict, Sequence

from mmflexgen.registry import METRICS
from mmflexgen.utils import InputError
from .per_class_iou import PerClassIoUMetric


@METRICS.register_module()
class GroupedIoUMetric(PerClassIoUMetric):
    """``PerClassIoUMetric`` with the mean of each group of classes.

    Adds ``mIoU/<group>`` in percent, the mean over the group's classes that
    occur in labels or predictions; where there are groups ``seen`` and
    ``unseen``, also ``harmonic``, the harmonic mean of the two. Groups may
    overlap and need not hold every class; whether the background counts is
    up to their lists.

    Args:
        groups: group name to class names, e.g.
            ``dict(seen=['cat', 'dog'], unseen=['sheep'])``.
        kwargs: see ``mmseg.evaluation.IoUMetric``.

    Raises:
        InputError: a group is empty, holds a class twice, or, when the
            metric learns its dataset, one that the dataset lacks.
    """

    def __init__(self, groups: Dict[str, Sequence[str]],
                 **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for group, names in groups.items():
            if isinstance(names, str) or not names:
                raise InputError(
                    f'group {group!r} of GroupedIoUMetric is {names!r}: give '
                    'a list of class names')
            twice = [name for name in names if list(names).count(name) > 1]
            if twice:
                raise InputError(f'group {group!r} of GroupedIoUMetric holds '
                                 f'{twice[0]!r} twice: name each class once')
        self.groups = {group: list(names) for group, names in groups.items()}

    # The runner sets it before any batch is drawn, so that a wrong name
    # costs no evaluation.
    @PerClassIoUMetric.dataset_meta.setter
    def dataset_meta(self, dataset_meta: Dict[str, Any]) -> None:
        for group, names in self.groups.items():
            for name in names:
                if name not in dataset_meta['classes']:
                    raise InputError(
                        f'group {group!r} of GroupedIoUMetric names '
                        f'{name!r}, which is no class of the dataset: use '
                        f'{", ".join(dataset_meta["classes"])}')
        self._dataset_meta = dataset_meta

    def compute_metrics(self, results: list) -> Dict[str, float]:
        """Per-class metrics, then the means of the groups."""
        metrics = super().compute_metrics(results)
        iou = self.class_iou(results)
        classes = list(self.dataset_meta['classes'])
        means = {
            group: iou[[classes.index(name) for name in names]]
            .nanmean().item() for group, names in self.groups.items()
        }
        for group, mean in means.items():
            metrics[f'mIoU/{group}'] = round(mean, 2)
        if 'seen' in means and 'unseen' in means:
            seen, unseen = means['seen'], means['unseen']
            total = seen + unseen
            # Nothing found in either: the limit, where the ratio has none.
            metrics['harmonic'] = (0. if total == 0 else
                                   round(2 * seen * unseen / total, 2))
        return metrics
