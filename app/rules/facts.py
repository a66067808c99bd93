"""O que uma regra sabe além do documento: nada mais que isto."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """O instante em que o pedido é julgado (com fuso)."""

    now: datetime

    @property
    def today(self) -> date:
        """O dia em UTC, como o serviço central o vê."""
        return self.now.astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class PlanoGuardado:
    """Um plano já guardado: com que período, em que status, e quando chegou pela última vez."""

    id: str
    data_inicio: date
    data_termino: date
    status: int
    recebido_em: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParticipanteGuardado:
    """Um participante já guardado na autorizadora, com a mesma matrícula do documento."""

    cod_unidade_lotacao: int
    cpf: str
    situacao: int
    modalidade_execucao: int
    data_assinatura_tcr: date


@dataclass(frozen=True, slots=True)
class EntregaCitada:
    """O que se sabe de uma entrega que uma contribuição cita: o plano em que está e, se está nele, a própria entrega.

    `cancelada` é nada quando o plano está guardado e a entrega não está nele.
    """

    plano: PlanoGuardado
    cancelada: bool | None

    @property
    def existe(self) -> bool:
        return self.cancelada is not None


@dataclass(frozen=True, slots=True)
class Citacao:
    """Uma entrega guardada que um plano de trabalho guardado, e não cancelado, cita."""

    id_entrega: str
    id_plano_trabalho: str


@dataclass(frozen=True, slots=True)
class Contagem:
    """Quantos participantes ativos há por modalidade, contado o documento que se julga."""

    na_autorizadora: Mapping[int, int]
    na_lotacao: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsEnvio(Facts):
    """O que está guardado e importa a qualquer envio: se já há um documento com a mesma chave."""

    exists: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsParticipante(FactsEnvio):
    """O que está guardado e importa a um participante.

    `registros` são os de mesma matrícula na autorizadora, um por lotação, também o que este envio substitui.
    `planos_vigentes` são os planos de trabalho dele em vigor hoje, procurados só quando ele vem inativo. `contagem`
    é nada quando nenhuma regra depende dela.
    """

    registros: tuple[ParticipanteGuardado, ...] = ()
    planos_vigentes: tuple[PlanoGuardado, ...] = ()
    contagem: Contagem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsPlano(FactsEnvio):
    """O que está guardado e importa a qualquer plano: outros com que colide, a começar do que termina antes."""

    conflitos: tuple[PlanoGuardado, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsPlanoEntregas(FactsPlano):
    """O que está guardado e importa a um plano de entregas.

    `citacoes_perdidas` são as das entregas que este envio deixa de trazer ou, se ele cancela o plano, as de todas; ao
    menos uma por entrega. `no_semestre` são os outros planos da executora, não cancelados, com algum dia no semestre
    civil em que este começa; procurados só quando o perfil tem regras.
    """

    citacoes_perdidas: tuple[Citacao, ...] = ()
    no_semestre: tuple[PlanoGuardado, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsPlanoTrabalho(FactsPlano):
    """O que está guardado e importa a um plano de trabalho.

    `participantes` são os de mesma matrícula na autorizadora, um por lotação, em ordem. `citadas` são os pares
    (`id_plano_entregas`, `id_entrega`) de contribuições de qualquer tipo cujo plano está guardado. `periodos_guardados`
    são os `id_periodo_avaliativo` da versão que este envio substitui.
    """

    participantes: tuple[ParticipanteGuardado, ...]
    citadas: Mapping[tuple[str, str], EntregaCitada]
    periodos_guardados: tuple[str, ...] = ()

    @property
    def lotacoes(self) -> tuple[int, ...]:
        """As lotações em que a matrícula está guardada."""
        return tuple(participante.cod_unidade_lotacao for participante in self.participantes)
