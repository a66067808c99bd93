"""Um registro por inteiro: tudo o que o diário guarda de um pedido."""

from typing import Annotated

from pydantic import BaseModel, Field

from app import achados
from app.contract.errors import COM_SEGREDOS
from app.records.content import Cabecalho, Corpo, Headers, Token, body_of, headers_of, token_of, value_of
from app.records.summary import RegistroResumo, summarise
from app.storage.registro import Registro


class Cabecalhos(BaseModel):
    """Os cabeçalhos do pedido e os da resposta, na ordem em que foram."""

    recebidos: list[Cabecalho]
    enviados: list[Cabecalho]


class Corpos(BaseModel):
    """O corpo do pedido e o da resposta; nulo o que não houve."""

    recebido: Corpo | None
    enviado: Corpo | None


class RegistroCompleto(RegistroResumo):
    """Um pedido e a resposta dele, com cabeçalhos e corpos, sem segredos."""

    user_agent: Annotated[str | None, Field(title="User-Agent", examples=["meu-sistema/1.0"])]
    status_verdadeiro: Annotated[
        int | None,
        Field(
            title="Status da resposta da API, quando se injetou uma falha",
            description="Pode ser o mesmo. Nulo, se não houve falha, ou se a API não viu o pedido.",
        ),
    ]
    achados: Annotated[int, Field(title="Quantas regras quebradas e avisos o pedido provocou, com as repetições")]
    cabecalhos: Cabecalhos
    corpos: Corpos
    token: Annotated[Token | None, Field(title="O token com que se pediu", description="Nulo, se não veio um JWT.")]


def describe(registro: Registro) -> RegistroCompleto:
    """Tudo o que se guardou do pedido, pronto para se ver."""
    recebidos, enviados = headers_of(registro.cabecalhos_recebidos), headers_of(registro.cabecalhos_enviados)
    return RegistroCompleto(
        **dict(summarise(registro)),
        user_agent=registro.user_agent,
        status_verdadeiro=registro.status_verdadeiro,
        achados=len(achados.from_text(registro.achados)),
        cabecalhos=Cabecalhos(recebidos=_shown(recebidos), enviados=_shown(enviados)),
        corpos=Corpos(
            recebido=body_of(
                registro.corpo_recebido,
                registro.bytes_recebidos,
                value_of(recebidos, "content-type"),
                entrada=COM_SEGREDOS.match(registro.caminho.partition("?")[0]) is not None,
            ),
            enviado=body_of(
                registro.corpo_enviado, registro.bytes_enviados, value_of(enviados, "content-type"), entrada=False
            ),
        ),
        token=token_of(recebidos, registro.recebido_em),
    )


def _shown(headers: Headers) -> list[Cabecalho]:
    return [Cabecalho(nome=nome, valor=valor) for nome, valor in headers]
