"""Se o custo cresce com o que está guardado: os mesmos pedidos com as tabelas vazias e com planos de outras pessoas."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import preparo, processo
from bench.banco import Bancos
from bench.cenarios import Cenario, Medida, medir_cenario
from bench.preenchimento import encher
from bench.preparo import Alvo
from tests.servidor import comando

PLANOS_DA_PESSOA = 200
"""Planos passados da pessoa que se mede, quando há planos de outras."""
PARTE = {"post_token": 0.25, "put_plano_entregas_1000_novo": 0.4, "get_plano_entregas_1000": 0.4}
"""Que parte dos pedidos de uma medida comum se faz; nos demais cenários, `PARTE_COMUM`."""
PARTE_COMUM = 0.6


@dataclass(frozen=True)
class Ponto:
    """As medidas de um cenário, rodada a rodada, com tantos planos de outras pessoas; 0 é a base."""

    cenario: str
    outros: int
    medidas: list[Medida]


def medir_crescimento(
    bancos: Bancos,
    pasta: Path,
    cenarios: Sequence[Cenario],
    niveis: Sequence[int],
    rodadas: int,
    fator: float,
    avisar: Callable[[str], None],
) -> list[Ponto]:
    """Um servidor por nível, todos no ar ao mesmo tempo, e cada cenário pedido a um depois do outro, com 1 cliente.

    Na base as tabelas só têm aquilo de que os pedidos precisam, e ninguém tem planos passados; nos demais níveis há
    tantos planos de outras pessoas, e 200 da pessoa de que se pede.
    """
    with ExitStack() as pilha:
        alvos = {nivel: _alvo(pilha, bancos, pasta, nivel, avisar) for nivel in (0, *niveis)}
        pontos = {(cenario.nome, nivel): Ponto(cenario.nome, nivel, []) for cenario in cenarios for nivel in alvos}
        for rodada in range(rodadas):
            avisar(f"{bancos.nome}: crescimento, rodada {rodada + 1} de {rodadas}")
            for cenario in cenarios:
                for nivel, medida in _uma_rodada(cenario, alvos, fator).items():
                    pontos[cenario.nome, nivel].medidas.append(medida)
        return list(pontos.values())


def _uma_rodada(cenario: Cenario, alvos: Mapping[int, Alvo], fator: float) -> dict[int, Medida]:
    pedidos = max(1, round(cenario.pedidos * PARTE.get(cenario.nome, PARTE_COMUM) * fator))
    return {nivel: medir_cenario(cenario, alvo, 1, pedidos) for nivel, alvo in alvos.items()}


def _alvo(pilha: ExitStack, bancos: Bancos, pasta: Path, nivel: int, avisar: Callable[[str], None]) -> Alvo:
    endereco = pilha.enter_context(bancos.vazio())
    if nivel:
        avisar(f"{bancos.nome}: enchendo as tabelas com {nivel} planos de outras pessoas")
        criado = comando(pasta, "migrar", "--banco", endereco)
        if criado.returncode:
            raise processo.NaoIniciou(f"pgd migrar terminou: {criado.stderr}")
        encher(bancos.tipo, endereco, nivel)
    servidor = pilha.enter_context(processo.nosso(pasta, endereco))
    pessoas, planos = (1, PLANOS_DA_PESSOA) if nivel else (PLANOS_DA_PESSOA, 1)
    return preparo.preparar(servidor, pessoas, planos)
