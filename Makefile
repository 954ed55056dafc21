# `make help` lists what there is. Python 3.11 or later and make are all that must be there before.
PY   ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV ?= .venv
BIN   = $(VENV)/bin
PIP   = $(BIN)/python -m pip

# torch is installed first and apart: its CPU build carries a version that no package index but its own lists.
TORCH = 2.13.0
# PyTorch's own index of CPU builds, for Linux machines without a GPU
TORCH_CPU_INDEX ?= https://download.pytorch.org/whl/cpu
LOCK  = requirements/lock.txt
STAMP = $(VENV)/.installed
PAGE  = src/neuroinsight/server/static/index.html

.DEFAULT_GOAL = help
.PHONY: help setup demo serve page types test test-slow mutants check format lock bundle report-pages licenses clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-18s %s\n' "$$name" "$$text"; done

setup: $(STAMP)  ## make .venv with the locked dependencies and the package

demo: $(STAMP)  ## make a synthetic patient, analyze it, show where the report is
	@$(BIN)/neuroinsight demo --out demo

serve: $(STAMP) $(PAGE)  ## open the application in the browser, with the synthetic patient already analyzed
	@$(BIN)/neuroinsight serve --demo

page: $(STAMP)  ## build the application's page anew
	@$(BIN)/python hatch_build.py

types: $(STAMP)  ## make the page's types of the server's description anew
	@$(BIN)/python tools/openapi.py --schemas > build-openapi.json && (cd web && npm run -s types < ../build-openapi.json); rm -f build-openapi.json

test: $(STAMP)  ## run all tests but slow ones and those in a browser, with branch coverage
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not slow and not browser" -n 2 --dist loadfile --cov --cov-report=term

test-slow: $(STAMP)  ## run the tests that take minutes or a browser
	$(BIN)/python -m pytest -m "slow or browser"

mutants: $(STAMP)  ## plant errors one by one, and show that the tests notice each (a quarter of an hour)
	$(BIN)/python tools/mutants.py

check: $(STAMP)  ## check format, style, types and floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(STAMP)  ## format the code, and mend what can be mended without thinking
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(STAMP)  ## write the lock anew after a change of dependencies
	$(PIP) install -q 'uv>=0.9'
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --excludes requirements/excluded.txt --extra train --extra server --extra client --extra postgresql --group dev -o $(LOCK) pyproject.toml requirements/base.in

bundle: $(STAMP) $(PAGE)  ## make dist/neuroinsight-bundle, which installs the application without a network
	@$(BIN)/python tools/bundle.py

report-pages: $(STAMP)  ## draw the pictures of docs/report.md anew, from a synthetic patient
	$(BIN)/python tools/report_pages.py

licenses: $(STAMP)  ## list the licenses of all installed packages
	@$(BIN)/python tools/licenses.py

clean:  ## remove everything that make made, the environment included
	rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage .coverage.*

$(PAGE): | $(STAMP)
	@echo "building the page of the application (once) ..."
	@$(BIN)/python hatch_build.py

# The order matters: torch from a folder of wheels if pip's own settings name one, else the CPU build where no GPU is
# to be seen, else what the package index offers. Then exactly what the lock says, checked by hash.
$(STAMP): $(LOCK) pyproject.toml
	@test -n "$(PY)" || { echo "Python 3.11 or later is needed: none of python3.11, python3.12, python3.13, python3 was found"; exit 1; }
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PY) is older. Name another: make PY=/path/to/python3.12"; exit 1; }
	$(PY) -m venv $(VENV)
	@set -e; \
	if $(PIP) install -q --no-index --no-deps 'torch==$(TORCH)' 2>/dev/null; then :; \
	elif [ "$$(uname -s)" = Linux ] && ! command -v nvidia-smi >/dev/null 2>&1 \
	  && $(PIP) install -q --no-deps --index-url '$(TORCH_CPU_INDEX)' 'torch==$(TORCH)'; then :; \
	else $(PIP) install -q 'torch==$(TORCH)'; fi
	$(PIP) install -q --no-deps --require-hashes -r $(LOCK)
	NEUROINSIGHT_SKIP_WEB=1 $(PIP) install -q --no-deps --no-build-isolation -e .
	$(PIP) check
	@touch $@
