"""Um registro do diário, como se lê na tela."""

import json
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from app.cli.explicar import summary
from app.cli.terminal import legible
from app.explain.record import RegistroInteiro
from app.records.content import Cabecalho, Corpo, Token
from app.rules.rule import readable


def told(registro: RegistroInteiro) -> Iterator[RenderableType]:
    """O resumo, o pedido, a resposta, e o que fazer agora."""
    explicacao = registro.explicacao
    yield summary(explicacao)
    for explicada in (*explicacao.regras, *explicacao.avisos):
        yield Text.assemble((explicada.codigo, "bold"), " ", legible(explicada.o_que_houve))
    if explicacao.regras or explicacao.avisos:
        yield Text(f"Por quê, onde, e o que fazer: pgd explicar {registro.numero}", style="dim")
    yield Text("\nPedido", style="bold")
    yield legible(f"{registro.metodo} {registro.caminho}")
    yield from _message(registro.cabecalhos.recebidos, registro.corpos.recebido)
    if registro.token is not None:
        yield _token(registro.token)
    yield Text(f"\nResposta, em {registro.duracao_ms:.0f} ms", style="bold")
    yield Text(str(registro.status or "Sem resposta."))
    yield from _message(registro.cabecalhos.enviados, registro.corpos.enviado)
    if registro.repetir is not None:
        yield Text("\nPara repetir o pedido como veio", style="bold")
        yield legible(registro.repetir)


def _message(cabecalhos: Sequence[Cabecalho], corpo: Corpo | None) -> Iterator[Text]:
    yield from (legible(f"{cabecalho.nome}: {cabecalho.valor}", style="dim") for cabecalho in cabecalhos)
    if corpo is None:
        return
    yield Text("")
    if corpo.json_ is not None:
        yield legible(json.dumps(corpo.json_, ensure_ascii=False, indent=2))
    elif corpo.texto is not None:
        yield legible(corpo.texto)
    elif corpo.base64 is not None:
        yield Text(f"Não é texto em UTF-8. Em Base64: {corpo.base64}")
    if corpo.cortado:
        yield Text(f"(O diário não guardou inteiro este corpo, que teve {corpo.bytes_} bytes.)", style="dim")
    if corpo.oculto:
        yield Text("(O diário ocultou os segredos deste corpo.)", style="dim")


def _token(token: Token) -> Text:
    validade = "" if token.exp is None else f", {'venceu' if token.vencido else 'valia até'} {_when(token)}"
    return legible(f"Token {token.algoritmo or 'sem algoritmo'} de {token.sub or 'ninguém'}{validade}.")


def _when(token: Token) -> str:
    return f"{'em ' if token.vencido else ''}{readable(token.exp)} UTC"
