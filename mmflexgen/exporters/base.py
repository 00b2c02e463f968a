"""What the engine asks of a format."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, Tuple

from ..structures import SynthSample
from .verification import Verification


class BaseExporter(ABC):
    """A format on the disk.

    It turns samples into bytes and never touches the disk: the shard writer
    does, so every format is atomic.

    Attributes:
        kinds: fields of a :class:`SynthSample` that it stores, 'image'
            among them.
        folders: folders of the dataset that files go to.
        lists: whether a file of the dataset names its samples; elsewhere
            the consumer takes all that it finds in a folder, and nothing
            can be left out.

    Args:
        metainfo: of the generator; see :class:`SynthSample` for its keys.
    """

    kinds: Tuple[str, ...]
    folders: Tuple[str, ...]
    lists = False

    def __init__(self, metainfo: Dict[str, Any]) -> None:
        self.metainfo = metainfo

    @property
    def format(self) -> str:
        """Its name, such as 'VOC'."""
        return type(self).__name__.removesuffix('Exporter')

    @staticmethod
    def name(sample_id: int) -> str:
        """Stem of a sample's files; never that of a real image."""
        return f'synth_{sample_id:08d}'

    @abstractmethod
    def files(self, sample_id: int) -> Dict[str, str]:
        """Kind ('image', 'sem_seg', …) to path within the dataset."""

    @abstractmethod
    def encode(self, sample: SynthSample) -> Dict[str, bytes]:
        """Kind to the bytes of its file; equal samples give equal bytes.

        Raises:
            InputError: the format cannot hold the sample. The message says
                why; the engine says which sample and which format.
        """

    @abstractmethod
    def decode(self, contents: Dict[str, bytes]) -> Dict[str, Any]:
        """The fields of a sample back from the bytes of its files.

        Args:
            contents: kind to bytes, as :meth:`encode` gave them.

        Returns:
            dict: kind to value. Annotations come back exactly; an image
            written as JPEG does not.
        """

    @abstractmethod
    def finalise(
        self, root: Path, manifest: Callable[[], Iterator[Dict[str, Any]]]
    ) -> Dict[str, Iterable[bytes]]:
        """What the format holds beside the samples.

        Args:
            root: dataset folder, with the files of all samples in place.
            manifest: reads the lines anew, in order of the ids; see
                :mod:`mmflexgen.synthesis.manifest`.

        Returns:
            dict: path within the dataset to its contents, in pieces, so
            that memory does not grow with the dataset.
        """

    @abstractmethod
    def check_consumer(self) -> None:
        """Raises InputError if the consumer cannot read the result."""

    @abstractmethod
    def verify(self, root: str) -> Verification:
        """Loads a dataset through the class that will train on it."""
