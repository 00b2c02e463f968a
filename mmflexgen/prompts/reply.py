"""Prompts in the reply of a language model."""

import re
from typing import List

_THOUGHTS = re.compile(r'<think>.*?(?:</think>|\Z)', re.DOTALL)
_MARKER = re.compile(r'^(?:[-*•]\s+|\(?\d+\s*[.):]\s*)+')
_QUOTES = '"“”\'‘’`* '


def lines_of(reply: str) -> List[str]:
    """The lines of a reply without numbers, bullets and quotation marks.

    Announcements that end with a colon, code fences and what a model wrote
    between ``<think>`` marks are left out.
    """
    lines = []
    for line in _THOUGHTS.sub('', reply).splitlines():
        line = _MARKER.sub('', line.strip().strip('[]').strip())
        line = ' '.join(line.rstrip(',').strip(_QUOTES).split())
        if line and not line.endswith(':') and re.search(r'\w', line):
            lines.append(line)
    return lines


def without_last_line(reply: str) -> str:
    """A reply that was cut off ends with half a sentence."""
    return reply.rpartition('\n')[0]
