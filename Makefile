# Every command that people and CI run; `make` alone lists them.
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --custom-compile-command 'make constraints' --group backend $(UPGRADE)

.PHONY: help setup setup-test demo test check constraints clean

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

constraints: setup-test ## pin again what pyproject.toml asks for (UPGRADE=--upgrade takes newer versions)
	$(COMPILE) pyproject.toml -o constraints.txt
	$(COMPILE) -c constraints.txt --extra test pyproject.toml -o constraints-test.txt
	$(COMPILE) -c constraints.txt --extra train pyproject.toml -o constraints-train.txt

clean: ## remove what make made
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
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
