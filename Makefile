# The commands of a day; `make help` lists them. CI and the git hooks call the same ones.
# Needs Python 3.11 or newer and make, nothing else: PostgreSQL and Valkey come as packages.

DATA_DIR ?= .data
PORT ?= 8000
PYTHON ?= python3
ADDOPTS ?= -n 2
UV_VERSION := 0.13.9
export DATA_DIR PORT

PY := .venv/bin/python
MANAGE := $(PY) manage.py
# On DATA_DIR, joining a running system; and on throw-away servers. Addresses given in the environment win.
WITH_SERVERS := $(PY) -m hcm_registry.embedded --
WITH_TEST_SERVERS := $(PY) -m hcm_registry.embedded --fast --
RUN := .venv/run.stamp
DEV := .venv/dev.stamp

.PHONY: help run test canaries test-servers check lint check-django fix migrate demo manage docs messages journeys approve fuzz bench deps hooks clean
.DEFAULT_GOAL := help

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN)  ## the whole system at http://127.0.0.1:8000/ (PORT=8000 DATA_DIR=.data); Ctrl-C stops it
	@exec $(PY) -m hcm_registry.run --with-parent

test: $(DEV)  ## the whole suite, or T=path; ADDOPTS="-n 2" goes to pytest
	@$(PY) -m hcm_registry.messages
	@DEBUG=1 $(WITH_TEST_SERVERS) $(PY) -m pytest $(ADDOPTS) $(T)

canaries: $(DEV)  ## would each promise's test fail without its keeper? takes some minutes (docs/invariants.md)
	@DEBUG=1 THOROUGH=1 $(WITH_TEST_SERVERS) $(PY) -m pytest -q -n 0 -p tests.canaries --ignore=tests/journeys --ignore=tests/running tests

test-servers: $(DEV)  ## the same against real servers: needs DATABASE_URL and REDIS_URL
	@if [ -z "$$DATABASE_URL" ] || [ -z "$$REDIS_URL" ]; then \
	  echo "Hãy đặt DATABASE_URL và REDIS_URL / set DATABASE_URL and REDIS_URL" >&2; exit 1; fi
	@$(MAKE) --no-print-directory test

check: lint  ## everything that can be checked without running a test
	@$(WITH_TEST_SERVERS) $(MAKE) --no-print-directory check-django

lint: $(DEV)  ## the part of check that needs no server
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet templates

check-django: $(DEV)
	$(PY) -m mypy
	$(MANAGE) makemigrations --check --dry-run
	DEBUG=0 ALLOWED_HOSTS=registry.example $(MANAGE) check --deploy --fail-level WARNING
	$(MANAGE) write_docs --check
	$(PY) -m hcm_registry.messages --check

fix: $(DEV)  ## format, and repair what can be repaired by itself
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

migrate: $(RUN)  ## bring the tables of DATA_DIR up to date
	@$(WITH_SERVERS) $(MANAGE) migrate

demo: $(RUN)  ## load the demo city; A=--reorganised carries out the reorganisations of 2025
	@$(WITH_SERVERS) $(MANAGE) load_demo $(A)

manage: $(RUN)  ## any other command: make manage A="verify_journal"
	@$(WITH_SERVERS) $(MANAGE) $(A)

docs: $(DEV)  ## write the generated documents again
	@$(WITH_TEST_SERVERS) $(MANAGE) write_docs
	@DEBUG=1 $(WITH_TEST_SERVERS) $(MANAGE) spectacular --lang vi --validate --file docs/openapi.yaml

messages: $(DEV)  ## collect the texts to translate (needs gettext), name what lacks its English, compile
	@$(PY) -m hcm_registry.messages --collect

journeys: $(DEV)  ## the browser tests alone; fails when there is no Chromium
	@$(PY) -m hcm_registry.messages
	@DEBUG=1 REQUIRE_BROWSER=1 $(WITH_TEST_SERVERS) $(PY) -m pytest $(ADDOPTS) tests/journeys

approve: $(DEV)  ## keep how official papers look now as the pictures to compare with: look at each before committing it
	@DEBUG=1 APPROVE=1 REQUIRE_OFFICE=1 $(WITH_TEST_SERVERS) $(PY) -m pytest -q -n 0 tests/documents/test_pictures.py

fuzz: $(DEV)  ## try the published contract against the API at length: S=seconds a person (150), SEED=1
	@DEBUG=1 LOG_LEVEL=ERROR FUZZ_SECONDS=$(or $(S),150) FUZZ_SEED=$(or $(SEED),1) $(WITH_TEST_SERVERS) $(PY) -m pytest tests/api/test_everything.py

bench: $(DEV)  ## B=pages|search|merger|deadlines|dashboard|load|annex: figures into DATA_DIR/bench
	@DEBUG=0 SECURE=0 LOG_LEVEL=WARNING DATA_DIR="$(DATA_DIR)/bench/servers" $(WITH_SERVERS) env DATA_DIR="$(DATA_DIR)" $(PY) -m benchmarks $(B)

deps: $(DEV)  ## compile the pinned requirements from pyproject.toml
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml -o requirements.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

hooks: $(DEV)  ## run the checks before each commit and push
	.venv/bin/pre-commit install --hook-type pre-commit --hook-type pre-push

clean:  ## remove caches and generated files; the data (DATA_DIR) and .venv stay
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .cache staticfiles
	find . \( -name .venv -o -name .git -o -path "./$(DATA_DIR)" \) -prune -o -name __pycache__ -exec rm -rf {} +
	find . \( -name .venv -o -name .git -o -path "./$(DATA_DIR)" \) -prune -o -name '*.mo' -exec rm -f {} +

# --- packages: two stamps, so that `make run` does not wait for the tools of developers --------------------------

$(RUN): requirements.txt | $(PY)
	@$(call install,requirements.txt)
	@touch $@

$(DEV): requirements-dev.txt | $(PY)
	@$(call install,requirements-dev.txt)
	@touch $@

$(PY):
	@for python in "$(PYTHON)" python3.14 python3.13 python3.12 python3.11; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Cần Python 3.11 trở lên (make PYTHON=/đường/dẫn) / Python 3.11 or newer is needed (make PYTHON=/path)" >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "Thiếu venv của Python: apt-get install python3-venv / Python's venv is missing: apt-get install python3-venv" >&2; \
	  exit 1; \
	fi; \
	"$$found" -m venv .venv || { rm -rf .venv; exit 1; }

# uv takes seconds where pip takes minutes; whatever keeps uv from working, pip checks the same hashes.
define install
	echo "Cài đặt $(1)… / installing $(1)…" >&2; \
	pip="$(PY) -m pip --disable-pip-version-check install --quiet"; \
	[ -x .venv/bin/uv ] || $$pip --only-binary :all: uv==$(UV_VERSION) || true; \
	.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r $(1) || $$pip --require-hashes -r $(1)
endef
