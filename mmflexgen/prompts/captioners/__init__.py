from .blip2_captioner import Blip2Captioner
from .caption_file import CaptionFile
from .captioned_image import CaptionedImage, iter_images
from .file_captioner import FileCaptioner
from .label_captioner import LabelCaptioner

__all__ = [
    'Blip2Captioner', 'CaptionFile', 'CaptionedImage', 'FileCaptioner',
    'LabelCaptioner', 'iter_images'
]
