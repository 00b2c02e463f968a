"""Strips checkpoints to what prediction needs, and joins several.

    python tools/model_converters/publish_weights.py \
        work_dirs/shapesworld_oracle/iter_9000.pth \
        checkpoints/shapesworld_oracle/oracle.pth --half

The result holds the state dict alone, without optimizer, message hub or
anything that is not a tensor. Decoders that were trained apart become one
generator:

    python tools/model_converters/publish_weights.py \
        SEMANTIC.pth DEPTH.pth work_dirs/both.pth

A folder, which training of an image model exported, is copied as a whole:

    python tools/model_converters/publish_weights.py \
        work_dirs/flexdataset/c2i_shapesworld-64/export \
        checkpoints/shapesworld_c2i-64 --half
"""

import argparse
import shutil
from pathlib import Path
from typing import Sequence

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.checkpoint import read_checkpoint


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Write the bare weights of checkpoints.')
    parser.add_argument('checkpoints', nargs='+',
                        help='as tools/train.py writes them; no two may hold '
                        'the same weight. Or one folder of safetensors files')
    parser.add_argument('out', type=Path, help='file, or folder, to write')
    parser.add_argument('--half', action='store_true',
                        help='16-bit floating point: half the size')
    return parser.parse_args()


def narrowed(value: torch.Tensor, half: bool) -> torch.Tensor:
    return value.half() if half and value.is_floating_point() else value


def publish_checkpoints(paths: Sequence[str], out: Path, half: bool) -> int:
    """Returns the number of tensors."""
    state, source = {}, {}
    for path in paths:
        for name, value in read_checkpoint(path)['state_dict'].items():
            if name in state:
                raise InputError(
                    f'{source[name]} and {path} both hold {name}: give '
                    'checkpoints of decoders with different names')
            state[name] = narrowed(value, half)
            source[name] = path
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(dict(state_dict=state), out)
    return len(state)


def publish_folder(folder: Path, out: Path, half: bool) -> int:
    """Returns the number of tensors."""
    if out.exists():
        raise InputError(f"'{out}' exists: name a new folder, or remove it")
    if not any(folder.rglob('*.safetensors')):
        raise InputError(f"'{folder}' has no *.safetensors file: give a "
                         'folder that training exported')
    shutil.copytree(folder, out)
    count = 0
    for path in sorted(out.rglob('*.safetensors')):
        with safe_open(path, 'pt') as file:
            tensors = {name: narrowed(file.get_tensor(name), half)
                       for name in file.keys()}
            metadata = file.metadata()
        save_file(tensors, path, metadata)
        count += len(tensors)
    return count


@one_sentence_errors
def main() -> None:
    args = parse_args()
    folders = [path for path in args.checkpoints if Path(path).is_dir()]
    if folders and len(args.checkpoints) > 1:
        raise InputError(f"'{folders[0]}' is a folder: give it alone")
    if folders:
        count = publish_folder(Path(folders[0]), args.out, args.half)
        files = [path for path in args.out.rglob('*') if path.is_file()]
    else:
        count = publish_checkpoints(args.checkpoints, args.out, args.half)
        files = [args.out]
    size = sum(path.stat().st_size for path in files)
    print(f'{args.out}: {count} tensors, {size / 1e6:.1f} MB')


if __name__ == '__main__':
    main()
