"""The Python face, for notebooks and other programs."""

from .convert import convert
from .edit import EditResult, edit
from .generator import init_generator
from .synthesize import SynthesisResult, synthesize

__all__ = [
    'EditResult', 'SynthesisResult', 'convert', 'edit', 'init_generator',
    'synthesize'
]
