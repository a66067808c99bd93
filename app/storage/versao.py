"""As versões de um documento que o diário ainda tem: os envios dele que foram aceitos."""

import json
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from app.storage.tables import registro

PASSO = 1_000
"""Quantas ordens do diário um comando percorre."""


@dataclass(frozen=True, slots=True)
class EnvioAceito:
    """Um envio que a API aceitou, como o diário o guardou.

    `chave` são os valores do caminho, em JSON; `avisos`, códigos separados por vírgulas; `status_verdadeiro`, o da
    resposta que uma falha injetada trocou. Do corpo fica o começo, até PGD_DIARIO_CORPO.
    """

    numero: int
    ordem: int
    recebido_em: datetime
    chave: str
    usuario: str | None
    status: int
    status_verdadeiro: int | None
    falha: str | None
    avisos: str | None
    corpo_recebido: bytes | None


def accepted(
    connection: Connection, trecho_da_rota: str, final_da_chave: str, ordens: range, quantos: int
) -> list[EnvioAceito]:
    """Os envios destas ordens cujo caminho termina neste valor, do mais novo ao mais antigo, até tantos."""
    c = registro.c
    aceitos = _accepted(trecho_da_rota, final_da_chave).where(c.ordem.between(ordens.start, ordens.stop - 1))
    linhas = connection.execute(aceitos.order_by(c.ordem.desc()).limit(quantos))
    return [_aware(EnvioAceito(*linha)) for linha in linhas]


def numbered(connection: Connection, trecho_da_rota: str, final_da_chave: str, numero: int) -> EnvioAceito | None:
    """O envio deste número, se foi aceito e o caminho dele termina neste valor; senão, nada."""
    aceito = _accepted(trecho_da_rota, final_da_chave).where(registro.c.numero == numero)
    linha = connection.execute(aceito).one_or_none()
    return None if linha is None else _aware(EnvioAceito(*linha))


def _accepted(trecho_da_rota: str, final_da_chave: str) -> Select[Any]:
    c, fim = registro.c, f", {json.dumps(final_da_chave, ensure_ascii=False)}]"
    # De um pedido com uma falha e sem resposta verdadeira, a API nada soube, ainda que a falha tenha inventado um 200.
    verdadeiro = case((c.falha.is_(None), c.status), else_=c.status_verdadeiro)
    return select(*(c[campo.name] for campo in fields(EnvioAceito))).where(
        c.metodo == "PUT",
        c.rota.contains(trecho_da_rota, autoescape=True),
        verdadeiro.between(200, 299),
        # Comparado como é: o LIKE do SQLite não distingue maiúsculas, e não lê um molde muito longo.
        func.substr(c.chave, func.length(c.chave) - len(fim) + 1) == fim,
    )


def _aware(envio: EnvioAceito) -> EnvioAceito:
    # O SQLite devolve o instante sem o fuso.
    return replace(envio, recebido_em=envio.recebido_em.replace(tzinfo=envio.recebido_em.tzinfo or UTC))
