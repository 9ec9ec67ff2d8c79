# `make help` lists the targets. Everything runs in .venv, which `make setup` makes.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
SDKS := .venv-sdks/bin
SDKS_STAMP := .venv-sdks/.installed
NODE_STAMP := tests/node/node_modules/.package-lock.json
REDOCLY_STAMP := tests/openapi/node_modules/.package-lock.json
SCHEMATHESIS := .venv-schemathesis/bin
SCHEMATHESIS_STAMP := .venv-schemathesis/.installed
DIALECTS := comet google vertex
NPM_CI = command -v npm >/dev/null || { echo "$@ needs Node 20 or later: npm isn't there" >&2; exit 1; }; \
	npm --prefix $(<D) ci --loglevel=error --ignore-scripts --no-audit --no-fund

.PHONY: help setup serve test contract mutants strategies fuzz sdks clients check format lint types imports data openapi schemathesis wheel traffic lock clean

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

strategies: $(STAMP) ## measure and count what the strategies draw, write docs/strategies.md
	@$(BIN)/python -m benchmarks.strategies $(or $(ARGS),--write docs/strategies.md)

# Examples of each property, and a seed of its own each time; cases that are sent raw, and to the target.
EXAMPLES ?= 1000
CASES ?= 10000
SEED ?= $(shell $(PYTHON) -c 'import secrets; print(secrets.randbelow(2**32))')
PROPERTIES = $(wildcard tests/test_properties*.py tests/test_strategies_*.py tests/test_machine.py)

fuzz: $(STAMP) ## try the mock with examples nobody wrote, and a good client with every shape: make fuzz EXAMPLES=1000 CASES=10000 SEED=1
	@$(MAKE) --no-print-directory fuzzed SEED=$(SEED) EXAMPLES=$(EXAMPLES) CASES=$(CASES)

.PHONY: fuzzed
fuzzed:
	@echo "SEED=$(SEED)"
	@FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -n 2 --hypothesis-profile=fuzz --hypothesis-seed=$(SEED) --hypothesis-show-statistics $(PROPERTIES) $(ARGS)
	@$(BIN)/python -m tests.wire --cases $(CASES) --seed $(SEED)
	@$(BIN)/cometapi-contract fuzz --target mock --examples $(CASES) --seed $(SEED)
	@$(BIN)/cometapi-contract fuzz --client "$(BIN)/python -m tests.perfect_client {base_url}"

sdks: $(STAMP) $(SDKS_STAMP) $(NODE_STAMP) ## run the tests that drive other people's SDKs, on Python and Node
	@$(BIN)/mypy --python-executable $(SDKS)/python tests/sdks/*.py
	@$(SDKS)/python -m pytest -n 2 tests/sdks tests/google_genai tests/test_google_genai.py tests/test_openai.py $(ARGS)

clients: $(SDKS_STAMP) $(NODE_STAMP) ## try other people's clients with every shape, write docs/fuzz-client-table.md
	@$(SDKS)/python -W ignore -m tests.sdks.clients --write docs/fuzz-client-table.md

$(SDKS_STAMP): pyproject.toml constraints-sdks.txt
	$(PYTHON) -m venv .venv-sdks
	$(SDKS)/python -m pip install --quiet --upgrade pip
	$(SDKS)/python -m pip install --quiet --constraint constraints-sdks.txt --editable . --group sdks
	@touch $(SDKS_STAMP)

$(NODE_STAMP): tests/node/package-lock.json
	@$(NPM_CI)

check: lint types imports data openapi schemathesis ## what CI runs: every check, and every test with coverage
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term"

format: $(STAMP) ## format the code and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: $(STAMP) ## style, dead code, dependencies, shell scripts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/vulture
	@$(BIN)/deptry .
	@$(BIN)/shellcheck --severity=warning .ci/* packaging/*.sh tests/openapi/*.sh
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

openapi: $(STAMP) $(REDOCLY_STAMP) ## lint the OpenAPI documents with Redocly's linter
	@mkdir -p build/openapi
	@for each in $(DIALECTS); do $(BIN)/cometapi-mock openapi --dialect $$each --output build/openapi/$$each.json || exit; done
	@$(BIN)/cometapi-mock openapi --admin --output build/openapi/admin.json
	@told=$$(REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true tests/openapi/node_modules/.bin/redocly \
		lint --config tests/openapi/redocly.yaml build/openapi/*.json 2>&1) \
		&& echo "OpenAPI documents: no rule is broken" || { echo "$$told"; exit 1; }

$(REDOCLY_STAMP): tests/openapi/package-lock.json
	@$(NPM_CI)

schemathesis: $(STAMP) $(SCHEMATHESIS_STAMP) ## have Schemathesis try the mock on its OpenAPI document, in each dialect
	@cd tests/openapi && $(abspath $(BIN))/mypy --config-file ../../pyproject.toml --explicit-package-bases \
		--python-executable $(abspath $(SCHEMATHESIS))/python hooks.py bounded.py
	@tests/openapi/schemathesis.sh $(BIN)/cometapi-mock $(SCHEMATHESIS)/st $(or $(DIALECT),google:bounded $(DIALECTS))

$(SCHEMATHESIS_STAMP): pyproject.toml constraints-schemathesis.txt
	$(PYTHON) -m venv .venv-schemathesis
	$(SCHEMATHESIS)/python -m pip install --quiet --upgrade pip
	$(SCHEMATHESIS)/python -m pip install --quiet --constraint constraints-schemathesis.txt --group schemathesis
	@touch $(SCHEMATHESIS_STAMP)

wheel: $(STAMP) ## build sdist and wheel, install the wheel elsewhere, serve and ask
	@.ci/wheel $(BIN)/python

traffic: $(STAMP) ## hold the schemas to recorded traffic: make traffic FILE=../shared/traffic/exchanges.jsonl
	@$(BIN)/python -m contract_tests.conformance $(or $(FILE),../shared/traffic/exchanges.jsonl)

lock: $(STAMP) $(SDKS_STAMP) $(SCHEMATHESIS_STAMP) ## write constraints*.txt: the versions that are installed now
	@$(BIN)/python -m pip freeze --exclude-editable | grep -v '@ file:' > constraints.txt
	@$(SDKS)/python -m pip freeze --exclude-editable | grep -v '@ file:' > constraints-sdks.txt
	@$(SCHEMATHESIS)/python -m pip freeze > constraints-schemathesis.txt

clean: ## remove what was built
	rm -rf .venv .venv-sdks .venv-schemathesis tests/*/node_modules build dist .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
