"""O cenário `orgao`: órgãos inteiros, com anos de envios de centenas ou milhares de pessoas.

Cada pessoa, unidade e plano se escreve de um sorteio só seu: a história é sempre a mesma, em qualquer ordem em que se
conte, e o que se guarda dela na memória não cresce com os meses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial

from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO
from app.rules.calendario import semestre
from app.seeds import documentos
from app.seeds.calendario import (
    PRIMEIRO_MES,
    comeca_semestre,
    comeca_trimestre,
    dias,
    horas_uteis,
    meses,
    meses_antes,
    trimestre,
)
from app.seeds.documentos import AVALIADO, CANCELADO, CONCLUIDO, EM_EXECUCAO, Documento
from app.seeds.historia import Remessa
from app.seeds.quadro import Executora, Pessoa, staff
from app.seeds.semeadura import Semeadura, Tamanho
from app.seeds.sorteio import draw, identifier, shares

DIA_DE_CANCELAR = 11
"""O dia do primeiro mês do trimestre em que se reenviam, cancelados, os planos que não vingaram."""
DIA_DE_CONCLUIR = 5
"""O dia em que se reenviam, concluídos, os planos de entregas do semestre que acabou."""
NOTAS = (1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4)
"""De 1, excepcional, a 5, não executado (IN 24/2023, art. 21): quase todas são boas, e nenhuma é a última."""


@dataclass(frozen=True, slots=True)
class _Trimestre:
    """O plano de trabalho de uma pessoa: em que unidade está, de quando a quando."""

    pessoa: Pessoa
    executora: Executora
    periodo: tuple[date, date]

    @property
    def cancelado(self) -> bool:
        """Se é dos poucos que não vingam."""
        return self.pessoa.cancela == self.periodo[0]


class Orgaos:
    """Os órgãos de uma semeadura, e a história deles."""

    def __init__(self, semeadura: Semeadura, tamanho: Tamanho) -> None:
        self._semente = semeadura.semente
        self._hoje = semeadura.hoje
        self._inicio = max(meses_antes(semeadura.hoje, tamanho.meses - 1), PRIMEIRO_MES)
        self._quadros = staff(semeadura.semente, tamanho, self._inicio, semeadura.hoje)
        self._entregas = lru_cache(maxsize=4_096)(self._write_entregas)
        self._citable = lru_cache(maxsize=4_096)(self._find_citable)

    def tell(self) -> Iterator[Remessa]:
        """A história, em ordem de dias e, em cada dia, de quem cita quem."""
        for dia in dias(self._inicio, self._hoje):
            for quadro in self._quadros:
                yield from self._of_day(dia, quadro.executoras, quadro.pessoas)

    def _of_day(self, dia: date, executoras: list[Executora], pessoas: list[Pessoa]) -> Iterator[Remessa]:
        comeca = dia == self._inicio
        if comeca or comeca_trimestre(dia):
            for pessoa in pessoas:
                yield from self._moves(dia, pessoa)
        for executora in executoras:
            yield from self._plano_entregas(dia, executora)
        if comeca or comeca_trimestre(dia):
            novos = (self._plan(pessoa, dia) for pessoa in pessoas if pessoa.in_program(dia))
            yield from (self._send(dia, novo, avaliados=0) for novo in novos)
        elif dia.day == DIA_DE_CANCELAR and dia.month % 3 == 1:
            inicio, _ = trimestre(dia)
            cancelados = (pessoa for pessoa in pessoas if pessoa.cancela == inicio and pessoa.in_program(inicio))
            yield from (self._send(dia, self._plan(pessoa, dia), avaliados=0) for pessoa in cancelados)
        yield from self._evaluations(dia, executoras, pessoas)

    def _moves(self, dia: date, pessoa: Pessoa) -> Iterator[Remessa]:
        """Quem entra, sai ou muda de lotação neste dia; a mudança são dois envios, o da antiga e o da nova."""
        if dia in (pessoa.sai, pessoa.muda_em) and dia > pessoa.entra:
            antes = pessoa.unit(dia - timedelta(1))
            yield Remessa(dia, PARTICIPANTE, partial(pessoa.write, antes, ativo=False))
        if dia in (pessoa.entra, pessoa.muda_em) and pessoa.in_program(dia):
            yield Remessa(dia, PARTICIPANTE, partial(pessoa.write, pessoa.unit(dia), ativo=True))

    def _plano_entregas(self, dia: date, executora: Executora) -> Iterator[Remessa]:
        if dia == self._inicio or comeca_semestre(dia):
            yield self._send_entregas(dia, executora, dia, EM_EXECUCAO)
        if dia.month % 6 != 1 or (acabou := semestre(dia)[0] - timedelta(1)) < self._inicio:
            return
        if dia.day == DIA_DE_CONCLUIR:
            yield self._send_entregas(dia, executora, acabou, CONCLUIDO)
        elif dia.day == executora.dia_de_fechar and self._settles(executora, acabou):
            yield self._send_entregas(dia, executora, acabou, AVALIADO)

    def _settles(self, executora: Executora, acabou: date) -> bool:
        """Se a unidade avaliou o plano de entregas que acabou; de vez em quando, uma fica devendo."""
        return draw(self._semente, "avalia", executora.codigos, acabou).random() < 0.93

    def _send_entregas(self, dia: date, executora: Executora, no_semestre: date, status: int) -> Remessa:
        def write() -> Documento:
            periodo = self._clipped(*semestre(no_semestre))
            sorteio = draw(self._semente, "avaliação", executora.codigos, periodo[0])
            return documentos.plano_entregas(
                *executora.codigos,
                self._id_entregas(executora, periodo[0]),
                instituidora=executora.instituidora,
                periodo=periodo,
                status=status,
                entregas=self._entregas(executora, periodo),
                avaliado=(sorteio.choice(NOTAS), dia - timedelta(sorteio.randrange(4))) if status == AVALIADO else None,
            )

        return Remessa(dia, PLANO_ENTREGAS, write)

    def _id_entregas(self, executora: Executora, inicio: date) -> str:
        return identifier(draw(self._semente, "plano de entregas", executora.codigos, inicio))

    def _write_entregas(self, executora: Executora, periodo: tuple[date, date]) -> list[Documento]:
        """As entregas da unidade no semestre; às vezes, a última está cancelada, e nenhum plano a cita."""
        sorteio = draw(self._semente, "entregas", executora.codigos, periodo[0])
        area = executora.area
        moldes = sorteio.sample(area.entregas, sorteio.randint(4, len(area.entregas)))
        prazos = [fim for _, fim in meses(*periodo)]
        cancelada = sorteio.random() < 0.15
        return [
            documentos.entrega(
                identifier(sorteio),
                molde.nome,
                meta=sorteio.randint(molde.menor, molde.maior),
                tipo=molde.tipo,
                prazo=sorteio.choice(prazos),
                demandante=sorteio.choice(area.demandantes),
                destinataria=sorteio.choice(area.destinatarias),
                cancelada=cancelada and n == len(moldes),
            )
            for n, molde in enumerate(moldes, start=1)
        ]

    def _evaluations(self, dia: date, executoras: list[Executora], pessoas: list[Pessoa]) -> Iterator[Remessa]:
        """Os planos do mês que acabou, reenviados com a avaliação dele, no dia em que cada unidade avalia."""
        acabou = dia.replace(day=1) - timedelta(1)
        if acabou < self._inicio or not any(executora.dia_de_avaliar == dia.day for executora in executoras):
            return
        for pessoa in pessoas:
            if pessoa.unit(acabou).dia_de_avaliar != dia.day or not pessoa.in_program(acabou):
                continue
            plano = self._plan(pessoa, acabou)
            if not plano.cancelado:
                avaliados = sum(fim <= acabou for _, fim in meses(*plano.periodo))
                yield self._send(dia, plano, avaliados=avaliados)

    def _plan(self, pessoa: Pessoa, dia: date) -> _Trimestre:
        return _Trimestre(pessoa, pessoa.unit(dia), self._clipped(*trimestre(dia)))

    def _send(self, dia: date, plano: _Trimestre, *, avaliados: int) -> Remessa:
        return Remessa(dia, PLANO_TRABALHO, partial(self._write_plano_trabalho, plano, dia, avaliados))

    def _write_plano_trabalho(self, plano: _Trimestre, dia: date, avaliados: int) -> Documento:
        pessoa, executora, periodo = plano.pessoa, plano.executora, plano.periodo
        sorteio = draw(self._semente, "plano de trabalho", pessoa.matricula, periodo[0])
        ident = identifier(sorteio)
        contribuicoes = [
            documentos.contribuicao(identifier(sorteio), tipo, percentual, citada)
            for (tipo, citada), percentual in self._contributions(plano)
        ]
        horas = horas_uteis(*periodo) - 8 * sorteio.choice((0, 0, 0, 1, 2, 5))
        notas = [(identifier(sorteio), mes, sorteio.choice(NOTAS)) for mes in meses(*periodo)]
        return documentos.plano_trabalho(
            pessoa.write(executora, ativo=True),
            executora.codigo,
            ident,
            periodo=periodo,
            horas=max(horas, 8),
            status=self._status(plano, dia),
            contribuicoes=contribuicoes,
            avaliacoes=[
                documentos.avaliacao(do_mes, mes, nota, mes[1] + timedelta(executora.dia_de_avaliar))
                for do_mes, mes, nota in notas[:avaliados]
            ],
        )

    @staticmethod
    def _status(plano: _Trimestre, dia: date) -> int:
        if dia > plano.periodo[1]:
            return CONCLUIDO
        return CANCELADO if plano.cancelado and dia > plano.periodo[0] else EM_EXECUCAO

    def _contributions(self, plano: _Trimestre) -> Iterator[tuple[tuple[int, tuple[str, str] | None], int]]:
        """O tipo e a entrega citada de cada contribuição, com o percentual dela."""
        executora, periodo = plano.executora, plano.periodo
        sorteio = draw(self._semente, "contribuições", plano.pessoa.matricula, periodo[0])
        citadas = sorteio.sample(self._citable(executora, periodo[0]), sorteio.randint(1, 3))
        tipos: list[tuple[int, tuple[str, str] | None]] = [(documentos.DA_UNIDADE, citada) for citada in citadas]
        if executora.vizinha is not None and sorteio.random() < 0.12:
            da_vizinha = self._citable(executora.vizinha, periodo[0])
            tipos.append((documentos.DE_OUTRA_UNIDADE, sorteio.choice(da_vizinha)))
        if sorteio.random() < 0.4:
            tipos.append((documentos.SEM_ENTREGA, None))
        return zip(tipos, shares(sorteio, len(tipos)), strict=True)

    def _find_citable(self, executora: Executora, dia: date) -> list[tuple[str, str]]:
        """As entregas que um plano pode citar: as não canceladas, da unidade, no semestre."""
        periodo = self._clipped(*semestre(dia))
        ident = self._id_entregas(executora, periodo[0])
        return [
            (ident, entrega["id_entrega"])
            for entrega in self._entregas(executora, periodo)
            if not entrega["entrega_cancelada"]
        ]

    def _clipped(self, inicio: date, fim: date) -> tuple[date, date]:
        return max(inicio, self._inicio), fim


def tell(semeadura: Semeadura) -> Iterator[Remessa]:
    """A história dos órgãos pedidos."""
    assert semeadura.tamanho is not None  # noqa: S101  # o cenário tem tamanho, e ele é conferido antes
    return Orgaos(semeadura, semeadura.tamanho).tell()
