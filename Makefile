.DEFAULT_GOAL := help
.PHONY: help setup run stop status train test lint types tests bot-tests eval call bench lock clean

# Whatever Python can run set-up, which then finds the right ones: the standard library is enough.
CANDIDATES = python3.11 $(wildcard $(HOME)/.pyenv/versions/3.11*/bin/python3) python3
RUNS = $(1) -c 'import sys; sys.exit(sys.version_info < (3, 9))' >/dev/null 2>&1 && echo $(1)
PYTHON = $(or $(firstword $(shell $(foreach candidate,$(CANDIDATES),$(call RUNS,$(candidate));))),python3)
APP = .venv/app/bin/python
BOT = .venv/bot/bin/python

CHECKED = language bot knowledge actions channels portal evaluation benchmarks supervisor setup tests
PYTEST = -m pytest -n auto --dist loadfile
QUESTIONS ?= evaluation/data/public/dev_questions.yaml
CONVERSATIONS ?= evaluation/data/public/dev_conversations.yaml
UV_VERSION = 0.13.9
UV = .venv/lock/bin/uv pip compile --quiet --config-file requirements/uv.toml --generate-hashes \
	--no-emit-index-url --no-emit-package torch --custom-compile-command 'make lock' $(LOCK)

help: ## Show what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make both Python environments (done by the others when needed)
	@$(PYTHON) -m setup environments

run: ## Start everything and print the address; Ctrl-C stops it (PORT=8000)
	@$(PYTHON) -m setup run
	@$(APP) -m supervisor run

stop: ## Stop what `make run` started
	@[ ! -x $(APP) ] || $(APP) -m supervisor stop

status: ## Show what `make run` started
	@[ ! -x $(APP) ] || $(APP) -m supervisor status || true

train: ## Train the language understanding, if its inputs changed
	@$(PYTHON) -m setup model

test: ## Check style and types, then run all tests
	@$(PYTHON) -m setup test
	@$(MAKE) --no-print-directory lint types tests bot-tests

lint: ## Check style and formatting
	@$(PYTHON) -m setup tools
	$(APP) -m ruff check
	$(APP) -m ruff format --check

types: ## Check types, strictly
	@$(PYTHON) -m setup tools
	$(APP) -m mypy $(foreach folder,$(CHECKED),$(if $(wildcard $(folder)/*.py),$(folder)))

tests: ## Run the tests of the gateway, actions, knowledge and the rest (ARGS='-k name')
	@$(PYTHON) -m setup test
	$(APP) $(PYTEST) --ignore tests/bot -m 'not alone' $(ARGS)
	$(APP) -m pytest -m alone tests/system $(ARGS) || [ $$? -eq 5 ]

bot-tests: ## Run the tests of bot/ and language/ in Rasa's environment
	@$(PYTHON) -m setup test
	$(BOT) $(PYTEST) $(or $(wildcard tests/bot tests/language),tests/bot) $(ARGS)

eval: ## Measure accuracy (QUESTIONS= CONVERSATIONS= REPORT=out.json MIN=0.9 THROUGH=kookoo)
	@$(PYTHON) -m setup system
	@$(APP) -m evaluation --questions '$(QUESTIONS)' --conversations '$(CONVERSATIONS)' \
		$(if $(REPORT),--report '$(REPORT)') $(if $(MIN),--min '$(MIN)') $(if $(THROUGH),--through '$(THROUGH)')

call: ## Call the assistant from this terminal, by keys and words (PROVIDER=twilio|plivo|exotel|kookoo)
	@$(PYTHON) -m setup system
	@$(APP) -m tests.peers.call $(if $(PROVIDER),--provider '$(PROVIDER)') $(ARGS)

bench: ## Measure speed against the budgets
	@$(PYTHON) -m setup test
	@$(APP) -m benchmarks

lock: ## Renew the lock files from requirements/*.in (LOCK=--upgrade for newer releases)
	@test -x .venv/lock/bin/uv || { $(PYTHON) -m venv .venv/lock && .venv/lock/bin/python -m pip install --quiet uv==$(UV_VERSION); }
	$(UV) --python-version 3.10 requirements/bot.in -o requirements/bot.lock
	$(UV) --python-version 3.10 requirements/bot-dev.in -o requirements/bot-dev.lock
	$(UV) --python-version 3.11 requirements/app.in -o requirements/app.lock
	$(UV) --python-version 3.11 requirements/app-dev.in -o requirements/app-dev.lock

clean: ## Remove what can be made again: environments, model, caches, logs (not var/'s data)
	rm -rf .venv models var/log .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
