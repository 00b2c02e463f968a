#!/usr/bin/env bash
# tools/dist_train.sh CONFIG GPUS [options of tools/train.py]
# Several nodes: NNODES, NODE_RANK, MASTER_ADDR and PORT in the environment.
set -euo pipefail

CONFIG=$1
GPUS=$2
HERE=$(cd "$(dirname "$0")" && pwd)

PYTHONPATH="$HERE/..:${PYTHONPATH:-}" \
torchrun \
    --nnodes="${NNODES:-1}" \
    --node_rank="${NODE_RANK:-0}" \
    --master_addr="${MASTER_ADDR:-127.0.0.1}" \
    --master_port="${PORT:-29500}" \
    --nproc_per_node="$GPUS" \
    "$HERE/train.py" "$CONFIG" --launcher pytorch "${@:3}"
