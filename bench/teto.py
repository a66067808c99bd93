"""O teto: o que custa só ler, validar e responder com os mesmos modelos e o mesmo servidor HTTP, sem banco nem diário.

Um programa à parte: `python -m bench.teto --porta N`. O que o simulador gasta além disto é o que ele faz a mais: saber
quem pede, conferir o que está guardado, guardar e anotar.
"""

import argparse
import sys
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.contract import moment
from app.contract.plano_trabalho import PlanoTrabalho
from bench.documentos import plano_trabalho

CAMINHO = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_trabalho/{id_plano_trabalho}"


class NoInstante:
    """Diz às regras presas aos modelos que horas são, como faz o simulador a cada pedido."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with moment.at(datetime.now(UTC)):
            await self._app(scope, receive, send)


def criar() -> ASGIApp:
    """O programa inteiro: um PUT que lê e devolve o que leu, e um GET que devolve um documento do mesmo tamanho."""
    app = FastAPI(
        openapi_url=None,
        strict_content_type=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    with moment.at(datetime.now(UTC)):
        guardado = PlanoTrabalho.model_validate(plano_trabalho(0, 0))

    @app.get("/")
    async def raiz() -> Response:
        return Response("{}", media_type="application/json")

    @app.put(CAMINHO)
    async def put(
        origem_unidade: str,  # noqa: ARG001  # lido do caminho, que também custa
        cod_unidade_autorizadora: int,  # noqa: ARG001  # lido do caminho, que também custa
        id_plano_trabalho: str,  # noqa: ARG001  # lido do caminho, que também custa
        plano_trabalho: PlanoTrabalho,
    ) -> Response:
        return Response(plano_trabalho.model_dump_json(), 201, media_type="application/json")

    @app.get(CAMINHO)
    async def get(
        origem_unidade: str,  # noqa: ARG001  # lido do caminho, que também custa
        cod_unidade_autorizadora: int,  # noqa: ARG001  # lido do caminho, que também custa
        id_plano_trabalho: str,  # noqa: ARG001  # lido do caminho, que também custa
    ) -> Response:
        return Response(guardado.model_dump_json(), media_type="application/json")

    return NoInstante(app)


def main() -> int:
    """Atende nesta porta, com as mesmas opções do simulador, até ser encerrado."""
    leitor = argparse.ArgumentParser(description=__doc__)
    leitor.add_argument("--porta", type=int, required=True)
    uvicorn.run(
        criar(),
        port=leitor.parse_args().porta,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
