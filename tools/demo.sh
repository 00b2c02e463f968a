#!/usr/bin/env bash
# From nothing to a synthetic dataset and its report; what is done is skipped.
#   demo/           the dataset: open demo/report.html
#   work_dirs/demo  the trained decoder
set -euo pipefail
cd "$(dirname "$0")/.."

CONFIG=configs/datasetdm/datasetdm-named_shapesworld-64_demo.py
WORK_DIR=work_dirs/demo
CHECKPOINT=$WORK_DIR/iter_300.pth
DATA=data/shapesworld_demo

if [ ! -f "$DATA/dataset_info.json" ]; then
    echo '== ShapesWorld: a hundred labelled images, and some to test on'
    python tools/dataset_converters/shapesworld.py "$DATA" \
        --train-full 400 --val 100 --unlabelled 0 --neon 0
fi
if [ ! -f "$WORK_DIR/done" ]; then
    echo '== DatasetDM: training the decoder on the labelled images'
    python tools/train.py "$CONFIG" --work-dir "$WORK_DIR" --resume
    touch "$WORK_DIR/done"
fi
echo '== 64 annotated samples'
python tools/synthesize.py "$CONFIG" "$CHECKPOINT" --num 64 --out demo
echo "the dataset is in demo/, its report is $PWD/demo/report.html"
