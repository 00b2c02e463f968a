"""Requests from compositions."""

from random import Random
from typing import Any, Dict

from ..prompts.draw import noise_seed, stream
from ..registry import TASK_UTILS
from ..structures import Composition, SynthRequest
from ..utils import InputError, check_choice
from .edits import move

PROMPTS = ('empty', 'caption')


@TASK_UTILS.register_module()
class CompositionSource:
    """Draws requests; request i depends on (config, run seed, i) alone.

    Args:
        composer: config of what gives compositions: ListedCompositions or
            SampledCompositions.
        metainfo: of the generator; ``thing_classes``, and where there are
            any ``stuff_classes``, that it can draw.
        prompts: 'empty', or 'caption' for one of the layout's own texts,
            drawn.
        offset: objects are moved by up to this part of their width and
            height, to all sides, in [0, 1) (ablation 3).

    Raises:
        InputError: a category that the generator does not know, captions
            are wanted and no layout has one, or a bad setting.
    """

    def __init__(self, composer: Dict[str, Any], metainfo: Dict[str, Any],
                 prompts: str = 'empty', offset: float = 0.) -> None:
        check_choice('synthesis.source.prompts', prompts, PROMPTS)
        if not 0 <= offset < 1:
            raise InputError(f'synthesis.source.offset is {offset}: give a '
                             'part of the boxes, in [0, 1)')
        self.composer = TASK_UTILS.build(composer)
        known = (*metainfo['thing_classes'],
                 *metainfo.get('stuff_classes', ()))
        unknown = sorted(self.composer.categories - set(known))
        if unknown:
            raise InputError(
                f'the layouts have the category {unknown[0]!r}, which is '
                f'not among the {len(known)} of the generator '
                f'({", ".join(known)}): mend the layouts')
        if prompts == 'caption' and not self.composer.has_captions:
            raise InputError(
                "synthesis.source.prompts is 'caption', and no layout of "
                f'{type(self.composer).__name__} has one: take '
                "ListedCompositions of layouts with captions, or 'empty'")
        self.prompts = prompts
        self.offset = offset

    def request(self, sample_id: int, attempt: int,
                run_seed: int) -> SynthRequest:
        """The request of one slot at one attempt.

        Each attempt has noise of its own. Listed compositions stay those of
        their slot; of sampled ones see :class:`SampledCompositions`.
        """
        layout = self.composer(sample_id, run_seed, attempt)
        composition = layout.composition
        if self.offset:
            composition = offset_boxes(composition, self.offset, stream(
                'offset', run_seed, sample_id))
        prompt = ''
        if self.prompts == 'caption' and layout.captions:
            prompt = stream('caption', run_seed, sample_id).choice(
                layout.captions)
        return SynthRequest(
            sample_id, noise_seed(run_seed, sample_id, attempt), prompt,
            tuple(dict.fromkeys(composition.categories)), attempt,
            layout.image, composition)

    @property
    def most_objects(self) -> int:
        """Of any scene that is asked for."""
        return self.composer.most_objects

    def describe(self) -> Dict[str, Any]:
        """What the report says about it."""
        return {'prompts': self.prompts, **self.composer.describe(),
                **({'box offset': self.offset} if self.offset else {})}


def offset_boxes(composition: Composition, offset: float,
                 rng: Random) -> Composition:
    """Every object moved a little; borders stop them.

    Args:
        composition: the scene.
        offset: at most this part of a box's width and height.
        rng: draws.
    """
    # Moved objects are sorted anew: each is moved in a scene of its own.
    moved = []
    for box, name in zip(composition.boxes, composition.categories):
        right, down = (offset * (2 * rng.random() - 1) * (box[axis + 2]
                                                          - box[axis])
                       for axis in (0, 1))
        moved.append(move(Composition((box, ), (name, )), 0, right, down))
    return Composition(tuple(each.boxes[0] for each in moved),
                       tuple(each.categories[0] for each in moved))
