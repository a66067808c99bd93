"""A forma da resposta: cada documento, escrito, traz exatamente os campos do contrato, na ordem dele."""

import json
from typing import Any

import pytest

from app.contract.fields import DocumentoRecebido
from app.contract.participante import Participante
from app.contract.plano_entregas import PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.contract.texts import serialize
from app.contract.usuario import EXEMPLO_SEM_SENHA, DadosUsuario, Usuario
from app.rules import exemplo
from tests.builders import participante, plano_entregas, plano_trabalho, usuario
from tests.rules.julgamento import aceito


def escrito(modelo: type[DocumentoRecebido], documento: Any) -> list[tuple[str, Any]]:
    """Os campos da resposta e seus valores, na ordem em que viajam."""
    return list(json.loads(serialize(aceito(modelo, documento))).items())


def test_participante() -> None:
    assert escrito(Participante, participante(data_assinatura_tcr="2024-06-01T08:30:00-03:00")) == [
        ("origem_unidade", "SIAPE"),
        ("cod_unidade_autorizadora", 1),
        ("cod_unidade_lotacao", 101),
        ("matricula_siape", "1234567"),
        ("cod_unidade_instituidora", 1),
        ("cpf", "52998224725"),
        ("situacao", 1),
        ("modalidade_execucao", 2),
        ("data_assinatura_tcr", "2024-06-01T00:00:00"),
    ]


def test_plano_de_entregas() -> None:
    assert escrito(PlanoEntregas, plano_entregas()) == [
        ("origem_unidade", "SIAPE"),
        ("cod_unidade_autorizadora", 1),
        ("cod_unidade_instituidora", 1),
        ("cod_unidade_executora", 101),
        ("id_plano_entregas", "pe1"),
        ("status", 3),
        ("data_inicio", "2024-01-01"),
        ("data_termino", "2024-06-30"),
        ("avaliacao", None),
        ("data_avaliacao", None),
        (
            "entregas",
            [
                {
                    "id_entrega": "e1",
                    "entrega_cancelada": False,
                    "nome_entrega": "Painel de acompanhamento",
                    "meta_entrega": 100,
                    "tipo_meta": "percentual",
                    "data_entrega": "2024-06-30",
                    "nome_unidade_demandante": "Secretaria de Gestão",
                    "nome_unidade_destinataria": "Sociedade",
                }
            ],
        ),
    ]


def test_plano_de_trabalho() -> None:
    assert escrito(PlanoTrabalho, plano_trabalho()) == [
        ("origem_unidade", "SIAPE"),
        ("cod_unidade_autorizadora", 1),
        ("id_plano_trabalho", "pt1"),
        ("status", 3),
        ("cod_unidade_executora", 101),
        ("cpf_participante", "52998224725"),
        ("matricula_siape", "1234567"),
        ("cod_unidade_lotacao_participante", 101),
        ("data_inicio", "2024-01-15"),
        ("data_termino", "2024-06-30"),
        ("carga_horaria_disponivel", 480),
        (
            "contribuicoes",
            [
                {
                    "id_contribuicao": "c1",
                    "tipo_contribuicao": 1,
                    "percentual_contribuicao": 100,
                    "id_plano_entregas": "pe1",
                    "id_entrega": "e1",
                }
            ],
        ),
        (
            "avaliacoes_registros_execucao",
            [
                {
                    "id_periodo_avaliativo": "p1",
                    "data_inicio_periodo_avaliativo": "2024-01-15",
                    "data_fim_periodo_avaliativo": "2024-01-31",
                    "avaliacao_registros_execucao": 3,
                    "data_avaliacao_registros_execucao": "2024-02-05",
                }
            ],
        ),
    ]


def test_usuario_sem_a_senha() -> None:
    assert aceito(Usuario, usuario()).model_dump(mode="json", exclude={"password"}) == {
        "email": "sistema@orgao.gov.br",
        "is_admin": False,
        "disabled": False,
        "origem_unidade": "SIAPE",
        "cod_unidade_autorizadora": 1,
        "sistema_gerador": "Sistema de teste 1.0",
    }


def test_a_forma_publica_do_usuario_nao_tem_senha() -> None:
    assert list(DadosUsuario.model_fields) == [
        "email",
        "is_admin",
        "disabled",
        "origem_unidade",
        "cod_unidade_autorizadora",
        "sistema_gerador",
    ]


@pytest.mark.parametrize(
    ("modelo", "exemplo"),
    [
        (Participante, exemplo.PARTICIPANTE),
        (PlanoEntregas, exemplo.PLANO_ENTREGAS),
        (PlanoTrabalho, exemplo.PLANO_TRABALHO),
        (Usuario, exemplo.USUARIO),
    ],
)
def test_o_exemplo_da_documentacao_e_aceito_e_volta_igual(modelo: type[DocumentoRecebido], exemplo: Any) -> None:
    assert dict(escrito(modelo, exemplo)) == exemplo


def test_o_exemplo_sem_senha_so_perde_a_senha() -> None:
    assert {**EXEMPLO_SEM_SENHA, "password": exemplo.USUARIO["password"]} == exemplo.USUARIO
