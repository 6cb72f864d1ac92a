# Everything runs in .venv, made on the first call. HOST and PORT change where `make serve` listens.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
SHELL := /bin/sh
export HOST PORT

.PHONY: help serve studio demo test coverage faults cluster nightly check bench simulate mutation messages lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venv/serve: requirements.lock pyproject.toml hatch_build.py $(wildcard quiz/translations/*/LC_MESSAGES/*.po)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it, or name it: make PYTHON=/path/to/python3.12 serve"; exit 1; }
	@echo "1/3 making .venv with $$($(PYTHON) --version) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "The venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "2/3 installing the locked dependencies (about half a minute) …"
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@echo "3/3 installing the app and compiling its translations …"
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/test: .venv/serve requirements-dev.lock
	@echo "Installing what the tests need …"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

serve: .venv/serve ## set up everything and serve on http://127.0.0.1:8000
	@sh editor/make.sh || echo "Until then the studio shows the source of a bank in a plain field."
	@exec $(BIN)/quiz serve

studio: .venv/serve ## bundle the source editor of the studio (with Node, which is installed where it is missing)
	@sh editor/make.sh

demo: .venv/serve ## serve with a class of learners and their attempts, in a database of its own
	@sh editor/make.sh || echo "Until then the studio shows the source of a bank in a plain field."
	@QUIZ_INSTANCE=instance/demo QUIZ_DATABASE_URL= $(BIN)/quiz demo
	@QUIZ_INSTANCE=instance/demo QUIZ_DATABASE_URL= QUIZ_HOME=ai-2024 exec $(BIN)/quiz serve

test: .venv/test ## set up everything and run every test, browser and PostgreSQL included
	@sh tests/install-tools.sh
	@sh editor/make.sh
	@sh tests/editors/install.sh
	@$(BIN)/python -m tests.run

coverage: .venv/test ## run every test and count the lines that run, of everything: twice the time of make test
	@sh tests/install-tools.sh
	@sh editor/make.sh
	@sh tests/editors/install.sh
	@$(BIN)/python -m tests.run --count-all

faults: .venv/test ## kill, cut, fill up and restart what real servers run on (the full disk needs root)
	@sh tests/install-tools.sh
	@$(BIN)/python -m pytest tests/faults -m "" -s

cluster: .venv/test ## run two machines behind nginx with PostgreSQL and Redis, and end each of them in turn
	@sh tests/install-tools.sh nginx redis-server
	@$(BIN)/python -m pytest tests/cluster -m "" -s

nightly: .venv/test ## draw fifty times the examples of the property tests
	@HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest tests/domain tests/services -n auto --timeout 7200 -k "not postgresql"

check: .venv/test ## lint, types, import contracts, templates, stylesheets, banks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m tests.stylesheets
	$(BIN)/quiz check

bench: .venv/test ## measure, print a table, write benchmarks/out/figures.jsonl (BEFORE=commit compares with it)
	@$(BIN)/python -m benchmarks $(if $(BEFORE),--before $(BEFORE))

simulate: .venv/test ## let simulated learners study by the review and by other ways, write docs/review.md
	@$(BIN)/python -m quiz.simulation --docs docs/review.md

mutation: .venv/test ## try the core's tests on faults put into it, write docs/mutation.md
	@$(BIN)/python -m tests.mutation

messages: .venv/test ## collect the interface's texts into the catalogue of translations, and compile it
	@$(BIN)/python -m tests.messages

lock: ## pin the dependencies again (needs uv and npm)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group build pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group node -o requirements-node.lock
	npm install --package-lock-only --ignore-scripts

clean: ## remove what was set up (the data in instance/ stays)
	rm -rf .venv node_modules tests/editors/node_modules static/dist build dist .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis mutants
