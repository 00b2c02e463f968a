"""Where requests come from."""

from .file_prompt import FilePrompt
from .grammar_prompt import GrammarPrompt
from .source import PromptSource
from .template_prompt import TemplatePrompt

__all__ = ['FilePrompt', 'GrammarPrompt', 'PromptSource', 'TemplatePrompt']
