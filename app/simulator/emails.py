"""A caixa de saída: os e-mails que o simulador escreveu, que é onde se lê o código de recuperação de uma senha."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from app.api.dependencies import ServerParts
from app.records.asked import MAIOR_PAGINA, PAGINA, SoConhecidos, Texto
from app.rules.calculo import MAIOR_INTEGER
from app.simulator.guard import Allowed, Problem
from app.simulator.sistema import PROBLEMAS, problem
from app.storage import mensagem
from app.storage.mensagem import Mensagem

router = APIRouter(prefix="/api/emails", dependencies=[Allowed], tags=["e-mails"])

Numero = Annotated[int, Path(ge=1, le=MAIOR_INTEGER, title="Número do e-mail", examples=[1])]
NAO_HA = {**PROBLEMAS, 404: problem("Não há e-mail com este número.")}


class Busca(SoConhecidos):
    """Que e-mails se querem."""

    para: Annotated[Texto | None, Field(title="A quem", description="Só os deste endereço, como foi cadastrado.")] = (
        None
    )
    limite: Annotated[int, Field(ge=1, le=MAIOR_PAGINA, title="Quantos por página")] = PAGINA
    cursor: Annotated[
        int | None, Field(ge=1, le=MAIOR_INTEGER, title="De onde seguir", description="O `proximo` da página anterior.")
    ] = None


class Email(BaseModel):
    """Um e-mail que o simulador escreveu."""

    numero: Annotated[int, Field(title="Número", examples=[1])]
    criado_em: Annotated[datetime, Field(title="Quando foi escrito, no relógio do simulador")]
    para: Annotated[str, Field(title="A quem", examples=["sistema@orgao.gov.br"])]
    assunto: Annotated[str, Field(title="Assunto")]
    texto: Annotated[str, Field(title="O texto da carta", description="Traz o código de recuperação, inteiro.")]
    entregue_em: Annotated[datetime | None, Field(title="Quando o servidor SMTP o aceitou, se há um e aceitou")]
    falha: Annotated[str | None, Field(title="Por que o servidor SMTP não o aceitou, se não aceitou")]


class Emails(BaseModel):
    """Uma página da caixa de saída, do mais novo ao mais antigo."""

    emails: list[Email]
    proximo: Annotated[
        str | None, Field(title="Cursor da página seguinte", description="Nulo, se esta é a última.", examples=["12"])
    ]


class Apagados(BaseModel):
    """O que se apagou."""

    apagados: Annotated[int, Field(title="Quantos e-mails foram apagados")]


@router.get("", responses=PROBLEMAS, summary="Lista os e-mails")
async def get_emails(busca: Annotated[Busca, Query()], parts: ServerParts) -> Emails:
    """Do mais novo ao mais antigo. A caixa guarda os mil últimos."""
    # Um a mais, para saber se há outra página.
    lidos = await parts.database.look(
        lambda connection: mensagem.newest(connection, busca.limite + 1, busca.cursor, busca.para)
    )
    pagina = lidos[: busca.limite]
    return Emails(emails=[*map(_told, pagina)], proximo=str(pagina[-1].numero) if len(lidos) > busca.limite else None)


@router.get("/{numero}", responses=NAO_HA, summary="Lê um e-mail")
async def get_email(numero: Numero, parts: ServerParts) -> Email:
    """A carta inteira."""
    lida = await parts.database.look(lambda connection: mensagem.find(connection, numero))
    if lida is None:
        raise _unknown(numero)
    return _told(lida)


@router.delete("/{numero}", status_code=HTTPStatus.NO_CONTENT, responses=NAO_HA, summary="Apaga um e-mail")
async def delete_email(numero: Numero, parts: ServerParts) -> None:
    """O código que ele trazia continua valendo: apaga-se a carta, e não o pedido de recuperação."""
    if not await parts.database.write(lambda connection: mensagem.remove(connection, numero)):
        raise _unknown(numero)


@router.delete("", responses=PROBLEMAS, summary="Esvazia a caixa de saída")
async def delete_emails(parts: ServerParts) -> Apagados:
    """Apaga todos os e-mails."""
    return Apagados(apagados=await parts.database.write(mensagem.clear))


def _unknown(numero: int) -> Problem:
    return Problem(
        HTTPStatus.NOT_FOUND,
        "E-mail desconhecido",
        f"Não há e-mail com o número {numero}: talvez já tenha sido apagado. Veja os que há em /simulador/api/emails.",
    )


def _told(lida: Mensagem) -> Email:
    return Email(
        numero=lida.numero,
        criado_em=lida.criada_em,
        para=lida.para,
        assunto=lida.assunto,
        texto=lida.texto,
        entregue_em=lida.entregue_em,
        falha=lida.falha,
    )
