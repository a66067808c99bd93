"""Um registro: o que foi enviado, o que foi respondido, e por quê."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from app.console import json_view
from app.console.json_view import Apontado, Visto
from app.console.page import Page, ThisPage
from app.console.registros.em_palavras import em_dados, key_of
from app.contract.errors import OCULTO
from app.explain.explain import NotInJournal, Repeticao, Server, explain_record, find, repetition
from app.explain.explanation import Explicacao
from app.explain.near import LOOKS
from app.records.content import FORMULARIO, Corpo
from app.records.whole import RegistroCompleto, describe
from app.rules.calculo import MAIOR_BIGINT
from app.simulator.guard import Problem
from app.simulator.registros import server_of
from app.storage import registro as diario
from app.storage.registro import Registro

router = APIRouter()


class Aba(StrEnum):
    """As abas da página, na ordem em que se mostram."""

    PORQUE = "porque"
    ENVIADO = "enviado"
    RESPONDIDO = "respondido"


ABAS: Mapping[Aba, str] = {
    Aba.PORQUE: "Por quê",
    Aba.ENVIADO: "O que foi enviado",
    Aba.RESPONDIDO: "O que foi respondido",
}
FORA = "Registro fora do diário"


@dataclass(frozen=True)
class Aberto:
    """Um registro, e o que dele se sabe sem olhar mais nada."""

    guardado: Registro
    server: Server

    @cached_property
    def inteiro(self) -> RegistroCompleto:
        """Tudo o que se guardou dele."""
        return describe(self.guardado)

    @cached_property
    def repeticao(self) -> Repeticao:
        """Como o pedido se repete."""
        return repetition(self.guardado, self.server)

    @property
    def chave(self) -> Mapping[str, str]:
        """Os valores que o caminho traz, decodificados."""
        return key_of(self.guardado.caminho)

    @property
    def consulta(self) -> Sequence[tuple[str, str]]:
        """Os parâmetros que vieram depois do caminho, decodificados."""
        return parse_qsl(self.guardado.caminho.partition("?")[2], keep_blank_values=True)

    @property
    def em_dados(self) -> str | None:
        """A página do que este pedido guardou, ou leu; nada, se não guardou nem leu coisa alguma."""
        aceito = HTTPStatus.OK <= (self.inteiro.status_verdadeiro or self.guardado.status) < HTTPStatus.MULTIPLE_CHOICES
        return em_dados(self.inteiro.recurso or "", self.chave) if aceito else None

    @property
    def sem_repetir(self) -> str:
        """Por que o pedido não se repete; vazio, se se repete."""
        if self.repeticao.como_veio is not None:
            return ""
        corpo = self.inteiro.corpos.recebido
        if corpo is None or OCULTO in self.guardado.caminho:
            return "O caminho trazia um segredo, que o diário não guarda: não há como repetir o pedido daqui."
        if corpo.oculto:
            return "O corpo trazia uma senha ou um token, que o diário não guarda: não há como repetir o pedido daqui."
        if corpo.cortado:
            return (
                "O diário não guardou inteiro o corpo deste pedido: não há como repeti-lo daqui. Para guardar "
                "mais de cada corpo, aumente PGD_DIARIO_CORPO."
            )
        return "O corpo não é um texto em UTF-8, e por isso não há como repetir o pedido daqui."


async def opened(page: Page, numero: str) -> Aberto:
    """O registro com este número. Erros: Problem, Unavailable."""
    if not (numero.isascii() and numero.isdecimal() and len(numero) <= 19 and 1 <= int(numero) <= MAIOR_BIGINT):
        detail = (
            f"{numero[:50]} não é o número de um registro: eles se numeram a partir de 1. O de cada pedido está no "
            "cabeçalho X-PGD-Registro da resposta, e na lista dos registros."
        )
        raise Problem(HTTPStatus.NOT_FOUND, FORA, detail)
    # Um pedido recém-atendido pode estar ainda à espera do próximo lote.
    await page.parts.journal.flush()
    try:
        return Aberto(await find(page.parts.database, int(numero)), server_of(page.parts))
    except NotInJournal as erro:
        raise Problem(HTTPStatus.NOT_FOUND, FORA, str(erro)) from erro


@router.get("/registros/{numero}")
async def get_registro(page: ThisPage, numero: str, aba: str = "") -> Response:
    """A página do registro; sem aba dita, a do porquê, se algo se pode dizer, e senão a do que foi enviado."""
    try:
        aberto = await opened(page, numero)
    except Problem as problema:
        return page.show("registros/fora.html", problema.status, problema=problema, numero=numero)
    atual = Aba(aba) if aba in set(Aba) else Aba.PORQUE
    database, guardado = page.parts.database, aberto.guardado
    explicacao = await explain_record(database, guardado, aberto.server, perto=False)
    anterior, seguinte = await database.look(partial(diario.beside, ordem=guardado.ordem))
    apontados = json_view.pointed(explicacao)
    corpos = aberto.inteiro.corpos
    return page.show(
        "registros/registro.html",
        aberto=aberto,
        registro=aberto.inteiro,
        explicacao=explicacao,
        aba=atual,
        abas=[(page.here(aba=outra), nome, outra == atual) for outra, nome in ABAS.items()],
        anterior=anterior,
        seguinte=seguinte,
        fora=json_view.outside(apontados),
        ausentes=json_view.missing(corpos.recebido.json_ if corpos.recebido else None, apontados),
        recebido=seen(corpos.recebido, apontados),
        enviado=seen(corpos.enviado),
        formulario=_form(corpos.recebido),
        ha_perto=any(explicada.codigo in LOOKS for explicada in (*explicacao.regras, *explicacao.avisos)),
    )


@router.get("/registros/{numero}/perto")
async def get_perto(page: ThisPage, numero: str) -> Response:
    """O que há guardado perto do que o pedido procurou: à parte da página, porque pode demorar a achar-se."""
    aberto = await opened(page, numero)
    explicacao: Explicacao = await explain_record(page.parts.database, aberto.guardado, aberto.server)
    return page.show("registros/_perto.html", explicacao=explicacao)


@router.get("/registros/{numero}/curl")
async def get_curl(page: ThisPage, numero: str) -> Response:
    """O pedido como veio, para o bash: só o texto, que se copia sem se mostrar."""
    aberto = await opened(page, numero)
    return _plain(aberto.repeticao.como_veio, aberto.sem_repetir)


@router.get("/registros/{numero}/curl-consertado")
async def get_curl_consertado(page: ThisPage, numero: str) -> Response:
    """O pedido consertado, do mesmo modo."""
    aberto = await opened(page, numero)
    consertado = aberto.repeticao.consertado
    return _plain(consertado and consertado.call, "Nada neste pedido se conserta sozinho.")


@router.get("/registros/{numero}/corpo")
async def get_corpo(page: ThisPage, numero: str, qual: str = "recebido") -> Response:
    """O que o diário guardou de um dos corpos, sem nada a mais."""
    aberto = await opened(page, numero)
    corpos = aberto.inteiro.corpos
    corpo = corpos.enviado if qual == "enviado" else corpos.recebido
    return _plain((corpo.texto or corpo.base64) if corpo else None, "Este pedido não tem corpo guardado.")


def _plain(texto: Any, se_nao: str) -> Response:
    if texto is None:
        raise Problem(HTTPStatus.NOT_FOUND, "Nada a copiar", se_nao)
    return PlainTextResponse(str(texto).encode(errors="backslashreplace"))


def seen(corpo: Corpo | None, apontados: Sequence[Apontado] = ()) -> Visto | None:
    """O corpo linha a linha; nada, se dele não há texto. Do que só se tem em parte, não se aponta onde se quebra."""
    if corpo is None or corpo.texto is None:
        return None
    if corpo.json_ is not None:
        return json_view.of_document(corpo.json_, apontados)
    return json_view.of_text(corpo.texto, () if corpo.cortado else apontados)


def _form(corpo: Corpo | None) -> Sequence[tuple[str, str]]:
    """Os campos de um formulário de entrada, decodificados."""
    if corpo is None or corpo.texto is None or FORMULARIO not in (corpo.tipo or "").lower():
        return ()
    return parse_qsl(corpo.texto, keep_blank_values=True)
