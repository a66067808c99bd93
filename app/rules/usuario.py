"""O que se recusa num usuário da API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.rules import unidade
from app.rules.rule import CONTRATO, Evidence, Rule, Stage

if TYPE_CHECKING:
    from app.contract.usuario import Usuario
    from app.rules.facts import Facts

MAIOR_SENHA = 4_096
"""Maior senha aceita, em caracteres (contrato/diferenças)."""


def _senha_vazia(senha: str, _: Facts) -> Evidence | None:
    return None if senha else {}


def _senha_longa(senha: str, _: Facts) -> Evidence | None:
    return {"tamanho": len(senha), "limite": MAIOR_SENHA} if len(senha) > MAIOR_SENHA else None


SENHA = (
    Rule[str, "Facts"](
        code="US-02",
        stage=Stage.CAMPO,
        field="password",
        source=CONTRATO,
        message="A senha está vazia. Escolha uma senha e envie de novo.",
        broken=_senha_vazia,
    ),
    Rule[str, "Facts"](
        code="US-03",
        stage=Stage.CAMPO,
        field="password",
        source=CONTRATO,
        message="A senha tem {tamanho} caracteres, e o limite é de {limite}. Escolha uma senha mais curta.",
        broken=_senha_longa,
    ),
)
DOCUMENTO: tuple[Rule[Usuario, Facts], ...] = (unidade.codigo("US-01"),)

NAO_ENCONTRADO = Rule[None, None](
    code="US-04",
    stage=Stage.ESTADO,
    field="email",
    source=CONTRATO,
    message=(
        "Não há usuário com o e-mail {email}. O domínio é guardado em minúsculas, e o resto como foi cadastrado: "
        "confira o texto."
    ),
)

USUARIO: tuple[Rule[Any, Any], ...] = (*DOCUMENTO, *SENHA, NAO_ENCONTRADO)
