"""Writes a finished synthetic dataset in another format.

    python tools/dataset_converters/synthetic.py data/synth data/synth_coco \\
        --exporter type=mmflexgen.COCOInstanceExporter \\
            consumer.type=mmdet.CocoDataset

Nothing is generated anew. It can be stopped; the same command goes on.
"""

import argparse
import sys
from typing import Any, Dict, Optional, Sequence

from mmengine.config import Config, DictAction

from mmflexgen.apis import convert
from mmflexgen.utils import one_sentence_errors, register_all_modules
from mmflexgen.utils.cli import tell_result


def parse_args(argv: Optional[Sequence[str]]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('source', help='folder that tools/synthesize.py made')
    parser.add_argument('out', help='folder of the new dataset')
    parser.add_argument('--exporter', nargs='+', action=DictAction,
                        required=True, help='type and settings of the format')
    return parser.parse_args(argv)


def nested(options: Dict[str, Any]) -> Dict[str, Any]:
    """Dotted keys of a command line as a nested config."""
    config = Config()
    config.merge_from_dict(options)
    return config.to_dict()


@one_sentence_errors
def main(argv: Optional[Sequence[str]] = None) -> int:
    """Returns the exit status: 1 if the consumer found problems."""
    args = parse_args(argv)
    register_all_modules()
    result = convert(args.source, args.out, [nested(args.exporter)])
    return tell_result(result, args.out)


if __name__ == '__main__':
    sys.exit(main())
