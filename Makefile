# Needs python3 >= 3.11 with pip, and this file. Everything else is fetched from the
# package index into .tools/ and .venv/.

PORT ?= 8000
TOOLS := .tools
PYTHON := .venv/bin/python
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo $(TOOLS)/bin/uv)

# The interpreter is one that is here; uv does not download another.
export UV_PYTHON_DOWNLOADS ?= never
# Certificates are those the machine trusts, as for pip.
export UV_SYSTEM_CERTS ?= true

# A program that tests start again and again is compiled once.
export PYTHONDONTWRITEBYTECODE =
export UV_COMPILE_BYTECODE ?= true

.PHONY: help demo blog test test-long test-themes lint docs bench bench-scale matrix matrix-oldest matrix-newest messages clean \
	site dev browser

help:
	@echo "make demo       start the blog with demo content (PORT=$(PORT))"
	@echo "make blog       start a blog of your own, empty at first (PORT=$(PORT))"
	@echo "make test       run all tests, in a browser too"
	@echo "make test-long  run those that take minutes or start servers"
	@echo "make test-themes  run the promises and those in a browser on each further theme"
	@echo "make lint       check format, style, imports, types and templates"
	@echo "make docs       build the documentation, var/docs/docs/index.html"
	@echo "make bench      measure, print a table and write var/bench.json"
	@echo "make bench-scale  measure a million comments on PostgreSQL"
	@echo "make matrix     run the tests on the oldest and the newest versions"
	@echo "make messages   collect and compile the texts to translate"
	@echo "make clean      remove everything that was built; var/ stays"

$(TOOLS)/bin/uv:
	python3 -m pip install --quiet --disable-pip-version-check --target $(TOOLS) "uv>=0.8"

site: $(filter $(TOOLS)/%,$(UV))
	@$(UV) sync --quiet --frozen --inexact --no-default-groups --group site

dev: $(filter $(TOOLS)/%,$(UV))
	@$(UV) sync --quiet --frozen

browser: dev
	@$(PYTHON) -m tests.tools.browser_setup

demo: site
	@exec $(PYTHON) manage.py demo --port $(PORT)

blog: site
	@VAR_DIR=$${VAR_DIR:-var/blog} exec $(PYTHON) manage.py run_blog --port $(PORT)

test: browser
	$(PYTHON) -m pytest -n auto --dist worksteal $(PYTEST_ARGS)

test-long: browser docs
	@$(PYTHON) -m tests.tools.server_setup
	$(PYTHON) -m pytest -m long -n 2 --dist loadfile $(PYTEST_ARGS)
	$(MAKE) test-themes THEME_TESTS="$(addprefix tests/browser/test_,$(addsuffix .py,$(SEEN)))"

# What is promised holds on every theme, not only on the one that sites begin with.
THEME_TESTS := tests/promises tests/browser
# Of these, what only the style sheets can break: make test-long has no time for all.
SEEN := every_page long_words few_words pictures printing privacy_page

test-themes: browser
	set -e; for theme in $(filter-out paper,$(notdir $(patsubst %/theme.toml,%,$(wildcard themes/*/theme.toml)))); do \
		DEFAULT_THEME=$$theme $(PYTHON) -m pytest -m "long or not long" -n 2 \
			--dist worksteal $(THEME_TESTS) $(PYTEST_ARGS); done

lint: dev
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	.venv/bin/lint-imports
	$(PYTHON) -m mypy
	.venv/bin/djlint --quiet --lint themes privacy_plugin blog
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) -m pytest -q -p no:cacheprovider tests/architecture/test_catalogues.py

docs: dev
	$(PYTHON) -m sphinx -q --fail-on-warning --keep-going -b html -c docs . var/docs

bench: dev
	$(PYTHON) -m tests.bench

bench-scale: dev
	$(PYTHON) -m tests.bench.scale $(COMMENTS)

matrix: matrix-oldest matrix-newest

matrix-oldest matrix-newest: browser
	UV=$(UV) $(PYTHON) -m tests.tools.matrix $(@:matrix-%=%) $(PYTEST_ARGS)

messages: dev
	$(PYTHON) -m tests.tools.catalogues collect

clean:
	rm -rf .venv .venv-matrix-* $(TOOLS) build dist *.egg-info .mypy_cache .ruff_cache \
		.pytest_cache .hypothesis .import_linter_cache htmlcov .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
