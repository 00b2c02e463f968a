"""Whole models of transformers, from local folders."""

import os.path as osp
from typing import Any, Tuple

from .errors import InputError


def load_pretrained(folder: str, user: str, name: str, model: Any,
                    *companions: Any, **settings: Any) -> Tuple[Any, ...]:
    """A model and what it comes with; nothing is downloaded.

    Args:
        folder: local, in the layout of ``save_pretrained``.
        user: who asks, for the error.
        name: what the model is called there, such as 'language model'.
        model: its class in transformers.
        companions: classes of its tokenizer, processor and the like.
        settings: of the model's ``from_pretrained``, such as ``dtype``.

    Returns:
        tuple: the model, then each of the companions.

    Raises:
        InputError: the folder is not there, a part of it cannot be loaded,
            or the model lacks weights.
    """
    if not osp.isdir(folder):
        raise InputError(f'{user} finds no folder {folder}; give a local '
                         f'{name}, nothing is downloaded')
    try:
        beside = [companion.from_pretrained(folder, local_files_only=True)
                  for companion in companions]
        loaded, info = model.from_pretrained(
            folder, local_files_only=True, output_loading_info=True,
            **settings)
    except (OSError, RuntimeError, ValueError, TypeError, KeyError,
            ImportError) as error:
        reason = (str(error).strip().splitlines() or [''])[0]
        parts = ', '.join(companion.__name__ for companion in companions)
        raise InputError(f'{folder} holds no {name} with its {parts} '
                         f'({reason})') from error
    # transformers fills what is missing with random numbers.
    missing = info['missing_keys']
    if missing:
        raise InputError(
            f'{folder} lacks {len(missing)} weights of a {name}, the first '
            f'being {min(missing)}; give the folder of a whole model')
    return (loaded, *beside)
