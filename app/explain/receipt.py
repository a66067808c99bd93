"""O que houve com um pedido, em poucas frases: a recusa, ou o recibo do que se guardou."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any

from app.explain.difference import NOMES, listed
from app.explain.explanation import Explicada
from app.explain.request import Request
from app.journal import ENSAIO
from app.rules import servidor
from app.rules.rule import Rule, Stage, readable
from app.storage import vizinhanca
from app.storage.database import Database
from app.storage.registro import Registro

O_RECURSO: Mapping[str, str] = {
    "participante": "o participante",
    "plano_entregas": "o plano de entregas",
    "plano_trabalho": "o plano de trabalho",
    "usuario": "o usuário",
}
NA_CHAVE: Mapping[str, str] = {name: nome.partition(" ")[2] for name, nome in NOMES.items()} | {
    "id_plano_entregas": "id",
    "id_plano_trabalho": "id",
}
"""Como se diz um campo depois de «de»: a origem, a lotação, o id."""
FORA_DO_AR = (
    " O serviço de verdade, quando cai, costuma responder com uma página HTML (502, 503 ou 504) ou com um corpo vazio: "
    "no seu sistema, olhe o status antes de ler o corpo, guarde o envio e repita-o depois."
)
AINDA_POR_CONFERIR = (
    " O que depende do que está guardado (períodos, participante, entregas) só se confere depois disto: consertado, o "
    "envio ainda pode ser recusado por uma regra que hoje não se viu."
)
SO_UM_ENSAIO = "Foi só um ensaio, e nada ficou guardado."
SEM_A_FALHA = "Repita-o sem a falha, e ele terá a resposta verdadeira."


async def summarise(
    database: Database,
    request: Request,
    regras: Sequence[Explicada],
    avisos: Sequence[Explicada],
    catalogo: Mapping[str, Rule[Any, Any]],
) -> str:
    """O que houve. De um envio aceito, diz o que está guardado agora. Erros: Unavailable."""
    registro = request.registro
    if registro.falha is not None:
        if registro.status_verdadeiro is None:
            return f"{_injected(registro)}, a API não viu o pedido, e nada foi guardado. {SEM_A_FALHA}"
        verdadeiro = Request(replace(registro, falha=None, status=registro.status_verdadeiro))
        houve = await summarise(database, verdadeiro, regras, avisos, catalogo)
        return f"{_injected(registro)}, e a resposta verdadeira foi esta. {houve}"
    if registro.status == 0:
        return "Sem resposta: a conexão caiu antes que ela saísse."
    if regras:
        fora = FORA_DO_AR if registro.status == HTTPStatus.SERVICE_UNAVAILABLE else ""
        ainda = AINDA_POR_CONFERIR if _stopped_before_state(request, regras, catalogo) else ""
        return f"{_refused(request, regras)} {_first(regras[0], catalogo)}{_others(regras[1:], avisos)}{fora}{ainda}"
    if registro.status >= 400:
        return f"Recusado com {registro.status}."
    if registro.status >= 300:
        return f"Redirecionado com {registro.status}: repita o pedido no endereço que o cabeçalho Location traz."
    if request.resource is None:
        return f"Atendido com {registro.status}."
    documento = _named(request.resource, request.key)
    if registro.metodo != "PUT":
        return f"Lido com {registro.status}: {documento}, como estava guardado."
    feito = "criado" if registro.status == 201 else "substituído por inteiro"
    if registro.numero == ENSAIO:
        return f"Seria aceito com {registro.status}: {documento} seria {feito}. {SO_UM_ENSAIO} {_warned(avisos)}"
    recebido = f"Aceito com {registro.status}: {documento} foi {feito} em {readable(registro.recebido_em)} UTC"
    return f"{recebido}{await _now(database, request)} {_warned(avisos)}"


def _injected(registro: Registro) -> str:
    quem_pediu = f"recebeu {registro.status}" if registro.status else "ficou sem resposta"
    return f"O simulador injetou nesta resposta a falha {registro.falha}: quem pediu {quem_pediu}"


def _refused(request: Request, regras: Sequence[Explicada]) -> str:
    registro = request.registro
    if registro.numero == ENSAIO:
        return f"{'Seria recusado' if registro.status < 500 else 'Não seria atendido'} com {registro.status}."
    verbo = "Recusado" if registro.status < 500 else "Não atendido"
    # Há uma falha em que não se sabe se o envio foi guardado.
    sabido = registro.metodo == "PUT" and regras[0].codigo != servidor.SEM_CONFIRMACAO.code
    return f"{verbo} com {registro.status}{', e nada foi guardado' if sabido else ''}."


def _stopped_before_state(
    request: Request, regras: Sequence[Explicada], catalogo: Mapping[str, Rule[Any, Any]]
) -> bool:
    """Se o envio de um plano parou antes de se olhar o que está guardado."""
    stages = {catalogo[regra.codigo].stage for regra in regras if regra.codigo in catalogo}
    return (
        request.registro.metodo == "PUT"
        and request.resource in ("plano_entregas", "plano_trabalho")
        and HTTPStatus.BAD_REQUEST <= request.registro.status < HTTPStatus.INTERNAL_SERVER_ERROR
        and Stage.ESTADO not in stages
    )


def _first(regra: Explicada, catalogo: Mapping[str, Rule[Any, Any]]) -> str:
    rule = catalogo.get(regra.codigo)
    return rule.wrong if rule else regra.o_que_houve


def _others(outras: Sequence[Explicada], avisos: Sequence[Explicada]) -> str:
    quantas = [
        f"mais {len(outras)} {'regra quebrada' if len(outras) == 1 else 'regras quebradas'}" if outras else "",
        _count(avisos) if avisos else "",
    ]
    ditas = [parte for parte in quantas if parte]
    return f" Há também {listed(ditas)}." if ditas else ""


async def _now(database: Database, request: Request) -> str:
    """O que aconteceu depois com o que se guardou."""
    recurso = str(request.resource)
    agora = await database.look(partial(vizinhanca.received_at, recurso=recurso, chave=request.key))
    if agora is None:
        return ". Agora não há nada guardado com esta chave: o simulador recomeçou depois."
    if agora > request.registro.recebido_em:
        return f", e substituído de novo em {readable(agora)} UTC: é essa versão que está guardada agora."
    return ", e é esta versão que está guardada agora."


def _warned(avisos: Sequence[Explicada]) -> str:
    return f"Há {_count(avisos)}." if avisos else "Não há avisos."


def _count(avisos: Sequence[Explicada]) -> str:
    return f"{len(avisos)} {'aviso' if len(avisos) == 1 else 'avisos'}"


def _named(recurso: str, chave: Mapping[str, Any]) -> str:
    """O documento pela chave: o participante de origem SIAPE, autorizadora 1, lotação 101 e matrícula 1234567."""
    return f"{O_RECURSO[recurso]} de {listed([f'{NA_CHAVE[name]} {valor}' for name, valor in chave.items()])}"
