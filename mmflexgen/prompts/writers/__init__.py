"""Language models that write prompts."""

from .openai_writer import OpenAIWriter
from .transformers_writer import TransformersWriter

__all__ = ['OpenAIWriter', 'TransformersWriter']
