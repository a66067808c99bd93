"""O código da unidade autorizadora, que os três documentos e os usuários trazem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from app.rules.calculo import codigo_de_unidade_valido
from app.rules.rule import CONTRATO, Evidence, Stage


class TemUnidade(Protocol):
    """O que a regra precisa ver."""

    @property
    def origem_unidade(self) -> str: ...
    @property
    def cod_unidade_autorizadora(self) -> int: ...


def _codigo_fora_da_regra(documento: TemUnidade, _: object) -> Evidence | None:
    origem, codigo = documento.origem_unidade, documento.cod_unidade_autorizadora
    return None if codigo_de_unidade_valido(origem, codigo) else {"origem": origem, "codigo": codigo}


CODIGO: Mapping[str, Any] = {
    "stage": Stage.DOCUMENTO,
    "field": "cod_unidade_autorizadora",
    "source": CONTRATO,
    "message": (
        "O código de unidade {codigo} não existe no {origem}. No SIAPE são de 1 a 5 algarismos, ou 14 (5 do órgão "
        "e 9 da UORG); no SIORG, de 1 a 6. Confira o código e a origem."
    ),
    "broken": _codigo_fora_da_regra,
    "wrong": "O código da unidade autorizadora não tem a quantidade de algarismos que a origem pede.",
    "why": (
        "O código só identifica a unidade junto com a origem, e cada origem tem os seus tamanhos. A API central "
        "aceita no SIAPE de 1 a 5 algarismos, ou 14 (5 do órgão e 9 da UORG), e no SIORG de 1 a 6; os códigos das "
        "outras unidades do documento não passam por esta conta."
    ),
    "mend": (
        "Confira no cadastro do seu sistema se o código é do SIAPE ou do SIORG, e envie o par certo em "
        "origem_unidade e cod_unidade_autorizadora. No código completo do SIAPE, a UORG ocupa sempre nove "
        "algarismos, com os zeros à esquerda dela."
    ),
}
"""A linha do código da unidade (contrato, seção 5), a que falta dizer o código da regra e os exemplos."""
