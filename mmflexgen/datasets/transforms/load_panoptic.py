"""mmdet's panoptic loader without panopticapi."""

from mmdet.datasets.transforms import LoadAnnotations, LoadPanopticAnnotations

from mmflexgen.registry import TRANSFORMS
from mmflexgen.structures.panoptic_ids import rgb_to_ids


@TRANSFORMS.register_module()
class LoadPanopticPNG(LoadPanopticAnnotations):
    """``LoadPanopticAnnotations`` that decodes ids itself.

    The stock class takes one function from panopticapi, which is not on
    PyPI. :class:`mmflexgen.PanopticQualityMetric` measures without it.

    Args:
        with_bbox, with_label, with_mask, with_seg: what is loaded.
        box_type: see :class:`mmdet.datasets.transforms.LoadAnnotations`.
    """

    def __init__(self,
                 with_bbox: bool = True,
                 with_label: bool = True,
                 with_mask: bool = True,
                 with_seg: bool = True,
                 box_type: str = 'hbox',
                 **kwargs) -> None:
        # Not the parent's, which imports panopticapi.
        LoadAnnotations.__init__(
            self,
            with_bbox=with_bbox,
            with_label=with_label,
            with_mask=with_mask,
            with_seg=with_seg,
            with_keypoints=False,
            box_type=box_type,
            **kwargs)
        self.rgb2id = rgb_to_ids
