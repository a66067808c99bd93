"""O que se pede a uma lista: os filtros de cada recurso, lidos de um texto qualquer, e as colunas de que falam."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from app.contract.fields import (
    CodigoUnidadeOuZero,
    ModalidadeExecucao,
    OrigemUnidade,
    SituacaoParticipante,
    StatusPlanoEntregas,
    StatusPlanoTrabalho,
)
from app.records.asked import MAIOR_PAGINA, PAGINA, SoConhecidos, Texto, wrong
from app.rules.calculo import MAIOR_BIGINT, so_algarismos
from app.storage.listagem import Filtro
from app.storage.vizinhanca import Unidade

ALGARISMOS_DE_UM_CODIGO = len(str(MAIOR_BIGINT))


def _unit(texto: str) -> str:
    if read_unit(texto) is None:
        raise wrong("A unidade se escreve com a origem, uma barra e o código da autorizadora: SIAPE/1, por exemplo.")
    return texto


def read_unit(texto: str) -> Unidade | None:
    """A unidade que `SIAPE/1` escreve, ou nada."""
    origem, _, codigo = texto.partition("/")
    if origem not in set(OrigemUnidade) or not so_algarismos(codigo) or len(codigo) > ALGARISMOS_DE_UM_CODIGO:
        return None
    return (origem, int(codigo)) if int(codigo) <= MAIOR_BIGINT else None


def _in_utc(instante: datetime) -> datetime:
    try:
        return instante.astimezone(UTC) if instante.tzinfo else instante.replace(tzinfo=UTC)
    except OverflowError:
        raise wrong("Em UTC, este instante sai do calendário, que vai do ano 1 ao 9999. Confira-o.") from None


Instante = Annotated[datetime, AfterValidator(_in_utc)]


class Formato(StrEnum):
    """Em que forma se responde."""

    JSON = "json"
    CSV = "csv"


class Consulta(SoConhecidos):
    """O que vale em toda lista; o que não se diz não restringe."""

    COLUNAS: ClassVar[Mapping[str, str]] = {}
    """O filtro e a coluna que tem de ter o valor dele."""

    unidade: Annotated[
        Annotated[str, AfterValidator(_unit)] | None,
        Field(title="Unidade autorizadora", description="A origem e o código.", examples=["SIAPE/1"]),
    ] = None
    alterado_desde: Annotated[
        Instante | None,
        Field(
            title="Alterado desde",
            description="Só o que foi guardado deste instante em diante: data, ou data e hora; sem fuso, em UTC.",
        ),
    ] = None
    limite: Annotated[
        int,
        Field(
            ge=1,
            le=MAIOR_PAGINA,
            title="Linhas por página",
            description="Uma página pode trazer menos e haver outra: a lista só acaba quando `proximo` vem nulo.",
        ),
    ] = PAGINA
    cursor: Annotated[
        str | None, Field(title="De onde seguir", description="O `proximo` da página anterior, com os mesmos filtros.")
    ] = None
    total: Annotated[
        bool,
        Field(
            title="Contar",
            description="Conta também o que os filtros deixam passar: perto de um segundo por milhão de linhas.",
        ),
    ] = False
    formato: Annotated[
        Formato,
        Field(
            title="Formato",
            description=(
                "csv traz tudo o que os filtros deixam passar, sem páginas, para abrir numa planilha: separado por "
                "ponto e vírgula, em UTF-8 com BOM. Um texto que ela tomaria por fórmula ganha um apóstrofo na frente."
            ),
        ),
    ] = Formato.JSON

    def filter(self) -> Filtro:
        """As linhas que se querem."""
        pedidos = {coluna: getattr(self, name) for name, coluna in self.COLUNAS.items()}
        return Filtro(
            unidade=read_unit(self.unidade or ""),
            iguais={coluna: value for coluna, value in pedidos.items() if value is not None},
            alterado_desde=self.alterado_desde,
        )


Codigo = CodigoUnidadeOuZero | None
Lotacao = Annotated[Codigo, Field(title="Unidade de lotação", examples=[101])]
Instituidora = Annotated[Codigo, Field(title="Unidade instituidora", examples=[1])]
Executora = Annotated[Codigo, Field(title="Unidade executora", examples=[101])]
Matricula = Annotated[Texto | None, Field(title="Matrícula SIAPE", examples=["1234567"])]
Cpf = Annotated[Texto | None, Field(title="CPF", examples=["52998224725"])]
Id = Annotated[Texto | None, Field(title="Identificador do plano", description="Inteiro, como foi enviado.")]


class ConsultaParticipante(Consulta):
    """Quais participantes se querem."""

    COLUNAS: ClassVar[Mapping[str, str]] = {
        "instituidora": "cod_unidade_instituidora",
        "lotacao": "cod_unidade_lotacao",
        "matricula": "matricula_siape",
        "cpf": "cpf",
        "situacao": "situacao",
        "modalidade": "modalidade_execucao",
    }

    instituidora: Instituidora = None
    lotacao: Lotacao = None
    matricula: Matricula = None
    cpf: Cpf = None
    situacao: Annotated[SituacaoParticipante | None, Field(title="Situação", description="0 inativo, 1 ativo.")] = None
    modalidade: Annotated[
        ModalidadeExecucao | None,
        Field(
            title="Modalidade de execução",
            description="1 presencial; 2 teletrabalho parcial; 3 integral; 4 e 5 no exterior.",
        ),
    ] = None


class ConsultaPlanos(Consulta):
    """O que vale nas listas dos dois planos."""

    inicio: Annotated[
        date | None, Field(title="De", description="Só os planos com algum dia a partir deste, ou neste.")
    ] = None
    termino: Annotated[date | None, Field(title="Até", description="Só os planos com algum dia até este.")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.inicio and self.termino and self.inicio > self.termino:
            raise wrong(f"O período começa em {self.inicio} e termina antes, em {self.termino}. Troque as datas.")
        return self

    def filter(self) -> Filtro:
        """As linhas que se querem."""
        return replace(super().filter(), inicio=self.inicio, termino=self.termino)


class ConsultaPlanoEntregas(ConsultaPlanos):
    """Quais planos de entregas se querem."""

    COLUNAS: ClassVar[Mapping[str, str]] = {
        "id": "id_plano_entregas",
        "instituidora": "cod_unidade_instituidora",
        "executora": "cod_unidade_executora",
        "status": "status",
    }

    id: Id = None
    instituidora: Instituidora = None
    executora: Executora = None
    status: Annotated[
        StatusPlanoEntregas | None,
        Field(title="Status", description="1 cancelado; 2 aprovado; 3 em execução; 4 concluído; 5 avaliado."),
    ] = None
    avaliado: Annotated[bool | None, Field(title="Avaliado", description="Se o plano tem avaliação.")] = None

    def filter(self) -> Filtro:
        """As linhas que se querem."""
        return replace(super().filter(), avaliado=self.avaliado)


class ConsultaPlanoTrabalho(ConsultaPlanos):
    """Quais planos de trabalho se querem."""

    COLUNAS: ClassVar[Mapping[str, str]] = {
        "id": "id_plano_trabalho",
        "executora": "cod_unidade_executora",
        "lotacao": "cod_unidade_lotacao_participante",
        "matricula": "matricula_siape",
        "cpf": "cpf_participante",
        "status": "status",
    }

    id: Id = None
    executora: Executora = None
    lotacao: Lotacao = None
    matricula: Matricula = None
    cpf: Cpf = None
    status: Annotated[
        StatusPlanoTrabalho | None,
        Field(title="Status", description="1 cancelado; 2 aprovado; 3 em execução; 4 concluído."),
    ] = None
