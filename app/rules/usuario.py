"""O que se recusa num usuário da API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.rules import exemplo, unidade
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
        wrong="A senha do usuário está vazia.",
        why=(
            "A API central guarda uma senha vazia, e o usuário nunca entra: ao pedir o token, ela conta como ausente. "
            "Aqui ela é recusada antes, ao guardar o usuário e ao trocar a senha esquecida."
        ),
        mend=(
            "Escolha uma senha e envie o usuário de novo. No seu sistema, confira se a senha chega ao campo password: "
            "cada envio substitui o usuário inteiro, também a senha."
        ),
        breaks=exemplo.usuario(password=""),
        keeps=exemplo.usuario(password=exemplo.USUARIO["password"]),
    ),
    Rule[str, "Facts"](
        code="US-03",
        stage=Stage.CAMPO,
        field="password",
        source=CONTRATO,
        message="A senha tem {tamanho} caracteres, e o limite é de {limite}. Escolha uma senha mais curta.",
        broken=_senha_longa,
        wrong="A senha do usuário é longa demais.",
        why=(
            "A API central corta a senha, sem avisar, no byte 72, e falha com um erro 500 acima de 4.096 caracteres. "
            "Aqui todos os caracteres contam, até esse limite."
        ),
        mend=(
            "Escolha uma senha de até 4.096 caracteres e envie o usuário de novo; até 72 bytes, ela vale igual na API "
            "central. No seu sistema, veja se outro texto não foi parar no campo password."
        ),
        breaks=exemplo.usuario(password="x" * (MAIOR_SENHA + 1)),
        keeps=exemplo.usuario(password="x" * MAIOR_SENHA),
    ),
)
DOCUMENTO: tuple[Rule[Usuario, Facts], ...] = (
    Rule(
        code="US-01",
        **unidade.CODIGO,
        breaks=exemplo.usuario(cod_unidade_autorizadora=100_000),
        keeps=exemplo.usuario(cod_unidade_autorizadora=99_999),
    ),
)

NAO_ENCONTRADO = Rule[None, None](
    code="US-04",
    stage=Stage.ESTADO,
    field="email",
    source=CONTRATO,
    message=(
        "Não há usuário com o e-mail {email}. O domínio é guardado em minúsculas, e o resto como foi cadastrado: "
        "confira o texto."
    ),
    wrong="Não há usuário com este e-mail.",
    why=(
        "A API procura o e-mail letra por letra: o domínio é guardado em minúsculas, e o que vem antes do arroba, como "
        "foi cadastrado. Um endereço com o domínio em maiúsculas nunca é encontrado."
    ),
    mend=(
        "Confira o e-mail no caminho, com o domínio em minúsculas. Se o usuário ainda não existe, peça a um "
        "administrador que o crie em PUT /user/ com esse e-mail."
    ),
    breaks=exemplo.Pedido(metodo="GET", caminho="/user/sistema@orgao.gov.br"),
    keeps=exemplo.Pedido(metodo="GET", caminho="/user/sistema@orgao.gov.br", antes=(exemplo.usuario(),)),
)

USUARIO: tuple[Rule[Any, Any], ...] = (*DOCUMENTO, *SENHA, NAO_ENCONTRADO)
