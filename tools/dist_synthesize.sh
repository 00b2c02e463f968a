#!/usr/bin/env bash
# tools/dist_synthesize.sh GPUS CONFIG [CHECKPOINT] --num N --out DIR [options
# of tools/synthesize.py]
# Several nodes: the same command on each with another --shard-id needs no
# torchrun; see tools/synthesize.py --help.
set -euo pipefail

GPUS=$1
HERE=$(cd "$(dirname "$0")" && pwd)

# Without the bare "--" torchrun takes --num for an option of its own.
PYTHONPATH="$HERE/..:${PYTHONPATH:-}" \
torchrun --standalone --nproc_per_node="$GPUS" \
    -- "$HERE/synthesize.py" "${@:2}" --launcher pytorch
