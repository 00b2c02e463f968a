"""Labelled images of which some are kept, with labels from elsewhere."""

from pathlib import Path
from typing import Any, Dict, Optional, Sequence

from torch.utils.data import Dataset

from mmflexgen.registry import DATASETS


@DATASETS.register_module()
class RelabelledDataset(Dataset):
    """A dataset that self-training changes while it is trained on.

    At first it is the dataset it wraps. :class:`HardnessSelfTrainingHook`
    selects samples and puts another folder of label maps in the place of
    the dataset's own. Dataloader workers hold copies, so they must not be
    persistent. With mmengine's ``DefaultSampler`` an epoch keeps its number
    of samples: those selected come more than once.

    Args:
        dataset: config of an mmseg dataset with its training pipeline.
    """

    def __init__(self, dataset: Dict[str, Any]) -> None:
        self.dataset = DATASETS.build(dataset)
        self.label_dir: Optional[Path] = None
        self.kept: Sequence[int] = range(len(self.dataset))

    @property
    def metainfo(self) -> Dict[str, Any]:
        """Of the dataset."""
        return self.dataset.metainfo

    def select(self, kept: Sequence[int], label_dir: Path) -> None:
        """Changes what the next epoch reads.

        Args:
            kept: indices of samples of the wrapped dataset.
            label_dir: PNG files of class indices, by :meth:`name`.
        """
        self.kept, self.label_dir = list(kept), label_dir

    def name(self, index: int) -> str:
        """An image's path below the image folder, without its suffix.

        Args:
            index: of a sample of the wrapped dataset.
        """
        path = Path(self.dataset.get_data_info(index)['img_path'])
        folder = Path(self.dataset.data_prefix['img_path'])
        return path.relative_to(folder).with_suffix('').as_posix()

    def info(self, index: int) -> Dict[str, Any]:
        """What the pipeline starts from, with the label map in use.

        Args:
            index: of a sample of the wrapped dataset, kept or not.
        """
        info = self.dataset.get_data_info(index)
        if self.label_dir is not None:
            # These are class indices already.
            info.update(
                seg_map_path=str(self.label_dir / f'{self.name(index)}.png'),
                label_map=None, reduce_zero_label=False)
        return info

    def __len__(self) -> int:
        return len(self.kept)

    def __getitem__(self, index: int) -> Dict[str, Any]:
        """The index-th kept sample, as the pipeline packs it."""
        return self.dataset.pipeline(self.info(self.kept[index]))
