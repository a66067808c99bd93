"""O verificador, em histórias escritas à mão: um registro que começa vazio (0) e guarda um número.

Cada operação se escreve `(saiu, chegou, o que se viu)`; as que se cruzam no tempo podem ter vindo em qualquer ordem.
"""

from random import Random

import pytest

from tests.concorrencia.linearizacao import Operacao, sem_explicacao

Op = Operacao[int]


def criou(saiu: float, chegou: float, valor: int) -> Op:
    """Um 201: o registro estava vazio."""
    return Op(f"criou {valor}", saiu, chegou, escreve=True, depois=lambda estado: None if estado else valor)


def trocou(saiu: float, chegou: float, valor: int) -> Op:
    """Um 200: o registro estava cheio."""
    return Op(f"trocou {valor}", saiu, chegou, escreve=True, depois=lambda estado: valor if estado else None)


def leu(saiu: float, chegou: float, valor: int) -> Op:
    return Op(f"leu {valor}", saiu, chegou, escreve=False, depois=lambda estado: estado if estado == valor else None)


def apagou(saiu: float, chegou: float) -> Op:
    return Op("apagou", saiu, chegou, escreve=True, depois=lambda _: 0)


@pytest.mark.parametrize(
    "historia",
    [
        pytest.param([], id="nenhuma operação"),
        pytest.param([criou(0, 1, 7), leu(2, 3, 7)], id="uma depois da outra"),
        pytest.param([criou(0, 9, 7), leu(1, 2, 0), leu(3, 4, 7)], id="a escrita no meio do próprio intervalo"),
        pytest.param([trocou(0, 9, 8), criou(1, 2, 7), leu(3, 4, 7), leu(5, 6, 8)], id="a que saiu antes vem depois"),
        pytest.param([criou(0, 9, 7), trocou(0, 9, 8), trocou(0, 9, 6), leu(10, 11, 6)], id="a última é a lida"),
        pytest.param([criou(0, 1, 7), apagou(2, 5), criou(3, 4, 8), leu(6, 7, 8)], id="criou depois de apagado"),
        pytest.param(
            [criou(0, 1, 7), apagou(2, 3), apagou(4, 9), leu(5, 6, 0), criou(5, 6, 8), leu(10, 11, 0)],
            id="apagar o vazio fica para quando há o que apagar",
        ),
        pytest.param([criou(0, 1, 7), leu(1, 2, 0)], id="no mesmo instante não há antes nem depois"),
    ],
)
def test_ha_uma_ordem(historia: list[Op]) -> None:
    assert sem_explicacao(historia, 0) == []


@pytest.mark.parametrize(
    ("historia", "presas"),
    [
        pytest.param([criou(0, 1, 7), leu(2, 3, 0)], ["leu 0"], id="uma leitura velha"),
        pytest.param([leu(0, 1, 7), criou(2, 3, 7)], ["leu 7"], id="uma leitura do futuro"),
        pytest.param([criou(0, 9, 7), leu(1, 2, 7), leu(3, 4, 0)], ["leu 0"], id="leu o novo e depois o velho"),
        pytest.param([criou(0, 8, 7), criou(0, 9, 8)], ["criou 8"], id="dois criaram o mesmo"),
        pytest.param([trocou(0, 1, 7)], ["trocou 7"], id="trocou o que não havia"),
        pytest.param([criou(0, 1, 7), trocou(2, 3, 8), leu(4, 5, 7)], ["leu 7"], id="uma troca perdida"),
        pytest.param(
            [criou(0, 1, 5), trocou(2, 9, 7), trocou(2, 9, 8), leu(3, 4, 7), leu(5, 6, 8), leu(7, 8, 7)],
            ["leu 7"],
            id="leu sete, oito e sete outra vez",
        ),
        pytest.param([criou(0, 1, 7), apagou(2, 3), trocou(4, 5, 8)], ["trocou 8"], id="trocou o que se apagou"),
        pytest.param([criou(0, 1, 7), apagou(2, 3), leu(4, 5, 7)], ["leu 7"], id="leu o que se apagou"),
    ],
)
def test_nao_ha_ordem(historia: list[Op], presas: list[str]) -> None:
    assert [operacao.nome for operacao in sem_explicacao(historia, 0)] == presas


def de_um_registro_de_verdade(sorteio: Random) -> list[Op]:
    """Seiscentas operações de oito clientes num registro que as faz, cada uma, num instante do seu intervalo."""
    instantes = sorted(sorteio.sample(range(100_000), 600))
    estado, historia = 0, list[Op]()
    for valor, instante in enumerate(instantes, 1):
        saiu, chegou = instante - sorteio.randrange(700), instante + sorteio.randrange(700)
        acao = sorteio.randrange(10)
        if acao == 0:
            estado = 0
            historia.append(apagou(saiu, chegou))
        elif acao < 5:
            historia.append(trocou(saiu, chegou, valor) if estado else criou(saiu, chegou, valor))
            estado = valor
        else:
            historia.append(leu(saiu, chegou, estado))
    return historia


@pytest.mark.parametrize("semente", range(5))
def test_um_registro_de_verdade_tem_sempre_uma_ordem(semente: int) -> None:
    assert sem_explicacao(de_um_registro_de_verdade(Random(semente)), 0) == []


@pytest.mark.parametrize("semente", range(5))
def test_uma_leitura_velha_no_meio_de_um_registro_de_verdade_e_achada(semente: int) -> None:
    historia = de_um_registro_de_verdade(Random(semente))
    primeiro = next(valor for valor, operacao in enumerate(historia, 1) if operacao.nome.startswith("criou"))
    velha = leu(50_000, 50_001, primeiro)
    assert velha in sem_explicacao([*historia, velha], 0)
