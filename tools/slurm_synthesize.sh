#!/usr/bin/env bash
# tools/slurm_synthesize.sh PARTITION JOB_NAME CONFIG [CHECKPOINT] --num N
# --out DIR [options of tools/synthesize.py]
# GPUS, GPUS_PER_NODE, CPUS_PER_TASK and SRUN_ARGS in the environment.
set -euo pipefail

PARTITION=$1
JOB_NAME=$2
GPUS=${GPUS:-8}
GPUS_PER_NODE=${GPUS_PER_NODE:-8}
HERE=$(cd "$(dirname "$0")" && pwd)

# SRUN_ARGS is split into words on purpose.
# shellcheck disable=SC2086
PYTHONPATH="$HERE/..:${PYTHONPATH:-}" \
srun -p "$PARTITION" \
    --job-name="$JOB_NAME" \
    --gres="gpu:$GPUS_PER_NODE" \
    --ntasks="$GPUS" \
    --ntasks-per-node="$GPUS_PER_NODE" \
    --cpus-per-task="${CPUS_PER_TASK:-5}" \
    --kill-on-bad-exit=0 \
    ${SRUN_ARGS:-} \
    python -u "$HERE/synthesize.py" "${@:3}" --launcher slurm
