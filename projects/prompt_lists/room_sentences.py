"""Rooms with what stands near and far."""

from typing import Dict, Iterator

from mmflexgen.prompts.draw import Cycle
from sentences import capital, phrase_cycles, phrases, subject

FRAMES = (
    '{room} {light}, {near} in front, {far}',
    'view of {room} {light}, {near}, {far}',
    'in {room}, {near} close to the camera and {far}',
    '{near} in {room} {light}, {far}',
    'photo of {room}, {near} in front and {far}',
)


def room_sentences(name: str, material: Dict,
                   list_name: str) -> Iterator[str]:
    """An endless stream for one kind of room.

    Args:
        name: of the room.
        material: ``style`` and ``light``, for all, and ``rooms``.
        list_name: what tells this list's draws from another's.
    """
    keys = (list_name, name)
    styles = Cycle(phrases(material['style']), *keys, 'style')
    lights = Cycle(phrases(material['light']), *keys, 'light')
    frames = Cycle(FRAMES, *keys, 'frame')
    cycles = phrase_cycles(material['rooms'][name], *keys)
    index = 0
    while True:
        parts = {part: cycle[index] for part, cycle in cycles.items()}
        yield capital(frames[index].format(
            room=subject(name, styles[index]), light=lights[index], **parts))
        index += 1
