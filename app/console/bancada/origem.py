"""De onde a bancada parte: do documento dos exemplos, do que está guardado, de um registro, ou de uma regra."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from app import access
from app.console.bancada import texto as bancada_texto
from app.console.bancada.estado import FORMULARIO, JSON, LIVRE, RECURSOS, Mesa, example
from app.console.bancada.texto import Texto
from app.console.forms import understood
from app.console.page import Page
from app.console.registros.registro import opened
from app.console.regras.exemplo import QUEBRA, example_of, start
from app.explain.request import COM_TOKEN, Request, path_of
from app.records.listing import stored
from app.records.listing_resources import LISTADOS
from app.rules.exemplo import AUSENTE, Arquivo, Documento
from app.simulator.guard import Problem

VAZIO = "vazio"


async def begun(page: Page) -> Mesa:
    """A bancada que o endereço pede. Erros: Problem; Unavailable."""
    pedido = page.request.query_params
    mesa = await _from_address(page, pedido)
    return mesa.as_json() if pedido.get("modo") == JSON else mesa


def from_text(texto: str, recurso: str) -> Mesa:
    """A bancada com o que veio num arquivo: em formulário, se é um documento só."""
    return Mesa(recurso=recurso, modo=JSON, texto=Texto(texto)).as_form()


async def _from_address(page: Page, pedido: Mapping[str, str]) -> Mesa:
    if pedido.get("registro"):
        return await _from_record(page, pedido["registro"])
    if pedido.get("regra"):
        return _from_rule(page, pedido["regra"], pedido.get("exemplo", QUEBRA))
    recurso = pedido.get("recurso") or "participante"
    if recurso not in RECURSOS:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "Recurso desconhecido",
            f"Não há na bancada o recurso {recurso[:60]}. Os que há: {', '.join(RECURSOS.values())}.",
        )
    if recurso == "usuario" and pedido.get("email"):
        return await _from_user(page, pedido["email"])
    if recurso in LISTADOS and any(pedido.get(nome) for nome in LISTADOS[recurso].chave.model_fields):
        return await _from_stored(page, recurso, pedido)
    mesa = example(recurso)
    return replace(mesa, documento={}) if pedido.get("modelo") == VAZIO and recurso != LIVRE else mesa


async def _from_stored(page: Page, recurso: str, pedido: Mapping[str, str]) -> Mesa:
    do_recurso, modelo = LISTADOS[recurso].recurso, LISTADOS[recurso].chave
    chave = understood(modelo, {nome: pedido[nome] for nome in modelo.model_fields if nome in pedido})
    guardado = await stored(page.parts.database, do_recurso, chave.of(do_recurso))
    if guardado is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "Documento não guardado",
            "Não há nada guardado com esta chave: ou ela não é esta, ou o simulador recomeçou depois. Confira-a na "
            "página dos dados, ou comece de um modelo.",
        )
    mesa = Mesa(recurso=recurso, modo=FORMULARIO, documento=guardado.documento)
    return mesa.saying(
        "info", "Este documento é o que está guardado agora. Mude o que quiser, e ensaie antes de enviar."
    )


async def _from_user(page: Page, email: str) -> Mesa:
    usuario = await access.find_user(page.parts.database, email)
    if usuario is None or usuario.disabled:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "Usuário não encontrado",
            f"Não há usuário ativo com o e-mail {email[:80]}. Veja os que há na página dos controles.",
        )
    mesa = Mesa(recurso="usuario", modo=FORMULARIO, documento={**usuario.no_fio(), "password": ""})
    return mesa.saying("info", "A senha não se guarda, e por isso não vem: escreva uma, que passará a valer.")


async def _from_record(page: Page, numero: str) -> Mesa:
    registro = (await opened(page, numero)).guardado
    request = Request(registro)
    texto, recurso = Texto(request.text or ""), request.resource
    if recurso is None or registro.metodo != "PUT":
        mesa = Mesa(recurso=LIVRE, modo=JSON, metodo=registro.metodo, caminho=registro.caminho, texto=texto)
    else:
        mesa = Mesa(recurso=recurso, modo=JSON, texto=texto, caminho=registro.caminho).as_form()
        if path_of(recurso, mesa.documento) == registro.caminho:
            mesa = replace(mesa, caminho="")
    if registro.bytes_recebidos and request.text is None:
        mesa = mesa.saying(
            "aviso",
            "O diário não tem o corpo deste pedido tal como veio: guardou só o começo, ou ocultou nele um segredo. "
            "Complete-o antes de enviar.",
        )
    sem_token = None if request.route in COM_TOKEN else ""
    return replace(mesa, de=registro.usuario or sem_token).saying("info", f"Este é o pedido do registro {numero}.")


def _from_rule(page: Page, codigo: str, qual: str) -> Mesa:
    rule = page.parts.perfis.catalog.get(codigo.upper())
    exemplo = None if rule is None else example_of(rule, qual)
    if rule is None or exemplo is None or isinstance(exemplo, Arquivo):
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "Exemplo que não se envia",
            f"Não há, na regra {codigo[:60]}, um exemplo que se envie à API. Veja-a na página das regras.",
        )
    escrito = start(rule, exemplo)
    recado = (
        f"Este é o exemplo da {rule.code}. Aqui ele vai aos dados de agora, e não ao banco vazio da página da regra: o "
        "que a API disser pode ser outra coisa."
    )
    if isinstance(exemplo, Documento):
        campos = {nome: valor for nome, valor in exemplo.documento.items() if valor is not AUSENTE}
        mesa = Mesa(recurso=exemplo.recurso, modo=JSON, texto=Texto(bancada_texto.pretty(campos))).as_form()
    else:
        mesa = Mesa(
            recurso=LIVRE,
            modo=JSON,
            metodo=escrito.metodo,
            caminho=escrito.caminho,
            cabecalhos=escrito.cabecalhos,
            texto=Texto(escrito.corpo),
            de=None if exemplo.de else "",
        )
    return mesa.saying("info", recado)
