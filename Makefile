# make book    the published book, from nothing
# make test    everything that is checked, in order
# make help    the rest

PYTHON ?= python3
BIN := .venv/bin

# The project's own environment, whatever the shell has activated.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export VIRTUAL_ENV := $(CURDIR)/.venv
unexport PYTHONPATH PYTHONHOME
# The lock is installed uncompiled: without this each process would compile all it imports.
unexport PYTHONDONTWRITEBYTECODE

.NOTPARALLEL:
.PHONY: help install browser printer book test lint style format types layers check unit notebooks \
	all site pages refresh lock clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20

install: .venv/installed  ## .venv, as requirements.txt pins it

.venv/bin/pip:
	@command -v "$(PYTHON)" >/dev/null || { echo "reportcard needs Python 3.11 or newer and finds no $(PYTHON): name one with 'make install PYTHON=python3.12'." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "reportcard needs Python 3.11 or newer, and $(PYTHON) is older: name another with 'make install PYTHON=python3.12'." >&2; exit 1; }
	"$(PYTHON)" -m venv --clear .venv

# The lock is whole, so nothing is to be resolved; a module is compiled when it is first imported.
.venv/installed: requirements.txt pyproject.toml | .venv/bin/pip
	@echo "Installing what requirements.txt pins; this takes about a minute."
	$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-compile -r requirements.txt
	$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

browser:  ## Chromium, fonts and Java from Debian, for the tests
	scripts/debian.sh

# Where it cannot be installed the book is made without its PDF, and says so.
printer:
	@scripts/debian.sh book || true

book: printer site  ## run the chapters and render the site
	@echo "The book is at _build/site/index.html"

all: printer install  ## the same for every place, year and language that has enough
	$(BIN)/reportcard build --all

# Each step of the test is a target of its own.
test: install browser lint check unit notebooks site pages  ## everything, in this order

lint: style format types layers  ## style, format, types, layers

style: install  ## ruff's rules
	$(BIN)/ruff check

format: install  ## ruff's layout
	$(BIN)/ruff format --check

types: install  ## mypy
	$(BIN)/mypy

layers: install  ## who may import whom
	$(BIN)/lint-imports --no-cache

check: install  ## every problem of the data
	$(BIN)/reportcard check

unit: install  ## tests of the package
	$(BIN)/pytest -n auto --dist worksteal --ignore=tests/book

notebooks: install  ## the stored outputs of the chapters, with nbval
	JUPYTER_DEFAULT_PROVISIONER_NAME=reportcard-warm $(BIN)/pytest --nbval -n auto --dist loadfile notebooks/

site: install
	$(BIN)/reportcard build

pages: install browser  ## tests of the built book, in the browser
	$(BIN)/pytest -n auto --dist worksteal tests/book

refresh: install  ## rewrite data/observations.csv and the stored outputs
	$(BIN)/reportcard refresh

# Versions stay unless pyproject.toml asks otherwise; `make lock UPGRADE=--upgrade` takes the newest.
lock: install  ## compile requirements.txt from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --extra dask $(UPGRADE) \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  pyproject.toml -o requirements.txt

clean:  ## remove what make and the tools made
	rm -rf .venv _build .hypothesis .import_linter_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
