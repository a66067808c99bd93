"""CPF e matrícula SIAPE, que participante e plano de trabalho trazem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.rules.calculo import algarismos, digitos_verificadores, repetido, so_algarismos
from app.rules.rule import CONTRATO, UNFIXED, Evidence, Stage

ALGARISMOS_DA_MATRICULA = 7
ALGARISMOS_DO_CPF = 11


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


def matricula_em_algarismos(valor: str, _: Evidence) -> Any:
    """Os sete algarismos, de 0 a 9 e sem o que há em volta; `UNFIXED`, se não são sete."""
    certo = algarismos(valor)
    return certo if len(certo) == ALGARISMOS_DA_MATRICULA else UNFIXED


def cpf_em_algarismos(valor: str, _: Evidence) -> Any:
    """Os onze algarismos, de 0 a 9 e sem máscara; `UNFIXED`, se não são onze."""
    certo = algarismos(valor)
    return certo if len(certo) == ALGARISMOS_DO_CPF else UNFIXED


MATRICULA_SO_ALGARISMOS: Mapping[str, Any] = {
    "stage": Stage.CAMPO,
    "field": "matricula_siape",
    "source": CONTRATO,
    "message": "A matrícula {valor} tem caracteres que não são algarismos de 0 a 9. Envie os sete do SIAPE.",
    "broken": _outra_escrita,
    "wrong": "A matrícula SIAPE traz caracteres que não são algarismos de 0 a 9.",
    "why": (
        "A matrícula faz parte da chave do participante, e a mesma, escrita de dois jeitos, seria duas pessoas. A API "
        "central aceita algarismos de qualquer escrita, como os árabes ou os de largura dobrada, e guarda o que veio; "
        "o simulador é mais estrito de propósito."
    ),
    "mend": (
        "Envie os sete algarismos como estão no SIAPE, com os zeros à esquerda e sem traço nem espaço. No seu sistema, "
        "converta o texto em algarismos de 0 a 9 ao recebê-lo, sobretudo se ele é copiado de uma página ou de uma "
        "planilha."
    ),
    "fix": matricula_em_algarismos,
}
"""A linha dos algarismos da matrícula (contrato, seção 5, e diferenças), sem o código da regra e os exemplos."""

CPF_SO_ALGARISMOS: Mapping[str, Any] = {
    "stage": Stage.CAMPO,
    "source": CONTRATO,
    "message": "O CPF {valor} tem caracteres que não são algarismos de 0 a 9. Envie os onze, sem ponto nem traço.",
    "broken": _outra_escrita,
    "wrong": "O CPF traz caracteres que não são algarismos de 0 a 9.",
    "why": (
        "O mesmo CPF, escrito de dois jeitos, seria duas pessoas. A API central aceita algarismos de qualquer escrita, "
        "como os árabes ou os de largura dobrada, e guarda o que veio; o simulador é mais estrito de propósito."
    ),
    "mend": (
        "Envie os onze algarismos, com os zeros à esquerda e sem ponto, traço nem espaço. No seu sistema, converta o "
        "texto em algarismos de 0 a 9 ao recebê-lo, sobretudo se ele é copiado de uma página ou de uma planilha."
    ),
    "fix": cpf_em_algarismos,
}
"""A primeira linha do CPF (contrato, seção 5, e diferenças), sem o código da regra, o campo e os exemplos."""

CPF_REPETIDO: Mapping[str, Any] = {
    "stage": Stage.CAMPO,
    "source": CONTRATO,
    "message": "O CPF {cpf} tem todos os algarismos iguais e não é de ninguém. Confira o cadastro.",
    "broken": _cpf_repetido,
    "wrong": "O CPF tem os onze algarismos iguais.",
    "why": (
        "Um CPF assim passa na conta dos algarismos verificadores e não é de ninguém: costuma preencher um campo "
        "obrigatório quando falta o dado. O contrato da API central o recusa."
    ),
    "mend": (
        "Procure o CPF da pessoa no cadastro do órgão, corrija-o no seu sistema e envie de novo. Se o sistema completa "
        "o campo sozinho quando o CPF falta, faça-o pedir o número."
    ),
}
"""A segunda linha do CPF (contrato, seção 5), sem o código da regra, o campo e os exemplos."""

CPF_NAO_CONFERE: Mapping[str, Any] = {
    "stage": Stage.CAMPO,
    "source": CONTRATO,
    "message": "Os dois últimos algarismos do CPF {cpf} não conferem com os demais. Confira se foi digitado certo.",
    "broken": _cpf_nao_confere,
    "wrong": "Os dois algarismos verificadores do CPF não conferem com os nove primeiros.",
    "why": (
        "Os dois últimos algarismos de um CPF se calculam dos outros nove, e a API central refaz a conta. Ela apanha "
        "um algarismo trocado ou fora de lugar, mas não diz qual."
    ),
    "mend": (
        "Confira o CPF com um documento da pessoa ou com o SIAPE, algarismo por algarismo. Corrija-o no cadastro do "
        "seu sistema e envie de novo."
    ),
}
"""A terceira linha do CPF (contrato, seção 5), sem o código da regra, o campo e os exemplos."""
