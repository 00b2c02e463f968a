from .autoencoder import AutoencoderTrainer
from .colour_map_decoder import ColourMapDecoderTrainer
from .point_segmenter import PointSegmenterTrainer
from .text_to_image import TextToImageTrainer
from .tokenizer import build_tokenizer, train_tokenizer

__all__ = [
    'AutoencoderTrainer', 'ColourMapDecoderTrainer', 'PointSegmenterTrainer',
    'TextToImageTrainer', 'build_tokenizer', 'train_tokenizer'
]
