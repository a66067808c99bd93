"""Contas com datas que vários avisos fazem."""

from datetime import date


def semestre(dia: date) -> tuple[date, date]:
    """O primeiro e o último dia do semestre civil em que o dia está."""
    if dia.month <= 6:
        return date(dia.year, 1, 1), date(dia.year, 6, 30)
    return date(dia.year, 7, 1), date(dia.year, 12, 31)
