FROM python:3.12-slim AS dependencias
WORKDIR /simulador
COPY requirements.lock .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY migrations migrations
COPY simulador_pgd simulador_pgd
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Simulador da API PGD" \
      org.opencontainers.image.description="Dublê fiel e offline da API central do PGD. Não é o ambiente do MGI." \
      org.opencontainers.image.licenses="MIT"
RUN useradd --system --uid 10001 --create-home --home-dir /dados pgd
COPY --from=dependencias /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PGD_HOST=0.0.0.0
USER pgd
# O banco SQLite e a chave gerada ficam em /dados/.pgd.
WORKDIR /dados
VOLUME /dados
EXPOSE 5057
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ.get(\"PGD_PORTA\") or 5057}/health', timeout=2)"]
CMD ["pgd", "servir"]
