# Lan Tỏa: everything needs only python3 (3.11 or newer) and make.

PYTHON ?= python3
PORT ?= 8000
# One more than the cores: journeys wait for their browser, deadlines for a clock.
WORKERS ?= 3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTEST := $(BIN)/python -m pytest
COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

# Compiled modules are kept, whatever the machine says: without them every start takes nearly twice as long.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install run test soak mutants lint lock bench looks
.DELETE_ON_ERROR:

help:
	@echo 'make install            build $(VENV) from requirements.lock'
	@echo 'make run [PORT=8000]    install, load the demo, serve it'
	@echo 'make test               install, lint, run the suite (12 to 15 minutes on 2 cores)'
	@echo 'make soak               install, run the suite at full length, all of it on both databases'
	@echo 'make mutants [ONLY=app/domain/coverage]   change the rules one by one, see that a test notices'
	@echo 'make lint               ruff, mypy and the import floors'
	@echo 'make lock               write the two lock files anew from pyproject.toml'
	@echo 'make bench              measure'
	@echo 'make looks [ONLY=/products]   take a picture of every page in both sizes and themes, full and empty'

install: $(STAMP)

# The stamp is newer than the lock file once everything in the lock is installed, so a second install does nothing.
$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Lan Tỏa needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 install' >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo 'This Python has no venv module. On Debian or Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -c 'import pathlib, sysconfig; \
		pathlib.Path(sysconfig.get_path("purelib"), "lantoa.pth").write_text(str(pathlib.Path.cwd()) + "\n", "utf-8")'
	@printf '#!/bin/sh\nexec "$${0%%/*}/python" -m app "$$@"\n' > $(BIN)/lantoa
	@chmod +x $(BIN)/lantoa
	@# Compiles what a server imports: under systemd it runs as someone who may not write here.
	$(BIN)/python -c 'import app.main; from app.web import pages; pages.compile_all()'
	@touch $(STAMP)

run: install
	$(BIN)/lantoa demo
	$(BIN)/lantoa serve --port $(PORT)

test: lint
	$(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder

soak: install
	LANTOA_SOAK=1 $(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# Takes an hour or two; goes on where it was stopped.
mutants: install
	$(BIN)/python tools/mutants.py $(ONLY)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# requirements.lock is everything; requirements.runtime.lock is the part of it that the container needs.
lock: install
	$(BIN)/uv $(COMPILE) --group pyproject.toml:dev pyproject.toml -o requirements.lock
	$(BIN)/uv $(COMPILE) --constraint requirements.lock --no-annotate pyproject.toml -o requirements.runtime.lock

bench: install
	$(BIN)/python -m bench

# Needs Chromium; looks/full and looks/empty are for someone to go through one by one.
looks: install
	PYTHONPATH=. $(BIN)/python tools/looks.py $(ONLY)
