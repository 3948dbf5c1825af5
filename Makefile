# make demo         a chair's whole month on the sample call, in demo/
# make test         everything that has to be right before a change goes in
# make test-all     the same with checkers from npm and Debian, nothing skipped
# make bench        the figures of the documentation, measured again
# make docs         the generated parts of the documentation
# make constraints  constraints.txt for the newest versions that pyproject.toml allows
# make clean        everything that is not in git, your models excepted
#
# PYTHON=/path/to/python3 chooses an interpreter (3.11 or newer); by default the first one found is used.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: demo test test-all bench docs constraints clean

FITS := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c '$(FITS)' 2>/dev/null && echo $$python && break; done)
VENV := .venv
BIN := $(VENV)/bin
# -qq leaves errors only: pip warns about every folder of a machine's configuration that lacks a package.
QUIET := --disable-pip-version-check -qq
# Every file is checked against its hash, none is built from source, and no name but the listed ones is asked for.
HASHED := --require-hashes --no-deps --only-binary :all:
INSTALL := $(BIN)/python -m pip $(QUIET) install

demo: $(VENV)/demo.stamp
	@$(BIN)/dccg-meet demo demo

test: $(VENV)/test.stamp
	@echo "ruff: lint"
	@$(BIN)/ruff check --quiet .
	@echo "ruff: format"
	@$(BIN)/ruff format --quiet --check .
	@echo "mypy: types"
	@$(BIN)/mypy --no-error-summary
	@echo "import-linter: layers"
	@$(BIN)/lint-imports >$(VENV)/layers.log || { cat $(VENV)/layers.log; exit 1; }
	@echo "docs: generated parts are fresh"
	@$(BIN)/python docs/generate.py --check
	@echo "pytest: the quick tests"
	@$(BIN)/pytest --quiet -m "not slow and not whisper"
	@echo "pytest: the slow tests, those with Whisper included"
	@$(BIN)/pytest --quiet -m "slow or whisper"

DEBIAN := chromium default-jre-headless ffmpeg gcc libc6-dev libical-dev pkg-config \
	$(if $(shell command -v npm),,nodejs npm)
# These versions run with Debian 12's Node 18, and newer ones. node-ical 0.22 misreads the hour after midnight.
NPM := axe-core@4.14.1 ical.js@2.2.1 node-ical@0.21.0 playwright-core@1.60.0 ts-ics@2.4.6 vnu-jar@26.9.27 \
	vtt.js@0.13.0 webvtt-parser@2.2.0
test-all: $(VENV)/test.stamp
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "apt-get: $(DEBIAN)"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(DEBIAN) >/dev/null; \
	else \
		echo "not root on Debian: these have to be there already: $(DEBIAN)"; \
	fi
	@echo "npm: $(NPM)"
	@npm install --prefix build/npm --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel error $(NPM)
	@DCCG_MEET_ALL=1 $(MAKE) --no-print-directory test

bench: $(VENV)/test.stamp build/peers.stamp
	@for bench in $(wildcard benchmarks/*.py); do echo "$$bench"; $(BIN)/python "$$bench" || exit 1; done

# What others wrote, in an environment of its own, on the same versions of all that it shares with ours.
PEERS := whisper-ctranslate2==0.5.8
build/peers.stamp: constraints.txt
	@echo "environment: build/peers, with $(PEERS)"
	@$(PYTHON) -m venv build/peers
	@sed -n 's/^\([a-z].*[^ ]\) *\\$$/\1/p' constraints.txt >build/peers.txt
	@build/peers/bin/python -m pip $(QUIET) install --only-binary :all: --constraint build/peers.txt "$(PEERS)"
	@touch $@

docs: $(VENV)/test.stamp
	@$(BIN)/python docs/generate.py

# constraints.txt has two parts, divided by a line that begins with "# Only": what the program needs to run, with the
# base model and the build backend, and what the checks need besides. Both are resolved together, for every platform
# and every Python from 3.11, with the hashes of all files of a version. Nothing of where they were found is kept.
RESOLVE := build/uv/bin/uv pip compile --quiet --no-config --no-sources --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --no-emit-build-options
constraints:
	@echo "uv: resolving pyproject.toml"
	@$(PYTHON) -m venv build/uv
	@awk '/^[a-z]/ { keep = /^uv==/ } keep' constraints.txt >build/uv.txt
	@build/uv/bin/python -m pip $(QUIET) install $(HASHED) -r build/uv.txt
	@sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml >build/backend.in
	@$(RESOLVE) --all-extras --output-file build/all.txt pyproject.toml build/backend.in
	@$(RESOLVE) --extra base --constraints build/all.txt --output-file build/run.txt pyproject.toml build/backend.in
	@{ echo "# Made by \"make constraints\" from pyproject.toml; not to be edited."; \
	   cat build/run.txt; \
	   echo "# Only for the checks:"; \
	   awk 'NR == FNR { if (/^[a-z]/) seen[$$0]; next } /^[a-z]/ { keep = !($$0 in seen) } keep' build/run.txt build/all.txt; \
	 } >build/constraints.txt
	@! grep -nE '://|^ *-[^-]|^ *--[^h]|@' build/constraints.txt
	@mv build/constraints.txt constraints.txt

clean:
	@rm -rf $(VENV) build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/demo.stamp: pyproject.toml constraints.txt
	@"$(PYTHON)" -c '$(FITS)' 2>/dev/null || { \
		echo "dccg-meet needs Python 3.11 or newer with venv: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "environment: $(VENV), with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@echo "environment: what the program needs, and the base model (280 MB to fetch)"
	@sed '/^# Only/,$$d' constraints.txt >$(VENV)/run.txt
	@$(INSTALL) $(HASHED) -r $(VENV)/run.txt
	@$(INSTALL) --no-deps --no-build-isolation --no-index --editable .
	@$(BIN)/python -m pip check >$(VENV)/check.log || { cat $(VENV)/check.log; exit 1; }
	@touch $@

$(VENV)/test.stamp: $(VENV)/demo.stamp
	@echo "environment: what the checks need"
	@$(INSTALL) $(HASHED) -r constraints.txt
	@touch $@
