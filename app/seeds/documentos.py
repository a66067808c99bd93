"""Os documentos das histórias, escritos como um cliente bem-comportado os envia."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.rules.calculo import digitos_verificadores

Documento = dict[str, Any]

CANCELADO, EM_EXECUCAO, CONCLUIDO, AVALIADO = 1, 3, 4, 5
"""Os status dos planos (contrato, seção 5); só os de entregas chegam a avaliados."""
DA_UNIDADE, SEM_ENTREGA, DE_OUTRA_UNIDADE = 1, 2, 3
"""Os tipos de contribuição (contrato, seção 5)."""


def cpf(numero: int) -> str:
    """Um CPF que confere e começa por zeros, como o de ninguém conhecido; um para cada número de 1 a 999.999.999."""
    base = f"{numero:09}"
    return base + digitos_verificadores(base)


def participante(
    autorizadora: int,
    lotacao: int,
    matricula: str,
    *,
    instituidora: int,
    cpf: str,
    modalidade: int,
    tcr: date,
    ativo: bool = True,
) -> Documento:
    """O participante, nesta lotação."""
    return {
        "origem_unidade": "SIAPE",
        "cod_unidade_autorizadora": autorizadora,
        "cod_unidade_lotacao": lotacao,
        "matricula_siape": matricula,
        "cod_unidade_instituidora": instituidora,
        "cpf": cpf,
        "situacao": int(ativo),
        "modalidade_execucao": modalidade,
        "data_assinatura_tcr": f"{tcr.isoformat()}T00:00:00",
    }


def plano_entregas(
    autorizadora: int,
    executora: int,
    ident: str,
    *,
    instituidora: int,
    periodo: tuple[date, date],
    status: int,
    entregas: Sequence[Documento],
    avaliado: tuple[int, date] | None = None,
) -> Documento:
    """O plano de entregas; `avaliado` é a nota e o dia dela."""
    nota, quando = avaliado or (None, None)
    return {
        "origem_unidade": "SIAPE",
        "cod_unidade_autorizadora": autorizadora,
        "cod_unidade_instituidora": instituidora,
        "cod_unidade_executora": executora,
        "id_plano_entregas": ident,
        "status": status,
        "data_inicio": periodo[0].isoformat(),
        "data_termino": periodo[1].isoformat(),
        "avaliacao": nota,
        "data_avaliacao": quando and quando.isoformat(),
        "entregas": list(entregas),
    }


def entrega(
    ident: str,
    nome: str,
    *,
    meta: int,
    tipo: str,
    prazo: date,
    demandante: str,
    destinataria: str,
    cancelada: bool = False,
) -> Documento:
    """Uma entrega do plano; `tipo` é unidade ou percentual."""
    return {
        "id_entrega": ident,
        "entrega_cancelada": cancelada,
        "nome_entrega": nome,
        "meta_entrega": meta,
        "tipo_meta": tipo,
        "data_entrega": prazo.isoformat(),
        "nome_unidade_demandante": demandante,
        "nome_unidade_destinataria": destinataria,
    }


def plano_trabalho(
    participante: Documento,
    executora: int,
    ident: str,
    *,
    periodo: tuple[date, date],
    horas: int,
    status: int,
    contribuicoes: Sequence[Documento],
    avaliacoes: Sequence[Documento] = (),
) -> Documento:
    """O plano de trabalho desse participante."""
    return {
        "origem_unidade": "SIAPE",
        "cod_unidade_autorizadora": participante["cod_unidade_autorizadora"],
        "id_plano_trabalho": ident,
        "status": status,
        "cod_unidade_executora": executora,
        "cpf_participante": participante["cpf"],
        "matricula_siape": participante["matricula_siape"],
        "cod_unidade_lotacao_participante": participante["cod_unidade_lotacao"],
        "data_inicio": periodo[0].isoformat(),
        "data_termino": periodo[1].isoformat(),
        "carga_horaria_disponivel": horas,
        "contribuicoes": list(contribuicoes),
        "avaliacoes_registros_execucao": list(avaliacoes),
    }


def contribuicao(ident: str, tipo: int, percentual: int, citada: tuple[str, str] | None = None) -> Documento:
    """Uma contribuição; `citada` é o id do plano de entregas e o da entrega."""
    id_plano, id_entrega = citada or (None, None)
    return {
        "id_contribuicao": ident,
        "tipo_contribuicao": tipo,
        "percentual_contribuicao": percentual,
        "id_plano_entregas": id_plano,
        "id_entrega": id_entrega,
    }


def avaliacao(ident: str, periodo: tuple[date, date], nota: int, quando: date) -> Documento:
    """A avaliação de um período do plano de trabalho."""
    return {
        "id_periodo_avaliativo": ident,
        "data_inicio_periodo_avaliativo": periodo[0].isoformat(),
        "data_fim_periodo_avaliativo": periodo[1].isoformat(),
        "avaliacao_registros_execucao": nota,
        "data_avaliacao_registros_execucao": quando.isoformat(),
    }
