from .synth_request import SynthRequest
from .synth_sample import SynthSample

__all__ = ['SynthRequest', 'SynthSample']
