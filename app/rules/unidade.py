"""O código da unidade autorizadora, que os três documentos e os usuários trazem."""

from __future__ import annotations

from typing import Any, Protocol

from app.rules.calculo import codigo_de_unidade_valido
from app.rules.rule import CONTRATO, Evidence, Rule, Stage


class TemUnidade(Protocol):
    """O que a regra precisa ver."""

    @property
    def origem_unidade(self) -> str: ...
    @property
    def cod_unidade_autorizadora(self) -> int: ...


def _codigo_fora_da_regra(documento: TemUnidade, _: object) -> Evidence | None:
    origem, codigo = documento.origem_unidade, documento.cod_unidade_autorizadora
    return None if codigo_de_unidade_valido(origem, codigo) else {"origem": origem, "codigo": codigo}


def codigo(code: str) -> Rule[Any, Any]:
    """A regra do código da unidade, com o código de quem a usa (contrato, seção 5)."""
    return Rule(
        code=code,
        stage=Stage.DOCUMENTO,
        field="cod_unidade_autorizadora",
        source=CONTRATO,
        message=(
            "O código de unidade {codigo} não existe no {origem}. No SIAPE são de 1 a 5 algarismos, ou 14 (5 do órgão "
            "e 9 da UORG); no SIORG, de 1 a 6. Confira o código e a origem."
        ),
        broken=_codigo_fora_da_regra,
    )
