"""A linha reta de todo envio, e a leitura do que ele guardou.

Conferir a unidade, conferir caminho contra corpo, abrir a transação, reunir os fatos, perguntar às regras, guardar,
confirmar, e só então responder (contrato, seções 3 e 6). Um envio é um lote de um documento.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from app.access import require_unit
from app.contract.participante import Participante
from app.contract.plano_entregas import PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.contract.texts import serialize
from app.rules import participante as regras_participante
from app.rules import pedido
from app.rules import plano_entregas as regras_plano_entregas
from app.rules import plano_trabalho as regras_plano_trabalho
from app.rules.avisos import forma as avisos_forma
from app.rules.avisos import participante as avisos_participante
from app.rules.avisos import plano_entregas as avisos_plano_entregas
from app.rules.avisos import plano_trabalho as avisos_plano_trabalho
from app.rules.calculo import BYTES_DE_UM_ID
from app.rules.facts import FactsParticipante, FactsPlanoEntregas, FactsPlanoTrabalho
from app.rules.perfis.perfil import NACIONAL, Perfil
from app.rules.rule import FieldRefused, Finding, NotFound, Refused, Rule, all_broken
from app.storage import participante, plano_entregas, plano_trabalho
from app.storage.aceitos import Aceitos
from app.storage.database import Database, KeyTooLarge
from app.storage.recurso import Lote, Store
from app.storage.usuario import UsuarioGuardado

Chave = tuple[str | int, ...]
D = TypeVar("D", Participante, PlanoEntregas, PlanoTrabalho)
F = TypeVar("F", FactsParticipante, FactsPlanoEntregas, FactsPlanoTrabalho)
Id = tuple[Rule[Any, Any], tuple[str | int, ...], str]
"""A regra do tamanho, o lugar e o valor de um identificador que vira chave."""


@dataclass(frozen=True, slots=True)
class Recurso(Generic[D, F]):
    """Um dos três recursos: onde se guarda, o que o estado recusa, o que se avisa, e como se diz que não há."""

    nome: str
    modelo: type[D]
    store: Store[D, F]
    estado: tuple[Rule[D, F], ...]
    avisos: tuple[Rule[Any, Any], ...]
    nao_encontrado: Rule[None, None]
    ids: Callable[[D], Iterable[Id]]

    def named(self, chave: Chave) -> list[tuple[str, str | int]]:
        """A chave com os nomes dos campos, na ordem do caminho."""
        return list(zip(self.store.caminho, chave, strict=True))


def _ids_plano_entregas(documento: PlanoEntregas) -> Iterable[Id]:
    (do_plano,), (da_entrega,) = regras_plano_entregas.ID_DO_PLANO, regras_plano_entregas.ID_DA_ENTREGA
    yield do_plano, ("body", "id_plano_entregas"), documento.id_plano_entregas
    for n, entrega in enumerate(documento.entregas):
        yield da_entrega, ("body", "entregas", n, "id_entrega"), entrega.id_entrega


def _ids_plano_trabalho(documento: PlanoTrabalho) -> Iterable[Id]:
    (do_plano,) = regras_plano_trabalho.ID_DO_PLANO
    yield do_plano, ("body", "id_plano_trabalho"), documento.id_plano_trabalho


PARTICIPANTE: Recurso[Participante, FactsParticipante] = Recurso(
    "participante",
    Participante,
    participante.STORE,
    (),
    (*avisos_participante.AVISOS, *avisos_forma.AVISOS),
    regras_participante.NAO_ENCONTRADO,
    lambda _: (),
)
PLANO_ENTREGAS: Recurso[PlanoEntregas, FactsPlanoEntregas] = Recurso(
    "plano_entregas",
    PlanoEntregas,
    plano_entregas.STORE,
    regras_plano_entregas.ESTADO,
    (*avisos_plano_entregas.AVISOS, *avisos_forma.AVISOS),
    regras_plano_entregas.NAO_ENCONTRADO,
    _ids_plano_entregas,
)
PLANO_TRABALHO: Recurso[PlanoTrabalho, FactsPlanoTrabalho] = Recurso(
    "plano_trabalho",
    PlanoTrabalho,
    plano_trabalho.STORE,
    regras_plano_trabalho.ESTADO,
    (*avisos_plano_trabalho.AVISOS, *avisos_forma.AVISOS),
    regras_plano_trabalho.NAO_ENCONTRADO,
    _ids_plano_trabalho,
)


@dataclass(frozen=True, slots=True)
class Recebido:
    """O que aconteceu com um envio aceito: se era novo, como ficou guardado, em JSON, e o que se avisa dele."""

    novo: bool
    documento: str
    avisos: tuple[Finding, ...] = ()


async def receive(
    database: Database,
    recurso: Recurso[D, F],
    usuario: UsuarioGuardado,
    chave: Chave,
    documento: D,
    now: datetime,
    perfil: Perfil = NACIONAL,
) -> Recebido:
    """Guarda o documento inteiro, ou nada. Os avisos são os gerais e os do perfil.

    Erros: NotYours; Refused (caminho contra corpo, estado); FieldRefused (texto ou identificador que banco algum
    guarda); Unavailable.
    """
    require_unit(usuario, str(chave[0]), int(chave[1]))
    for name, no_caminho in recurso.named(chave):
        no_corpo = getattr(documento, name)
        if no_caminho != no_corpo:
            raise Refused(
                pedido.CAMINHO_DIFERE_DO_CORPO, {"campo": name, "no_caminho": no_caminho, "no_corpo": no_corpo}
            )
    lote = Lote([documento], [storable(recurso, documento)])
    store = recurso.store
    try:
        (veredito,) = await database.write(
            lambda connection: judge_and_save(connection, recurso, lote, now, perfil),
            *store.guards(documento),
            shared=store.unit_guard(documento),
        )
    except KeyTooLarge:
        raise longest_id(recurso, documento) from None
    if isinstance(veredito, Refused):
        raise veredito
    return veredito


def storable(recurso: Recurso[D, F], documento: D) -> str:
    """O documento em JSON, como viaja. Erros: Refused ou FieldRefused, quando banco algum o guarda."""
    serialized = serialize(documento)
    for rule, loc, value in recurso.ids(documento):
        evidence = rule.evidence(value, None)
        if evidence is not None:
            raise FieldRefused(rule, loc, value, evidence)
    return serialized


def judge_and_save(
    connection: Connection, recurso: Recurso[D, F], lote: Lote[D], now: datetime, perfil: Perfil
) -> list[Recebido | Refused]:
    """O que as regras dizem de cada documento, visto depois dos anteriores; os aceitos ficam guardados.

    Corre dentro de uma transação, com as guardas do que o lote toca.
    """
    aceitos: Aceitos[D, F] = Aceitos(recurso.store)
    vereditos: list[Recebido | Refused] = []
    do_perfil: tuple[Rule[Any, Any], ...] = perfil.of(recurso.nome)
    sabidos = recurso.store.facts(connection, lote, now)
    for posicao, known in enumerate(sabidos):
        documento = lote.documentos[posicao]
        anterior = aceitos.version_of(documento)
        completos = recurso.store.complete(connection, documento, known, anterior, wide=bool(do_perfil))
        vistos = aceitos.seen_by(documento, completos)
        broken = list(all_broken(recurso.estado, documento, vistos))
        avisos: tuple[Finding, ...] = tuple(all_broken((*recurso.avisos, *do_perfil), documento, vistos))
        if not broken:
            aceitos.add(posicao, documento, vistos)
            vereditos.append(Recebido(not vistos.exists, lote.jsons[posicao], avisos))
        else:
            first, *others = broken
            vereditos.append(Refused(first.rule, first.evidence, also=(*others, *avisos)))
    if aceitos.posicoes:
        ja_guardados = [lote.documentos[posicao] for posicao in aceitos.posicoes if sabidos[posicao].exists]
        recurso.store.save(connection, lote.only(aceitos.posicoes), now, replaced=ja_guardados)
    return vereditos


async def read(database: Database, recurso: Recurso[D, F], usuario: UsuarioGuardado, chave: Chave) -> str:
    """O documento guardado, em JSON, sem que as regras de hoje se apliquem a ele (contrato, seção 6).

    Erros: NotYours, FieldRefused (chave que não cabe), NotFound, Unavailable.
    """
    require_unit(usuario, str(chave[0]), int(chave[1]))
    pedido.require_storable(recurso.named(chave))
    documento = await database.look(lambda connection: recurso.store.load(connection, chave))
    if documento is None:
        raise NotFound(recurso.nao_encontrado, dict(recurso.named(chave)))
    return documento


def longest_id(recurso: Recurso[D, F], documento: D) -> FieldRefused:
    """A recusa do identificador mais longo, quando o banco disse só que algum não cabe."""
    rule, loc, value = max(recurso.ids(documento), key=lambda item: len(item[2].encode()))
    return FieldRefused(rule, loc, value, {"tamanho": len(value.encode()), "limite": BYTES_DE_UM_ID})
