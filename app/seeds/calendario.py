"""As datas de que as histórias das sementes são feitas: meses, trimestres e dias úteis."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

MESES = (
    *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
    *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
)
PRIMEIRO_MES = date(2023, 8, 1)
"""O primeiro mês inteiro do PGD atual: história alguma começa antes dele."""
SEXTA = 4
HORAS_DO_DIA = 8


def instante(dia: date) -> datetime:
    """O instante em que chega o que se envia nesse dia: a meia-noite UTC, que nunca é depois de agora."""
    return datetime.combine(dia, time.min, UTC)


def por_extenso(dia: date) -> str:
    """O mês do dia, como em março de 2025."""
    return f"{MESES[dia.month - 1]} de {dia.year}"


def fim_do_mes(dia: date) -> date:
    """O último dia do mês."""
    return dia.replace(day=monthrange(dia.year, dia.month)[1])


def meses_antes(dia: date, quantos: int) -> date:
    """O primeiro dia do mês que vem tantos meses antes do mês do dia."""
    ano, mes = divmod(dia.year * 12 + dia.month - 1 - quantos, 12)
    return date(ano, mes + 1, 1)


def comeca_trimestre(dia: date) -> bool:
    """Se é o primeiro dia de um trimestre civil."""
    return dia.day == 1 and dia.month % 3 == 1


def comeca_semestre(dia: date) -> bool:
    """Se é o primeiro dia de um semestre civil."""
    return dia.day == 1 and dia.month % 6 == 1


@lru_cache(maxsize=64)
def trimestre(dia: date) -> tuple[date, date]:
    """O primeiro e o último dia do trimestre civil em que o dia está."""
    primeiro = date(dia.year, dia.month - (dia.month - 1) % 3, 1)
    return primeiro, fim_do_mes(primeiro.replace(month=primeiro.month + 2))


def dias(inicio: date, fim: date) -> Iterator[date]:
    """Todos os dias, do primeiro ao último, os dois contados."""
    for n in range((fim - inicio).days + 1):
        yield inicio + timedelta(n)


def meses(inicio: date, fim: date) -> Iterator[tuple[date, date]]:
    """O primeiro e o último dia de cada mês entre os dois dias, sem sair deles."""
    while inicio <= fim:
        ultimo = min(fim_do_mes(inicio), fim)
        yield inicio, ultimo
        inicio = ultimo + timedelta(1)


@lru_cache(maxsize=64)
def horas_uteis(inicio: date, fim: date) -> int:
    """Oito horas por dia de segunda a sexta, os dois dias contados."""
    return HORAS_DO_DIA * sum(dia.weekday() <= SEXTA for dia in dias(inicio, fim))
