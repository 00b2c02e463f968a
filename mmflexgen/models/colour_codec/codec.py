"""Class labels as colours, and back."""

from functools import cached_property
from pathlib import Path
from typing import Dict, List, Sequence, Tuple, Union

import numpy as np

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError
from mmflexgen.utils.metainfo import resolve_metainfo
from .healing import find_crumbs, heal
from .instances import VOID, find_outlines, give_back, split_by_outlines
from .lookup import nearest_table, pack
from .palette import IGNORE_COLOUR, minimum_distance, separated_palette
from .palette_file import PaletteFile, palette_json, read_palette


@TASK_UTILS.register_module()
class ColourCodec:
    """Draws label maps as colour maps and reads them back.

    SegGen's f_mask->color and f_color->mask (appendix A.2 of the paper):
    one colour per class, black for ignore, and the nearest colour by
    Euclidean distance on the way back. Ours: colours that are as far apart
    as they can be, and pixels that are near to none become ignore.

    Args:
        num_classes: labels are 0 to ``num_classes`` - 1.
        ignore_index: label of pixels without a class.
        radius: a pixel farther than this from each colour is ignored; in
            units of the palette's minimum distance.
        edge: whether one more colour is kept for the outlines of segments;
            :meth:`encode_panoptic` and :meth:`decode_panoptic` need it.
        num_things: labels below it are things, whose segments are told
            apart, and the others stuff, as in ``SynthSample.panoptic``.
        edge_width: width of the outlines, in pixels.
        gap: outlines may be broken by up to twice as many pixels when they
            are read.
        palette: JSON file of :meth:`save`; by default
            :func:`separated_palette`, which is the same on every machine.
        classes: names of the classes, or the name of the dataset class that
            has them, such as 'mmseg.ADE20KDataset'; kept in the file, and
            checked against those of ``palette``, if that has any.
        speck: :meth:`heal` mends pieces of fewer pixels.
        sliver: :meth:`heal` mends ignored lines up to this width, in pixels.

    Raises:
        InputError: ``ignore_index`` is a class or not in 0 to 65535,
            ``radius`` is not positive, a dataset that does not exist, or
            a palette of another number of classes or of others.
    """

    def __init__(self,
                 num_classes: int,
                 ignore_index: int = 255,
                 radius: float = 0.75,
                 edge: bool = False,
                 num_things: int = 0,
                 edge_width: int = 1,
                 gap: int = 0,
                 palette: Union[str, Path, None] = None,
                 classes: Union[str, Sequence[str], None] = None,
                 speck: int = 9,
                 sliver: int = 3) -> None:
        if not num_classes <= ignore_index <= 65535:
            raise InputError(
                f'ignore_index of ColourCodec is {ignore_index}; with '
                f'{num_classes} classes it can be {num_classes} to 65535')
        if radius <= 0:
            raise InputError(f'radius of ColourCodec is {radius}; it must be '
                             'above 0')
        if isinstance(classes, str):
            classes = resolve_metainfo(classes)['classes']
        if classes is not None and len(classes) != num_classes:
            raise InputError(f'ColourCodec got {len(classes)} class names '
                             f'for {num_classes} classes')
        self.num_classes = num_classes
        self.ignore_index = ignore_index
        self.radius = radius
        self.speck, self.sliver = speck, sliver
        self.num_things, self.edge_width, self.gap = (
            num_things, edge_width, gap)
        if palette is None:
            # The outlines get the colour that is farthest from black.
            colours = separated_palette(num_classes + edge)
            stored = PaletteFile(
                colours[edge:], tuple(colours[0]) if edge else None,
                None if classes is None else tuple(classes))
        else:
            stored = read_palette(palette, num_classes, edge, classes)
        self.palette_file = stored
        # Row 0 is ignore, row 1 + label a class, the last row the edge.
        rows = [IGNORE_COLOUR, *stored.colours]
        if edge:
            rows.append(stored.edge)
        self.colours = np.array(rows, np.uint8)
        self.edge_row = len(rows) - 1 if edge else None
        self.dtype = np.uint8 if ignore_index < 256 else np.uint16
        self._labels = np.full(len(rows), ignore_index, self.dtype)
        self._labels[1:num_classes + 1] = np.arange(num_classes)

    @property
    def min_distance(self) -> float:
        """Smallest distance between two colours, in grey levels."""
        return minimum_distance(self.colours[1:])

    @cached_property
    def _table(self) -> np.ndarray:
        """Row of ``colours`` of each RGB value; built at the first use."""
        return nearest_table(self.colours, self.radius * self.min_distance)

    @cached_property
    def _rows(self) -> np.ndarray:
        """Row of ``colours`` of each label."""
        rows = np.zeros(65536, np.uint16)
        rows[:self.num_classes] = np.arange(self.num_classes) + 1
        return rows

    def encode(self, labels: np.ndarray) -> np.ndarray:
        """Colour map uint8 (H, W, 3), RGB.

        Args:
            labels: whole numbers (H, W), classes and ``ignore_index``.

        Raises:
            InputError: other labels, shape or type.
        """
        return self.colours[self._rows_of(labels)]

    def decode(self, image: np.ndarray) -> np.ndarray:
        """Label map (H, W): uint8, or uint16 for an ``ignore_index`` above
        255.

        Ignored are pixels nearest to black, too far from all colours, or
        nearest to the edge colour; :meth:`heal` gives thin ones back to the
        classes around them. Of two equally near colours the lower label
        wins.

        Args:
            image: uint8 (H, W, 3), RGB.

        Raises:
            InputError: other shape or type.
        """
        return self._labels[self.decode_rows(image)]

    def decode_rows(self, image: np.ndarray) -> np.ndarray:
        """Row of ``colours`` of each pixel, (H, W): 0 ignore, 1 + label,
        and ``edge_row`` for the outlines."""
        if (not isinstance(image, np.ndarray) or image.dtype != np.uint8
                or image.ndim != 3 or image.shape[2] != 3):
            raise InputError('a colour map must be a uint8 array (H, W, 3), '
                             f'but this one is {_describe(image)}')
        return self._table[pack(image)]

    def near_to_none(self, image: np.ndarray) -> np.ndarray:
        """Pixels farther than the radius from all colours, black included;
        bool (H, W).

        Args:
            image: uint8 (H, W, 3), RGB.

        Raises:
            InputError: other shape or type.
        """
        # Row 0 are these, and those that are nearest to black.
        rows = self.decode_rows(image)
        from_black = (image.astype(np.int32) ** 2).sum(-1)
        limit = (self.radius * self.min_distance) ** 2
        return (rows == 0) & (from_black > limit)

    def heal(self, labels: np.ndarray) -> np.ndarray:
        """Specks and ignored slivers take the class around them; see
        :func:`heal`."""
        self._rows_of(labels)
        return heal(labels.astype(self.dtype, copy=False), self.ignore_index,
                    self.speck, self.sliver)

    def encode_panoptic(self, segments: np.ndarray,
                        segments_info: Sequence[Dict[str, int]]
                        ) -> np.ndarray:
        """Colour map of segments with their outlines, uint8 (H, W, 3).

        Args:
            segments: whole numbers (H, W), segment ids; 0 is void, which is
                drawn as ignore.
            segments_info: one ``dict(id, label)`` per segment, as in
                ``SynthSample.segments``; other keys do not matter.

        Raises:
            InputError: the codec has no edge colour, or the map holds an id
                that ``segments_info`` does not list.
        """
        self._need_edges()
        labels = np.full(np.shape(segments), self.ignore_index, np.int64)
        for info in segments_info:
            labels[segments == info['id']] = info['label']
        image = self.encode(labels)
        listed = [VOID, *(info['id'] for info in segments_info)]
        unknown = np.setdiff1d(segments, listed)
        if len(unknown):
            raise InputError(f'the panoptic map holds segment {unknown[0]}, '
                             'which segments_info does not list')
        outlines = find_outlines(segments, self.edge_width)
        image[outlines] = self.colours[self.edge_row]
        return image

    def decode_panoptic(self, image: np.ndarray
                        ) -> Tuple[np.ndarray, List[Dict[str, int]]]:
        """Segments of a colour map with outlines.

        Args:
            image: uint8 (H, W, 3), RGB.

        Returns:
            int32 ids (H, W), 0 is void, and one ``dict(id, label)`` per
            segment, as ``SynthSample.panoptic`` and ``segments``.

        Raises:
            InputError: the codec has no edge colour; other shape or type.
        """
        self._need_edges()
        rows = self.decode_rows(image)
        outlines = rows == self.edge_row
        labels = self._labels[rows]
        # Thin outlines are ignored slivers, too; wide ones are not.
        crumbs = outlines | find_crumbs(labels, self.ignore_index,
                                        self.speck, self.sliver)
        void = (labels == self.ignore_index) & ~crumbs
        segments, infos = split_by_outlines(
            np.where(crumbs | void, -1, labels.astype(np.int64)), outlines,
            self.num_things, self.gap, self.speck)
        segments = give_back(segments, (segments == VOID) & ~void,
                             self.edge_width)
        return segments, infos

    def _need_edges(self) -> None:
        if self.edge_row is None:
            raise InputError('this ColourCodec has no colour for outlines; '
                             'build it with edge=True')

    def save(self, path: Union[str, Path]) -> None:
        """Writes the palette; give the file as ``palette`` to decode what
        this codec has encoded."""
        Path(path).write_text(self.to_json(), encoding='utf-8')

    def to_json(self) -> str:
        """What :meth:`save` writes."""
        return palette_json(self.palette_file)

    def _rows_of(self, labels: np.ndarray) -> np.ndarray:
        """Rows of checked labels, (H, W)."""
        if (not isinstance(labels, np.ndarray) or labels.dtype.kind not in
                'iu' or labels.ndim != 2):
            raise InputError('a label map must be an array of whole numbers '
                             f'(H, W), but this one is {_describe(labels)}')
        # No value may wrap around or fall off the table before the check.
        within = (labels >= 0) & (labels <= 65535)
        rows = self._rows[np.where(within, labels, 0)]
        wrong = ~within | (rows == 0) & (labels != self.ignore_index)
        if wrong.any():
            raise InputError(
                f'the label map holds {labels[wrong][0]}, but the classes of '
                f'this codec are 0 to {self.num_classes - 1} and ignore is '
                f'{self.ignore_index}')
        return rows


def _describe(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f'{value.dtype} of shape {value.shape}'
    return f'a {type(value).__name__}'
