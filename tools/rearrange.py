"""Draws a scene, and again from the same seed with some objects changed.

    python tools/rearrange.py CONFIG --layouts scenes.jsonl --line 1 \\
        --edit move 0 0.2 0 --edit retype 1 star --out work_dirs/rearrange

Edits follow one another: move NUMBER RIGHT DOWN, resize NUMBER WIDTH HEIGHT
(factors), retype NUMBER CATEGORY, add CATEGORY X1 Y1 X2 Y2, remove NUMBER.
Objects are numbered from 0 by (area, x1, y1, category); lengths are parts of
the image. --out then holds before.png, after.png, layouts.jsonl with both
compositions, and side_by_side.png with boxes and what changed.
"""

import argparse
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from mmengine.config import DictAction

from mmflexgen.utils import InputError, one_sentence_errors

# The types of an edit's arguments.
_EDITS: Dict[str, Tuple[type, ...]] = dict(
    move=(int, float, float), resize=(int, float, float),
    retype=(int, str), add=(str, float, float, float, float), remove=(int, ))


def parse_args(argv: Optional[Sequence[str]]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='config of a FlexDataset')
    parser.add_argument('--layouts', required=True,
                        help='file of compositions, see LayoutFile')
    parser.add_argument('--line', type=int, default=1,
                        help='number of the composition in it, from 1')
    parser.add_argument('--edit', nargs='+', action='append', required=True,
                        metavar=('EDIT', 'ARGUMENT'))
    parser.add_argument('--out', required=True, help='folder of the pictures')
    parser.add_argument('--seed', type=int, default=0, help='of both images')
    parser.add_argument('--device', help='torch device; the GPU if there is '
                        'one')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config')
    return parser.parse_args(argv)


def apply_edits(composition: Any, edits: List[List[str]]) -> Any:
    """The composition after ``--edit`` after ``--edit``."""
    from mmflexgen.layouts import edits as functions
    for name, *words in edits:
        types = _EDITS.get(name)
        if types is None or len(words) != len(types):
            raise InputError(
                f'--edit {" ".join([name, *words])} is none: give one of '
                f'{", ".join(_EDITS)} with its arguments (--help)')
        try:
            values = [kind(word) for kind, word in zip(types, words)]
        except ValueError as error:
            raise InputError(f'--edit {name}: {error}') from error
        edit: Callable = getattr(functions, name)
        if name == 'add':
            composition = edit(composition, values[1:], values[0])
        else:
            composition = edit(composition, *values)
    return composition


@one_sentence_errors
def main(argv: Optional[Sequence[str]] = None) -> None:
    args = parse_args(argv)
    # Imported late, so that --help and a wrong option answer at once.
    from mmflexgen.apis import init_generator, rearrange
    from mmflexgen.apis.generator import deterministic, image_model
    from mmflexgen.layouts import LayoutFile
    from mmflexgen.utils.config import load_config
    layouts = LayoutFile(args.layouts).layouts
    if not 1 <= args.line <= len(layouts):
        raise InputError(f'{args.layouts} has no layout {args.line}, it has '
                         f'{len(layouts)}')
    before = layouts[args.line - 1]
    after = apply_edits(before.composition, args.edit)
    generator = init_generator(
        image_model(load_config(args.config, args.cfg_options)), None,
        args.device)
    with deterministic():
        result = rearrange(generator, before.composition, after, args.seed,
                           ''.join(before.captions[:1]))
    result.save(args.out)
    print(f'{result.changed().mean():.1f} grey levels changed on average; '
          f'see {args.out}/side_by_side.png')


if __name__ == '__main__':
    main()
