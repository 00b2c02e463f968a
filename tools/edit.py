"""Draws the region of one class anew by a prompt, and keeps the rest.

    python tools/edit.py CONFIG CHECKPOINT --class ring --prompt 'a star' \\
        --from-prompt 'a ring on a green background' --out work_dirs/edit
    python tools/edit.py CONFIG CHECKPOINT --class ring --prompt 'a star' \\
        --image photo.png --out work_dirs/edit

--out then holds before.png, mask.png, after.png, the labels of both images,
and side_by_side.png with all of them.
"""

import argparse
from typing import Optional, Sequence

from mmengine.config import DictAction

from mmflexgen.utils import one_sentence_errors


def parse_args(argv: Optional[Sequence[str]]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='config of a DatasetDM')
    parser.add_argument('checkpoint', nargs='?',
                        help="its decoder's weights, from tools/train.py")
    parser.add_argument('--class', dest='class_name', required=True,
                        help='class whose region is drawn anew')
    parser.add_argument('--prompt', required=True,
                        help='what the edited image shows')
    parser.add_argument('--from-prompt', help='prompt of the sample to edit')
    parser.add_argument('--image', help='image to edit instead')
    parser.add_argument('--out', required=True, help='folder of the pictures')
    parser.add_argument('--seed', type=int, default=0,
                        help='of the sample and of what is drawn')
    parser.add_argument('--dilate', type=int, help='margin around the region '
                        'in pixels; one latent cell by default')
    parser.add_argument('--device', help='torch device; the GPU if there is '
                        'one')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config, such as '
                        'model.base_model.guidance_scale=7.5')
    return parser.parse_args(argv)


@one_sentence_errors
def main(argv: Optional[Sequence[str]] = None) -> None:
    args = parse_args(argv)
    # Imported late, so that --help and a wrong option answer at once.
    from mmflexgen.apis import edit, init_generator
    from mmflexgen.apis.generator import deterministic
    from mmflexgen.utils.config import load_config
    generator = init_generator(load_config(args.config, args.cfg_options),
                               args.checkpoint, args.device)
    with deterministic():
        result = edit(generator, args.class_name, args.prompt,
                      args.from_prompt, args.image, args.seed, args.dilate)
    result.save(args.out)
    print(f'{result.mask.mean():.0%} of the image drawn anew; see '
          f'{args.out}/side_by_side.png')


if __name__ == '__main__':
    main()
