"""Where requests come from."""

from .captioners import Blip2Captioner, FileCaptioner, LabelCaptioner
from .file_prompt import FilePrompt
from .grammar_prompt import GrammarPrompt
from .real_samples import RealSampleSource
from .source import PromptSource
from .template_prompt import TemplatePrompt
from .writers import OpenAIWriter, TransformersWriter

__all__ = [
    'Blip2Captioner', 'FileCaptioner', 'FilePrompt', 'GrammarPrompt',
    'LabelCaptioner', 'OpenAIWriter', 'PromptSource', 'RealSampleSource',
    'TemplatePrompt', 'TransformersWriter'
]
