"""Os tipos dos campos, e como uma regra se prende a um campo ou a um documento."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from enum import IntEnum, StrEnum
from functools import cache
from types import NoneType
from typing import Annotated, Any, ClassVar, Self, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.contract import moment
from app.contract.errors import MENSAGEM
from app.rules import texto
from app.rules.avisos.forma import Esquema
from app.rules.calculo import MAIOR_BIGINT
from app.rules.rule import ONDE, Finding, Rule, all_broken, first_broken

Value = TypeVar("Value")


def error_of(broken: Finding) -> PydanticCustomError:
    """A regra quebrada na forma em que o Pydantic a relata: o `ctx` traz o código da regra, a evidência e a mensagem.

    A mensagem não vai no molde, porque o Pydantic trocaria as chaves de um texto que o cliente enviou.
    """
    evidence = {name: _plain(value) for name, value in broken.evidence.items() if name != ONDE}
    context = {"regra": broken.rule.code, **evidence, MENSAGEM: _plain(broken.message)}
    return PydanticCustomError(broken.rule.error_type, "{mensagem}", context)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    # O Pydantic não leva metade de um caractere num erro.
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value


def keeps(*rules: Rule[Any, Any]) -> AfterValidator:
    """O campo cumpre estas regras, conferidas em ordem até a primeira quebrada."""

    def check(value: Value) -> Value:
        broken = first_broken(rules, value, moment.facts())
        if broken:
            raise error_of(broken)
        return value

    return AfterValidator(check)


class Documento(BaseModel):
    """Um objeto do contrato: imutável, surdo a chaves desconhecidas, em modo tolerante (contrato, seção 1)."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_enum_values=True)

    def remember(self, data: Any) -> None:
        """Guarda o que foi enviado, se o documento é dos que se enviam inteiros."""


class DocumentoRecebido(Documento):
    """Um documento que se envia inteiro: um dos três do PGD, ou um usuário."""

    texto_com_surrogate: ClassVar[Rule[Any, Any]] = texto.TEXTO_COM_SURROGATE
    """A regra que recusa metade de um caractere num texto; a do plano de trabalho é outra (contrato)."""

    _enviado: Mapping[str, Any] = PrivateAttr(default_factory=dict)

    @property
    def enviado(self) -> Mapping[str, Any]:
        """O documento como chegou, antes de lido: com as chaves desconhecidas e os tipos que vieram."""
        return self._enviado

    @property
    def esquema(self) -> Esquema:
        """Os campos do modelo, e de que tipo se espera cada um."""
        return schema_of(type(self))

    def remember(self, data: Any) -> None:
        if isinstance(data, dict):
            self._enviado = data


@cache
def schema_of(modelo: type[Documento]) -> Esquema:
    """O esquema de um modelo, para os avisos sobre a forma do que se envia."""
    tipos = {name: _leaves(campo.annotation) for name, campo in modelo.model_fields.items()}

    def of(*aceitos: type) -> frozenset[str]:
        return frozenset(name for name, folhas in tipos.items() if any(issubclass(folha, aceitos) for folha in folhas))

    booleanos, instantes = of(bool), of(datetime)
    listas = {name: item for name, folhas in tipos.items() for item in folhas if issubclass(item, Documento)}
    return Esquema(
        campos=frozenset(tipos),
        inteiros=of(int) - booleanos,
        datas=of(date) - instantes,
        instantes=instantes,
        booleanos=booleanos,
        listas={name: schema_of(item) for name, item in listas.items()},
    )


def _leaves(annotation: Any) -> frozenset[type]:
    """Os tipos de que uma anotação é feita, sem as listas, as opções e o nada."""
    if isinstance(annotation, type):
        return frozenset() if annotation is NoneType else frozenset({annotation})
    return frozenset().union(*map(_leaves, get_args(annotation)))


class DocumentoComRegras(Documento):
    """Um objeto que tem regras sobre o conjunto: todas as quebradas são relatadas juntas, na ordem da tabela."""

    rules: ClassVar[Sequence[Rule[Any, Any]]] = ()

    @model_validator(mode="wrap")
    @classmethod
    def keeps_rules(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        document = handler(data)
        broken = list(all_broken(cls.rules, document, moment.facts()))
        if broken:
            errors = [InitErrorDetails(type=error_of(item), loc=(), input=data) for item in broken]
            raise ValidationError.from_exception_data(cls.__name__, errors)
        document.remember(data)
        return document


class OrigemUnidade(StrEnum):
    """Sistema de onde vêm os códigos de unidade."""

    SIAPE = "SIAPE"
    SIORG = "SIORG"


class SituacaoParticipante(IntEnum):
    """0 inativo, 1 ativo."""

    INATIVO = 0
    ATIVO = 1


class ModalidadeExecucao(IntEnum):
    """1 presencial, 2 teletrabalho parcial, 3 integral, 4 e 5 no exterior (art. 12, VIII e § 7º)."""

    PRESENCIAL = 1
    PARCIAL = 2
    INTEGRAL = 3
    EXTERIOR_VIII = 4
    EXTERIOR_7 = 5


class StatusPlanoEntregas(IntEnum):
    """1 cancelado, 2 aprovado, 3 em execução, 4 concluído, 5 avaliado."""

    CANCELADO = 1
    APROVADO = 2
    EM_EXECUCAO = 3
    CONCLUIDO = 4
    AVALIADO = 5


class StatusPlanoTrabalho(IntEnum):
    """1 cancelado, 2 aprovado, 3 em execução, 4 concluído."""

    CANCELADO = 1
    APROVADO = 2
    EM_EXECUCAO = 3
    CONCLUIDO = 4


class TipoMeta(StrEnum):
    """Como se mede a meta de uma entrega."""

    UNIDADE = "unidade"
    PERCENTUAL = "percentual"


class TipoContribuicao(IntEnum):
    """1 entrega da própria unidade, 2 sem vínculo com entrega, 3 entrega de outra unidade."""

    ENTREGA = 1
    SEM_ENTREGA = 2
    OUTRA_UNIDADE = 3


Nome = Annotated[str, Field(max_length=300)]
ONZE_ALGARISMOS = Field(min_length=11, max_length=11, pattern=r"\d{11}")
SETE_ALGARISMOS = Field(min_length=7, max_length=7, pattern=r"\d{7}")

CodigoUnidade = Annotated[int, Field(gt=0, le=MAIOR_BIGINT)]
CodigoUnidadeOuZero = Annotated[int, Field(ge=0, le=MAIOR_BIGINT)]


def meia_noite_utc(instante: datetime) -> datetime:
    """O dia em UTC, à meia-noite e sem fuso: como a API central guarda a data do TCR (contrato, seção 5)."""
    dia = instante.astimezone(UTC).date() if instante.tzinfo else instante.date()
    return datetime.combine(dia, time.min)
