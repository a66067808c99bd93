"""Contas que as regras fazem: CPF, código de unidade, duração e sobreposição."""

from calendar import isleap
from collections.abc import Sequence
from datetime import date, timedelta
from operator import mul

DIAS_DE_UM_ANO = 365
"""Duração máxima de um plano, em dias, antes dos acréscimos bissextos (IN 24/2023, art. 18, I)."""

MAIOR_CODIGO_CURTO = {"SIAPE": 99_999, "SIORG": 999_999}
"""Maior código de unidade sem o do órgão: 5 algarismos no SIAPE, 6 no SIORG (contrato, seção 5)."""

CODIGO_LONGO_SIAPE = range(10_000_000_000_000, 100_000_000_000_000)
"""Código SIAPE completo: 14 algarismos, 5 do órgão e 9 da UORG (contrato, seção 5)."""

MAIOR_BIGINT = 2**63 - 1
"""Maior inteiro que uma chave comporta (64 bits)."""

MAIOR_INTEGER = 2**31 - 1
"""Maior inteiro das metas e cargas horárias (32 bits)."""

BYTES_DE_UM_ID = 4_000
"""Tamanho máximo, em bytes de UTF-8, de um identificador que é chave (contrato/diferenças)."""


def so_algarismos(texto: str) -> bool:
    """Se o texto só tem algarismos de 0 a 9; os de outras escritas não contam."""
    return texto.isascii() and texto.isdigit()


def algarismos(texto: str) -> str:
    """Os algarismos do texto, de qualquer escrita, passados aos de 0 a 9; o que não é algarismo fica de fora."""
    return "".join(str(int(c)) for c in texto if c.isdecimal())


def repetido(texto: str) -> bool:
    """Se todos os caracteres são iguais."""
    return len(set(texto)) == 1


def digitos_verificadores(cpf: str) -> str:
    """Os dois algarismos finais que os nove primeiros do CPF pedem (módulo 11)."""
    algarismos = [*map(int, cpf[:9])]
    for peso in (10, 11):
        soma = sum(map(mul, algarismos, range(peso, 1, -1)))
        algarismos.append(soma * 10 % 11 % 10)
    return f"{algarismos[9]}{algarismos[10]}"


def codigo_de_unidade_valido(origem: str, codigo: int) -> bool:
    """Se o código tem os algarismos que a origem pede: SIAPE até 5 ou 14; SIORG até 6."""
    return 1 <= codigo <= MAIOR_CODIGO_CURTO[origem] or (origem == "SIAPE" and codigo in CODIGO_LONGO_SIAPE)


def dias_permitidos(inicio: date, termino: date) -> int:
    """Quantos dias o plano pode durar: 365, mais um por 29 de fevereiro contado à maneira da API central.

    As condições são as do contrato (seção 6), mesmo onde o aniversário de março de um ano bissexto fica de fora.
    """
    antes_do_dia_extra = isleap(inicio.year) and inicio.month <= 2
    depois_do_dia_extra = isleap(termino.year) and termino.month >= 4
    return DIAS_DE_UM_ANO + antes_do_dia_extra + depois_do_dia_extra


def ultimo_dia(inicio: date) -> date:
    """O último dia em que pode terminar, sem passar de um ano, um plano que começa neste."""
    dia_a_mais = inicio + timedelta(DIAS_DE_UM_ANO + 1)
    return dia_a_mais if dias_permitidos(inicio, dia_a_mais) > DIAS_DE_UM_ANO else inicio + timedelta(DIAS_DE_UM_ANO)


def repeticoes(ids: Sequence[str]) -> list[int]:
    """As posições, em ordem, dos identificadores que já apareceram antes."""
    vistos: set[str] = set()
    posicoes = []
    for posicao, id_ in enumerate(ids):
        if id_ in vistos:
            posicoes.append(posicao)
        vistos.add(id_)
    return posicoes
