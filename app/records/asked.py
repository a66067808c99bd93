"""O que as consultas ao simulador partilham: como recusam o que não entendem, e quanto cabe numa página."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from app.contract.errors import MENSAGEM

PAGINA, MAIOR_PAGINA = 50, 500
"""Quantas linhas traz uma página, se nada se diz, e quantas pode trazer."""


def wrong(motivo: str) -> PydanticCustomError:
    """A recusa de um parâmetro, com a frase que vai na resposta."""
    return PydanticCustomError("filtro", "{mensagem}", {MENSAGEM: motivo})


def storable(texto: str) -> str:
    """O texto, se algum banco o guarda. Erros: os de `wrong`."""
    if "\0" in texto:
        raise wrong("O valor traz um caractere nulo (%00), que nada do que se guarda traz. Retire-o.")
    return texto


Texto = Annotated[str, AfterValidator(storable)]


class SoConhecidos(BaseModel):
    """O que vem numa consulta. Um nome que ela não conhece é recusado: um filtro mal escrito mostraria tudo."""

    # Sem isto, o FastAPI não mostraria ao modelo os nomes que ele não conhece.
    model_config = ConfigDict(extra="forbid", use_enum_values=True)

    @model_validator(mode="before")
    @classmethod
    def _only_known(cls, pedido: Any) -> Any:
        desconhecidos = sorted(set(pedido) - set(cls.model_fields)) if isinstance(pedido, dict) else []
        if desconhecidos:
            raise wrong(f"Não há aqui o parâmetro {desconhecidos[0][:50]}. Os que há: {', '.join(cls.model_fields)}.")
        # Um campo de formulário que ninguém preencheu não restringe.
        return {name: value for name, value in pedido.items() if value != ""} if isinstance(pedido, dict) else pedido
