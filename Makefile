# Tudo o que se faz com o simulador. `make` sozinho mostra a ajuda.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help run test resistencia caos bench bench-painel telas fidelidade mutantes lint tipos arquitetura openapi regras frescor ci lock limpar

help: ## Mostra esta ajuda
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "É preciso Python 3.11 ou mais novo; este é o $$($(PYTHON) --version). Indique outro com PYTHON=python3.12, por exemplo."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.ok: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Instalando o simulador em $(VENV) (só na primeira vez)…"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.ok: requirements-dev.lock $(VENV)/run.ok
	@echo "Instalando as ferramentas de teste em $(VENV) (só na primeira vez)…"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/run.ok ## Atende em http://127.0.0.1:5057 (opções em ARGS="--porta 8000")
	$(BIN)/pgd servir $(ARGS)

test: $(VENV)/dev.ok ## Corre todos os testes, nos dois bancos
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

caos: $(VENV)/dev.ok ## Corre as provas de concorrência e de queda muito mais longas (ARGS="--caos 100": cem vezes)
	$(BIN)/pytest -n auto --dist loadfile tests/concorrencia tests/queda --caos 10 --quedas 30 --parada 10 $(ARGS)

bench: $(VENV)/dev.ok ## Mede o desempenho nos dois bancos, em menos de 10 minutos (ARGS="--rapido": em 1)
	$(BIN)/python -m bench $(ARGS)

bench-painel: $(VENV)/dev.ok ## Mede as páginas do painel, com um milhão de planos e cem mil registros
	$(BIN)/python -m bench.painel $(ARGS)

resistencia: $(VENV)/dev.ok ## Dez minutos de 32 clientes: nenhum erro, e a memória não cresce (ARGS="--segundos 60")
	$(BIN)/python -m tests.abuso.resistencia $(ARGS)

telas: $(VENV)/dev.ok ## Fotografa as páginas do painel para docs/telas (ARGS="pessoa regra": só estas)
	$(BIN)/python -m tests.console.telas $(ARGS)

fidelidade: $(VENV)/dev.ok ## Compara com a gravação da API central, nos dois bancos, e escreve docs/fidelidade.md
	$(BIN)/python -m tests.fidelidade.publicar

mutantes: $(VENV)/dev.ok ## Muda as regras de mil modos e conta quantas mudanças os testes percebem (ao menos 95 %)
	$(BIN)/mutmut run
	$(BIN)/mutmut export-cicd-stats
	$(BIN)/python -m tests.mutantes

lint: $(VENV)/dev.ok ## Confere o estilo do código
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

tipos: $(VENV)/dev.ok ## Confere os tipos (mypy strict)
	$(BIN)/mypy

arquitetura: $(VENV)/dev.ok ## Confere as setas entre os módulos
	$(BIN)/lint-imports

openapi: $(VENV)/run.ok ## Gera openapi/api-pgd-3.3.9.json do código
	$(BIN)/pgd openapi openapi/api-pgd-3.3.9.json

regras: $(VENV)/run.ok ## Gera docs/regras.md do catálogo
	$(BIN)/python -m app.rules.markdown > docs/regras.md

frescor: openapi regras ## Confere se os arquivos gerados estão em dia
	git diff --exit-code -- openapi docs/regras.md

ci: lint tipos arquitetura frescor test ## Tudo o que a esteira confere

lock: $(VENV)/dev.ok ## Refaz os arquivos de versões fixas
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --group build -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --group build --group dev -o requirements-dev.lock

limpar: ## Apaga o ambiente e o que foi gerado
	rm -rf $(VENV) mutants .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
