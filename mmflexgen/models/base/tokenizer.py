"""A BPE tokenizer in CLIP's form, trained on a folder's captions."""

import json
import os
import os.path as osp
import shutil
from typing import Iterable, Optional

from mmflexgen.datasets.imagefolder import read_metadata
from mmflexgen.utils import InputError

BOS = '<|startoftext|>'
EOS = '<|endoftext|>'
_SUFFIX = '</w>'


def train_tokenizer(captions: Iterable[str],
                    vocab_size: int = 1024,
                    max_token_length: int = 7,
                    max_length: int = 64):
    """Train a tokenizer that ``CLIPTokenizer.from_pretrained`` can load.

    The vocabulary is ordered like CLIP's: 256 bytes, 256 bytes that end a
    word, merges, the two special tokens. Every text can thus be encoded.

    Args:
        captions: the training text.
        vocab_size: most entries, at least 514 (bytes and special tokens).
        max_token_length: most letters per token; longer words are always
            several tokens, as most category names are for a real CLIP.
        max_length: ``model_max_length``, in tokens with both special ones.

    Returns:
        transformers.CLIPTokenizer: lower case, pads with the end token.
    """
    from tokenizers import pre_tokenizers, trainers
    from transformers import CLIPTokenizer

    if vocab_size < 514:
        raise InputError(f'vocab_size is {vocab_size}, but 512 bytes and 2 '
                         'special tokens come first: set it to 514 or more')
    # CLIPTokenizer brings its normalisation and word splitting with it.
    raw = CLIPTokenizer().backend_tokenizer
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    raw.train_from_iterator(
        captions,
        trainers.BpeTrainer(
            vocab_size=vocab_size - 2,
            initial_alphabet=alphabet,
            end_of_word_suffix=_SUFFIX,
            # The suffix counts as four letters.
            max_token_length=max_token_length + len(_SUFFIX),
            show_progress=False))
    merges = [tuple(pair) for pair in
              json.loads(raw.to_str())['model']['merges']]
    merges = [pair for pair in merges
              if len(''.join(pair).removesuffix(_SUFFIX)) <= max_token_length]
    merges = merges[:vocab_size - 514]
    tokens = alphabet + [byte + _SUFFIX for byte in alphabet]
    tokens += [''.join(pair) for pair in merges] + [BOS, EOS]
    vocab = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    return CLIPTokenizer(
        vocab=vocab, merges=merges, model_max_length=max_length)


def build_tokenizer(path: str,
                    data_root: Optional[str] = None,
                    **train_options):
    """Load the tokenizer folder ``path``; train it first if there is none.

    Args:
        path: folder of a CLIPTokenizer, written if missing.
        data_root: imagefolder whose captions are trained on.
        **train_options: see :func:`train_tokenizer`.

    Returns:
        transformers.CLIPTokenizer: the tokenizer.

    Raises:
        InputError: if there is neither a tokenizer nor a data_root.
    """
    from transformers import CLIPTokenizer

    if not osp.exists(osp.join(path, 'tokenizer_config.json')):
        if data_root is None:
            raise InputError(f'{path} holds no tokenizer_config.json: give '
                             'the folder of a CLIPTokenizer, or a data_root '
                             'to train one on')
        texts = [text for record in read_metadata(data_root)
                 for text in record['texts']]
        tokenizer = train_tokenizer(texts, **train_options)
        # Training is deterministic: of several ranks any may win.
        part = f'{path.rstrip("/")}.{os.getpid()}.part'
        tokenizer.save_pretrained(part)
        try:
            os.rename(part, path)
        except OSError:
            shutil.rmtree(part)
    return CLIPTokenizer.from_pretrained(path)
