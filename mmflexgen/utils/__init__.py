from .choices import check_choice
from .errors import InputError, one_sentence_errors
from .mmengine_compat import allow_resume_globals, resolve_packages
from .optional import import_optional, require
from .setup_env import register_all_modules

__all__ = [
    'InputError', 'allow_resume_globals', 'check_choice', 'import_optional',
    'one_sentence_errors', 'register_all_modules', 'require',
    'resolve_packages'
]
