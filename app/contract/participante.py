"""O participante como viaja."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field

from app.contract.fields import (
    ONZE_ALGARISMOS,
    SETE_ALGARISMOS,
    CodigoUnidadeOuZero,
    DocumentoComRegras,
    DocumentoRecebido,
    ModalidadeExecucao,
    OrigemUnidade,
    SituacaoParticipante,
    keeps,
    meia_noite_utc,
)
from app.rules import exemplo
from app.rules import participante as regras


class Participante(DocumentoComRegras, DocumentoRecebido):
    """Uma pessoa no PGD, numa unidade de lotação. A chave é origem, autorizadora, lotação e matrícula."""

    model_config = ConfigDict(title="Participante", json_schema_extra={"examples": [dict(exemplo.PARTICIPANTE)]})
    rules: ClassVar = regras.DOCUMENTO

    origem_unidade: Annotated[
        OrigemUnidade, Field(title="Origem da unidade", description="Sistema dos códigos de unidade: SIAPE ou SIORG.")
    ]
    cod_unidade_autorizadora: Annotated[
        CodigoUnidadeOuZero,
        Field(
            title="Unidade autorizadora",
            description="Quem autorizou o PGD. SIAPE: de 1 a 5 algarismos, ou 14. SIORG: de 1 a 6.",
            examples=[1],
        ),
    ]
    cod_unidade_lotacao: Annotated[
        CodigoUnidadeOuZero,
        Field(title="Unidade de lotação", description="Onde a pessoa está lotada. Faz parte da chave.", examples=[101]),
    ]
    matricula_siape: Annotated[
        str,
        SETE_ALGARISMOS,
        Field(
            title="Matrícula SIAPE",
            description="Os sete algarismos da matrícula, com os zeros à esquerda.",
            examples=["1234567"],
        ),
        keeps(*regras.MATRICULA),
    ]
    cod_unidade_instituidora: Annotated[
        CodigoUnidadeOuZero, Field(title="Unidade instituidora", description="Quem instituiu o PGD.", examples=[1])
    ]
    cpf: Annotated[
        str,
        ONZE_ALGARISMOS,
        Field(title="CPF", description="Os onze algarismos, sem ponto nem traço.", examples=["52998224725"]),
        keeps(*regras.CPF),
    ]
    situacao: Annotated[
        SituacaoParticipante, Field(title="Situação", description="0 inativo, 1 ativo no PGD.", examples=[1])
    ]
    modalidade_execucao: Annotated[
        ModalidadeExecucao,
        Field(
            title="Modalidade de execução",
            description=(
                "1 presencial; 2 teletrabalho parcial; 3 teletrabalho integral; 4 no exterior (IN 24/2023, art. 12, "
                "VIII); 5 no exterior (art. 12, § 7º)."
            ),
            examples=[2],
        ),
    ]
    data_assinatura_tcr: Annotated[
        datetime,
        Field(
            title="Assinatura do TCR",
            description=(
                "Quando o Termo de Ciência e Responsabilidade foi assinado: data, ou data e hora, a partir de "
                "2023-07-31 e não no futuro. Guarda-se o dia em UTC, e a resposta o traz à meia-noite."
            ),
            examples=["2025-01-02T00:00:00"],
        ),
        keeps(*regras.TCR),
        AfterValidator(meia_noite_utc),
    ]
