"""Os quase-acertos: o que está guardado agora e difere por pouco do que o pedido procurou."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs, unquote

from app.achados import Achado
from app.explain.difference import difference, distance, fold
from app.explain.explanation import Quase
from app.explain.request import Request, value_at
from app.explain.routes import closest
from app.rules.calculo import algarismos
from app.rules.pessoa import ALGARISMOS_DA_MATRICULA
from app.storage import vizinhanca
from app.storage.database import Database
from app.storage.dialect import UNIDADE
from app.storage.vizinhanca import Chave, Unidade

MAIS_QUASES = 10
"""Quantos se dizem de cada regra."""
JA_ESTA = "é esta mesma chave, que foi enviada depois deste pedido: repita-o"
MAIS_NOMES = 5
"""Quantas entregas de um plano se citam pelo nome."""

SEM_EVIDENCIA = frozenset({"AU-03", "PD-05"})
"""As regras em que o que se procurou está no próprio pedido."""

Look = Callable[[Database, Achado, Request], Awaitable[list[Quase]]]


async def near(database: Database, achado: Achado, request: Request) -> list[Quase]:
    """O que há perto, do mais parecido ao menos; nada, nas regras que não procuram coisa alguma. Erros: Unavailable."""
    look = LOOKS.get(achado.regra)
    # De um pedido com achados demais, o diário não guarda o que se procurou.
    if look is None or not (achado.evidencia or achado.regra in SEM_EVIDENCIA):
        return []
    return (await look(database, achado, request))[:MAIS_QUASES]


def _ranked(recurso: str, procurada: Mapping[str, Any], achadas: Iterable[Chave]) -> list[Quase]:
    """As chaves achadas, sem repetição, primeiro as que diferem em menos campos."""
    unicas = {tuple(chave.values()): chave for chave in achadas}
    em_ordem = sorted(unicas.values(), key=lambda chave: distance(procurada, chave))
    return [Quase(recurso=recurso, chave=chave, difere=difference(procurada, chave) or JA_ESTA) for chave in em_ordem]


def _alike(texto: str, outros: Iterable[str]) -> list[str]:
    """Os que só diferem do texto na escrita."""
    dobrado = fold(texto)
    return [outro for outro in outros if fold(outro) == dobrado]


async def _participante(database: Database, procurada: Chave) -> list[Quase]:
    matricula = str(procurada["matricula_siape"])
    inteira = algarismos(unquote(matricula)).zfill(ALGARISMOS_DA_MATRICULA)
    achadas = await database.look(partial(vizinhanca.people, unidade=_unit(procurada), matriculas=[matricula, inteira]))
    return _ranked("participante", procurada, achadas)


async def _participante_lido(database: Database, achado: Achado, _: Request) -> list[Quase]:
    return await _participante(database, achado.evidencia)


async def _participante_citado(database: Database, achado: Achado, _: Request) -> list[Quase]:
    citado = achado.evidencia
    procurada = {
        "origem_unidade": citado["origem"],
        "cod_unidade_autorizadora": citado["autorizadora"],
        "cod_unidade_lotacao": citado["lotacao"],
        "matricula_siape": citado["matricula"],
    }
    return await _participante(database, procurada)


async def _plano(database: Database, recurso: str, procurada: Chave) -> list[Quase]:
    """Os planos de mesmo id noutra unidade, e os da unidade cujo id só difere na escrita."""
    id_name, unidade = f"id_{recurso}", _unit(procurada)
    id_ = str(procurada[id_name])
    noutras = await database.look(partial(vizinhanca.plans, recurso=recurso, unidade=unidade, id_=id_))
    da_unidade = await database.look(partial(vizinhanca.ids, recurso=recurso, unidade=unidade))
    parecidos = [{**procurada, id_name: outro} for outro in _alike(id_, da_unidade)]
    return _ranked(recurso, procurada, [*parecidos, *noutras])


async def _plano_lido(database: Database, achado: Achado, request: Request) -> list[Quase]:
    return await _plano(database, str(request.resource), achado.evidencia)


async def _entregas_citadas(database: Database, achado: Achado, request: Request) -> list[Quase]:
    """Perto de cada entrega que não se achou, sem repetir."""
    unidade = {name: request.key[name] for name in UNIDADE}
    itens = [value_at(request.document, place) for place in achado.onde]
    # De um corpo que o diário só tem em parte, sabe-se ao menos a primeira.
    citadas = [item for item in itens if isinstance(item, dict)] or [achado.evidencia]
    achados: dict[str, Quase] = {}
    for ids in dict.fromkeys((item["id_plano_entregas"], item["id_entrega"]) for item in citadas):
        for quase in await _entrega(database, {**unidade, "id_plano_entregas": ids[0], "id_entrega": ids[1]}):
            achados.setdefault(quase.model_dump_json(), quase)
    return list(achados.values())


async def _entrega(database: Database, procurada: Chave) -> list[Quase]:
    id_plano, id_entrega, unidade = procurada["id_plano_entregas"], procurada["id_entrega"], _unit(procurada)
    do_plano = await database.look(partial(vizinhanca.deliveries, unidade=unidade, id_plano=id_plano))
    parecidas = _alike(id_entrega, do_plano)
    if parecidas:
        return _ranked("entrega", procurada, [{**procurada, "id_entrega": outra} for outra in parecidas])
    noutros = await database.look(partial(vizinhanca.plans_with, unidade=unidade, id_entrega=id_entrega))
    com_ela = _ranked("entrega", procurada, [{**procurada, "id_plano_entregas": outro} for outro in noutros])
    do_plano_citado = {name: valor for name, valor in procurada.items() if name != "id_entrega"}
    if not do_plano:
        planos = await _plano(database, "plano_entregas", do_plano_citado)
        return [*(quase for quase in planos if quase.chave != do_plano_citado), *com_ela]
    nomes = ", ".join(do_plano[:MAIS_NOMES])
    mais = f" e mais {len(do_plano) - MAIS_NOMES}" if len(do_plano) > MAIS_NOMES else ""
    tem = f"o plano de entregas está guardado, e as entregas dele são {nomes}{mais}"
    return [Quase(recurso="plano_entregas", chave=do_plano_citado, difere=tem), *com_ela]


async def _usuario(database: Database, email: str) -> list[Quase]:
    parecidos = _alike(email, await database.look(vizinhanca.emails))
    return _ranked("usuario", {"email": email}, [{"email": outro} for outro in parecidos])


async def _usuario_lido(database: Database, achado: Achado, _: Request) -> list[Quase]:
    return await _usuario(database, achado.evidencia["email"])


async def _usuario_que_entra(database: Database, _: Achado, request: Request) -> list[Quase]:
    formulario = parse_qs((request.registro.corpo_recebido or b"").decode("latin-1"), keep_blank_values=True)
    email = formulario.get("username", [""])[0]
    if not email:
        return []
    if email in await database.look(vizinhanca.emails):
        certo = "há um usuário com este e-mail: o que não confere é a senha"
        return [Quase(recurso="usuario", chave={"email": email}, difere=certo)]
    return await _usuario(database, email)


async def _unidade_do_usuario(_: Database, achado: Achado, __: Request) -> list[Quase]:
    visto = achado.evidencia
    procurada = {
        "origem_unidade": visto["origem_do_caminho"],
        "cod_unidade_autorizadora": visto["unidade_do_caminho"],
    }
    do_usuario = {
        "origem_unidade": visto["origem_do_usuario"],
        "cod_unidade_autorizadora": visto["unidade_do_usuario"],
    }
    diferenca = difference(procurada, do_usuario)
    return [Quase(recurso="usuario", chave={"email": visto["email"], **do_usuario}, difere=diferenca)]


async def _caminho(_: Database, __: Achado, request: Request) -> list[Quase]:
    achado = closest(request.segments)
    return [Quase(recurso="caminho", chave={"caminho": achado[0]}, difere=achado[1])] if achado else []


def _unit(chave: Chave) -> Unidade:
    return chave["origem_unidade"], chave["cod_unidade_autorizadora"]


LOOKS: Mapping[str, Look] = {
    "PA-09": _participante_lido,
    "PE-09": _plano_lido,
    "PT-22": _plano_lido,
    "PT-20": _participante_citado,
    "PT-21": _entregas_citadas,
    "US-04": _usuario_lido,
    "AU-03": _usuario_que_entra,
    "AU-07": _unidade_do_usuario,
    "PD-05": _caminho,
}
"""O que se procura quando cada regra é quebrada."""
