"""O plano de entregas como viaja."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field

from app.contract.fields import (
    CodigoUnidade,
    Documento,
    DocumentoComRegras,
    DocumentoRecebido,
    Nome,
    OrigemUnidade,
    StatusPlanoEntregas,
    TipoMeta,
)
from app.rules import exemplo
from app.rules import plano_entregas as regras
from app.rules.calculo import MAIOR_INTEGER


class Entrega(Documento):
    """Um produto ou serviço que a unidade se compromete a entregar."""

    model_config = ConfigDict(title="Entrega", json_schema_extra={"examples": [dict(exemplo.ENTREGA)]})

    id_entrega: Annotated[str, Field(title="Identificador da entrega", description="Único dentro do plano.")]
    entrega_cancelada: Annotated[
        bool | None,
        Field(title="Entrega cancelada", description="Se a entrega foi cancelada. null conta como false."),
        AfterValidator(bool),
    ] = False
    nome_entrega: Annotated[Nome, Field(title="Nome da entrega", description="Até 300 caracteres.")]
    meta_entrega: Annotated[
        int,
        Field(
            ge=0,
            le=MAIOR_INTEGER,
            title="Meta",
            description="Quanto se pretende alcançar, na medida de tipo_meta. Em percentual pode passar de 100.",
        ),
    ]
    tipo_meta: Annotated[TipoMeta, Field(title="Tipo de meta", description="unidade ou percentual.")]
    data_entrega: Annotated[
        date, Field(title="Data da entrega", description="Prazo da entrega. Pode cair fora do período do plano.")
    ]
    nome_unidade_demandante: Annotated[
        Nome, Field(title="Unidade demandante", description="Quem pediu a entrega. Até 300 caracteres.")
    ]
    nome_unidade_destinataria: Annotated[
        Nome, Field(title="Unidade destinatária", description="Quem recebe a entrega. Até 300 caracteres.")
    ]


class PlanoEntregas(DocumentoComRegras, DocumentoRecebido):
    """O que uma unidade executora vai entregar num período. A chave é origem, autorizadora e id do plano."""

    model_config = ConfigDict(title="Plano de entregas", json_schema_extra={"examples": [dict(exemplo.PLANO_ENTREGAS)]})
    rules: ClassVar = regras.DOCUMENTO

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
    cod_unidade_instituidora: Annotated[
        CodigoUnidade, Field(title="Unidade instituidora", description="Quem instituiu o PGD.")
    ]
    cod_unidade_executora: Annotated[
        CodigoUnidade,
        Field(title="Unidade executora", description="Quem executa o plano. Tem um plano por vez em cada período."),
    ]
    id_plano_entregas: Annotated[
        str,
        Field(title="Identificador do plano de entregas", description="Escolhido pelo sistema que envia."),
    ]
    status: Annotated[
        StatusPlanoEntregas,
        Field(title="Status", description="1 cancelado; 2 aprovado; 3 em execução; 4 concluído; 5 avaliado."),
    ]
    data_inicio: Annotated[date, Field(title="Data de início", description="Primeiro dia do plano.")]
    data_termino: Annotated[
        date, Field(title="Data de término", description="Último dia do plano, no máximo um ano depois do início.")
    ]
    avaliacao: Annotated[
        Annotated[int, Field(gt=0, le=5)] | None,
        Field(title="Avaliação", description="Nota de 1 a 5. Obrigatória no status 5; antes disso, null."),
    ]
    data_avaliacao: Annotated[
        date | None,
        Field(title="Data da avaliação", description="Obrigatória no status 5; antes disso, null."),
    ]
    entregas: Annotated[
        list[Entrega],
        Field(
            default_factory=list,
            title="Entregas",
            description="As entregas do plano. Só um plano cancelado pode vir sem elas.",
        ),
    ]
