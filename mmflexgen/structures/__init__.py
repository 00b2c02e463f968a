from .composition import Composition
from .composition_batch import CompositionBatch
from .hypercolumn import Hypercolumn
from .labelled_column import LabelledColumn, NamedClass
from .synth_request import SynthRequest
from .synth_sample import SynthSample

__all__ = [
    'Composition', 'CompositionBatch', 'Hypercolumn', 'LabelledColumn',
    'NamedClass', 'SynthRequest', 'SynthSample'
]
