"""O que se pede ao diário: os filtros, e de onde se continua, como vêm numa consulta e como o banco os entende."""

import base64
import re
from collections.abc import Callable
from datetime import MINYEAR, UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from app.records.asked import MAIOR_PAGINA, PAGINA, SoConhecidos, Texto, storable, wrong
from app.records.summary import RECURSOS
from app.rules.calculo import MAIOR_BIGINT
from app.storage.registro_busca import Filtro, So

_STATUS = re.compile(r"([1-9])xx|0|[1-9][0-9]{2}", re.IGNORECASE | re.ASCII)
_ORDEM = re.compile(rb"[0-9]{1,19}")


def _instant(na_data: time) -> Callable[[Any], Any]:
    """Lê um instante em UTC; de uma data só, o desta hora."""

    def read(valor: Any) -> Any:
        if not isinstance(valor, str):
            return valor
        # Numa consulta, o sinal de mais de um fuso vira um espaço, se não for escrito como %2B.
        for texto in (valor, "+".join(valor.rsplit(" ", 1))):
            for leitor in (lambda texto: datetime.combine(date.fromisoformat(texto), na_data), datetime.fromisoformat):
                try:
                    return _utc(leitor(texto))
                except ValueError:
                    continue
        raise wrong(
            "Não é uma data, nem data e hora. Escreva como 2025-07-01 ou 2025-07-01T12:00:00-03:00; sem fuso, vale UTC."
        )

    return read


def _utc(instante: datetime) -> datetime:
    if instante.tzinfo is None:
        return instante.replace(tzinfo=UTC)
    try:
        return instante.astimezone(UTC)
    except OverflowError:
        return (datetime.min if instante.year == MINYEAR else datetime.max).replace(tzinfo=UTC)


def _statuses(texto: str) -> tuple[int, int]:
    lido = _STATUS.fullmatch(texto)
    if lido is None:
        raise wrong("Não é um status. Escreva um, como 422, uma centena, como 4xx, ou 0, de quem não teve resposta.")
    return (int(lido[1]) * 100, int(lido[1]) * 100 + 99) if lido[1] else (int(texto), int(texto))


def _unit(texto: str) -> tuple[str, str]:
    origem, barra, codigo = texto.partition("/")
    if not (origem and barra and codigo):
        raise wrong("Não é uma unidade. Escreva a origem e o código da autorizadora, como SIAPE/1.")
    return origem, codigo


def _resource(texto: str) -> str:
    if texto not in RECURSOS:
        raise wrong(f"Não há este recurso. Use um destes: {', '.join(RECURSOS)}.")
    return texto


def _checked(read: Callable[[str], object]) -> AfterValidator:
    """O texto como veio, se há como o ler."""

    def check(texto: str) -> str:
        read(texto)
        return texto

    return AfterValidator(check)


def cursor_of(ordem: int) -> str:
    """O que se passa em `cursor` para continuar depois deste registro."""
    return base64.urlsafe_b64encode(str(ordem).encode()).decode().rstrip("=")


def _order(cursor: Any) -> Any:
    try:
        ordem = base64.urlsafe_b64decode(f"{cursor}==")
    except ValueError:
        ordem = b""
    if not _ORDEM.fullmatch(ordem) or cursor_of(int(ordem)) != cursor:
        raise wrong("O cursor não é deste simulador. Use o de `proximo` da página anterior, ou comece sem cursor.")
    return int(ordem)


Maiusculas = Annotated[Texto, AfterValidator(str.upper)]


class FormatoDeExportacao(StrEnum):
    """Como se escreve o que se exporta."""

    JSONL = "jsonl"
    HAR = "har"


