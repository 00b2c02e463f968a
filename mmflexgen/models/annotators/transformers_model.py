"""Pipelines of transformers over models in local folders."""

import json
from pathlib import Path
from typing import Any, Optional

import torch

from mmflexgen.utils import InputError
from mmflexgen.utils.pretrained import load_pretrained


def open_pipeline(task: str, folder: str, ending: str, who: object,
                  device: Optional[str] = None) -> Any:
    """A pipeline whose parts come from the folder; nothing is downloaded,
    and no code or pickle of the folder runs.

    Args:
        task: name of the pipeline, such as 'depth-estimation'.
        folder: local, with a model and its image processor.
        ending: of the architecture's name, such as 'ForDepthEstimation'.
        who: the annotator.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: the folder is missing, holds a model of another task, or
            is not whole.
    """
    name = type(who).__name__
    path = Path(folder) / 'config.json'
    if not path.is_file():
        raise InputError(
            f'{folder} has no config.json: give pretrained of {name} a local '
            'folder of a model and its image processor')
    # transformers is slow to import.
    import transformers
    config = json.loads(path.read_text('utf-8'))
    kind = (config.get('architectures') or [''])[0]
    if not kind.endswith(ending) or not hasattr(transformers, kind):
        raise InputError(f"{path} is of a '{kind}', but {name} takes models "
                         f"of transformers named '…{ending}': give another "
                         'folder')
    companions = [transformers.AutoImageProcessor]
    if config.get('model_type') == 'oneformer':
        companions.append(transformers.AutoTokenizer)
    model, processor, *tokenizer = load_pretrained(
        folder, name, kind, getattr(transformers, kind), *companions,
        use_safetensors=True)
    return transformers.pipeline(
        task, model=model.eval(), image_processor=processor,
        tokenizer=tokenizer[0] if tokenizer else None,
        device=device or ('cuda' if torch.cuda.is_available() else 'cpu'))
