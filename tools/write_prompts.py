"""Lets a language model write a file of prompts.

    python tools/write_prompts.py configs/prompts/voc.py --out voc.txt \
        --cfg-options writer.path=/models/some-instruct-model

Synthesis then reads the file (FilePrompt) and needs no language model. It
can be stopped at any time; the same command goes on from there.
"""

import argparse

from mmengine.config import DictAction

from mmflexgen.prompts.prompt_list import PromptList
from mmflexgen.prompts.write import describe, write_prompts
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.cli import output_file
from mmflexgen.utils.config import load_config


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='config with prompt_list, guide and '
                        'writer')
    parser.add_argument('--out', type=output_file, required=True,
                        help='text file, one prompt a line')
    parser.add_argument('--seed', type=int, default=0,
                        help='of the sampling')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config, such as '
                        'prompt_list.per_class=20')
    return parser.parse_args()


@one_sentence_errors
def main() -> None:
    args = parse_args()
    cfg = load_config(args.config, args.cfg_options)
    for key in ('prompt_list', 'guide', 'writer'):
        if key not in cfg:
            raise InputError(f'config {args.config} has no {key}; '
                             'configs/prompts holds examples')
    prompts = PromptList(**cfg.prompt_list)
    writer = TASK_UTILS.build(cfg.writer)
    tally = write_prompts(prompts, writer, cfg.guide, str(args.out),
                          seed=args.seed, **cfg.get('writing', {}))
    print(f'{args.out} is complete, with {len(prompts.prompts)} prompts'
          + (f'; {describe(tally)}' if tally else ''))


if __name__ == '__main__':
    main()
