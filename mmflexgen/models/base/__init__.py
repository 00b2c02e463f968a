from .autoencoder import AutoencoderTrainer
from .text_to_image import TextToImageTrainer
from .tokenizer import build_tokenizer, train_tokenizer

__all__ = [
    'AutoencoderTrainer', 'TextToImageTrainer', 'build_tokenizer',
    'train_tokenizer'
]
