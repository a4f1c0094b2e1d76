# make run · make test · make lint · make bench · make prove
PYTHON ?= python3
PORT ?= 8000
VAR ?= var
VENV ?= .venv
export PORT VAR

.PHONY: run test lint bench prove fix lock screenshots clean

run:
	@$(PYTHON) clinic/local/bootstrap.py requirements-local.txt $(VENV)
	@exec $(VENV)/bin/python manage.py up

test:
	@$(PYTHON) clinic/local/bootstrap.py requirements-dev.txt $(VENV)
	$(VENV)/bin/python -m pytest -n 2 --dist loadgroup --durations=25 $(ARGS)

lint:
	@$(PYTHON) clinic/local/bootstrap.py requirements-dev.txt $(VENV)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy .
	git ls-files '*.html' | xargs $(VENV)/bin/djade --check --target-version 5.2
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/python manage.py lint_migrations

fix:
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	git ls-files '*.html' | xargs $(VENV)/bin/djade --target-version 5.2

bench:
	@$(PYTHON) clinic/local/bootstrap.py requirements-dev.txt $(VENV)
	$(VENV)/bin/python -m tests.benchmarks $(ARGS)
	$(VENV)/bin/python -m tests.benchmarks.finding

# What make test does with few and always the same inputs, here with many and new ones; the seed is printed.
prove: SEED ?= $(shell date +%s)
prove:
	@$(PYTHON) clinic/local/bootstrap.py requirements-dev.txt $(VENV)
	@echo "SEED=$(SEED)"
	PROVE=1 TURNS=500 SEED=$(SEED) $(VENV)/bin/python -m pytest --timeout=0 --hypothesis-seed=$(SEED) \
	  tests/test_nothing_lost.py tests/clients/alerts/test_alerts.py tests/interventions/sessions/test_split_series.py \
	  tests/consequences/test_year.py tests/interventions/modalities/test_parts_map.py \
	  tests/interventions/modalities/test_cycle_map.py tests/interventions/modalities/test_ledger.py \
	  tests/hostile tests/journeys/test_layout.py tests/faults/test_odd_machines.py $$(grep -rl '@given' tests --include='*.py') $(ARGS)

screenshots:
	@$(PYTHON) clinic/local/bootstrap.py requirements-dev.txt $(VENV)
	$(VENV)/bin/python -m tests.screenshots $(ARGS)

# What is pinned already stays, unless it must go: UPGRADE=--upgrade takes the newest of everything.
LOCK = uv pip compile -q $(UPGRADE) pyproject.toml --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header --no-annotate
lock:
	$(LOCK) -o requirements.txt
	$(LOCK) --extra local -o requirements-local.txt
	$(LOCK) --extra local --extra dev -o requirements-dev.txt

clean:
	rm -rf .venv build staticfiles .mypy_cache .ruff_cache .pytest_cache
