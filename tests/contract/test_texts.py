"""Os textos que banco algum guarda, e os que só se parecem com eles."""

from typing import Any

import pytest

from app.contract.errors import item_of
from app.contract.fields import DocumentoRecebido
from app.contract.participante import Participante
from app.contract.plano_entregas import PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.contract.texts import serialize
from app.contract.usuario import Usuario
from app.rules.rule import FieldRefused, Refused
from tests.builders import contribuicao, entrega, participante, plano_entregas, plano_trabalho, usuario
from tests.rules.julgamento import aceito

NULO = "O texto traz um caractere nulo (\\u0000), que não pode ser guardado. Retire-o."
METADE = (
    "O texto traz metade de um caractere (um surrogate sem par, na posição 1), que não pode ser guardada. "
    "Confira como o seu sistema escreve emojis e símbolos em JSON."
)


@pytest.mark.parametrize(
    ("modelo", "documento", "loc"),
    [
        (PlanoEntregas, plano_entregas(id_plano_entregas="a\0"), ["body", "id_plano_entregas"]),
        (
            PlanoEntregas,
            plano_entregas(entregas=[entrega(), entrega(id_entrega="a\0")]),
            ["body", "entregas", 1, "id_entrega"],
        ),
        (PlanoTrabalho, plano_trabalho(id_plano_trabalho="a\0"), ["body", "id_plano_trabalho"]),
        (
            PlanoTrabalho,
            plano_trabalho(contribuicoes=[contribuicao(id_contribuicao="a\0")]),
            ["body", "contribuicoes", 0, "id_contribuicao"],
        ),
        (Usuario, usuario(sistema_gerador="a\0"), ["body", "sistema_gerador"]),
    ],
)
def test_caractere_nulo_e_recusado_em_lista(modelo: type[DocumentoRecebido], documento: Any, loc: list[Any]) -> None:
    with pytest.raises(FieldRefused) as recusa:
        serialize(aceito(modelo, documento))
    assert item_of(recusa.value) == {
        "type": "value_error",
        "loc": loc,
        "msg": NULO,
        "input": "a\0",
        "ctx": {"regra": "FO-25"},
    }


def test_a_senha_com_caractere_nulo_e_recusada_sem_ser_repetida() -> None:
    with pytest.raises(FieldRefused) as recusa:
        serialize(aceito(Usuario, usuario(password="segredo\0")))
    assert item_of(recusa.value) == {
        "type": "value_error",
        "loc": ["body", "password"],
        "msg": NULO,
        "input": "***",
        "ctx": {"regra": "FO-25"},
    }


@pytest.mark.parametrize(
    ("modelo", "documento", "loc"),
    [
        (PlanoEntregas, plano_entregas(id_plano_entregas="a\ud83d"), ["body", "id_plano_entregas"]),
        (Usuario, usuario(sistema_gerador="a\ud83d"), ["body", "sistema_gerador"]),
    ],
)
def test_metade_de_um_caractere_e_recusada_em_lista(
    modelo: type[DocumentoRecebido], documento: Any, loc: list[Any]
) -> None:
    with pytest.raises(FieldRefused) as recusa:
        serialize(aceito(modelo, documento))
    assert item_of(recusa.value) == {
        "type": "value_error",
        "loc": loc,
        "msg": METADE,
        "input": "a\\ud83d",
        "ctx": {"regra": "FO-26", "posicao": 1},
    }


def test_metade_de_um_caractere_num_plano_de_trabalho_e_recusada_em_texto() -> None:
    with pytest.raises(Refused) as recusa:
        serialize(aceito(PlanoTrabalho, plano_trabalho(id_plano_trabalho="a\ud83d")))
    assert (type(recusa.value), recusa.value.rule.code, recusa.value.message) == (Refused, "PT-24", METADE)


@pytest.mark.parametrize(
    ("texto", "em_json"),
    [
        (r"fala de \u0000", r'"fala de \\u0000"'),
        ("😀", '"😀"'),
        ("a\nb\tc", r'"a\nb\tc"'),
        ("\x01\x7f", '"\\u0001\x7f"'),
        ("￾\ufeff", '"￾\ufeff"'),
        ('aspas " e barras \\', r'"aspas \" e barras \\"'),
    ],
)
def test_texto_que_se_guarda_passa_inteiro(texto: str, em_json: str) -> None:
    documento = aceito(PlanoEntregas, plano_entregas(id_plano_entregas=texto))
    assert f'"id_plano_entregas":{em_json},' in serialize(documento)


def test_um_texto_que_fala_do_nulo_nao_esconde_outro_que_o_traz() -> None:
    documento = aceito(PlanoEntregas, plano_entregas(id_plano_entregas=r"\u0000", entregas=[entrega(id_entrega="\0")]))
    with pytest.raises(FieldRefused) as recusa:
        serialize(documento)
    assert recusa.value.loc == ("body", "entregas", 0, "id_entrega")


def test_documento_e_escrito_em_json_compacto() -> None:
    assert serialize(aceito(Participante, participante())) == (
        '{"origem_unidade":"SIAPE","cod_unidade_autorizadora":1,"cod_unidade_lotacao":101,'
        '"matricula_siape":"1234567","cod_unidade_instituidora":1,"cpf":"52998224725","situacao":1,'
        '"modalidade_execucao":2,"data_assinatura_tcr":"2024-01-02T00:00:00"}'
    )
