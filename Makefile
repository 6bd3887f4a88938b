# `make help` lists what there is. Nothing here needs more than make, git and Python 3.11; the rest is installed by the targets themselves.

SHELL := /bin/sh
.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-input --require-hashes
RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed
# What is handed on: make demo DEMO="--reset --until 2026-06-30", make test ARGS="tests/rules -x"
DEMO ?=
ARGS ?=
export PYTHON

# Macros are more logic than markup; they are laid out by hand and only linted.
PAGES := portal/templates --extend-exclude portal/templates/macros

.PHONY: help setup demo run test check format bench manual lock clean libraries chromium

help: ## This list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)$$/\1|\2/' | while IFS='|' read -r name text; do printf '  make %-8s %s\n' "$$name" "$$text"; done

demo: libraries $(RUNTIME) ## The whole portal with twelve months of made-up data on http://127.0.0.1:8000 (PORT=… overrides)
	@$(FLASK) demo $(DEMO)
	@exec $(BIN)/python .ci/serve.py

run: libraries $(RUNTIME) ## Web server and job worker on the database as it is
	@exec $(BIN)/python .ci/serve.py

setup: libraries $(DEV) chromium ## Everything a developer needs: libraries, .venv, Chromium

test: libraries $(DEV) chromium ## The whole suite on SQLite and PostgreSQL and in a real Chromium (ARGS=… for pytest)
ifeq ($(strip $(ARGS)),)
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal tests/rules tests/services tests/pages tests/house
	$(BIN)/pytest tests/adversarial tests/browser
else
	$(BIN)/pytest $(ARGS)
endif

check: $(DEV) ## Style, types, templates, floors, and migrations that equal the models
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/djlint --quiet --check $(PAGES)
	$(BIN)/djlint --quiet --lint portal/templates
	$(BIN)/lint-imports
	$(FLASK) catalogue --check
	@echo '$(FLASK) db check, on a database made by the migrations'
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	export PORTAL_ENV=development DATABASE_URL="sqlite:///$$folder/check.db" OWNER_DATABASE_URL="sqlite:///$$folder/check.db" PORTAL_FILES="$$folder" && \
	{ $(FLASK) db upgrade && $(FLASK) db check; } >"$$folder/log" 2>&1 || { cat "$$folder/log"; exit 1; }

format: $(DEV) ## Lays out code and templates, and mends what ruff can mend
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat $(PAGES) || true

bench: $(DEV) ## How fast we are, as ratios to the bare limit; writes bench/results/latest.json
	$(BIN)/python -m bench $(ARGS)

manual: $(DEV) chromium ## Takes the manual's pictures anew from a running demo (URL=…)
	$(BIN)/python docs/manual/pictures.py $(URL)

lock: $(DEV) ## Writes the lock files anew from pyproject.toml (ARGS=--upgrade for newer versions)
	$(BIN)/pip install --quiet uv==0.13.9
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile $(LOCK) --extra demo --output-file requirements.lock pyproject.toml
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile $(LOCK) --extra demo --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock pyproject.toml

LOCK = --quiet --no-config --universal --python-version 3.11 --generate-hashes $(ARGS)

clean: ## Removes caches and what tests leave; .venv and instance/ stay
	rm -rf .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -path ./.venv -prune -o -type d -name __pycache__ -exec rm -rf {} +

libraries:
	@.ci/system python libraries

chromium: $(DEV)
	@.ci/system chromium

# The development lock holds all of the other one, so either stamp may stand for what runs.
$(RUNTIME): requirements.lock
	@.ci/system python
	$(PYTHON) -m venv .venv
	$(PIP) --requirement requirements.lock
	@touch $@

$(DEV): requirements.lock requirements-dev.lock
	@.ci/system python
	$(PYTHON) -m venv .venv
	$(PIP) --requirement requirements-dev.lock
	@touch $@ $(RUNTIME)
