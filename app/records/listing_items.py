"""O que se diz de cada linha de uma lista: as colunas dela, quantos itens traz, e onde está o documento inteiro."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

Origem = Annotated[str, Field(title="Origem da unidade", examples=["SIAPE"])]
Autorizadora = Annotated[int, Field(title="Unidade autorizadora", examples=[1])]
Insercao = Annotated[datetime, Field(title="Quando foi guardado pela primeira vez")]
Atualizacao = Annotated[datetime, Field(title="Quando foi guardado pela última vez")]
Endereco = Annotated[
    str, Field(title="O caminho do documento inteiro", examples=["/simulador/api/dados/plano_trabalho/documento?…"])
]


class ParticipanteListado(BaseModel):
    """Um participante guardado."""

    origem_unidade: Origem
    cod_unidade_autorizadora: Autorizadora
    matricula_siape: Annotated[str, Field(title="Matrícula SIAPE", examples=["1234567"])]
    cod_unidade_lotacao: Annotated[int, Field(title="Unidade de lotação", examples=[101])]
    cod_unidade_instituidora: Annotated[int, Field(title="Unidade instituidora", examples=[1])]
    cpf: Annotated[str, Field(title="CPF", examples=["52998224725"])]
    situacao: Annotated[int, Field(title="Situação", description="0 inativo, 1 ativo.")]
    modalidade_execucao: Annotated[
        int,
        Field(
            title="Modalidade de execução",
            description="1 presencial; 2 teletrabalho parcial; 3 integral; 4 e 5 no exterior.",
        ),
    ]
    data_assinatura_tcr: Annotated[date, Field(title="Dia da assinatura do TCR, em UTC")]
    data_insercao: Insercao
    data_atualizacao: Atualizacao
    documento: Endereco


class PlanoEntregasListado(BaseModel):
    """Um plano de entregas guardado."""

    origem_unidade: Origem
    cod_unidade_autorizadora: Autorizadora
    id_plano_entregas: Annotated[str, Field(title="Identificador do plano de entregas")]
    cod_unidade_instituidora: Annotated[int, Field(title="Unidade instituidora", examples=[1])]
    cod_unidade_executora: Annotated[int, Field(title="Unidade executora", examples=[101])]
    status: Annotated[
        int, Field(title="Status", description="1 cancelado; 2 aprovado; 3 em execução; 4 concluído; 5 avaliado.")
    ]
    data_inicio: Annotated[date, Field(title="Data de início")]
    data_termino: Annotated[date, Field(title="Data de término")]
    avaliacao: Annotated[int | None, Field(title="Avaliação", description="Nota de 1 a 5; nula, se não foi avaliado.")]
    data_avaliacao: Annotated[date | None, Field(title="Data da avaliação")]
    entregas: Annotated[int, Field(title="Quantas entregas tem")]
    data_insercao: Insercao
    data_atualizacao: Atualizacao
    documento: Endereco


class PlanoTrabalhoListado(BaseModel):
    """Um plano de trabalho guardado."""

    origem_unidade: Origem
    cod_unidade_autorizadora: Autorizadora
    id_plano_trabalho: Annotated[str, Field(title="Identificador do plano de trabalho")]
    status: Annotated[int, Field(title="Status", description="1 cancelado; 2 aprovado; 3 em execução; 4 concluído.")]
    cod_unidade_executora: Annotated[int, Field(title="Unidade executora", examples=[101])]
    cpf_participante: Annotated[str, Field(title="CPF do participante", examples=["52998224725"])]
    matricula_siape: Annotated[str, Field(title="Matrícula SIAPE", examples=["1234567"])]
    cod_unidade_lotacao_participante: Annotated[int, Field(title="Lotação do participante", examples=[101])]
    data_inicio: Annotated[date, Field(title="Data de início")]
    data_termino: Annotated[date, Field(title="Data de término")]
    carga_horaria_disponivel: Annotated[int, Field(title="Carga horária disponível, em horas")]
    contribuicoes: Annotated[int, Field(title="Quantas contribuições tem")]
    soma_dos_percentuais: Annotated[int, Field(title="Soma dos percentuais das contribuições")]
    avaliacoes: Annotated[int, Field(title="Quantas avaliações tem")]
    data_insercao: Insercao
    data_atualizacao: Atualizacao
    documento: Endereco


class DocumentoGuardado(BaseModel):
    """Um documento inteiro, e desde quando se tem."""

    documento: Annotated[dict[str, Any], Field(title="O documento, como a API o devolve")]
    data_insercao: Insercao
    data_atualizacao: Atualizacao
    versoes: Annotated[str, Field(title="O caminho das versões recebidas")]
