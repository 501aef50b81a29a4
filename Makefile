# Two commands for people: `make demo` and `make test`. Each does all its own
# set-up; beforehand a machine needs python3 (3.11 or newer), node, npm and make.

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
BUNDLE := webcast_widget/static/pane.js
CONTRACT := js/src/contract.gen.ts

.DELETE_ON_ERROR:
.PHONY: demo test build lint types layers contract contract-check vitest unit notebooks browser bench soak clean

## What people call

demo: .venv/.installed-demo
	$(BIN)/webcast-widget demo notebooks

test: lint types layers contract-check vitest unit notebooks browser

build: $(BUNDLE)

contract: .venv/.installed-test
	$(BIN)/python -m webcast_widget.pane.typescript $(CONTRACT)

bench: .venv/.installed-test
	.ci/chromium
	$(BIN)/python -m tests.benchmarks

# For a night: an hour or so, and figures at the end of each.
soak: .venv/.installed-soak
	$(BIN)/python -m tests.soak.campaign --events 1000
	$(BIN)/python -m tests.soak.kill_recorder --kills 200
	$(BIN)/python -m tests.soak.fuzz --inputs 1000000
	$(BIN)/python -m tests.soak.week
	$(BIN)/python -m tests.soak.whole_event

clean:
	rm -rf .venv js/node_modules js/coverage webcast_widget/static dist

## The steps of `make test`, each of which can be called alone

lint: .venv/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	npm --prefix js run --silent check

types: .venv/.installed-test
	$(BIN)/mypy
	npm --prefix js run --silent types

layers: .venv/.installed-test
	$(BIN)/lint-imports --no-logo

contract-check: .venv/.installed-test
	$(BIN)/python -m webcast_widget.pane.typescript --check $(CONTRACT)

vitest: js/node_modules/.installed
	npm --prefix js run --silent test

unit: .venv/.installed-test
	$(BIN)/python -m pytest -n logical -m "not browser" --ignore tests/notebooks --cov --cov-report=term:skip-covered

notebooks: .venv/.installed-test
	$(BIN)/python -m pytest tests/notebooks

browser: .venv/.installed-test
	.ci/chromium
	$(BIN)/python -m pytest -m browser

## Set-up

.venv/bin/python:
	.ci/venv

# The bundle was built just before: the package need not build it again.
.venv/.installed-%: .venv/bin/python pyproject.toml .ci/constraints.txt $(BUNDLE)
	HATCH_JUPYTER_BUILDER_SKIP_HOOKS=1 $(PIP) install --constraint .ci/constraints.txt --editable ".[$*]"
	touch $@

js/node_modules/.installed: js/package.json js/package-lock.json
	npm --prefix js ci --no-audit --no-fund --loglevel=error
	touch $@

$(BUNDLE): js/node_modules/.installed js/build.mjs $(wildcard js/src/* js/src/styles/*)
	npm --prefix js run --silent build
	touch $@
