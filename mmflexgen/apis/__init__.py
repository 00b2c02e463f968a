"""The Python face, for notebooks and other programs."""

from .convert import convert
from .edit import EditResult, edit
from .generator import init_generator
from .rearrange import Rearrangement, rearrange
from .synthesize import SynthesisResult, synthesize

__all__ = [
    'EditResult', 'Rearrangement', 'SynthesisResult', 'convert', 'edit',
    'init_generator', 'rearrange', 'synthesize'
]
