"""Where requests come from."""

from .file_prompt import FilePrompt
from .grammar_prompt import GrammarPrompt
from .real_samples import RealSampleSource
from .source import PromptSource
from .template_prompt import TemplatePrompt
from .writers import OpenAIWriter, TransformersWriter

__all__ = [
    'FilePrompt', 'GrammarPrompt', 'OpenAIWriter', 'PromptSource',
    'RealSampleSource', 'TemplatePrompt', 'TransformersWriter'
]
