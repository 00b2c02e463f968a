"""What the last part of a P-Decoder does for its task."""

from abc import ABCMeta, abstractmethod
from typing import Any, Callable, Dict, Optional, Sequence, Set, Tuple

from mmengine.structures import BaseDataElement
from torch import Tensor, nn

from mmflexgen.structures import SynthSample
from .instance_pose import join_instances

Resize = Callable[[Tensor], Tensor]


class Head(nn.Module, metaclass=ABCMeta):
    """One task of the paper's figure 3.

    A head is built by a decoder, :class:`PDecoder` or a
    :class:`QueryDecoder`, with ``channels``, ``num_memories`` and
    ``metainfo`` beside the arguments of its config.

    Attributes:
        kind: the field of :class:`SynthSample` that it fills.
        per_class: whether it decodes one class of one image at a time. If
            so, :class:`PDecoder` runs once for every :class:`ClassPairs`
            pair, with the features of its image and the attention to its
            class; ``class_text`` is one more argument of the head and
            ``pairs`` one of ``forward``.
        class_attn: whether it needs A^ by class, as those do that decode one
            at a time.
        trains_on_attn: whether ``loss`` depends on A^.
        averages: whether :meth:`average` is defined; objects have no mean.
    """

    kind: str
    per_class = False
    trains_on_attn = True
    averages = False

    @property
    def class_attn(self) -> bool:
        return self.per_class

    @abstractmethod
    def forward(self, mask_feature: Tensor, memory: Sequence[Tensor]) -> Any:
        """Decode.

        Args:
            mask_feature: (B, channels, H / mask_stride, W / mask_stride).
            memory: resolutions to attend to, coarse to fine; those of the
                pixel decoder, or of the query.

        Returns:
            What ``loss`` and ``predict`` take as ``decoded``.
        """

    @abstractmethod
    def loss(self, decoded: Any, data_samples: Sequence[BaseDataElement],
             size: Tuple[int, int]) -> Dict[str, Tensor]:
        """Training losses.

        Args:
            decoded: of B images.
            data_samples: B, with the ground truth of the task.
            size: (height, width) of the images and of their labels.

        Raises:
            InputError: the ground truth is missing, of another size than
                the image, or holds labels outside the classes.
        """

    @abstractmethod
    def predict(self, decoded: Any, index: int, resize: Resize,
                allowed: Optional[Set[str]] = None
                ) -> Dict[str, BaseDataElement]:
        """The prediction for one image.

        Args:
            decoded: of B images.
            index: which of them.
            resize: takes maps (K, h, w) of the mask stride to the image's
                size (K, H, W), bilinearly.
            allowed: names of the classes that may be predicted, the
                background always included; None for all.

        Returns:
            Fields of a data sample, under the names by which mmseg's and
            mmdet's metrics read them.
        """

    def average(self, predictions: Sequence[Dict[str, BaseDataElement]]
                ) -> Dict[str, BaseDataElement]:
        """The mean of several predictions for one image.

        Raises:
            NotImplementedError: ``averages`` is False.
        """
        raise NotImplementedError(
            f'{type(self).__name__} finds objects, which have no mean: its '
            'predictions cannot be averaged')

    @abstractmethod
    def annotation(self, prediction: Dict[str, BaseDataElement]
                   ) -> Tuple[Any, Dict[str, float]]:
        """A prediction as a label.

        Args:
            prediction: of :meth:`predict`.

        Returns:
            The value of ``kind`` as :class:`SynthSample` describes it, and
            scores that filters may read.
        """

    def annotate(self, prediction: Dict[str, BaseDataElement],
                 sample: SynthSample) -> None:
        """Write a prediction into a sample, as its label.

        The instances of two decoders are joined, see
        :func:`join_instances`.
        """
        value, scores = self.annotation(prediction)
        if self.kind == 'instances' and 'instances' in sample:
            value = join_instances(sample.instances, value)
        sample.set_data({self.kind: value})
        sample.scores.update(scores)
