"""Um registro do diário por inteiro, com o pedido pronto para repetir e a explicação."""

from typing import Annotated

from pydantic import Field

from app.explain.explain import Server, explain_record, find
from app.explain.explanation import Explicacao
from app.records.whole import RegistroCompleto, describe
from app.storage.database import Database


class RegistroInteiro(RegistroCompleto):
    """Tudo o que se sabe de um pedido: o que se guardou dele, como repeti-lo, e por que teve a resposta que teve."""

    repetir: Annotated[
        str | None,
        Field(title="O pedido como veio, para o bash", description="Nulo, se o diário só tem parte do corpo."),
    ]
    explicacao: Explicacao


async def whole(database: Database, numero: int, server: Server) -> RegistroInteiro:
    """O registro com este número. Erros: NotInJournal, Unavailable."""
    registro = await find(database, numero)
    explicacao = await explain_record(database, registro, server)
    return RegistroInteiro(**dict(describe(registro)), repetir=explicacao.repetir, explicacao=explicacao)