class Procura(SoConhecidos):
    """Que registros se querem. Cada filtro restringe mais; um filtro vazio não restringe."""

    desde: Annotated[
        Annotated[datetime, BeforeValidator(_instant(time.min))] | None,
        Field(
            title="Recebidos desde",
            description="Uma data, ou data e hora, no relógio do simulador; sem fuso, em UTC.",
            examples=["2025-07-01"],
        ),
    ] = None
    ate: Annotated[
        Annotated[datetime, BeforeValidator(_instant(time.max))] | None,
        Field(
            title="Recebidos até",
            description="Como em `desde`; de uma data, conta o dia inteiro.",
            examples=["2025-07-01T18:00:00-03:00"],
        ),
    ] = None
    metodo: Annotated[Maiusculas | None, Field(title="Método HTTP", examples=["PUT"])] = None
    rota: Annotated[
        Texto | None,
        Field(title="Rota", description="Inteira, com os nomes entre chaves.", examples=["/user/{email}"]),
    ] = None
    recurso: Annotated[
        Annotated[str, _checked(_resource)] | None, Field(title="Recurso", examples=["plano_trabalho"])
    ] = None
    unidade: Annotated[
        Annotated[Texto, _checked(_unit)] | None,
        Field(title="Unidade autorizadora", description="Como veio no caminho.", examples=["SIAPE/1"]),
    ] = None
    usuario: Annotated[Texto | None, Field(title="E-mail de quem pediu")] = None
    status: Annotated[
        Annotated[str, _checked(_statuses)] | None,
        Field(title="Status da resposta", description="Um, uma centena, ou 0: sem resposta.", examples=["422", "4xx"]),
    ] = None
    regra: Annotated[Maiusculas | None, Field(title="Regra que a resposta disse, ou aviso", examples=["PT-18"])] = None
    falha: Annotated[Texto | None, Field(title="Falha injetada", examples=["html-503"])] = None
    so: Annotated[
        So | None,
        Field(
            title="Só os pedidos a que aconteceu isto",
            description="recusados: com status de erro. com-aviso: que provocaram um. com-falha: a que se injetou uma.",
        ),
    ] = None
    texto: Annotated[
        Annotated[str, Field(max_length=1_000), AfterValidator(storable)] | None,
        Field(
            title="Texto",
            description=(
                "Um trecho do caminho, do usuário, do User-Agent ou de um dos corpos. Maiúsculas e minúsculas são "
                "iguais, salvo nas letras com acento; caractere algum é curinga."
            ),
        ),
    ] = None

    def filtro(self) -> Filtro:
        """O que o banco procura."""
        return Filtro(
            desde=self.desde,
            ate=self.ate,
            metodo=self.metodo,
            rota=self.rota,
            trecho_da_rota=RECURSOS[self.recurso] if self.recurso else None,
            unidade=_unit(self.unidade) if self.unidade else None,
            usuario=self.usuario,
            status=_statuses(self.status) if self.status else None,
            regra=self.regra,
            falha=self.falha,
            so=So(self.so) if self.so else None,
            texto=self.texto,
        )


class Exportacao(Procura):
    """O que se quer levar, e em que forma."""

    formato: Annotated[
        FormatoDeExportacao,
        Field(
            title="Formato",
            description="jsonl: um registro inteiro por linha. har: HAR 1.2, que navegadores e clientes de HTTP abrem.",
        ),
    ] = FormatoDeExportacao.JSONL


class Listagem(Procura):
    """Uma página do que se procura."""

    limite: Annotated[int, Field(ge=1, le=MAIOR_PAGINA, title="Registros por página")] = PAGINA
    cursor: Annotated[
        Annotated[int, BeforeValidator(_order), WithJsonSchema({"type": "string"})] | None,
        Field(title="De onde continuar", description="O `proximo` da página anterior."),
    ] = None
    depois_de: Annotated[
        int | None,
        Field(
            ge=0,
            le=MAIOR_BIGINT,
            title="Depois desta ordem",
            description=(
                "Para acompanhar: os guardados depois desta `ordem`, do mais antigo ao mais novo. No pedido seguinte, "
                "ponha aqui a do último."
            ),
        ),
    ] = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.cursor is not None and self.depois_de is not None:
            raise wrong("Use cursor, que vai para trás, ou depois_de, que vai para a frente: não os dois.")
        return self
