"""The Python face, for notebooks and other programs."""

from .generator import init_generator
from .synthesize import SynthesisResult, synthesize

__all__ = ['SynthesisResult', 'init_generator', 'synthesize']
