"""Requests from real samples."""

from typing import Any, Dict, Tuple

from ..registry import DATASETS, TASK_UTILS
from ..structures import SynthRequest
from ..utils import InputError
from ..utils.metainfo import BACKGROUND
from .class_finder import ClassFinder
from .draw import noise_seed
from .image_captions import ImageCaptions


@TASK_UTILS.register_module()
class RealSampleSource:
    """Goes through a real dataset, round by round, with its captions.

    Request i is made from the real sample i modulo their number: for n
    synthetic samples of each, ask for n times as many. An image's captions
    take turns, a round each.

    Args:
        dataset: config of the real dataset of mmseg or mmdet; its pipeline
            is not used.
        captions: file of captions, see :class:`ImageCaptions`.
        metainfo: of the generator; ``classes`` and ``prompt_names`` as in
            :class:`PromptSource`. A request's classes are those that its
            caption names, if any.
        plurals: see :class:`ClassFinder`.

    Raises:
        InputError: an image has no caption, or the dataset no images.
    """

    def __init__(self, dataset: Dict[str, Any], captions: str,
                 metainfo: Dict[str, Any], plurals: bool = False) -> None:
        # The dataset's registry imports mmseg.
        from ..datasets.counterparts import image_names
        real = DATASETS.build(dict(dataset, pipeline=[]))
        self.images = image_names(real, 'real')
        if not self.images:
            raise InputError('the real dataset of synthesis.source lists no '
                             'images: mend its ann_file')
        file = ImageCaptions(captions)
        self.captions = [file.of(name) for name in self.images]
        names = {name: name for name in (metainfo.get('classes')
                                         or metainfo['thing_classes'])
                 if name != BACKGROUND}
        names.update(metainfo.get('prompt_names', {}))
        self._class_of = {word: name for name, word in names.items()}
        self._find = ClassFinder(tuple(self._class_of), plurals)

    def request(self, sample_id: int, attempt: int,
                run_seed: int) -> SynthRequest:
        """The request of one slot at one attempt; see :class:`PromptSource`.
        """
        round_, index = divmod(sample_id, len(self.images))
        options = self.captions[index]
        prompt = options[round_ % len(options)]
        classes: Tuple[str, ...] = tuple(
            self._class_of[word] for word in self._find(prompt))
        return SynthRequest(
            sample_id, noise_seed(run_seed, sample_id, attempt), prompt,
            classes, attempt, self.images[index])

    def describe(self) -> Dict[str, Any]:
        """What the report says about it."""
        return {'prompts': 'captions of real samples',
                'real samples': len(self.images)}
