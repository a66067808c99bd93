"""CPF e matrícula SIAPE, que participante e plano de trabalho trazem."""

from __future__ import annotations

from typing import Any

from app.rules.calculo import digitos_verificadores, repetido, so_algarismos
from app.rules.rule import CONTRATO, Evidence, Rule, Stage


def _outra_escrita(valor: str, _: object) -> Evidence | None:
    return None if so_algarismos(valor) else {"valor": valor}


def _cpf_repetido(cpf: str, _: object) -> Evidence | None:
    return {"cpf": cpf} if repetido(cpf) else None


def _cpf_nao_confere(cpf: str, _: object) -> Evidence | None:
    # Só algarismos ASCII chegam à conta: a regra anterior da tabela recusa os demais.
    return {"cpf": cpf} if cpf[9:] != digitos_verificadores(cpf) else None


def matricula_repetida(matricula: str, _: object) -> Evidence | None:
    """Sete algarismos iguais."""
    return {"matricula": matricula} if repetido(matricula) else None


def matricula_so_algarismos(code: str) -> Rule[Any, Any]:
    """Sete algarismos de 0 a 9 (contrato, seção 5, e diferenças)."""
    return Rule(
        code=code,
        stage=Stage.CAMPO,
        field="matricula_siape",
        source=CONTRATO,
        message="A matrícula {valor} tem caracteres que não são algarismos de 0 a 9. Envie os sete do SIAPE.",
        broken=_outra_escrita,
    )


def cpf(field: str, so_algarismos: str, repetido: str, digitos: str) -> tuple[Rule[Any, Any], ...]:
    """As três regras do CPF, na ordem em que são conferidas (contrato, seção 5)."""

    def linha(code: str, message: str, broken: Any) -> Rule[Any, Any]:
        return Rule(code=code, stage=Stage.CAMPO, field=field, source=CONTRATO, message=message, broken=broken)

    return (
        linha(
            so_algarismos,
            "O CPF {valor} tem caracteres que não são algarismos de 0 a 9. Envie os onze, sem ponto nem traço.",
            _outra_escrita,
        ),
        linha(
            repetido,
            "O CPF {cpf} tem todos os algarismos iguais e não é de ninguém. Confira o cadastro.",
            _cpf_repetido,
        ),
        linha(
            digitos,
            "Os dois últimos algarismos do CPF {cpf} não conferem com os demais. Confira se foi digitado certo.",
            _cpf_nao_confere,
        ),
    )
