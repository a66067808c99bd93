"""Os arquivos que os testes dão a conferir, e o que se lê do relatório."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.batch import Envio, receive_many
from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Recebido, Recurso
from app.rules import exemplo
from app.storage import schema
from app.storage.opening import open_database
from tests.cli.conftest import Feito
from tests.storage.documentos import AGORA
from tests.storage.test_lotes import ADMINISTRADOR

Documento = dict[str, Any]


def participante(**mudancas: Any) -> Documento:
    return {**exemplo.PARTICIPANTE, **mudancas}


def plano_entregas(**mudancas: Any) -> Documento:
    return {**exemplo.PLANO_ENTREGAS, **mudancas}


def plano_trabalho(**mudancas: Any) -> Documento:
    return {**exemplo.PLANO_TRABALHO, **mudancas}


def em_json(arquivo: Path, valor: Any, *, indent: int | None = None) -> str:
    """Grava um arquivo JSON, e diz o nome dele."""
    arquivo.write_text(json.dumps(valor, indent=indent), encoding="utf-8")
    return str(arquivo)


def em_linhas(arquivo: Path, documentos: Iterable[Any]) -> str:
    """Grava um documento por linha, e diz o nome do arquivo."""
    arquivo.write_text("".join(json.dumps(documento) + "\n" for documento in documentos), encoding="utf-8")
    return str(arquivo)


def em_csv(arquivo: Path, *linhas: str, encoding: str = "utf-8") -> str:
    """Grava as linhas de uma tabela, e diz o nome do arquivo."""
    arquivo.write_text("\n".join([*linhas, ""]), encoding=encoding, newline="")
    return str(arquivo)


def relatorio(feito: Feito) -> list[Documento]:
    """Os documentos de um relatório em JSON."""
    documentos: list[Documento] = json.loads(feito.saida)["documentos"]
    return documentos


def codigos(feito: Feito) -> list[tuple[str, int, list[str]]]:
    """De cada documento, a chave, a linha e os códigos do que se achou."""
    return [
        (documento["chave"], documento["linha"], [achado["codigo"] for achado in documento["achados"]])
        for documento in relatorio(feito)
    ]


def envio(documento: Documento) -> Envio:
    """O envio do documento, que traz o campo que só o seu recurso tem."""
    recursos: dict[str, Recurso[Any, Any]] = {
        "situacao": PARTICIPANTE,
        "entregas": PLANO_ENTREGAS,
        "contribuicoes": PLANO_TRABALHO,
    }
    (recurso,) = (recurso for campo, recurso in recursos.items() if campo in documento)
    return Envio(recurso, documento)


def guardar(banco: str, *documentos: Documento) -> None:
    """Deixa estes documentos já aceitos no banco, nesta ordem."""

    async def tudo() -> list[bool]:
        database = open_database(banco)
        schema.upgrade(database)
        envios = map(envio, documentos)
        try:
            return [isinstance(um, Recebido) async for um in receive_many(database, ADMINISTRADOR, envios, AGORA)]
        finally:
            await database.close()

    assert asyncio.run(tudo()) == [True] * len(documentos)
