# Every target makes and uses .venv by itself; nothing but Python 3.11 or later (with venv) is needed.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
BIN := .venv/bin
PYTEST_ARGS ?=
BENCH_ARGS ?=
FUZZ_ARGS ?=

.PHONY: help demo test check fuzz bench bench-quick bench-huge format notes docs man system clean
.DEFAULT_GOAL := help

help:                  ## this list
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 13

demo: .venv/.demo      ## the main job in a minute, on a mail server inside the program
	$(BIN)/afterword demo

test: .venv/.dev       ## every test but the long ones, against real mail servers
	$(BIN)/python tests/servers/install.py
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: .venv/.dev      ## lint, format, types, import rules, then the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(MAKE) test

system: .venv/.dev     ## what takes long or needs the machine
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[packaging]'
	$(BIN)/python tests/servers/install.py --long
	$(BIN)/pytest -m system $(PYTEST_ARGS)

fuzz: .venv/.dev       ## a minute of fuzzing for whatever reads bytes of others (Linux on x86-64)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz $(FUZZ_ARGS)

notes: .venv/.dev      ## writes the snapshots and docs/notes anew after a template has changed
	AFTERWORD_UPDATE_GOLDEN=1 $(BIN)/pytest -q tests/compose/test_golden.py

docs: man              ## writes what is made of the program anew: the man page, docs/commands.md, docs/configuration.md
	$(BIN)/python -m tests.pages.commands > docs/commands.md
	$(BIN)/python -m tests.pages.configuration > docs/configuration.md

man: .venv/.dev        ## writes the man page alone
	$(BIN)/python -m afterword.cli.man_page > docs/afterword.1

bench: .venv/.bench    ## what it costs, beside the bare protocol and other programs: a quarter of an hour
	$(BIN)/python tests/servers/install.py --bench
	$(BIN)/python -m bench $(BENCH_ARGS)

bench-quick:           ## the same on smaller mailboxes, in two minutes
	$(MAKE) bench BENCH_ARGS="--quick $(BENCH_ARGS)"

bench-huge:            ## the scan of a million messages; takes 4 GB of disk and some minutes
	$(MAKE) bench BENCH_ARGS="huge $(BENCH_ARGS)"

golden: .venv/.dev     ## write down anew how every message of the corpora is read
	AFTERWORD_UPDATE_GOLDEN=1 $(BIN)/pytest -q tests/corpus/test_golden.py

train: .venv/.dev      ## make the models of answers anew from training/
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[training]'
	$(BIN)/python -m training.train
	$(BIN)/python -m training.weigh

format: .venv/.dev     ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:                 ## remove what these targets made
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with venv is needed (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.demo: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[demo]'
	@touch $@

.venv/.dev: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/.demo

.venv/.bench: .venv/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@
