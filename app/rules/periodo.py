"""Período de vigência: o que planos de entregas e de trabalho têm em comum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from app.rules.calculo import BYTES_DE_UM_ID, dias_permitidos, ultimo_dia
from app.rules.facts import FactsPlano, PlanoGuardado
from app.rules.rule import CONTRATO, ONDE, Evidence, Stage

CANCELADO = 1
"""Status de um plano cancelado, que não ocupa período (contrato, seção 6)."""

LIMITE_TAMBEM_NA_SUBSTITUICAO = date(2025, 5, 31)
"""Planos que começam depois deste dia respeitam um ano também quando reenviados (contrato, seção 6)."""


class TemPeriodo(Protocol):
    """O que as regras de período precisam ver de um plano."""

    @property
    def origem_unidade(self) -> str: ...
    @property
    def cod_unidade_autorizadora(self) -> int: ...
    @property
    def data_inicio(self) -> date: ...
    @property
    def data_termino(self) -> date: ...
    @property
    def status(self) -> int: ...
    @property
    def cod_unidade_executora(self) -> int: ...


def _termina_antes(plano: TemPeriodo, _: object) -> Evidence | None:
    if plano.data_termino >= plano.data_inicio:
        return None
    return {
        "inicio": plano.data_inicio,
        "termino": plano.data_termino,
        ONDE: (("data_inicio",), ("data_termino",)),
    }


def collides(recurso: str, plano: TemPeriodo, known: FactsPlano) -> Evidence | None:
    """Com que planos guardados este divide dias; a mensagem fala do primeiro.

    `colide_com` os traz todos: `recurso`, `chave`, `data_inicio`, `data_termino`, `status` e `recebido_em` de cada um.
    """
    if not known.conflitos or plano.status == CANCELADO:
        return None
    outro = known.conflitos[0]
    return {
        "inicio": plano.data_inicio,
        "termino": plano.data_termino,
        "outro": outro.id,
        "outro_inicio": outro.data_inicio,
        "outro_termino": outro.data_termino,
        "outro_status": outro.status,
        "executora": plano.cod_unidade_executora,
        "colide_com": [_guardado(recurso, plano, conflito) for conflito in known.conflitos],
    }


def _guardado(recurso: str, plano: TemPeriodo, conflito: PlanoGuardado) -> dict[str, Any]:
    """O plano guardado com que este colide: a chave com que se lê, o período, o status e quando chegou."""
    return {
        "recurso": recurso,
        "chave": {
            "origem_unidade": plano.origem_unidade,
            "cod_unidade_autorizadora": plano.cod_unidade_autorizadora,
            f"id_{recurso}": conflito.id,
        },
        "data_inicio": conflito.data_inicio,
        "data_termino": conflito.data_termino,
        "status": conflito.status,
        "recebido_em": conflito.recebido_em,
    }


def _passa_de_um_ano(plano: TemPeriodo, known: FactsPlano) -> Evidence | None:
    if known.exists and plano.data_inicio <= LIMITE_TAMBEM_NA_SUBSTITUICAO:
        return None
    dias = (plano.data_termino - plano.data_inicio).days
    limite = dias_permitidos(plano.data_inicio, plano.data_termino)
    if dias <= limite:
        return None
    return {"dias": dias, "limite": limite, "ultimo_dia": ultimo_dia(plano.data_inicio)}


def _ate_o_ultimo_dia(plano: Mapping[str, Any], evidence: Evidence) -> dict[str, Any]:
    # Também quando a evidência vem do diário, em que as datas são textos.
    return {**plano, "data_termino": str(evidence["ultimo_dia"])}


def _id_longo(valor: str, _: object) -> Evidence | None:
    tamanho = len(valor.encode(errors="surrogatepass"))
    return {"tamanho": tamanho, "limite": BYTES_DE_UM_ID} if tamanho > BYTES_DE_UM_ID else None


DATAS_EM_ORDEM: Mapping[str, Any] = {
    "stage": Stage.DOCUMENTO,
    "field": "data_termino",
    "source": CONTRATO,
    "message": "O plano termina em {termino}, antes de começar em {inicio}. Corrija uma das datas.",
    "broken": _termina_antes,
    "wrong": "O plano termina antes de começar.",
    "why": (
        "O período de um plano vai da data de início à de término, contados os dois dias, e o contrato da API central "
        "recusa um período ao contrário. Um plano de um só dia, com as duas datas iguais, é aceito."
    ),
    "mend": (
        "Confira no seu sistema as duas datas: veja se não foram trocadas, ou se uma delas não ficou com outro ano. "
        "Corrija em data_inicio ou em data_termino a que estiver errada, e envie o plano de novo."
    ),
}
"""`data_termino` não vem antes de `data_inicio` (contrato, seção 5). Faltam o código da regra e os exemplos."""

SEM_SOBREPOSICAO: Mapping[str, Any] = {
    "stage": Stage.ESTADO,
    "field": "data_inicio",
    "source": CONTRATO,
    "mend": (
        "Ajuste data_inicio ou data_termino para que os dois períodos não dividam dia algum, ou cancele o outro plano, "
        "reenviando-o com status 1. Se os dois são o mesmo plano, envie-o sempre com o mesmo identificador: assim ele "
        "substitui o que está guardado."
    ),
}
"""Nenhum outro plano, que não esteja cancelado, divide um dia com este (contrato, seção 6).

Faltam o código da regra, a mensagem, o que está errado e por quê, os exemplos e `broken`, que é `collides` com o nome
do recurso.
"""

ATE_UM_ANO: Mapping[str, Any] = {
    "stage": Stage.ESTADO,
    "field": "data_termino",
    "message": (
        "O plano dura {dias} dias, e neste período o limite de um ano é de {limite} dias. "
        "Antecipe a data de término ou divida o plano."
    ),
    "broken": _passa_de_um_ano,
    "wrong": "O plano dura mais de um ano.",
    "mend": (
        "Antecipe data_termino para o último dia que cabe no ano. Se o trabalho continua depois dele, envie o restante "
        "em outro plano, com outro identificador, que comece no dia seguinte ao término deste."
    ),
    "fix": _ate_o_ultimo_dia,
}
"""O plano não passa de um ano (contrato, seção 6). Faltam o código da regra, a fonte, o porquê e os exemplos."""

ID_CABE: Mapping[str, Any] = {
    "stage": Stage.CAMPO,
    "source": CONTRATO,
    "message": (
        "O identificador tem {tamanho} bytes e não pode ser guardado como chave; o limite é de {limite} bytes, "
        "e o PostgreSQL às vezes aceita menos. Use um identificador curto, como um UUID."
    ),
    "broken": _id_longo,
    "wrong": "O identificador é longo demais para ser uma chave.",
    "why": (
        "O banco precisa indexar o que é chave. A API central responde 503, como se estivesse fora do ar, ao "
        "identificador que o índice dela não comporta; o simulador diz o que houve, e recusa sempre os que passam de "
        "4.000 bytes em UTF-8, em que uma letra acentuada conta dois."
    ),
    "mend": (
        "Use um identificador curto e que não mude de um envio para o outro, como um UUID. Se o do seu sistema é um "
        "texto longo, guarde ao lado dele um código curto que o represente, e envie o código."
    ),
}
"""O identificador cabe no índice do banco (diferenças). Faltam o código da regra, o campo e os exemplos."""
