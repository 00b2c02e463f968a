"""A language model fills a file of prompts."""

import os.path as osp
from collections import Counter
from typing import Callable, Iterator, Optional, Tuple

from ..utils import InputError
from .draw import stream
from .prompt_file import read_prompts
from .prompt_list import PromptList
from .reply import lines_of

Writer = Callable[[str, int], str]


def write_prompts(prompts: PromptList, writer: Writer, guide: str, out: str,
                  per_reply: int = 25, max_rounds: int = 20, seed: int = 0,
                  log: Callable[[str], None] = print) -> Counter:
    """Asks until the list is complete; each reply is kept at once.

    A file that is there already is completed: its lines stay, and count.
    In each round every class that lacks prompts is asked for once, so that
    an interrupted file is balanced too.

    Args:
        prompts: what the list must be; empty.
        writer: language model, from (instruction, seed) to a reply.
        guide: instruction with ``{count}``, and ``{name}`` where prompts
            are asked for class by class (``per_class`` of the list).
        out: text file, one prompt a line.
        per_reply: prompts to ask for at once.
        max_rounds: most replies for each class, or for the list without
            ``per_class``.
        seed: of the sampling.
        log: takes a line on each reply.

    Returns:
        Counter: how many lines of the replies were kept (``'kept'``), and
            refused, by reason.

    Raises:
        InputError: the guide does not fit, ``out`` is no text file, or the
            list is not complete after ``max_rounds``.
    """
    _check_guide(guide, prompts)
    _take_file(prompts, out, log)
    tally: Counter = Counter()
    with open(out, 'a', encoding='utf-8') as file:
        for round_, name in _asks(prompts, max_rounds):
            lack = prompts.missing().get(
                name, prompts.total - len(prompts.prompts))
            # A few are refused each time.
            count = min(per_reply, lack + 5)
            # What is there already is part of the key: a run that resumes
            # must not draw the same replies again.
            rng = stream(seed, name, len(prompts.prompts), round_)
            reply = writer(guide.format(count=count, name=name),
                           int(rng.random() * 2**31))
            kept = []
            for line in lines_of(reply):
                reason = prompts.add(line, name)
                tally[reason or 'kept'] += 1
                if reason is None:
                    kept.append(line)
            file.writelines(f'{line}\n' for line in kept)
            file.flush()
            log(f'{name or "prompts"}: {len(kept)} more, '
                f'{len(prompts.prompts)} in all')
    shortfall = prompts.shortfall()
    if shortfall:
        raise InputError(
            f'{out} has {shortfall}, after {max_rounds} rounds in which '
            f'{describe(tally)}; run it again, or with another guide or a '
            'better language model')
    return tally


def describe(tally: Counter) -> str:
    """A clause on the lines that were kept and refused."""
    refused = ', '.join(f'{count} {reason}' for reason, count
                        in tally.most_common() if reason != 'kept')
    clause = (f'{tally["kept"]} of {sum(tally.values())} lines could be used')
    return f'{clause} (refused: {refused})' if refused else clause


def _asks(prompts: PromptList,
          max_rounds: int) -> Iterator[Tuple[int, Optional[str]]]:
    """(round, class) of each reply to ask for, until nothing is missing."""
    for round_ in range(max_rounds):
        if prompts.per_class:
            for name in prompts.classes:
                if name in prompts.missing():
                    yield round_, name
        if len(prompts.prompts) < prompts.total and not prompts.missing():
            rarest = min(prompts.classes, key=prompts.counts.__getitem__)
            yield round_, rarest if prompts.per_class else None


def _check_guide(guide: str, prompts: PromptList) -> None:
    needed = ['count'] + ['name'] * (prompts.per_class > 0)
    try:
        guide.format(**dict.fromkeys(needed, ''))
    except (KeyError, IndexError, ValueError) as error:
        raise InputError(
            f'the guide {guide!r} may hold {{count}}, and {{name}} with '
            f'per_class, but not {error}') from error
    for key in needed:
        if f'{{{key}}}' not in guide:
            raise InputError(f'the guide {guide!r} has no {{{key}}}')


def _take_file(prompts: PromptList, out: str,
               log: Callable[[str], None]) -> None:
    """Counts the lines that are there, and ends the last one."""
    if osp.splitext(out)[1].lower() in ('.json', '.jsonl'):
        raise InputError(f'{out} must be a text file, one prompt a line')
    if not osp.isfile(out):
        return
    refused = sum(prompts.add(line.text) is not None
                  for line in read_prompts(out))
    log(f'{out} has {len(prompts.prompts)} prompts already'
        + (f', and {refused} lines that break a rule and stay as they are '
           '(tools/analysis_tools/check_prompts.py shows them)'
           if refused else ''))
    with open(out, 'rb+') as file:
        size = file.seek(0, 2)
        if size:
            file.seek(size - 1)
            if file.read(1) != b'\n':
                file.write(b'\n')
