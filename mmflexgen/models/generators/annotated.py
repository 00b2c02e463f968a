"""Any generator's images, labelled by whole perception models."""

from typing import Any, Dict, List, Sequence, Tuple

import torch
from torch import nn

from mmflexgen.registry import MODELS, TASK_UTILS
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.utils import InputError


@MODELS.register_module()
class Annotated(nn.Module):
    """VAG Plan B of FlexDataset, for every generator.

    An annotator sees a sample's image and nothing else. What it yields takes
    the place of what the generator yields of the same kind; the rest stays,
    scores among it.

    A checkpoint of it is one of the generator's.

    Args:
        generator: config of the generator, such as :class:`FlexDataset`. Its
            ``metainfo`` names the classes of the annotators, too.
        annotators: configs of :class:`Annotator`, one per kind.

    Raises:
        InputError: no annotator, or two of one kind.
    """

    def __init__(self, generator: Dict[str, Any],
                 annotators: Sequence[Dict[str, Any]]) -> None:
        super().__init__()
        self.generator = MODELS.build(generator)
        self.metainfo = self.generator.metainfo
        # No modules: their weights are in no checkpoint.
        self.annotators = [
            TASK_UTILS.build(annotator,
                             default_args=dict(metainfo=self.metainfo))
            for annotator in annotators]
        if not self.annotators:
            raise InputError('Annotated has no annotators: give one at '
                             'least, or the generator alone')
        given = [annotator.kind for annotator in self.annotators]
        for kind in given:
            if given.count(kind) > 1:
                raise InputError(f'two annotators of Annotated give {kind}: '
                                 'leave one of them out')
        self.kinds: Tuple[str, ...] = tuple(dict.fromkeys(
            (*self.generator.kinds, *given)))

    @torch.no_grad()
    def generate(self, requests: Sequence[SynthRequest]
                 ) -> List[SynthSample]:
        """The generator's samples, annotated one by one."""
        samples = self.generator.generate(requests)
        for sample in samples:
            for annotator in self.annotators:
                found = annotator.annotate(sample.image)
                sample.set_data({annotator.kind: found.value})
                sample.set_metainfo(found.metainfo)
                sample.scores.update(found.scores)
        return samples

    def check_source(self, source: Any) -> None:
        """The generator's, if it has any."""
        getattr(self.generator, 'check_source', lambda source: None)(source)

    def dataset_files(self) -> Dict[str, bytes]:
        """The generator's, if it has any."""
        return getattr(self.generator, 'dataset_files', dict)()

    def state_dict(self, *args: Any, **kwargs: Any) -> Dict[str, Any]:
        """The generator's."""
        return self.generator.state_dict(*args, **kwargs)

    def load_state_dict(self, *args: Any, **kwargs: Any) -> Any:
        """Into the generator."""
        return self.generator.load_state_dict(*args, **kwargs)
