"""A forma de uma regra e as recusas que ela provoca."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from string import Formatter
from typing import Any, Generic, TypeAlias, TypeVar

from app.rules.exemplo import Exemplo

Evidence: TypeAlias = Mapping[str, Any]
"""Os valores que preenchem a mensagem: o que veio, o que se esperava, com quem colide.

Sob `ONDE` vêm, se não é o campo da regra, os lugares do documento em que ela foi quebrada.
"""

Place: TypeAlias = tuple[str | int, ...]
"""Um lugar do documento: nomes de campos e posições em listas, a partir de zero."""

ONDE = "onde"
LUGARES = 20
"""Quantos lugares de uma mesma regra se apontam; os demais se corrigem do mesmo modo."""

CONTRATO = "contrato"
"""Fonte das regras que nenhuma norma pede: só o contrato da API central 3.3.9."""


class Stage(StrEnum):
    """Quando a regra é consultada, na ordem em que um cliente as encontra (contrato, seção 3)."""

    ARQUIVO = "arquivo"
    PEDIDO = "pedido"
    ACESSO = "acesso"
    FORMA = "forma"
    CAMPO = "campo"
    DOCUMENTO = "documento"
    ESTADO = "estado"
    CONJUNTO = "conjunto"


class Severity(StrEnum):
    """`erro` recusa o envio; `aviso` nunca muda a resposta."""

    ERRO = "erro"
    AVISO = "aviso"


Subject = TypeVar("Subject")
Known = TypeVar("Known")


@dataclass(frozen=True, kw_only=True)
class Rule(Generic[Subject, Known]):
    """Uma linha da tabela de regras.

    `code` vale para sempre: nunca muda de sentido nem é reaproveitado. `field` é o nome no contrato, vazio quando a
    regra é do documento inteiro. `message` traz entre chaves os nomes da evidência. `broken` recebe o valor do campo,
    o documento ou o pedido, e os fatos, e devolve a evidência quando a regra é quebrada; fica vazio nas regras que um
    mecanismo confere sozinho (o token, a sintaxe do corpo, os tipos do esquema). `error_type` é o `type` com que a
    regra aparece numa lista de erros.

    `wrong` diz numa frase, sem lacunas, o que está errado; `why`, num parágrafo, por que a norma ou o contrato o pede;
    `mend`, noutro, como se conserta. `breaks` e `keeps` são um exemplo que quebra a regra e um que a cumpre. `since` é
    a versão mais antiga do contrato em que se sabe que ela vale. `fix`, quando o conserto é mecânico, recebe o valor
    que está no lugar apontado e a evidência, e devolve o valor certo, ou `UNFIXED`, se deste não se sabe qual seria.
    """

    code: str
    stage: Stage
    field: str
    source: str
    message: str
    broken: Callable[[Subject, Known], Evidence | None] | None = None
    error_type: str = "value_error"
    severity: Severity = Severity.ERRO
    wrong: str
    why: str
    mend: str
    breaks: Exemplo
    keeps: Exemplo
    since: str = "3.3.9"
    fix: Callable[[Any, Evidence], Any] | None = None

    def evidence(self, subject: Subject, known: Known) -> Evidence | None:
        """O que quebra a regra, ou nada quando ela é cumprida."""
        return self.broken(subject, known) if self.broken else None

    @property
    def placeholders(self) -> list[str]:
        """Os nomes que a mensagem traz entre chaves."""
        return [name for _, name, _, _ in Formatter().parse(self.message) if name]

    def text(self, evidence: Evidence) -> str:
        """A mensagem com a evidência, em frases completas e com datas em dd/mm/aaaa."""
        return self.message.format_map({name: readable(value) for name, value in evidence.items()})


UNFIXED = object()
"""O que um conserto devolve quando não sabe qual seria o valor certo."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Uma regra quebrada, e a evidência disso.

    `loc` é o lugar apontado numa lista de erros; sem ele, valem os da evidência, ou o campo da regra. `said` é a
    mensagem, quando já foi escrita.
    """

    rule: Rule[Any, Any]
    evidence: Evidence
    loc: Place | None = None
    value: Any = None
    said: str | None = None

    @property
    def message(self) -> str:
        return self.rule.text(self.evidence) if self.said is None else self.said

    @property
    def places(self) -> tuple[Place, ...]:
        """Os lugares do documento, no máximo `LUGARES`."""
        if self.loc is not None:
            return (self.loc,)
        onde: tuple[Place, ...] = self.evidence.get(ONDE, ((self.rule.field,),) if self.rule.field else ())
        return onde[:LUGARES]


def readable(value: Any) -> str:
    """Um valor como se escreve numa frase em português."""
    if isinstance(value, datetime):
        return f"{readable(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(readable(item) for item in value)
    return str(value)


def first_broken(rules: Iterable[Rule[Subject, Known]], subject: Subject, known: Known) -> Finding | None:
    """A primeira regra quebrada, na ordem da tabela."""
    return next(all_broken(rules, subject, known), None)


def all_broken(rules: Iterable[Rule[Subject, Known]], subject: Subject, known: Known) -> Iterator[Finding]:
    """Todas as regras quebradas, na ordem da tabela."""
    for rule in rules:
        # Sem passar por `evidence`: corre dezenas de vezes por documento.
        evidence = rule.broken(subject, known) if rule.broken else None
        if evidence is not None:
            yield Finding(rule, evidence)


class Refused(Exception):
    """O pedido quebra uma regra: a resposta a nomeia e a mensagem diz o que fazer.

    `also` são as outras regras que ele quebra e os avisos que provoca, que a resposta não diz e a explicação diz.
    """

    def __init__(self, rule: Rule[Any, Any], evidence: Evidence | None = None, also: Sequence[Finding] = ()) -> None:
        super().__init__(rule.code)
        self.rule = rule
        self.evidence: Evidence = evidence or {}
        self.also = tuple(also)

    @property
    def message(self) -> str:
        return self.rule.text(self.evidence)


class FieldRefused(Refused):
    """A recusa aponta um lugar do pedido: vira item de uma lista de erros, com `loc` e `input`."""

    def __init__(
        self, rule: Rule[Any, Any], loc: tuple[str | int, ...], value: Any, evidence: Evidence | None = None
    ) -> None:
        super().__init__(rule, evidence)
        self.loc = loc
        self.value = value


class Unauthenticated(Refused):
    """Não se sabe quem pede."""


class Disabled(Refused):
    """Sabe-se quem pede, e o acesso está desativado."""


class TooSoon(Refused):
    """Quem pede já errou demais e tem de esperar; a evidência traz `segundos`."""


class NotYours(Refused):
    """Sabe-se quem pede, e não lhe cabe."""


class NotFound(Refused):
    """Nada está guardado com esta chave."""


class Unavailable(Exception):
    """O banco de dados não responde agora; o pedido pode ser repetido depois."""


class NoRoom(Unavailable):
    """O disco em que o banco fica não aceita mais nada, e nada foi guardado."""


class Unconfirmed(Unavailable):
    """O banco sumiu ao confirmar: não se sabe se o que se pediu foi guardado, e repetir não o duplica."""
