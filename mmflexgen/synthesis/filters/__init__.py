"""Samples that must not reach the disk, or not as they are.

A filter is called with (sample, class names) and returns a short reason to
reject the sample, or None. It sees one sample alone, so its judgement does
not depend on the others; what does, is a selection
(:mod:`mmflexgen.synthesis.selections`). A filter may mend the sample in
place, and add numbers to ``sample.scores`` and texts to ``sample.hashes``.
"""

from .alignment import AlignmentFilter
from .blank import BlankFilter
from .class_area import ClassAreaFilter
from .clip_score import CLIPScoreFilter
from .composition import CompositionFilter
from .confidence import ConfidenceFilter
from .perceptual_hash import PerceptualHash
from .prompted_class import PromptedClassFilter
from .segmenter_loss import SegmenterLossFilter
from .specks import SpeckFilter

__all__ = [
    'AlignmentFilter', 'BlankFilter', 'CLIPScoreFilter', 'ClassAreaFilter',
    'CompositionFilter', 'ConfidenceFilter', 'PerceptualHash',
    'PromptedClassFilter', 'SegmenterLossFilter', 'SpeckFilter'
]
