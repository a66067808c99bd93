"""O que se pede para semear, já conferido, e o que se diz enquanto se semeia."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.journal import Journal
from app.rules.calculo import MAIOR_BIGINT
from app.rules.rule import readable
from app.storage.database import Database

PRIMEIRO_HOJE, ULTIMO_HOJE = date(2024, 1, 1), date(2099, 12, 31)
"""De que dia a que dia se semeia: antes, o PGD atual não tinha um semestre; depois, as datas se estranham."""
LIMITES = {"orgaos": 50, "participantes": 20_000, "meses": 60}
"""Até quanto se pede de cada medida, a partir de 1."""


class InvalidSeeding(Exception):
    """O que se pediu não pode ser semeado; a mensagem diz por quê, e o que pedir."""


class NotEmpty(Exception):
    """O banco já tem dados do PGD, e não se pediu para recomeçar."""


class AlreadySeeding(Exception):
    """Outra semeadura está em curso no mesmo banco; a mensagem diz o que fazer."""


class Tamanho(BaseModel):
    """O tamanho de um cenário."""

    orgaos: Annotated[int, Field(title="Unidades autorizadoras")]
    participantes: Annotated[int, Field(title="Participantes, ao todo", description="Divididos entre os órgãos.")]
    meses: Annotated[int, Field(title="Meses de história", description="Até hoje, este mês contado.")]


class PedidoDeSemeadura(BaseModel):
    """O que semear."""

    cenario: Annotated[str, Field(title="Cenário", description="Um dos de /simulador/api/cenarios.")]
    orgaos: Annotated[int | None, Field(title="Unidades autorizadoras", description="De 1 a 50.")] = None
    participantes: Annotated[
        int | None, Field(title="Participantes, ao todo", description="De 1 a 20.000, divididos entre os órgãos.")
    ] = None
    meses: Annotated[int | None, Field(title="Meses de história", description="De 1 a 60, até hoje.")] = None
    semente: Annotated[
        int, Field(title="Semente do sorteio", description="O mesmo pedido, com a mesma semente, semeia o mesmo.")
    ] = 1
    hoje: Annotated[
        date | None, Field(title="Dia em que a história termina", description="Sem ele, o do relógio do simulador.")
    ] = None
    recomecar: Annotated[
        bool, Field(title="Apagar antes", description="Apaga antes os dados do PGD; usuários e diário ficam.")
    ] = False

    def size(self, padrao: Tamanho | None) -> Tamanho | None:
        """O tamanho pedido, com o que falta tirado do padrão; nada, se o cenário não tem um. Erros: InvalidSeeding."""
        pedidas: dict[str, int] = self.model_dump(include=set(LIMITES), exclude_none=True)
        if padrao is None:
            if pedidas:
                raise InvalidSeeding(
                    f"O cenário {self.cenario} tem tamanho fixo, e não leva {', '.join(pedidas)}. Peça-o sem isso, ou "
                    "peça o cenário orgao."
                )
            return None
        for nome, valor in pedidas.items():
            maior = LIMITES[nome]
            if not 1 <= valor <= maior:
                raise InvalidSeeding(f"Cabem de 1 a {maior} em {nome}. Peça outro número.")
        tamanho = padrao.model_copy(update=pedidas)
        if tamanho.orgaos > tamanho.participantes:
            raise InvalidSeeding(
                f"São {tamanho.orgaos} órgãos para {tamanho.participantes} participantes, e cada órgão tem ao menos "
                "um. Peça mais participantes, ou menos órgãos."
            )
        return tamanho

    def day(self, now: datetime) -> date:
        """O dia em que a história termina. Erros: InvalidSeeding."""
        hoje = self.hoje or now.astimezone(UTC).date()
        if not PRIMEIRO_HOJE <= hoje <= ULTIMO_HOJE:
            raise InvalidSeeding(
                f"As histórias terminam num dia de {readable(PRIMEIRO_HOJE)} a {readable(ULTIMO_HOJE)}, e esta "
                f"terminaria em {readable(hoje)}. Diga outro dia em hoje (--hoje), ou acerte o relógio do simulador."
            )
        return hoje

    def seed(self) -> int:
        """A semente. Erros: InvalidSeeding."""
        if not 0 <= self.semente <= MAIOR_BIGINT:
            raise InvalidSeeding(f"A semente é um número de 0 a {MAIOR_BIGINT}. Escolha outro.")
        return self.semente


@dataclass(frozen=True, slots=True)
class Alvo:
    """Onde se semeia: o banco e, para os pedidos de verdade, a aplicação, o diário dela e o que assina os tokens."""

    database: Database
    journal: Journal
    api: Callable[..., Any]
    signing_key: str
    token_minutos: int


@dataclass(frozen=True, slots=True)
class Passo:
    """Um envio que se fez: de que etapa, entre quantos, se foi recusado e quantos avisos provocou.

    `registro` é o número dele no diário, com o código da regra de que é o exemplo, quando passou pelo diário.
    """

    etapa: str
    total: int
    recusado: bool = False
    avisos: int = 0
    registro: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Semeadura:
    """Um pedido conferido; `tamanho` é nada nos cenários de tamanho fixo."""

    cenario: "Cenario"
    tamanho: Tamanho | None
    semente: int
    hoje: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cenario:
    """O que se pode semear.

    `conta` diz o que se encontra nele; `volume`, quantos envios são; `tamanho`, o que se semeia quando nada se diz, ou
    nada, se o tamanho é fixo.
    """

    nome: str
    titulo: str
    conta: str
    volume: str
    sow: Callable[[Alvo, Semeadura], AsyncGenerator[Passo]]
    tamanho: Tamanho | None = None


class Andamento(BaseModel):
    """Quanto já se semeou."""

    feitos: Annotated[int, Field(title="Envios já feitos")]
    total: Annotated[int, Field(title="Envios ao todo")]
    etapa: Annotated[str, Field(title="Em que ponto da história se está")]


class Resumo(BaseModel):
    """O que foi semeado."""

    cenario: Annotated[str, Field(title="Cenário")]
    semente: Annotated[int, Field(title="Semente do sorteio")]
    hoje: Annotated[date, Field(title="Dia em que a história termina")]
    tamanho: Annotated[Tamanho | None, Field(title="Tamanho", description="null se o cenário tem tamanho fixo.")]
    envios: Annotated[int, Field(title="Envios feitos")]
    recusados: Annotated[int, Field(title="Envios recusados")]
    avisos: Annotated[int, Field(title="Avisos provocados")]
    contagens: Annotated[dict[str, int], Field(title="Linhas em cada tabela")]
    registros: Annotated[
        dict[str, int],
        Field(
            title="Registros do diário",
            description="Do cenário problemas: o código de cada regra e o número do registro que a mostra.",
        ),
    ]
    instantaneo: Annotated[
        str | None, Field(title="Instantâneo em que ficou guardado", description="null se é mais do que cabe num.")
    ]
    segundos: Annotated[float, Field(title="Quanto levou, em segundos")]


@dataclass(slots=True)
class Conta:
    """O que se contou até aqui."""

    envios: int = 0
    recusados: int = 0
    avisos: int = 0
    registros: dict[str, int] = field(default_factory=dict)

    def add(self, passo: Passo) -> None:
        """Conta mais um passo."""
        self.envios += 1
        self.recusados += passo.recusado
        self.avisos += passo.avisos
        if passo.registro is not None:
            regra, numero = passo.registro
            self.registros[regra] = numero
