"""O que se quer alcançar: uma linha de tabela por alvo."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.banco import POSTGRESQL, SQLITE
from bench.especiais import EXISTENTE, MIL_ENTREGAS, NOVO, OCIOSO
from bench.estatistica import mediana
from bench.instantaneos import REINICIAR, REINICIAR_VAZIO, RESTAURAR, SALVAR
from bench.resultado import Resultado

VEZES_O_SQLITE = 1.6
"""No PostgreSQL, quanto a CPU do nosso processo pode ser da que se mede no SQLite."""
VEZES_A_BASE = 1.2
"""Quanto um pedido pode custar com as tabelas cheias, do que custa com elas vazias."""

Medir = Callable[[Resultado, str], float | None]


@dataclass(frozen=True)
class Meta:
    """Um alvo: o que a API central leva, até quanto se quer (ou a partir de quanto), e de onde sai a medida.

    `cpu` diz se é CPU por pedido: só nesses há alvo também para o PostgreSQL, relativo ao SQLite.
    """

    titulo: str
    central: str
    limite: float
    unidade: str
    medir: Medir
    cpu: bool = False
    no_minimo: bool = False

    def cumprida(self, medido: float) -> bool:
        return medido >= self.limite if self.no_minimo else medido <= self.limite


def _cpu(cenario: str) -> Medir:
    return lambda resultado, banco: resultado.cpu(cenario, banco)


def _teto(cenario: str) -> Medir:
    return lambda resultado, banco: min(resultado.ante_o_teto(cenario, banco).values(), default=None)


def _memoria(quando: str) -> Medir:
    return lambda resultado, banco: resultado.memoria.get(banco, {}).get(quando)


def _arranque(qual: str) -> Medir:
    def medir(resultado: Resultado, banco: str) -> float | None:
        segundos = resultado.arranques.get(banco, {}).get(qual)
        return mediana(segundos) if segundos else None

    return medir


def _saude(resultado: Resultado, banco: str) -> float | None:
    rodadas = resultado.saude.get(banco)
    return mediana([rodada.p99_ms for rodada in rodadas]) if rodadas else None


def _crescimento(outros: int) -> Medir:
    return lambda resultado, banco: max(resultado.razoes(banco).get(outros, {}).values(), default=None)


def _lote(resultado: Resultado, banco: str) -> float | None:
    return min((mediana(ritmos) for ritmos in resultado.lote.get(banco, {}).values()), default=None)


def _instantaneo(qual: str) -> Medir:
    def medir(resultado: Resultado, banco: str) -> float | None:
        milissegundos = resultado.instantaneos.get(banco, {}).get(qual)
        return mediana(milissegundos) if milissegundos else None

    return medir


METAS = (
    Meta("PUT plano_trabalho, novo", "22 a 29", 1.2, "ms de CPU", _cpu("put_plano_trabalho_novo"), cpu=True),
    Meta("PUT plano_trabalho, de novo", "25 a 29", 1.2, "ms de CPU", _cpu("put_plano_trabalho_de_novo"), cpu=True),
    Meta("GET plano_trabalho", "7", 0.6, "ms de CPU", _cpu("get_plano_trabalho"), cpu=True),
    Meta("PUT participante, novo", "10", 0.9, "ms de CPU", _cpu("put_participante_novo"), cpu=True),
    Meta("PUT participante, de novo", "12 a 13", 0.9, "ms de CPU", _cpu("put_participante_de_novo"), cpu=True),
    Meta("GET participante", "7", 0.5, "ms de CPU", _cpu("get_participante"), cpu=True),
    Meta(
        "PUT plano_entregas, 1000 entregas",
        "350 a 390",
        15,
        "ms de CPU",
        _cpu("put_plano_entregas_1000_novo"),
        cpu=True,
    ),
    Meta("GET plano_entregas, 1000 entregas", "53 a 63", 6, "ms de CPU", _cpu("get_plano_entregas_1000"), cpu=True),
    Meta("POST /token", "286", 50, "ms de CPU", _cpu("post_token"), cpu=True),
    Meta("/health com 16 entradas em curso, p99", "5260", 20, "ms", _saude),
    Meta("PUT plano_trabalho ante o teto", "", 0.5, "× req/s", _teto("put_plano_trabalho_novo"), no_minimo=True),
    Meta("GET plano_trabalho ante o teto", "", 0.5, "× req/s", _teto("get_plano_trabalho"), no_minimo=True),
    Meta("recepção em lote, o pior recurso", "", 10_000, "documentos/s", _lote, no_minimo=True),
    Meta("reiniciar tudo, com dez mil planos de trabalho", "", 50, "ms", _instantaneo(REINICIAR)),
    Meta("reiniciar tudo, já quase vazio", "", 8, "ms", _instantaneo(REINICIAR_VAZIO)),
    Meta("guardar um instantâneo de dez mil planos", "", 300, "ms", _instantaneo(SALVAR)),
    Meta("restaurar um instantâneo de dez mil planos", "", 300, "ms", _instantaneo(RESTAURAR)),
    Meta("o pior pedido com mil planos de outras pessoas", "", VEZES_A_BASE, "× a base", _crescimento(1_000)),
    Meta("o pior pedido com cem mil", "10 a 3000", VEZES_A_BASE, "× a base", _crescimento(100_000)),
    Meta("o pior pedido com um milhão", "", VEZES_A_BASE, "× a base", _crescimento(1_000_000)),
    Meta("do início à primeira resposta, banco existente", "", 1.2, "s", _arranque(EXISTENTE)),
    Meta("do início à primeira resposta, banco novo", "", 1.2, "s", _arranque(NOVO)),
    Meta("memória, ocioso", "118", 85, "MB", _memoria(OCIOSO)),
    Meta("memória, depois de 32 clientes × 1000 entregas", "500", 180, "MB", _memoria(MIL_ENTREGAS)),
)
"""As do desempenho por pedido valem para a mediana das rodadas, no número de clientes em que mais custou."""


def vezes_o_sqlite(meta: Meta, resultado: Resultado) -> float | None:
    """Quantas vezes a CPU do SQLite o PostgreSQL gasta; nada, se um dos dois não foi medido."""
    sqlite, postgresql = meta.medir(resultado, SQLITE), meta.medir(resultado, POSTGRESQL)
    return postgresql / sqlite if sqlite and postgresql else None
