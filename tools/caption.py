"""Writes captions of a dataset of mmseg or mmdet.

    python tools/caption.py configs/captioners/blip2_ade20k.py \
        --out data/ade/captions.jsonl

It can be stopped at any time; the same command goes on from there.
"""

import argparse

from mmengine.config import DictAction
from mmengine.registry import DefaultScope
from tqdm import tqdm

from mmflexgen.prompts.captioners import CaptionFile, iter_images
from mmflexgen.registry import DATASETS, TASK_UTILS
from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.config import load_config


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='config with dataset and captioner')
    parser.add_argument('--out', required=True, help='.jsonl file')
    parser.add_argument('--batch-size', type=int, default=8,
                        help='images that are described at once')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config, such as '
                        'captioner.path=/models/blip2-flan-t5-xl')
    return parser.parse_args()


@one_sentence_errors
def main() -> None:
    args = parse_args()
    cfg = load_config(args.config, args.cfg_options)
    for key in ('dataset', 'captioner'):
        if key not in cfg:
            raise InputError(f'config {args.config} has no {key}; '
                             'configs/captioners holds examples')
    with DefaultScope.overwrite_default_scope(cfg.default_scope):
        captioner = TASK_UTILS.build(cfg.captioner)
        file = CaptionFile(args.out, captioner)
        dataset = DATASETS.build(dict(cfg.dataset, pipeline=[]))
        images = list(iter_images(dataset, captioner.needs_classes))
    with tqdm(total=len(images), unit='image', mininterval=1) as bar:
        for count in file.fill(images, args.batch_size):
            bar.update(count)
    print(f'{args.out} holds the captions of {len(file)} images')


if __name__ == '__main__':
    main()
