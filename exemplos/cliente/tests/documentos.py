"""Documentos que a API aceita, de que cada teste muda só o que importa a ele."""

from typing import Any

CPF = "52998224725"
MATRICULA = "1234567"


def participante(**mudancas: Any) -> dict[str, Any]:
    """Um participante de SIAPE/1, lotado em 101."""
    return {
        "origem_unidade": "SIAPE",
        "cod_unidade_autorizadora": 1,
        "cod_unidade_lotacao": 101,
        "matricula_siape": MATRICULA,
        "cod_unidade_instituidora": 1,
        "cpf": CPF,
        "situacao": 1,
        "modalidade_execucao": 2,
        "data_assinatura_tcr": "2024-01-02",
        **mudancas,
    }


def plano_entregas(**mudancas: Any) -> dict[str, Any]:
    """Um plano de entregas da unidade 101, do primeiro semestre de 2024, com uma entrega."""
    entrega = {
        "id_entrega": "e1",
        "entrega_cancelada": False,
        "nome_entrega": "Painel de acompanhamento",
        "meta_entrega": 100,
        "tipo_meta": "percentual",
        "data_entrega": "2024-06-30",
        "nome_unidade_demandante": "Secretaria de Gestão",
        "nome_unidade_destinataria": "Sociedade",
    }
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
        "entregas": [entrega],
        **mudancas,
    }


def plano_trabalho(**mudancas: Any) -> dict[str, Any]:
    """Um plano de trabalho do participante, todo dedicado à entrega do plano de entregas."""
    contribuicao = {
        "id_contribuicao": "c1",
        "tipo_contribuicao": 1,
        "percentual_contribuicao": 100,
        "id_plano_entregas": "pe1",
        "id_entrega": "e1",
    }
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
        "contribuicoes": [contribuicao],
        "avaliacoes_registros_execucao": [],
        **mudancas,
    }
