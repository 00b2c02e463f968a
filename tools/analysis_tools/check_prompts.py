"""Whether a file of prompts is fit for use.

    python tools/analysis_tools/check_prompts.py configs/prompts/voc.txt \
        --config configs/prompts/voc.py
    python tools/analysis_tools/check_prompts.py captions.jsonl \
        --dataset mmdet.CocoDataset --per-class 20

Prints how many prompts name each class, and every prompt that is too short
or too long, names no class or resembles an earlier one. The exit status is
1 if there is such a prompt, or a class has too few.
"""

import argparse
import sys
from collections import Counter
from statistics import median
from typing import Any, Dict, List, Tuple

from mmengine.config import DictAction

from mmflexgen.prompts.prompt_file import FileLine, read_prompts
from mmflexgen.prompts.prompt_list import PromptList
from mmflexgen.prompts.similar_texts import words_of
from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.config import load_config


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('file', help='prompts: .txt, .jsonl or COCO captions')
    rules = parser.add_mutually_exclusive_group(required=True)
    rules.add_argument('--config', help='config with prompt_list')
    rules.add_argument('--dataset', help='registered dataset whose class '
                       'names the prompts hold, such as mmdet.CocoDataset')
    parser.add_argument('--per-class', type=int,
                        help='prompts that have to name each class; what the '
                        'config says, or 1')
    parser.add_argument('--show', type=int, default=20,
                        help='how many refused prompts to print')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config, such as '
                        'prompt_list.similarity=0.8')
    return parser.parse_args()


def read_rules(args: argparse.Namespace) -> PromptList:
    """The empty list that the prompts have to fill."""
    if args.dataset:
        options: Dict[str, Any] = dict(classes=_classes(args.dataset),
                                       per_class=1)
    else:
        cfg = load_config(args.config, args.cfg_options)
        if 'prompt_list' not in cfg:
            raise InputError(f'config {args.config} has no prompt_list; '
                             'configs/prompts holds examples')
        options = dict(cfg.prompt_list)
    if args.per_class is not None:
        options['per_class'] = args.per_class
    return PromptList(**options)


def _classes(name: str) -> List[str]:
    dataset = DATASETS.get(name)
    classes = dataset and getattr(dataset, 'METAINFO', {}).get('classes')
    if not classes:
        raise InputError(f'{name} is no registered dataset with class names; '
                         'give one such as mmseg.PascalVOCDataset')
    return [item for item in classes if item != 'background']


def check(prompts: PromptList,
          path: str) -> Tuple[List[Tuple[FileLine, str]], Counter]:
    """Refused lines with reasons, and the lengths of all, in words."""
    refused, lengths = [], Counter()
    for line in read_prompts(path):
        lengths[len(words_of(line.text))] += 1
        reason = prompts.add(line.text)
        if reason is not None:
            refused.append((line, reason))
    if not lengths:
        raise InputError(f'prompt file {path} is empty')
    return refused, lengths


@one_sentence_errors
def main() -> int:
    """Returns the exit status: 1 if the file is not fit."""
    args = parse_args()
    prompts = read_rules(args)
    refused, lengths = check(prompts, args.file)
    for name, count in prompts.counts.items():
        print(f'{name:<20}{count:>7}')
    print(f'{sum(lengths.values())} prompts of {min(lengths)} to '
          f'{max(lengths)} words, median '
          f'{median(lengths.elements()):g}')
    for line, reason in refused[:args.show]:
        print(f'{line.place}: {reason}: {line.text}')
    reasons = Counter(reason for _, reason in refused)
    for reason, count in reasons.most_common():
        print(f'{count} {reason}')
    shortfall = prompts.shortfall()
    if shortfall:
        print(shortfall)
    fit = not refused and not shortfall
    print('fit for use' if fit else 'not fit for use')
    return 0 if fit else 1


if __name__ == '__main__':
    sys.exit(main())
