"""A explicação de um pedido: o que o diário guardou, com os textos do catálogo e o que há agora no banco."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from app import achados
from app.achados import Achado
from app.explain.curl import Call
from app.explain.explanation import Explicacao, Explicada, Guardado, PedidoFeito
from app.explain.near import near
from app.explain.places import locate
from app.explain.receipt import summarise
from app.explain.repair import Catalogo, Consertado, Repair
from app.explain.request import COM_TOKEN, Request
from app.records.content import printable
from app.rules import acesso
from app.rules.rule import Rule, Severity, Unavailable
from app.storage import registro as diario
from app.storage.database import Database
from app.storage.registro import Alcance, Registro

_log = logging.getLogger(__name__)

COLIDE_COM = "colide_com"
"""Onde, na evidência, estão os planos guardados com que um envio colide."""
DE_OUTRO_CATALOGO = (
    "Este simulador não conhece esta regra: ela é do perfil de outro servidor, ou de outra versão. Peça a explicação "
    "ao servidor que atendeu o pedido, ou inicie este com o mesmo perfil."
)


class NotInJournal(Exception):
    """O diário não tem o registro pedido; a mensagem diz por quê, e o que fazer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """De que servidor é o diário.

    `endereco` é a URL em que ele atende; `admin`, o e-mail do administrador; `catalogo`, as regras por código, também
    as do perfil dele.
    """

    endereco: str
    admin: str
    catalogo: Catalogo


async def explain(database: Database, numero: int, server: Server) -> Explicacao:
    """Tudo o que se sabe do pedido com este número. Erros: NotInJournal, Unavailable."""
    return await explain_record(database, await find(database, numero), server)


async def find(database: Database, numero: int) -> Registro:
    """O registro com este número. Erros: NotInJournal, Unavailable."""
    registro = await database.look(partial(diario.find, numero=numero))
    if registro is None:
        raise NotInJournal(_why_absent(numero, await database.look(diario.span)))
    return registro


@dataclass(frozen=True, slots=True)
class Repeticao:
    """O pedido de um registro, pronto para ir de novo: como veio, e consertado; nulo, o que não se pode."""

    como_veio: Call | None
    consertado: Consertado | None


def repetition(registro: Registro, server: Server) -> Repeticao:
    """Como se repete o pedido deste registro."""
    request = Request(registro)
    try:
        found = _found(registro)
        consertado = _mended(request, found, server)
    except Exception:  # noqa: BLE001  # o registro pode ter vindo num arquivo, com a evidência de outra versão
        found = _only_codes(registro)
        consertado = _mended(request, found, server)
    return Repeticao(_again(request, found, server), consertado)


async def explain_record(database: Database, registro: Registro, server: Server, *, perto: bool = True) -> Explicacao:
    """Tudo o que se sabe do pedido deste registro. Erros: Unavailable.

    Sem `perto`, não se olha o que há guardado perto do que se procurou, que é o que pode demorar.
    """
    try:
        return await _explanation(database, registro, server, _found(registro), perto)
    except Unavailable:
        raise
    except Exception as erro:  # noqa: BLE001  # o registro pode ter vindo num arquivo, com a evidência de outra versão
        _log.warning(
            "A evidência do registro %d não se entende (%s), e a explicação dele só diz as regras.",
            registro.numero,
            type(erro).__name__,
        )
        return await _explanation(database, registro, server, _only_codes(registro), perto)


async def _explanation(
    database: Database, registro: Registro, server: Server, found: Sequence[Achado], perto: bool
) -> Explicacao:
    request = Request(registro)
    regras: list[Explicada] = []
    avisos: list[Explicada] = []
    for achado in found:
        lista = avisos if _warns(achado, registro, server.catalogo) else regras
        explicada = _explained(achado, request, server.catalogo)
        if perto and achado.regra in server.catalogo:
            explicada.quase = await near(database, achado, request)
        igual = next((outra for outra in lista if _same(outra, explicada)), None)
        if igual is None:
            lista.append(explicada)
        else:
            igual.onde = [*igual.onde, *explicada.onde]
    consertado = _mended(request, found, server)
    again = _again(request, found, server)
    explicacao = Explicacao(
        pedido=PedidoFeito(**{name: getattr(registro, name) for name in PedidoFeito.model_fields}),
        resumo=await summarise(database, request, regras, avisos, server.catalogo),
        regras=regras,
        avisos=avisos,
        correcao=consertado.correcao if consertado else None,
        repetir=str(again) if again else None,
    )
    return Explicacao.model_validate(printable(explicacao.model_dump()))


