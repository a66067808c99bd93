"""O cenário `legado`: o que a API central já aceitou um dia, e hoje recusa ou estranha.

Nada disto passa pela recepção: este é o único lugar em que um documento se guarda sem que as regras o vejam. Lê-se com
GET como qualquer outro, e um reenvio que cumpra as regras o substitui.
"""

import json
from collections.abc import AsyncGenerator, Container, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Recurso
from app.seeds import documentos
from app.seeds.documentos import AVALIADO, DA_UNIDADE, EM_EXECUCAO, Documento, cpf
from app.seeds.semeadura import Alvo, Passo, Semeadura
from app.storage.recurso import Lote

GUARDADO_EM = datetime(2024, 3, 1, tzinfo=UTC)
AUTORIZADORA, INSTITUIDORA, LOTACAO = 70_001, 1_000, 1_001
DE_ANTES = date(2022, 5, 2)
INICIO, FIM = date(2024, 1, 1), date(2024, 6, 30)
CITADO = "pe-longo"
"""O plano de entregas que os planos de trabalho citam, com a entrega e1."""


@dataclass(frozen=True, slots=True)
class Antigo:
    """Um documento que já se aceitou, e o código da regra, ou do aviso, que o reenvio dele provoca hoje."""

    regra: str
    recurso: Recurso[Any, Any]
    documento: Documento


def old() -> list[Antigo]:
    """Todos, os citados antes de quem os cita."""
    return [
        _pessoa("PA-08", "1600010", cpf(1_601), tcr=DE_ANTES),
        # Os dois últimos algarismos seriam 02.
        _pessoa("PA-06", "1600020", "00000160240"),
        _pessoa("PA-05", "1600030", "00000000000"),
        _pessoa("PA-03", "1111111", cpf(1_604)),
        _entregas("PE-24", CITADO, 1_001, fim=date(2025, 6, 30)),
        _entregas("PE-02", "pe-sem-entregas", 1_002, nomes=()),
        _entregas("PE-06", "pe-avaliado-sem-nota", 1_003, status=AVALIADO),
        _entregas("PE-07", "pe-sobreposto-1", 1_004),
        _entregas("PE-07", "pe-sobreposto-2", 1_004),
        _trabalho("PT-06", "pt-de-antes-do-pgd", 1_001, periodo=(DE_ANTES, date(2022, 12, 31))),
        _trabalho("PT-47", "pt-longo", 1_002, periodo=(INICIO, date(2025, 6, 30))),
        _trabalho("PT-18", "pt-sobreposto-1", 1_003),
        _trabalho("PT-18", "pt-sobreposto-2", 1_003),
        _trabalho("PT-20", "pt-sem-participante", 1_004, matricula="1600090"),
        _trabalho("PT-21", "pt-sem-a-entrega", 1_005, citada=("pe-que-nao-ha", "e1")),
        _trabalho("PT-07", "pt-acima-de-cem", 1_006, percentual=120),
        _trabalho("PT-17", "pt-avaliado-antes", 1_007, avaliado=(date(2023, 12, 1), date(2023, 12, 31))),
    ]


def _pessoa(regra: str, matricula: str, numero_cpf: str, tcr: date = date(2023, 9, 1)) -> Antigo:
    documento = documentos.participante(
        AUTORIZADORA, LOTACAO, matricula, instituidora=INSTITUIDORA, cpf=numero_cpf, modalidade=2, tcr=tcr
    )
    return Antigo(regra, PARTICIPANTE, documento)


def _entregas(
    regra: str,
    ident: str,
    executora: int,
    *,
    fim: date = FIM,
    status: int = EM_EXECUCAO,
    nomes: Sequence[str] = ("Processos de aposentadoria instruídos",),
) -> Antigo:
    entregas = [
        documentos.entrega(
            f"e{n}",
            nome,
            meta=100,
            tipo="percentual",
            prazo=FIM,
            demandante="Secretaria-Executiva",
            destinataria="Servidores do órgão",
        )
        for n, nome in enumerate(nomes, start=1)
    ]
    documento = documentos.plano_entregas(
        AUTORIZADORA,
        executora,
        ident,
        instituidora=INSTITUIDORA,
        periodo=(INICIO, fim),
        status=status,
        entregas=entregas,
    )
    return Antigo(regra, PLANO_ENTREGAS, documento)


def _trabalho(
    regra: str,
    ident: str,
    executora: int,
    *,
    periodo: tuple[date, date] = (INICIO, FIM),
    matricula: str = "1600010",
    citada: tuple[str, str] = (CITADO, "e1"),
    percentual: int = 100,
    avaliado: tuple[date, date] | None = None,
) -> Antigo:
    documento = documentos.plano_trabalho(
        _pessoa("", matricula, cpf(1_601)).documento,
        executora,
        ident,
        periodo=periodo,
        horas=480,
        status=EM_EXECUCAO,
        contribuicoes=[documentos.contribuicao("c1", DA_UNIDADE, percentual, citada)],
        avaliacoes=[documentos.avaliacao("p1", avaliado, 3, date(2024, 1, 5))] if avaliado else [],
    )
    return Antigo(regra, PLANO_TRABALHO, documento)


async def sow(alvo: Alvo, _: Semeadura) -> AsyncGenerator[Passo]:
    """Guarda todos, um grupo por recurso. Erros: Unavailable."""
    antigos = old()
    for recurso, do_recurso in groupby(antigos, attrgetter("recurso")):
        grupo = [ComoVeio(antigo.documento) for antigo in do_recurso]
        await alvo.database.write_apart(partial(_keep, recurso=recurso, grupo=grupo))
        for _guardado in grupo:
            yield Passo("o que se aceitava", len(antigos))


class ComoVeio:
    """Um documento que nenhum modelo leu, com o pouco que a guarda pede de um."""

    def __init__(self, campos: Documento) -> None:
        self.origem_unidade = campos["origem_unidade"]
        self.cod_unidade_autorizadora = campos["cod_unidade_autorizadora"]
        self._campos = campos

    def model_dump_json(self, exclude: Container[str] = ()) -> str:
        """O JSON, sem estes campos."""
        return json.dumps({nome: valor for nome, valor in self._campos.items() if nome not in exclude})


def _keep(connection: Connection, recurso: Recurso[Any, Any], grupo: Sequence[ComoVeio]) -> None:
    """Guarda os documentos, todos novos, sem que as regras os vejam."""
    lote = Lote[Any](grupo, [documento.model_dump_json() for documento in grupo])
    recurso.store.save(connection, lote, GUARDADO_EM, replaced=())
