"""Cut-outs: scenes that share no category and no texture with ShapesWorld.

They teach a class-agnostic segmenter what an object is, without showing it
any object that it will be asked about.
"""

from .scene import CutoutScene, draw_cutouts
from .silhouettes import SILHOUETTES
from .surfaces import TEXTURES

__all__ = ['CutoutScene', 'SILHOUETTES', 'TEXTURES', 'draw_cutouts']
