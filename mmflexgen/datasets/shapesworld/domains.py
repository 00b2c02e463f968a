"""The looks of a world: named colours, grounds, skies and textures.

Nothing here depends on the class of an object, so nothing of it gives the
class away.
"""

from dataclasses import dataclass
from typing import Dict, Tuple

RGB = Tuple[int, int, int]


@dataclass(frozen=True)
class Domain:
    """One visual domain.

    Attributes:
        colours: name to RGB of the objects' colours.
        grounds: name to RGB of the ground.
        skies: name to (RGB at the top, RGB at the horizon).
        textures: name to strength in grey levels of the objects' textures.
        grain: strength of the ground's texture in grey levels.
        light: direction the light comes from, (x, y) in image axes; shading
            grows against it.
        shading: difference in grey levels between lit and unlit side.
    """

    colours: Dict[str, RGB]
    grounds: Dict[str, RGB]
    skies: Dict[str, Tuple[RGB, RGB]]
    textures: Dict[str, float]
    grain: float
    light: Tuple[float, float]
    shading: float


DAY = Domain(
    colours=dict(
        red=(205, 45, 45), orange=(240, 135, 35), yellow=(245, 215, 60),
        green=(45, 150, 65), blue=(45, 85, 205), purple=(130, 55, 175),
        pink=(240, 135, 185), white=(243, 243, 240), black=(38, 36, 42),
        brown=(120, 75, 40)),
    grounds=dict(
        sand=(214, 190, 140), grass=(128, 168, 92), snow=(222, 228, 235),
        stone=(150, 148, 146), earth=(152, 118, 92), water=(112, 160, 186)),
    skies={
        'a clear sky': ((120, 175, 225), (198, 222, 238)),
        'a cloudy sky': ((168, 174, 182), (206, 208, 210)),
        'a dusk sky': ((120, 92, 132), (236, 176, 132)),
        'a night sky': ((28, 34, 62), (72, 82, 118)),
    },
    textures=dict(plain=0, striped=26, dotted=30, rough=16),
    grain=9, light=(-0.3, -1.0), shading=26)

# Lit from the right, dark and vivid, with coarse textures.
NEON = Domain(
    colours=dict(
        red=(255, 40, 90), orange=(255, 150, 20), yellow=(235, 255, 60),
        green=(40, 255, 120), blue=(30, 130, 255), purple=(175, 60, 255),
        pink=(255, 110, 230), white=(255, 255, 255), black=(8, 8, 14),
        brown=(130, 80, 60)),
    grounds=dict(
        sand=(96, 66, 86), grass=(30, 84, 76), snow=(110, 116, 150),
        stone=(58, 58, 76), earth=(72, 44, 54), water=(24, 60, 104)),
    skies={
        'a clear sky': ((20, 34, 96), (70, 100, 170)),
        'a cloudy sky': ((46, 48, 66), (84, 86, 104)),
        'a dusk sky': ((60, 20, 80), (190, 70, 110)),
        'a night sky': ((4, 6, 18), (30, 32, 60)),
    },
    textures=dict(plain=0, striped=52, dotted=58, rough=38),
    grain=22, light=(1.0, -0.2), shading=60)

DOMAINS = dict(day=DAY, neon=NEON)
