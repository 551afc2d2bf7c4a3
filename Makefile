# What a newcomer guesses: install, demo, test, check, bench, screenshots. Needs git, make and Python 3.11.
PYTHON ?= python3.11
ifeq (, $(shell command -v $(PYTHON) 2>/dev/null))
PYTHON := python3
endif
BIN := .venv/bin
UV := uv==0.13.9
FRONTEND := src/holdfire/site/frontend
ADDRESS ?= 127.0.0.1:8000

# Some containers forbid Python to keep what it compiled; every command would then take two seconds longer.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo test check bench torture published spark s3 screenshots lock clean

help:
	@echo "make demo         install, load the demonstration and serve it at http://$(ADDRESS)"
	@echo "make test         install and run every test"
	@echo "make check        lint, types and import rules"
	@echo "make bench        measure speed and memory, print the tables of docs/benchmarks.md"
	@echo "make torture      the record's long trials: mutations, forged histories, kills, power cuts (an hour)"
	@echo "make published    write the schemas and the example record of docs/record anew"
	@echo "make spark        also install Spark, to read and link on a cluster (needs Java 17)"
	@echo "make s3           install an S3 server apart, against which the tests of a vault in a bucket run"
	@echo "make screenshots  photograph every page at two widths into screenshots/"
	@echo "make lock         resolve the dependencies anew into requirements.lock"

install: .venv/.installed src/holdfire/site/static/dist/.built

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Holdfire needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

src/holdfire/site/static/dist/.built: .venv/.installed hatch_build.py $(wildcard $(FRONTEND)/*.* $(FRONTEND)/src/*)
	$(BIN)/python hatch_build.py

demo: install
	@$(BIN)/holdfire demo --serve $(ADDRESS)

test: install
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

check: install
	$(BIN)/ruff check src tests bench training docs hatch_build.py
	$(BIN)/ruff format --check src tests bench training docs hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	$(BIN)/python bench/run.py

torture: install
	$(BIN)/python bench/torture/mutations.py 10000
	$(BIN)/python bench/torture/histories.py 10000
	$(BIN)/python bench/torture/kills.py 1000
	$(BIN)/python bench/torture/kills.py 200 --postgres
	$(BIN)/python bench/torture/power.py 5000
	$(BIN)/python bench/torture/power.py 200 1 --control

# Half a gigabyte that only a Spark cluster needs, and Java beside it; the tests of Spark run once it is there.
spark: install
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-spark.lock

# The schemas and the example record of docs/record, for other implementations.
published: install
	$(BIN)/python docs/record/make.py

# A server for tests alone; its dependencies disagree with ours, so it lives in an environment of its own.
s3: install
	test -x .venv-s3/bin/python || $(PYTHON) -m venv .venv-s3
	$(BIN)/uv pip install --quiet --python .venv-s3/bin/python --require-hashes -r requirements-s3.lock

screenshots: install
	$(BIN)/python bench/screenshots.py

lock: .venv/.installed
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header --extra postgres --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header --group spark -c requirements.lock -o requirements-spark.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header --group s3 -o requirements-s3.lock

clean:
	rm -rf .venv .demo src/holdfire/site/static/dist $(FRONTEND)/node_modules
