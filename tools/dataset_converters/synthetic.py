"""Writes a finished synthetic dataset again, in another format or sifted.

    python tools/dataset_converters/synthetic.py data/synth data/synth_coco \\
        --exporter type=mmflexgen.COCOInstanceExporter \\
            consumer.type=mmdet.CocoDataset
    python tools/dataset_converters/synthetic.py data/synth data/sifted \\
        --config configs/sifting/seggen_shapesworld_400.py

Nothing is generated anew. It can be stopped; the same command goes on. A
config's ``synthesis`` has ``exporters``, and ``filters`` and ``selections``
that sift.
"""

import argparse
import sys
from typing import Any, Dict, Optional, Sequence

from mmengine.config import Config, DictAction

from mmflexgen.apis import convert
from mmflexgen.utils import (InputError, one_sentence_errors,
                             register_all_modules)
from mmflexgen.utils.cli import tell_result
from mmflexgen.utils.config import load_config


def parse_args(argv: Optional[Sequence[str]]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('source', help='folder that tools/synthesize.py made')
    parser.add_argument('out', help='folder of the new dataset')
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument('--exporter', nargs='+', action=DictAction,
                     help='type and settings of the format')
    how.add_argument('--config', help='its synthesis has exporters, filters '
                     'and selections')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config')
    return parser.parse_args(argv)


def nested(options: Dict[str, Any]) -> Dict[str, Any]:
    """Dotted keys of a command line as a nested config."""
    config = Config()
    config.merge_from_dict(options)
    return config.to_dict()


def parts(args: argparse.Namespace) -> Dict[str, Any]:
    """Exporters, filters and selections of a command line."""
    if args.exporter:
        if args.cfg_options:
            raise InputError('--cfg-options changes what --config names: '
                             'give settings of --exporter beside its type')
        return dict(exporters=[nested(args.exporter)])
    cfg = load_config(args.config, args.cfg_options).to_dict()
    synthesis = cfg.get('synthesis', {})
    if not synthesis.get('exporters'):
        raise InputError(f'{args.config} has no synthesis.exporters: name '
                         'the formats to write there')
    return {name: synthesis.get(name, [])
            for name in ('exporters', 'filters', 'selections')}


@one_sentence_errors
def main(argv: Optional[Sequence[str]] = None) -> int:
    """Returns the exit status: 1 if the consumer found problems."""
    args = parse_args(argv)
    register_all_modules()
    result = convert(args.source, args.out, **parts(args))
    return tell_result(result, args.out)


if __name__ == '__main__':
    sys.exit(main())
