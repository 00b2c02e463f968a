# make demo    a synthetic dataset from nothing, and its report
# make test    the tests
# Both install into .venv first (torch, OpenMMLab, this package), which takes
# some minutes the first time and none afterwards.
# PYTHON=/path/to/python3.11 chooses the interpreter of .venv.

SHELL := bash
PYTHON ?=
export PYTHON
.PHONY: install demo test lint clean

install:
	@tools/dev/install.sh

demo: install
	@PATH="$(CURDIR)/.venv/bin:$$PATH" tools/demo.sh

# A process per core; each with one thread, or they wait for each other.
test: install
	@OMP_NUM_THREADS=1 .venv/bin/python -m pytest tests -n auto --dist loadfile

lint: install
	@.venv/bin/ruff check .

clean:
	rm -rf .venv build *.egg-info mmflexgen/.mim .pytest_cache .ruff_cache
