"""English articles, alike in every prompt and caption."""

_SILENT_H = ('hour', 'heir', 'honest', 'honour')


def article(words: str) -> str:
    """'a' or 'an', as it is spoken before ``words``."""
    words = words.lower()
    return 'an' if words.startswith(('a', 'e', 'i', 'o', 'u',
                                     *_SILENT_H)) else 'a'
