# make run: the whole desk on this machine. make test: everything that has to hold. make bench: how fast it is.
# Both work from any folder, as root or not, and need nothing but Python 3.11 to 3.13.
ROOT := $(shell cd "$$(dirname "$(strip $(lastword $(MAKEFILE_LIST)))")" && pwd)
PYTHON ?= python3
PY := .venv/bin/python
ON_SCRATCH := $(PY) -m frontdesk.servers.scratch
# Two cores are what the suite is planned for; files that share servers stay together.
PYTEST := -n 2 --dist loadgroup
# What was compiled once is kept: the tests start some fifty processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test bench lint types checks suite browser languages install install-test
.NOTPARALLEL:

ifneq ($(CURDIR),$(ROOT))

run test bench lint types checks suite browser languages install install-test:
	@$(MAKE) --no-print-directory -C "$(ROOT)" $@

else

run: install
	@exec $(PY) manage.py up

test: install-test browser languages lint types checks suite

bench: install
	@exec $(ON_SCRATCH) bench $(BENCH)

install:
	@$(PYTHON) frontdesk/servers/bootstrap.py requirements.txt

install-test:
	@$(PYTHON) frontdesk/servers/bootstrap.py requirements-test.txt

browser:
	@echo "── browser"
	@$(PY) -m frontdesk.servers.chromium

languages:
	@echo "── languages"
	@$(PY) -m frontdesk.servers.languages

lint:
	@echo "── lint"
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@find templates -name '*.html' -print0 | xargs -0r .venv/bin/djade --check --target-version 5.2

types:
	@echo "── types"
	@# The settings are loaded to know the models; they ask for a key unless they may be lax.
	@DEBUG=1 $(PY) -m mypy .

checks:
	@echo "── migrations"
	@$(ON_SCRATCH) makemigrations --check --dry-run
	@echo "── settings of a real site"
	@FRONTDESK_TLS=1 $(ON_SCRATCH) check --deploy --fail-level WARNING

suite:
	@echo "── tests"
	@$(PY) -m pytest $(PYTEST)

endif
