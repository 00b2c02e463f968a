"""The Python face, for notebooks and other programs."""

from .convert import convert
from .generator import init_generator
from .synthesize import SynthesisResult, synthesize

__all__ = ['SynthesisResult', 'convert', 'init_generator', 'synthesize']
