"""What models of saliency give to mmengine, and to who labels with them."""

from abc import ABCMeta, abstractmethod
from typing import Dict, List, Optional, Sequence, Union

from mmengine.model import BaseModel
from mmengine.structures import BaseDataElement, PixelData
from torch import Tensor

from mmflexgen.models.outputs import to_original


class SaliencyModel(BaseModel, metaclass=ABCMeta):
    """A matte from an image alone."""

    @abstractmethod
    def mattes(self, inputs: Tensor) -> Tensor:
        """Probabilities of foreground (B, 1, H, W) of normalised images
        (B, 3, H, W)."""

    @abstractmethod
    def loss(self, inputs: Tensor,
             data_samples: Sequence[BaseDataElement]) -> Dict[str, Tensor]:
        """Training losses by ``gt_saliency``.

        Raises:
            InputError: an image has no ``gt_saliency``, or one of another
                size.
        """

    def forward(self,
                inputs: Tensor,
                data_samples: Optional[List[BaseDataElement]] = None,
                mode: str = 'tensor'
                ) -> Union[Tensor, Dict[str, Tensor], List[BaseDataElement]]:
        """Mattes, losses or predictions.

        Args:
            inputs: normalised images (B, 3, H, W).
            data_samples: B, with ``gt_saliency`` (1, H, W), 0 to 1, for
                'loss'.
            mode: 'tensor', 'loss' or 'predict'.

        Returns:
            The mattes (B, 1, H, W); the losses; or the data samples with
            ``seg_logits``, the matte (1, H, W) at the image's own size, as
            mmseg calls what segmenters of one channel give, and
            ``pred_sem_seg``, where it is one half or more.
        """
        if mode == 'loss':
            return self.loss(inputs, data_samples)
        if mode == 'predict':
            return self.predict(inputs, data_samples)
        return self.mattes(inputs)

    def predict(self, inputs: Tensor,
                data_samples: Optional[List[BaseDataElement]] = None
                ) -> List[BaseDataElement]:
        """Mattes at the images' own sizes.

        Args:
            inputs: normalised images (B, 3, H, W).
            data_samples: B, with the size of their files; new ones by
                default.

        Returns:
            The data samples, see :meth:`forward`.
        """
        samples = data_samples or [BaseDataElement() for _ in inputs]
        for sample, matte in zip(samples, self.mattes(inputs)):
            matte = to_original(matte, inputs.shape[-2:], sample)
            sample.set_field(PixelData(data=matte), 'seg_logits')
            sample.set_field(PixelData(data=(matte >= 0.5).long()),
                             'pred_sem_seg')
        return samples
