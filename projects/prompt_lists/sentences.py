"""Sentences of a class from its looks and scenes."""

from typing import Dict, Iterator, List

from mmflexgen.prompts.draw import Cycle, pick, stream
from mmflexgen.utils.article import article

LIGHT = dict(
    out=('in soft morning light', 'under an overcast sky',
         'on a sunny afternoon', 'in low evening sun',
         'in bright midday light', 'under drifting clouds',
         'in late afternoon light', 'in hazy light', 'under a pale sky',
         'on a cool day'),
    # Not 'in … light': 'in' opens most places, too.
    **{'in': ('in soft window light', 'in warm lamplight',
              'in bright daylight', 'under bright ceiling lights',
              'in dim evening light', 'in morning light', 'lit from one side',
              'in even light')})
# {s} subject, {d} what it does, {w} where, {c} companion, {l} light.
FRAMES = (
    '{s} {d} {w}, {c}',
    'a photo of {s} {d} {w}, {c}',
    '{w}, {s} is {d}, {c}',
    '{s} is {d} {w} {l}, {c}',
    '{l}, {s} is {d} {w}, {c}',
    '{s} {d} {w}, {c}, {l}',
)


def phrases(text: str) -> List[str]:
    """The parts of a text between semicolons."""
    return [' '.join(part.split()) for part in text.split(';')]


def capital(text: str) -> str:
    return text[0].upper() + text[1:]


def subject(name: str, look: str, one: str = '') -> str:
    """'a red car', 'a pair of old skis', 'green broccoli'."""
    words = f'{one} {look} {name}'.strip()
    return f'{article(words)} {words}'


def class_sentences(name: str, material: Dict, list_name: str
                    ) -> Iterator[str]:
    """An endless stream; scenes, and the phrases of each, take turns.

    Args:
        name: of the class.
        material: ``look``, ``scenes`` and, for plural names, ``one``.
        list_name: what tells this list's draws from another's.
    """
    keys = (list_name, name)
    looks = Cycle(phrases(material['look']), *keys, 'look')
    frames = Cycle(FRAMES, *keys, 'frame')
    scenes = [phrase_cycles(scene, *keys, number)
              for number, scene in enumerate(material['scenes'])]
    index = 0
    while True:
        turn, number = divmod(index, len(scenes))
        parts = {key: cycle[turn] for key, cycle in scenes[number].items()}
        light = pick(stream(*keys, 'light', index), LIGHT[parts['light']])
        yield capital(frames[index].format(
            s=subject(name, looks[index], material.get('one', '')),
            d=parts['does'], w=parts['where'], c=parts['with'], l=light))
        index += 1


def phrase_cycles(scene: Dict[str, str], *keys) -> Dict[str, Cycle[str]]:
    """A cycle over each list of phrases."""
    return {part: Cycle(phrases(text), *keys, part)
            for part, text in scene.items()}
