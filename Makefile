# `make help` lists the targets. Everything runs in .venv, which `make setup` makes.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
SDKS := .venv-sdks/bin
SDKS_STAMP := .venv-sdks/.installed
NODE_STAMP := tests/node/node_modules/.package-lock.json

.PHONY: help setup serve test contract mutants sdks clients check format lint types imports data wheel traffic lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(STAMP) ## make .venv with all that running and testing need

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
	@touch $(STAMP)

serve: $(STAMP) ## run the mock on http://127.0.0.1:8707
	@$(BIN)/cometapi-mock serve $(ARGS)

test: $(STAMP) ## run every test
	@$(BIN)/python -m pytest -n 2 $(ARGS)

contract: $(STAMP) ## hold a target to the contract: make contract TARGET=live DIALECT=comet ARGS="-q"
	@$(BIN)/cometapi-contract run --target $(or $(TARGET),mock) --dialect $(or $(DIALECT),comet) $(ARGS)

mutants: $(STAMP) ## spoil the API in every way of tests/mutants, see the suite catch it, write docs/contract-mutants.md
	@$(BIN)/python -m tests.mutants $(if $(or $(DIALECT),$(ARGS)),$(if $(DIALECT),--dialect $(DIALECT)) $(ARGS),--write docs/contract-mutants.md)

sdks: $(STAMP) $(SDKS_STAMP) $(NODE_STAMP) ## run the tests that drive other people's SDKs, on Python and Node
	@$(BIN)/mypy --python-executable $(SDKS)/python tests/sdks/*.py
	@$(SDKS)/python -m pytest -n 2 tests/sdks tests/google_genai tests/test_google_genai.py $(ARGS)

clients: $(SDKS_STAMP) $(NODE_STAMP) ## try other people's clients with every shape, write docs/fuzz-client-table.md
	@$(SDKS)/python -W ignore -m tests.sdks.clients --write docs/fuzz-client-table.md

$(SDKS_STAMP): pyproject.toml constraints-sdks.txt
	$(PYTHON) -m venv .venv-sdks
	$(SDKS)/python -m pip install --quiet --upgrade pip
	$(SDKS)/python -m pip install --quiet --constraint constraints-sdks.txt --editable . --group sdks
	@touch $(SDKS_STAMP)

$(NODE_STAMP): tests/node/package-lock.json
	cd tests/node && npm ci --silent --ignore-scripts --no-audit --no-fund

check: lint types imports data ## what CI runs: every check, and every test with coverage
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term"

format: $(STAMP) ## format the code and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: $(STAMP) ## style, dead code, dependencies, shell scripts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/vulture
	@$(BIN)/deptry .
	@$(BIN)/shellcheck --severity=warning .ci/* packaging/*.sh
	@$(BIN)/hadolint Dockerfile

types: $(STAMP) ## mypy --strict
	@$(BIN)/mypy

imports: $(STAMP) ## the layers of ARCHITECTURE.md
	@$(BIN)/lint-imports

data: $(STAMP) ## schema files against the metaschema; workflows, the action and compose files against their schemas
	@$(BIN)/check-jsonschema --check-metaschema schemas/*/*.json
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows examples/github-actions/*.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec examples/docker/*.yml

wheel: $(STAMP) ## build sdist and wheel, install the wheel elsewhere, serve and ask
	@.ci/wheel $(BIN)/python

traffic: $(STAMP) ## hold the schemas to recorded traffic: make traffic FILE=../shared/traffic/exchanges.jsonl
	@$(BIN)/python -m contract_tests.conformance $(or $(FILE),../shared/traffic/exchanges.jsonl)

lock: $(STAMP) $(SDKS_STAMP) ## write constraints*.txt: the versions that are installed now
	@$(BIN)/python -m pip freeze --exclude-editable | grep -v '@ file:' > constraints.txt
	@$(SDKS)/python -m pip freeze --exclude-editable | grep -v '@ file:' > constraints-sdks.txt

clean: ## remove what was built
	rm -rf .venv .venv-sdks tests/node/node_modules build dist .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
