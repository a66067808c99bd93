"""O plano de trabalho como viaja."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field

from app.contract.fields import (
    ONZE_ALGARISMOS,
    SETE_ALGARISMOS,
    CodigoUnidade,
    DocumentoComRegras,
    DocumentoRecebido,
    OrigemUnidade,
    StatusPlanoTrabalho,
    TipoContribuicao,
    keeps,
)
from app.rules import avaliacao as regras_avaliacao
from app.rules import contribuicao as regras_contribuicao
from app.rules import exemplo
from app.rules import plano_trabalho as regras
from app.rules.calculo import MAIOR_INTEGER


class Contribuicao(DocumentoComRegras):
    """A parte do trabalho de uma pessoa que vai para uma entrega, ou para nenhuma."""

    model_config = ConfigDict(title="Contribuição", json_schema_extra={"examples": [dict(exemplo.CONTRIBUICAO)]})
    rules: ClassVar = regras_contribuicao.CONJUNTO

    id_contribuicao: Annotated[
        str, Field(title="Identificador da contribuição", description="Pode repetir-se dentro do plano.")
    ]
    tipo_contribuicao: Annotated[
        TipoContribuicao,
        Field(
            title="Tipo de contribuição",
            description=(
                "1 entrega da própria unidade, com os dois ids; 2 sem vínculo com entrega, sem os ids; "
                "3 entrega de outra unidade, livre."
            ),
        ),
    ]
    percentual_contribuicao: Annotated[
        int,
        Field(title="Percentual", description="De 0 a 100. A soma do plano não é conferida."),
        keeps(*regras_contribuicao.PERCENTUAL_DA_CONTRIBUICAO),
    ]
    id_plano_entregas: Annotated[
        str | None, Field(title="Plano de entregas", description="Obrigatório no tipo 1; null no tipo 2.")
    ] = None
    id_entrega: Annotated[str | None, Field(title="Entrega", description="Obrigatória no tipo 1; null no tipo 2.")] = (
        None
    )

    @property
    def entrega_citada(self) -> tuple[str, str] | None:
        """O par (plano, entrega) que tem de existir: só o do tipo 1, e só com os dois textos preenchidos."""
        if self.tipo_contribuicao == TipoContribuicao.ENTREGA and self.id_plano_entregas and self.id_entrega:
            return self.id_plano_entregas, self.id_entrega
        return None


class AvaliacaoRegistrosExecucao(DocumentoComRegras):
    """A avaliação da execução do plano num período."""

    model_config = ConfigDict(
        title="Avaliação de registros de execução", json_schema_extra={"examples": [dict(exemplo.AVALIACAO)]}
    )
    rules: ClassVar = regras_avaliacao.CONJUNTO

    id_periodo_avaliativo: Annotated[
        str, Field(title="Identificador do período", description="Pode repetir-se dentro do plano.")
    ]
    data_inicio_periodo_avaliativo: Annotated[
        date, Field(title="Início do período", description="Não antes do início do plano.")
    ]
    data_fim_periodo_avaliativo: Annotated[
        date, Field(title="Fim do período", description="Não antes do início do período.")
    ]
    avaliacao_registros_execucao: Annotated[
        int,
        Field(
            title="Nota",
            description="1 excepcional; 2 alto desempenho; 3 adequado; 4 inadequado; 5 não executado.",
        ),
        keeps(*regras_avaliacao.NOTA_DA_AVALIACAO),
    ]
    data_avaliacao_registros_execucao: Annotated[
        date,
        Field(title="Data da avaliação", description="Não antes do início do período, nem no futuro."),
        keeps(*regras_avaliacao.DATA_DA_AVALIACAO),
    ]


def _lista(avaliacoes: list[AvaliacaoRegistrosExecucao] | None) -> list[AvaliacaoRegistrosExecucao]:
    return avaliacoes or []


class PlanoTrabalho(DocumentoComRegras, DocumentoRecebido):
    """O que uma pessoa vai fazer num período e como foi avaliada. A chave é origem, autorizadora e id do plano."""

    model_config = ConfigDict(title="Plano de trabalho", json_schema_extra={"examples": [dict(exemplo.PLANO_TRABALHO)]})
    rules: ClassVar = regras.DOCUMENTO
    texto_com_surrogate: ClassVar = regras.TEXTO_COM_SURROGATE

    origem_unidade: Annotated[
        OrigemUnidade, Field(title="Origem da unidade", description="Sistema dos códigos de unidade: SIAPE ou SIORG.")
    ]
    cod_unidade_autorizadora: Annotated[
        CodigoUnidade,
        Field(
            title="Unidade autorizadora",
            description="Quem autorizou o PGD. SIAPE: de 1 a 5 algarismos, ou 14. SIORG: de 1 a 6.",
        ),
    ]
    id_plano_trabalho: Annotated[
        str,
        Field(title="Identificador do plano de trabalho", description="Escolhido pelo sistema que envia."),
    ]
    status: Annotated[
        StatusPlanoTrabalho, Field(title="Status", description="1 cancelado; 2 aprovado; 3 em execução; 4 concluído.")
    ]
    cod_unidade_executora: Annotated[
        CodigoUnidade, Field(title="Unidade executora", description="Onde o trabalho é executado.")
    ]
    cpf_participante: Annotated[
        str,
        ONZE_ALGARISMOS,
        Field(title="CPF do participante", description="Os onze algarismos, sem ponto nem traço."),
        keeps(*regras.CPF),
    ]
    matricula_siape: Annotated[
        str,
        SETE_ALGARISMOS,
        Field(title="Matrícula SIAPE", description="Os sete algarismos da matrícula do participante."),
        keeps(*regras.MATRICULA),
    ]
    cod_unidade_lotacao_participante: Annotated[
        CodigoUnidade,
        Field(title="Lotação do participante", description="A lotação com que o participante foi enviado."),
    ]
    data_inicio: Annotated[
        date,
        Field(title="Data de início", description="Primeiro dia do plano, a partir de 2023-07-31."),
        keeps(*regras.DATA_INICIO),
    ]
    data_termino: Annotated[
        date, Field(title="Data de término", description="Último dia do plano, no máximo um ano depois do início.")
    ]
    carga_horaria_disponivel: Annotated[
        int,
        Field(
            ge=0, le=MAIOR_INTEGER, title="Carga horária disponível", description="Horas do período, em número inteiro."
        ),
    ]
    contribuicoes: Annotated[
        list[Contribuicao],
        Field(
            default_factory=list,
            title="Contribuições",
            description="Para onde vai o trabalho. Só um plano cancelado pode vir sem elas.",
        ),
    ]
    avaliacoes_registros_execucao: Annotated[
        list[AvaliacaoRegistrosExecucao] | None,
        Field(
            default_factory=list,
            title="Avaliações",
            description="As avaliações dos períodos já encerrados. null conta como lista vazia.",
        ),
        AfterValidator(_lista),
        keeps(*regras_avaliacao.AVALIACOES),
    ]
