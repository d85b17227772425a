.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup setup-dev run test coverage lint catalogues catalogues-check bench lock clean

help:  ## What can be made here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: .venv/.installed .venv/.catalogues  ## The virtual environment, locked, with compiled catalogues

setup-dev: .venv/.installed-dev .venv/.catalogues  ## The same with what the tests need

# Half an environment (Debian without python3-venv) would pass for a whole one; one whose Python is gone is begun anew.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 run"; exit 1; }
	$(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }

.venv/.installed: requirements.txt | .venv/bin/python
	@echo "Setting up; this takes about a minute."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt | .venv/bin/python
	@echo "Setting up what the tests need; this takes about a minute."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/.installed

.venv/.catalogues: $(wildcard locales/*/LC_MESSAGES/messages.po) | .venv/.installed
	$(BIN)/python -m babel.messages.frontend -q compile -d locales
	@touch $@

run: setup  ## Start the bot: on Telegram with BOT_TOKEN in .env, otherwise in the playground
	$(BIN)/python -m bot

test: setup-dev  ## All tests; says what it had to leave out and what to install for it
	$(BIN)/python -m pytest -n auto --dist loadfile

coverage: setup-dev  ## Whether tests/desk walk every branch of desk/, random walks not counted: they may miss one (a minute)
	$(BIN)/python -m pytest tests/desk -m "not hypothesis" -n auto --cov=desk --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered

bench: setup-dev  ## What is claimed about speed (some minutes; needs a quiet machine)
	$(BIN)/python -m benchmarks

lint: setup-dev  ## ruff, mypy strict, the import rule
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

catalogues: setup-dev  ## Bring locales/ up to date with the source (then translate what is new)
	$(BIN)/pybabel -q extract --no-location --sort-output --omit-header --no-wrap -o locales/messages.pot handlers bot
	for language in en ru uk; do $(BIN)/pybabel -q update --init-missing --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date \
		--no-wrap -i locales/messages.pot -d locales -l $$language || exit 1; done

catalogues-check: setup-dev  ## Whether the catalogues are complete and in step with the source
	$(BIN)/python -m pytest tests/locales

lock:  ## Lock the dependencies anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-annotate --upgrade pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-annotate --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:  ## Remove the environment and caches, keep the data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
