"""One person from head to foot."""

from typing import Dict, Iterator

from mmflexgen.prompts.draw import Cycle
from sentences import capital, phrase_cycles, phrases, subject

FRAMES = (
    '{view} {s} in {top}, {does} {where}',
    '{s} in {top}, {bottom} and {shoes}, {does}',
    '{s} in {top} and {bottom}, {does} {where}',
    '{s} {does} {where}, wearing {top} and {shoes}',
    '{where}, {s} in {top} and {bottom} is {does}',
    '{view} {s} in {top} and {shoes}, {does}',
)


def people_sentences(material: Dict, list_name: str) -> Iterator[str]:
    """An endless stream; scenes, and the phrases of each, take turns."""
    looks = Cycle(phrases(material['look']), list_name, 'look')
    views = Cycle(phrases(material['view']), list_name, 'view')
    frames = Cycle(FRAMES, list_name, 'frame')
    scenes = [phrase_cycles(scene, list_name, number)
              for number, scene in enumerate(material['scenes'])]
    index = 0
    while True:
        turn, number = divmod(index, len(scenes))
        parts = {part: cycle[turn] for part, cycle in scenes[number].items()}
        yield capital(frames[index].format(
            s=subject('person', looks[index]), view=views[index], **parts))
        index += 1
