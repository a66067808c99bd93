"""O que muda de uma versão de um documento para a seguinte."""

from typing import Any

from app.records.versions_difference import changes
from tests import builders


def mudancas(antes: dict[str, Any], depois: dict[str, Any]) -> list[tuple[str, str, str | None, Any, Any]]:
    return [(item.caminho, item.tipo.value, item.item, item.antes, item.depois) for item in changes(antes, depois)]


def com_entregas(*entregas: dict[str, Any]) -> dict[str, Any]:
    return builders.plano_entregas(entregas=[*entregas])


UM, DOIS, TRES = (builders.entrega(id_entrega=id_) for id_ in ("e1", "e2", "e3"))


def test_entre_iguais_nada_muda() -> None:
    assert mudancas(builders.plano_trabalho(), builders.plano_trabalho()) == []


def test_um_campo_que_muda_e_um_que_passa_a_ter_valor() -> None:
    assert mudancas(builders.plano_entregas(), builders.plano_entregas(status=5, avaliacao=3)) == [
        ("/status", "mudado", None, 3, 5),
        ("/avaliacao", "mudado", None, None, 3),
    ]


def test_uma_entrega_e_a_mesma_pelo_identificador_onde_quer_que_esteja() -> None:
    assert mudancas(com_entregas(UM, DOIS), com_entregas(TRES, {**DOIS, "meta_entrega": 7})) == [
        ("/entregas/0", "acrescentado", "e3", None, TRES),
        ("/entregas/1/meta_entrega", "mudado", "e2", 100, 7),
        ("/entregas/0", "retirado", "e1", UM, None),
    ]


def test_so_a_ordem_das_entregas() -> None:
    assert mudancas(com_entregas(UM, DOIS, TRES), com_entregas(UM, TRES, DOIS)) == [
        ("/entregas", "mudado", None, ["e1", "e2", "e3"], ["e1", "e3", "e2"])
    ]


def test_contribuicoes_e_avaliacoes_se_comparam_lugar_a_lugar() -> None:
    a, b = builders.contribuicao(percentual_contribuicao=40), builders.contribuicao(percentual_contribuicao=60)
    antes = builders.plano_trabalho(contribuicoes=[a, b])
    depois = builders.plano_trabalho(contribuicoes=[b], avaliacoes_registros_execucao=[builders.avaliacao()] * 2)
    assert mudancas(antes, depois) == [
        ("/contribuicoes/0/percentual_contribuicao", "mudado", None, 40, 60),
        ("/contribuicoes/1", "retirado", None, b, None),
        ("/avaliacoes_registros_execucao/1", "acrescentado", None, None, builders.avaliacao()),
    ]
