"""A chave de um documento, como vem numa consulta: os campos do caminho dele, cada um por seu nome."""

from typing import Annotated, Any

from pydantic import Field

from app.contract.fields import CodigoUnidadeOuZero
from app.receive import Chave, Recurso
from app.records.asked import MAIOR_PAGINA, PAGINA, SoConhecidos, Texto


class ChaveDaUnidade(SoConhecidos):
    """O começo de toda chave."""

    origem_unidade: Annotated[Texto, Field(title="Origem da unidade", examples=["SIAPE"])]
    cod_unidade_autorizadora: Annotated[CodigoUnidadeOuZero, Field(title="Unidade autorizadora", examples=[1])]

    def of(self, recurso: Recurso[Any, Any]) -> Chave:
        """Os valores da chave deste recurso, na ordem do caminho."""
        return tuple(getattr(self, name) for name in recurso.store.caminho)


class ChaveParticipante(ChaveDaUnidade):
    """Qual participante."""

    cod_unidade_lotacao: Annotated[CodigoUnidadeOuZero, Field(title="Unidade de lotação", examples=[101])]
    matricula_siape: Annotated[Texto, Field(title="Matrícula SIAPE", examples=["1234567"])]


class ChavePlanoEntregas(ChaveDaUnidade):
    """Qual plano de entregas."""

    id_plano_entregas: Annotated[Texto, Field(title="Identificador do plano de entregas", examples=["pe1"])]


class ChavePlanoTrabalho(ChaveDaUnidade):
    """Qual plano de trabalho."""

    id_plano_trabalho: Annotated[Texto, Field(title="Identificador do plano de trabalho", examples=["pt1"])]


class PaginaDeVersoes(ChaveDaUnidade):
    """Que parte da história se quer."""

    limite: Annotated[int, Field(ge=1, le=MAIOR_PAGINA, title="Versões por página")] = PAGINA
    cursor: Annotated[str | None, Field(title="De onde seguir", description="O `proximo` da página anterior.")] = None


class VersoesDoParticipante(ChaveParticipante, PaginaDeVersoes):
    """As versões de qual participante."""


class VersoesDoPlanoEntregas(ChavePlanoEntregas, PaginaDeVersoes):
    """As versões de qual plano de entregas."""


class VersoesDoPlanoTrabalho(ChavePlanoTrabalho, PaginaDeVersoes):
    """As versões de qual plano de trabalho."""
