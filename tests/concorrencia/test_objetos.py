"""A tradução das histórias, em poucas escritas à mão: as que o contrato permite e as que não."""

import pytest

from tests import builders
from tests.builders import Documento
from tests.concorrencia.conexoes import Resposta
from tests.concorrencia.historias import Feito, objetos
from tests.concorrencia.linearizacao import sem_explicacao
from tests.concorrencia.modelo import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Recurso

DOCUMENTOS: dict[int, tuple[Recurso, Documento]] = {
    1: (PARTICIPANTE, builders.participante()),
    2: (PLANO_ENTREGAS, builders.plano_entregas()),
    3: (PLANO_ENTREGAS, builders.plano_entregas(entregas=[builders.entrega(id_entrega="e2")])),
    4: (PLANO_ENTREGAS, builders.plano_entregas(id_plano_entregas="pe2")),
    5: (PLANO_TRABALHO, builders.plano_trabalho()),
    6: (PLANO_TRABALHO, builders.plano_trabalho(id_plano_trabalho="pt2")),
    7: (PLANO_TRABALHO, builders.plano_trabalho(status=1)),
}
"""O 3 troca a entrega do 2; o 4 se sobrepõe a ambos; o 6 se sobrepõe ao 5; o 7 cancela o 5."""
PARTICIPANTE_1, PLANOS_ENTREGAS, PLANOS_TRABALHO = (
    "/organizacao/SIAPE/1/101/participante/1234567",
    "plano_entregas",
    "plano_trabalho",
)


def resposta(saiu: float, chegou: float, status: int, regra: str | None) -> Resposta:
    return Resposta(status, regra, registro=1, corpo=b"", saiu=saiu, chegou=chegou)


def put(saiu: float, chegou: float, versao: int, status: int, regra: str | None = None) -> Feito:
    recurso, documento = DOCUMENTOS[versao]
    return Feito("PUT", recurso, recurso.caminho(documento), versao, resposta(saiu, chegou, status, regra))


def get(saiu: float, chegou: float, de: int, versao: int | None) -> Feito:
    """A leitura da chave de um documento, que trouxe uma versão, ou nenhuma."""
    recurso, documento = DOCUMENTOS[de]
    return Feito("GET", recurso, recurso.caminho(documento), versao, resposta(saiu, chegou, 200, None))


BASE = [put(0, 1, 1, 201), put(2, 3, 2, 201)]


def contraditos(historia: list[Feito], reinicios: list[Resposta]) -> list[str]:
    documentos = {versao: documento for versao, (_, documento) in DOCUMENTOS.items()}
    return [
        objeto
        for objeto, operacoes in objetos(historia, reinicios, documentos).items()
        if sem_explicacao(operacoes, frozenset())
    ]


@pytest.mark.parametrize(
    "historia",
    [
        pytest.param([*BASE, put(4, 5, 5, 201), get(6, 7, 5, 5)], id="um plano com o que cita"),
        pytest.param([put(0, 9, 1, 201), put(0, 9, 2, 201), put(0, 9, 5, 201)], id="o que cita, ao mesmo tempo"),
        pytest.param([*BASE, put(4, 9, 5, 201), put(5, 6, 3, 200), get(7, 8, 5, None)], id="a entrega saiu durante"),
        pytest.param([*BASE, put(4, 5, 5, 201), put(6, 7, 3, 200), get(8, 9, 5, 5)], id="a entrega saiu depois"),
        pytest.param([*BASE, put(4, 9, 5, 201), put(4, 9, 6, 422, "PT-18")], id="de dois ao mesmo tempo, um"),
        pytest.param([*BASE, put(4, 5, 5, 201), put(6, 9, 7, 200), put(6, 9, 6, 201)], id="cancelado, abre lugar"),
        pytest.param([*BASE, put(2, 9, 4, 422, "PE-07")], id="de dois planos de entregas, um"),
        pytest.param([put(2, 3, 5, 422, "PT-20"), put(2, 9, 1, 201)], id="antes do participante"),
        pytest.param([put(0, 1, 1, 201), put(2, 5, 5, 422, "PT-21"), put(3, 4, 2, 201)], id="antes da entrega"),
    ],
)
def test_o_contrato_permite(historia: list[Feito]) -> None:
    assert contraditos(historia, []) == []


@pytest.mark.parametrize(
    ("historia", "objeto"),
    [
        pytest.param([*BASE, put(4, 9, 5, 201), put(4, 9, 6, 201)], PLANOS_TRABALHO, id="dois que se sobrepõem"),
        pytest.param([*BASE, put(4, 5, 6, 422, "PT-18")], PLANOS_TRABALHO, id="sobreposto a nada"),
        pytest.param(
            [*BASE, put(4, 5, 5, 201), put(6, 7, 7, 200), put(8, 9, 6, 422, "PT-18")],
            PLANOS_TRABALHO,
            id="sobreposto a um que já se cancelara",
        ),
        pytest.param(
            [*BASE, put(4, 5, 5, 201), put(6, 7, 3, 200), put(8, 9, 6, 422, "PT-21")],
            PLANOS_TRABALHO,
            id="a sobreposição se confere antes da entrega",
        ),
        pytest.param([*BASE, put(4, 5, 5, 200)], PLANOS_TRABALHO, id="trocou o que não havia"),
        pytest.param([*BASE, put(4, 9, 5, 201), put(4, 9, 7, 201)], PLANOS_TRABALHO, id="criado duas vezes"),
        pytest.param([*BASE, put(4, 5, 5, 500, "PD-11")], PLANOS_TRABALHO, id="o servidor falhou"),
        pytest.param([*BASE, put(2, 9, 4, 201)], PLANOS_ENTREGAS, id="duas entregas sobrepostas"),
        pytest.param([*BASE, put(4, 5, 3, 200), put(6, 7, 5, 201)], PLANOS_ENTREGAS, id="a entrega saíra antes"),
        pytest.param([*BASE, put(4, 5, 5, 422, "PT-21")], PLANOS_ENTREGAS, id="a entrega estava lá"),
        pytest.param([BASE[1], put(4, 5, 5, 201)], PARTICIPANTE_1, id="sem participante"),
        pytest.param([*BASE, put(4, 5, 5, 422, "PT-20")], PARTICIPANTE_1, id="o participante estava lá"),
    ],
)
def test_o_contrato_nao_permite(historia: list[Feito], objeto: str) -> None:
    assert contraditos(historia, []) == [objeto]


def test_depois_do_reinicio_cria_se_outra_vez() -> None:
    assert contraditos([*BASE, put(4, 6, 1, 201)], [resposta(3.5, 5, 200, None)]) == []


def test_sem_reinicio_nao_se_cria_outra_vez() -> None:
    assert contraditos([*BASE, put(4, 6, 1, 201)], []) == [PARTICIPANTE_1]


def test_o_que_o_reinicio_apagou_nao_volta() -> None:
    assert contraditos([*BASE, get(6, 7, 1, 1)], [resposta(4, 5, 200, None)]) == [PARTICIPANTE_1]
