"""Documentos válidos, de que cada teste muda só o que importa a ele."""

from typing import Any

Documento = dict[str, Any]

CPF = "52998224725"
MATRICULA = "1234567"


def participante(**mudancas: Any) -> Documento:
    """Um participante ativo de SIAPE/1, lotado em 101."""
    return {
        "origem_unidade": "SIAPE",
        "cod_unidade_autorizadora": 1,
        "cod_unidade_lotacao": 101,
        "matricula_siape": MATRICULA,
        "cod_unidade_instituidora": 1,
        "cpf": CPF,
        "situacao": 1,
        "modalidade_execucao": 2,
        "data_assinatura_tcr": "2024-01-02T00:00:00",
        **mudancas,
    }


def entrega(**mudancas: Any) -> Documento:
    """Uma entrega medida em percentual."""
    return {
        "id_entrega": "e1",
        "entrega_cancelada": False,
        "nome_entrega": "Painel de acompanhamento",
        "meta_entrega": 100,
        "tipo_meta": "percentual",
        "data_entrega": "2024-06-30",
        "nome_unidade_demandante": "Secretaria de Gestão",
        "nome_unidade_destinataria": "Sociedade",
        **mudancas,
    }


def plano_entregas(**mudancas: Any) -> Documento:
    """Um plano de entregas em execução de SIAPE/1, executora 101, no primeiro semestre de 2024, com a entrega e1."""
    return {
        "origem_unidade": "SIAPE",
        "cod_unidade_autorizadora": 1,
        "cod_unidade_instituidora": 1,
        "cod_unidade_executora": 101,
        "id_plano_entregas": "pe1",
        "status": 3,
        "data_inicio": "2024-01-01",
        "data_termino": "2024-06-30",
        "avaliacao": None,
        "data_avaliacao": None,
        "entregas": [entrega()],
        **mudancas,
    }


def contribuicao(**mudancas: Any) -> Documento:
    """Uma contribuição do tipo 1 para a entrega e1 do plano pe1."""
    return {
        "id_contribuicao": "c1",
        "tipo_contribuicao": 1,
        "percentual_contribuicao": 100,
        "id_plano_entregas": "pe1",
        "id_entrega": "e1",
        **mudancas,
    }


def avaliacao(**mudancas: Any) -> Documento:
    """A avaliação de janeiro de 2024."""
    return {
        "id_periodo_avaliativo": "p1",
        "data_inicio_periodo_avaliativo": "2024-01-15",
        "data_fim_periodo_avaliativo": "2024-01-31",
        "avaliacao_registros_execucao": 3,
        "data_avaliacao_registros_execucao": "2024-02-05",
        **mudancas,
    }


def plano_trabalho(**mudancas: Any) -> Documento:
    """Um plano de trabalho em execução do participante, com uma contribuição e uma avaliação."""
    return {
        "origem_unidade": "SIAPE",
        "cod_unidade_autorizadora": 1,
        "id_plano_trabalho": "pt1",
        "status": 3,
        "cod_unidade_executora": 101,
        "cpf_participante": CPF,
        "matricula_siape": MATRICULA,
        "cod_unidade_lotacao_participante": 101,
        "data_inicio": "2024-01-15",
        "data_termino": "2024-06-30",
        "carga_horaria_disponivel": 480,
        "contribuicoes": [contribuicao()],
        "avaliacoes_registros_execucao": [avaliacao()],
        **mudancas,
    }


def usuario(**mudancas: Any) -> Documento:
    """Um usuário comum de SIAPE/1."""
    return {
        "email": "sistema@orgao.gov.br",
        "password": "uma-senha-de-teste",
        "is_admin": False,
        "disabled": False,
        "origem_unidade": "SIAPE",
        "cod_unidade_autorizadora": 1,
        "sistema_gerador": "Sistema de teste 1.0",
        **mudancas,
    }


def caminho_participante(documento: Documento) -> str:
    """O caminho em que o participante se envia e se lê."""
    return (
        f"/organizacao/{documento['origem_unidade']}/{documento['cod_unidade_autorizadora']}"
        f"/{documento['cod_unidade_lotacao']}/participante/{documento['matricula_siape']}"
    )


def caminho_plano_entregas(documento: Documento) -> str:
    """O caminho em que o plano de entregas se envia e se lê."""
    return (
        f"/organizacao/{documento['origem_unidade']}/{documento['cod_unidade_autorizadora']}"
        f"/plano_entregas/{documento['id_plano_entregas']}"
    )


def caminho_plano_trabalho(documento: Documento) -> str:
    """O caminho em que o plano de trabalho se envia e se lê."""
    return (
        f"/organizacao/{documento['origem_unidade']}/{documento['cod_unidade_autorizadora']}"
        f"/plano_trabalho/{documento['id_plano_trabalho']}"
    )
