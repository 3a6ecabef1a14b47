# Two commands matter: `make run` and `make test`. What they do is in deploy/local.

# The newest Python that the portal runs on; the one of .venv where that works already.
PYTHON ?= $(shell for python in .venv/bin/python python3.13 python3.12 python3.11 python3; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo "$$python" && break; done)
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header

.PHONY: run test fast lint bench audit messages clean locks

run test fast lint bench audit messages clean:
ifeq ($(PYTHON),)
	@echo "The portal needs Python 3.11, 3.12 or 3.13, and this machine has none: install one, or name it as PYTHON=/path/to/python3.12 make $@." >&2; exit 1
else
	@$(PYTHON) -m deploy.local $@
endif

# After a change of the dependencies in pyproject.toml.
locks:
	$(LOCK) pyproject.toml -o deploy/locks/production.txt
	$(LOCK) --all-extras pyproject.toml -o deploy/locks/development.txt
