"""O que se avisa de um usuário da API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.rules import exemplo
from app.rules.rule import CONTRATO, Evidence, Rule, Severity, Stage

if TYPE_CHECKING:
    from app.contract.usuario import Usuario


def _dominio_com_maiusculas(usuario: Usuario, _: object) -> Evidence | None:
    enviado = usuario.enviado["email"]
    dominio = enviado.rpartition("@")[2]
    return {"enviado": enviado, "email": usuario.email} if dominio != dominio.lower() else None


def _como_se_guarda(_enviado: Any, evidence: Evidence) -> Any:
    return evidence["email"]


AVISOS: tuple[Rule[Usuario, object], ...] = (
    Rule(
        code="US-05",
        stage=Stage.CAMPO,
        field="email",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O e-mail veio como {enviado}, e foi guardado como {email}, com o domínio em minúsculas. Só deste modo o "
            "usuário é encontrado: use-o assim para entrar, nos caminhos e no cadastro do seu sistema."
        ),
        broken=_dominio_com_maiusculas,
        wrong="O e-mail veio com letras maiúsculas no domínio.",
        why=(
            "O contrato guarda o e-mail com o domínio em minúsculas, mas compara como veio o que se escreve em /token "
            "e nos caminhos. Quem entra com o texto que enviou no cadastro recebe 401, como se errasse a senha."
        ),
        mend=(
            "Escreva em minúsculas o que vem depois do arroba, no corpo, no caminho e ao entrar; o que vem antes dele "
            "continua como foi cadastrado. No sistema, passe o domínio a minúsculas ao salvar o e-mail."
        ),
        # O corpo vai escrito porque o caminho já tem de trazer o domínio em minúsculas.
        breaks=exemplo.Pedido(
            metodo="PUT",
            caminho="/user/sistema@orgao.gov.br",
            corpo=json.dumps({**exemplo.USUARIO, "email": "sistema@Orgao.gov.br"}),
        ),
        keeps=exemplo.usuario(email="Sistema@orgao.gov.br"),
        fix=_como_se_guarda,
    ),
)
