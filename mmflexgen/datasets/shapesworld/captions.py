"""Captions of a scene, in several phrasings.

None names a side of the image, so that a mirrored image keeps its caption.
"""

from random import Random
from typing import List

from mmflexgen.utils.article import article

from .scene import Scene, SceneObject, pick

# Texts join into one grammar: docs and `configs/datasetdm` use it too.
OPENINGS = ('a photo of', 'a picture of', 'an image of', 'a scene with', '')


def join(phrases: List[str]) -> str:
    """'x', 'x and y', 'x, y and z'."""
    if len(phrases) == 1:
        return phrases[0]
    return ', '.join(phrases[:-1]) + ' and ' + phrases[-1]


def size_word(item: SceneObject) -> str:
    """How large an object looks: '', 'large' or 'small'."""
    if item.depth < 2.5:
        return 'large'
    return 'small' if item.depth > 3.9 else ''


def _phrase(item: SceneObject, *, colour: bool, size: bool,
            texture: bool) -> str:
    words = [size_word(item) if size else '',
             item.colour if colour else '',
             item.texture if texture and item.texture != 'plain' else '',
             item.category]
    phrase = ' '.join(word for word in words if word)
    return f'{article(phrase)} {phrase}'


def template(classes: List[str]) -> str:
    """The paper's annotation prompt: 'a photo of a [CLS], [CLS], …'."""
    return (f'a photo of {article(classes[0])} {classes[0]}'
            + ''.join(f', {name}' for name in classes[1:]))


def captions(scene: Scene, seed: str) -> List[str]:
    """Five phrasings, from the fullest to the template.

    Args:
        scene: the scene; its objects are named from near to far.
        seed: draws openings and connectives.
    """
    rng = Random(f'{seed}/captions')
    near_first = scene.objects[::-1]
    full = [_phrase(o, colour=True, size=True, texture=True)
            for o in near_first]
    plain = [_phrase(o, colour=True, size=False, texture=False)
             for o in near_first]
    bare = [_phrase(o, colour=False, size=False, texture=False)
            for o in near_first]
    place = f'on {scene.ground}'
    whole = f'{place} under {scene.sky}'
    if len(plain) == 2:
        related = f'{plain[0]} in front of {plain[1]}'
    else:
        related = join(plain)

    def opened(text: str) -> str:
        return f'{pick(rng, OPENINGS)} {text}'.strip()

    classes = list(dict.fromkeys(o.category for o in near_first))
    return [opened(f'{join(full)} {whole}'),
            opened(f'{join(plain)} {place}'),
            opened(f'{related} under {scene.sky}'),
            opened(f'{join(bare)} {whole}'),
            template(classes)]
