#!/usr/bin/env bash
# Makes .venv ready. Safe to repeat: what is done is skipped, and what was
# interrupted continues. PYTHON chooses the interpreter, TORCH its torch,
# MAX_JOBS limits the compiler, pip's own settings (sources, proxies, cache)
# hold.
set -euo pipefail
cd "$(dirname "$0")/../.."

# The version that the tests ran with; its headers compile mmcv's operators.
TORCH=${TORCH:-2.13.0}
VENV=.venv
PY=$VENV/bin/python
STAMPS=$VENV/.mmflexgen
export PIP_DISABLE_PIP_VERSION_CHECK=1

fail() {
    echo "error: $1" >&2
    exit 1
}

has_gpu() {
    command -v nvidia-smi > /dev/null && nvidia-smi -L > /dev/null 2>&1
}

# Runs, is a version we support, can make a venv, and has C headers.
usable() {
    "$1" - > /dev/null 2>&1 << 'EOF'
import ensurepip
import os
import sys
import sysconfig
import venv
header = os.path.join(sysconfig.get_path('include'), 'Python.h')
sys.exit(not ((3, 10) <= sys.version_info[:2] <= (3, 12)
              and os.path.exists(header)))
EOF
}

# A name may stand for a pyenv shim that does not run, with a python that
# does behind it on PATH: all of them are tried.
find_python() {
    local name path
    for name in ${PYTHON:-python3.11 python3.12 python3.10 python3 python}; do
        while read -r path; do
            if usable "$path"; then
                echo "$path"
                return
            fi
        done < <(type -ap "$name")
    done
}

make_venv() {
    if "$PY" -m pip --version > /dev/null 2>&1; then
        return
    fi
    local python
    python=$(find_python)
    [ -n "$python" ] || fail "no usable Python among \
'${PYTHON:-python3.11 python3.12 python3.10 python3}': install Python 3.10 \
to 3.12 with its venv module and C headers (on Debian: python3-venv \
python3-dev), or name one with 'make ... PYTHON=/path/to/python3.11'"
    echo "creating $VENV with $python"
    "$python" -m venv --clear "$VENV"
}

check_compiler() {
    command -v "${CXX:-c++}" > /dev/null || command -v g++ > /dev/null \
        || fail "no C++ compiler found, and mmcv's operators are compiled \
here: install one (on Debian: apt install g++) or name it with CXX=..."
}

pip_install() {
    "$PY" -m pip install -qq "$@"
}

# PyPI's Linux wheels of torch carry CUDA, gigabytes that a machine without
# a GPU has no use for. The CPU build comes from the user's own sources if
# they have it, else from PyTorch's index.
install_torch() {
    local cpu=torch==$TORCH+cpu
    local index=https://download.pytorch.org/whl/cpu
    if "$PY" -m pip show -qq torch && "$PY" -c 'import torch'; then
        return
    fi 2> /dev/null
    if ! has_gpu && [ "$(uname -s)" = Linux ]; then
        pip_install "$cpu" 2> "$VENV/torch.log" && return
        pip_install --extra-index-url "$index" "$cpu" 2>> "$VENV/torch.log" \
            && return
        echo "no source offers $cpu (see $VENV/torch.log): plain torch"
    fi
    pip_install "torch==$TORCH" || fail "pip could not install \
torch $TORCH, for the reason above; TORCH=... chooses another version"
}

# Everything but mmcv, which is compiled.
install_rest() {
    grep -v '^mmcv' requirements/mminstall.txt > "$VENV/mminstall.txt"
    pip_install -r requirements/build.txt -r requirements/runtime.txt \
        -r "$VENV/mminstall.txt" -r requirements/optional.txt \
        -r requirements/tests.txt || fail "pip could not install the \
libraries, for the reason above; the same command goes on from here"
    # opencv-python needs libGL, which a bare machine may lack.
    if ! "$PY" -c 'import cv2' 2> /dev/null; then
        pip_install --force-reinstall --no-deps opencv-python-headless
    fi
}

mmcv_works() {
    "$PY" -c 'import torch, mmcv._ext' > /dev/null 2>&1
}

# Compiles in the background, and says how far it is.
build_mmcv() {
    local log=$VENV/mmcv.log start=$SECONDS pid done_before='' done_now
    if has_gpu && ! command -v "${CUDA_HOME:+$CUDA_HOME/bin/}nvcc" \
            > /dev/null; then
        echo 'a GPU but no nvcc: the operators are built for the CPU only'
        export CUDA_VISIBLE_DEVICES=
    fi
    CFLAGS="-g0 ${CFLAGS:-}" MMCV_WITH_OPS=1 \
        MAX_JOBS=${MAX_JOBS:-$("$PY" -c 'import os; print(os.cpu_count())')} \
        "$PY" -m pip install -v --no-build-isolation --no-deps "$@" \
        > "$log" 2>&1 &
    pid=$!
    trap 'kill "$pid" 2> /dev/null' EXIT
    while kill -0 "$pid" 2> /dev/null; do
        sleep 3
        done_now=$(grep -o '\[[0-9]*/[0-9]*\]' "$log" | tail -n 1 || true)
        if [ "$done_now" != "$done_before" ]; then
            echo "  $((SECONDS - start)) s: $done_now compiled"
            done_before=$done_now
        fi
    done
    trap - EXIT
    wait "$pid" || {
        tail -n 20 "$log" >&2
        fail "mmcv's operators did not compile; the whole log is $log"
    }
}

install_mmcv() {
    local mmcv
    mmcv=$(grep '^mmcv' requirements/mminstall.txt)
    if mmcv_works; then
        return
    fi
    check_compiler
    echo "building $mmcv with its operators: 4 minutes on 2 cores, seconds" \
        'if pip built it before'
    build_mmcv "$mmcv"
    # pip may have kept a wheel without operators, or for another torch.
    if ! mmcv_works; then
        echo 'the wheel that pip kept does not fit this torch: building anew'
        build_mmcv --no-cache-dir --force-reinstall "$mmcv"
    fi
    mmcv_works || fail "mmcv was installed without working operators; see \
$VENV/mmcv.log, and run 'make clean' before trying again"
}

install_package() {
    local log=$VENV/package.log
    pip_install --no-build-isolation --no-deps -e . > "$log" 2>&1 || {
        cat "$log" >&2
        fail "this package did not install; see $log"
    }
}

# step TITLE COMMAND: runs the command once for each state of the inputs.
step() {
    if [ "$(cat "$STAMPS/$2" 2> /dev/null)" != "$INPUTS" ]; then
        echo "== $1"
        "$2"
        mkdir -p "$STAMPS"
        echo "$INPUTS" > "$STAMPS/$2"
    fi
}

INPUTS=$(cat requirements/*.txt setup.py tools/dev/install.sh \
    <(pwd -P) | cksum)
make_venv
step 'torch (about 200 MB)' install_torch
step 'libraries (about 300 MB)' install_rest
step 'mmcv' install_mmcv
step 'mmflexgen' install_package
