"""How much better labels become, row by row (FreeGen's table 6).

    python tools/analysis_tools/label_ladder.py \
        configs/label_ladders/shapesworld.py \
        --out work_dirs/label_ladder

Every row labels the same images in another way: tools/synthesize.py makes
them, after the trainings that the row needs, and audit_with_oracle.py judges
the labels. The table holds mean, standard deviation and paired differences
over the seeds. Stop it when you like; the same command continues.
"""

import argparse
import shlex
import subprocess
import sys
from pathlib import Path
from typing import List

from mmengine.config import DictAction

from mmflexgen.utils import InputError, one_sentence_errors


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='config with a `ladder` dict')
    parser.add_argument('--out', type=Path, required=True,
                        help='folder of results.md, results.json, '
                        'results.png, samples and trainings')
    what = parser.add_mutually_exclusive_group()
    what.add_argument('--collect', action='store_true',
                      help='only tell what the audits say that are there')
    what.add_argument('--dry-run', action='store_true',
                      help='only print the commands that are left')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config, such as '
                        'ladder.seeds=[0]')
    return parser.parse_args()


def run(command: List[str], makes: Path) -> None:
    """One command to its end.

    Raises:
        InputError: it failed, or did not leave its file.
    """
    shown = shlex.join(command)
    print(f'+ {shown}', flush=True)
    status = subprocess.run([sys.executable, *command[1:]]).returncode
    if status or not makes.exists():
        raise InputError(f'`{shown}` ended with exit status {status} and '
                         f'{"left" if makes.exists() else "did not leave"} '
                         f'{makes}: mend what it says above, then start the '
                         'ladder again')


@one_sentence_errors
def main() -> None:
    args = parse_args()
    # Imported late, so that --help and a wrong option answer at once.
    from mmflexgen.engine.label_ladder import (LadderPlan, summarize_ladder,
                                               write_report)
    from mmflexgen.utils.config import load_config
    plan = LadderPlan(load_config(args.config, args.cfg_options), args.out)
    if not args.collect:
        plan.write_configs()
    if args.dry_run:
        for step in plan.unfinished():
            print(shlex.join(step.command))
        return
    shown = shlex.join(['python', 'tools/analysis_tools/label_ladder.py',
                        *sys.argv[1:]])
    if not args.collect:
        for step in plan.unfinished():
            run(*step)
            if step.makes.suffix == '.json':
                write_report(summarize_ladder(plan), args.out, shown)
    write_report(summarize_ladder(plan), args.out, shown)
    print((args.out / 'results.md').read_text(encoding='utf-8'))


if __name__ == '__main__':
    main()
