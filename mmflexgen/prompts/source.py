"""Requests from prompts."""

from typing import Any, Dict, Optional, Sequence

from ..registry import TASK_UTILS
from ..structures import SynthRequest
from ..utils import InputError
from ..utils.hardness_file import NamedValues, read_values
from ..utils.metainfo import BACKGROUND
from .draw import noise_seed


@TASK_UTILS.register_module()
class PromptSource:
    """Draws requests; request i depends on (config, run seed, i) alone.

    Args:
        builder: config of what writes the prompts: TemplatePrompt,
            GrammarPrompt or FilePrompt.
        metainfo: of the generator: ``classes`` (or ``thing_classes``) that
            it can label, and optionally ``prompt_names``, words that stand
            for a class in a prompt, where its name is no English, such as
            ``dict(tvmonitor='tv monitor')``.
        classes: names that may be prompted; all but 'background' by
            default.
        class_weights: how often to prompt each class, relative to the
            others: above 0 by name, 1 where none is given; or the JSON file
            of ``tools/analysis_tools/measure_hardness.py``, which gives
            harder classes more. All weigh the same by default. Where a
            prompt has several classes the shares are less unequal, since
            none comes twice.

    Raises:
        InputError: no class given, one given twice, or one that the
            generator does not know; weights that cannot be used.
    """

    def __init__(self, builder: dict, metainfo: Dict[str, Any],
                 classes: Optional[Sequence[str]] = None,
                 class_weights: Optional[NamedValues] = None) -> None:
        known = tuple(name for name in (metainfo.get('classes')
                                        or metainfo['thing_classes'])
                      if name != BACKGROUND)
        self.classes = known if classes is None else tuple(classes)
        prompt_names = metainfo.get('prompt_names', {})
        if not self.classes:
            raise InputError('the prompt source has no classes; list some in '
                             'synthesis.source.classes')
        for name in self.classes:
            if name not in known:
                raise InputError(
                    f'prompt class {name!r} is not among the {len(known)} '
                    f'classes of the generator ({", ".join(known)}); mend '
                    'synthesis.source.classes')
            if self.classes.count(name) > 1:
                raise InputError(f'prompt class {name!r} is listed twice in '
                                 'synthesis.source.classes')
        words = [prompt_names.get(name, name) for name in self.classes]
        self._class_of = dict(zip(words, self.classes))
        self.weights = class_weights and _read_weights(class_weights, known)
        options = {} if not self.weights else dict(class_weights=[
            self.weights.get(name, 1.0) for name in self.classes])
        self.builder = TASK_UTILS.build(
            builder, default_args=dict(classes=tuple(words), **options))

    def request(self, sample_id: int, attempt: int,
                run_seed: int) -> SynthRequest:
        """The request of one slot at one attempt.

        A slot keeps its prompt over its attempts, so rejects do not shift
        the balance of the classes; its noise is new each time.

        Args:
            sample_id: from 0 to 2^27 - 1.
            attempt: from 0 to 31.
            run_seed: any integer.
        """
        prompt, words = self.builder(sample_id, run_seed)
        classes = tuple(self._class_of[word] for word in words)
        seed = noise_seed(run_seed, sample_id, attempt)
        return SynthRequest(sample_id, seed, prompt, classes, attempt)

    def describe(self) -> Dict[str, Any]:
        """What the report says about the prompts."""
        weights = {} if not self.weights else {'class weights': ', '.join(
            f'{name} {self.weights.get(name, 1.0):g}'
            for name in self.classes)}
        return {'prompts': type(self.builder).__name__,
                **self.builder.describe(), **weights}


def _read_weights(source: NamedValues, known: Sequence[str]
                  ) -> Dict[str, float]:
    """Weights by class name, above 0."""
    weights = read_values(source, 'classes', 'weight')
    for name, weight in weights.items():
        if name not in known:
            raise InputError(
                f'synthesis.source.class_weights names {name!r}, which is '
                f'not among the {len(known)} classes of the generator '
                f'({", ".join(known)})')
        if not weight:
            raise InputError(
                f'the weight of the class {name!r} in synthesis.source.'
                f'class_weights is {weight}; it must be above 0: list the '
                'classes to prompt in synthesis.source.classes')
    return weights
