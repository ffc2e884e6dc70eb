# hilfenetz: `make help` lists what there is.
# Every target does its own set-up; a second call repeats nothing.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked-requirements
READY := $(VENV)/.package-installed
# The scripts of the pages, and what they are built from.
BUNDLE := service/web/bundle/manifest.json
FRONTEND := service/web/frontend
PACKAGES := graph_model importers visual service

# The lock is made by this version of uv, in an environment of its own.
UV_VERSION := 0.13.9
LOCK_ENV := build/lock-env

# Passed on: make demo DEMO_ARGS=--no-serve, make test TEST_ARGS="tests/unit -k gaps", make bench BENCH_ARGS=...
DEMO_ARGS ?=
TEST_WORKERS ?= 2
TEST_ARGS ?=
BENCH_ARGS ?=

# The newest calendar release of Neo4j that the store is tried against.
NEO4J_LATEST ?= 2026.08.1

# `make setup PYTHON=python3.12` chooses the interpreter; another one than that of .venv renews it.
ifneq ($(strip $(PYTHON)),)
MINOR := import sys; print("%d.%d" % sys.version_info[:2])
ifneq ($(shell $(PYTHON) -c '$(MINOR)' 2>/dev/null),$(shell $(BIN)/python -c '$(MINOR)' 2>/dev/null))
$(LOCKED): FORCE
endif
endif

.PHONY: help setup demo pictures test test-neo4j-latest check bench docs format lock clean FORCE

help:  ## diese Übersicht / this overview
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## Umgebung in .venv einrichten / set up the environment in .venv

$(LOCKED): requirements-dev.txt .ci/make_environment.sh
	@PYTHON="$(PYTHON)" sh .ci/make_environment.sh $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $@

$(BUNDLE): $(LOCKED) .ci/make_bundle.sh requirements-node.txt $(wildcard $(FRONTEND)/*.js $(FRONTEND)/*.mjs $(FRONTEND)/*.json)
	@sh .ci/make_bundle.sh $(VENV)

# No build isolation: the build backend is among the locked requirements, so nothing unlocked is fetched.
$(READY): $(LOCKED) $(BUNDLE) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)  ## Beispielnetz rechnen und zeigen / compute and show the demo network (DEMO_ARGS=--no-serve)
	$(BIN)/hilfenetz demo $(DEMO_ARGS)

test: $(READY)  ## alle Tests / every test, doctests too, with branch coverage (TEST_ARGS=...)
	$(BIN)/python -m tests.browser.chromium --ensure
	$(BIN)/python -m tests.neo4j_server --ensure
	$(BIN)/python -m pytest --numprocesses $(TEST_WORKERS) --dist loadgroup $(WHOLE) $(if $(TEST_ARGS),$(TEST_ARGS),tests $(PACKAGES))

test-neo4j-latest: $(READY)  ## Neo4j-Tests mit der neuesten Fassung (JDK 21+) / Neo4j tests on the newest release (JDK 21+)
	HILFENETZ_TEST_NEO4J_VERSION=$(NEO4J_LATEST) $(BIN)/python -m tests.neo4j_server --ensure
	HILFENETZ_TEST_NEO4J_VERSION=$(NEO4J_LATEST) $(BIN)/python -m pytest -m neo4j --numprocesses $(TEST_WORKERS) --dist loadgroup tests

# Asked only when all tests run: what took longest, how much is covered, whether both stores were tested.
WHOLE = $(if $(TEST_ARGS),,--both-stores --durations=25 --cov --cov-report=term:skip-covered)

check: $(READY)  ## was ohne Lauf prüfbar ist / format, ruff, mypy, import contracts, docs against code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --quiet tests/docs

bench: $(READY)  ## Messwerte mit Zielen / every figure with its goal; writes docs/performance.md
	$(BIN)/python -m benchmarks.run $(BENCH_ARGS)

pictures: $(READY)  ## Bilder der Seiten neu machen / take the pictures of the guide anew
	$(BIN)/python -m tests.browser.chromium --ensure
	$(BIN)/python -m pytest --quiet tests/browser/test_every_page.py -k axe --pictures docs/images/pages

docs: $(READY)  ## aus dem Code erzeugte Seiten / regenerate the pages made from the code
	$(BIN)/python -m docs.generate

format: $(READY)  ## Quelltext formatieren / format the sources
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:  ## Abhängigkeiten neu festschreiben / renew the lock files (LOCK_ARGS=--upgrade)
	@PYTHON="$(PYTHON)" sh .ci/make_environment.sh $(LOCK_ENV)
	$(LOCK_ENV)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(LOCK_ENV)/bin/uv $(LOCK_COMMAND) --output-file requirements.txt pyproject.toml
	env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(LOCK_ENV)/bin/uv $(LOCK_COMMAND) --constraint requirements.txt --group dev --output-file requirements-dev.txt pyproject.toml
	env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(LOCK_ENV)/bin/uv $(LOCK_COMMAND) --group node --output-file requirements-node.txt

LOCK_COMMAND = pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate $(LOCK_ARGS)

clean:  ## alles Erzeugte löschen / delete everything that was made here
	rm -rf $(VENV) build dist service/web/bundle $(FRONTEND)/node_modules htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