def _found(registro: Registro) -> Sequence[Achado]:
    """Os achados do registro; de um anterior a eles, só os códigos."""
    if registro.achados is not None:
        return achados.from_text(registro.achados)
    return _only_codes(registro)


def _only_codes(registro: Registro) -> Sequence[Achado]:
    return [Achado(codigo, (), {}, None) for codigo in (*_codes(registro.regra), *_codes(registro.avisos))]


def _codes(texto: str | None) -> list[str]:
    return texto.split(", ") if texto else []


def _warns(achado: Achado, registro: Registro, catalogo: Catalogo) -> bool:
    rule = catalogo.get(achado.regra)
    return rule.severity is Severity.AVISO if rule else achado.regra not in _codes(registro.regra)


def _explained(achado: Achado, request: Request, catalogo: Catalogo) -> Explicada:
    rule = catalogo.get(achado.regra)
    dita = achado.regra in _codes(request.registro.regra)
    if rule is None:
        return Explicada(
            codigo=achado.regra,
            severidade=Severity.ERRO if dita else Severity.AVISO,
            dita=dita,
            o_que_houve=DE_OUTRO_CATALOGO,
            por_que="",
            como_consertar="",
            fonte="",
            desde="",
        )
    return Explicada(
        codigo=rule.code,
        severidade=rule.severity,
        dita=dita,
        o_que_houve=_told(rule, achado),
        por_que=rule.why,
        como_consertar=rule.mend,
        fonte=rule.source,
        desde=rule.since,
        onde=locate(rule, achado, request),
        colide_com=[Guardado(**plano) for plano in achado.evidencia.get(COLIDE_COM, ())],
    )


def _told(rule: Rule[Any, Any], achado: Achado) -> str:
    """O que houve: a mensagem que se disse e, se o contrato a fixa, também o que ela não diz."""
    if not achado.mensagem:
        return rule.wrong
    if "motivo" in achado.evidencia and "motivo" not in rule.placeholders:
        return f"{achado.mensagem}. {achado.evidencia['motivo']}"
    return achado.mensagem if achado.mensagem.endswith((".", "?", "!")) else f"{achado.mensagem}. {rule.wrong}"


def _same(uma: Explicada, outra: Explicada) -> bool:
    """Se é a mesma regra, quebrada do mesmo modo, em outro lugar."""
    return (uma.codigo, uma.o_que_houve) == (outra.codigo, outra.o_que_houve)


def _mended(request: Request, found: Sequence[Achado], server: Server) -> Consertado | None:
    return Repair(request, server.admin).mend(found, server.catalogo, server.endereco)


def _again(request: Request, found: Sequence[Achado], server: Server) -> Call | None:
    """O pedido como veio; nada, se o diário não o tem inteiro."""
    registro = request.registro
    if request.hidden or (registro.bytes_recebidos and request.text is None):
        return None
    com_token = request.route in COM_TOKEN and all(achado.regra != acesso.SEM_TOKEN.code for achado in found)
    return Call(
        endereco=server.endereco,
        metodo=registro.metodo,
        caminho=registro.caminho,
        user_agent=registro.user_agent,
        entra=(registro.usuario or server.admin) if com_token else None,
        corpo=request.text,
    )


def _why_absent(numero: int, alcance: Alcance) -> str:
    if numero >= alcance.proximo:
        return (
            f"Nenhum pedido recebeu ainda o número {numero}: o próximo a ser reservado é o {alcance.proximo}. Confira "
            "o número no cabeçalho X-PGD-Registro da resposta."
        )
    if alcance.primeiro is not None and numero > alcance.primeiro:
        return (
            f"O registro {numero} não está no diário: ou o número não foi dado a pedido algum, ou quem o atendeu ainda "
            "não o guardou. Espere um segundo e peça de novo."
        )
    return (
        f"O registro {numero} já saiu do diário, que guarda só os pedidos mais novos e se esvazia quando o simulador "
        "recomeça do zero. Repita o pedido e explique o novo; para guardar mais, aumente PGD_DIARIO_REGISTROS."
    )
