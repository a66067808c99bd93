"""`pgd dados versoes`: o que chegou de um documento, versão por versão."""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from app.cli.dados_lista import Documento
from app.cli.simulador import Url, simulator
from app.cli.terminal import Banco, Formato, compact, legible, saida, stop
from app.records.asked import MAIOR_PAGINA, PAGINA
from app.rules.rule import readable

Linha = Mapping[str, Any]


def versoes(
    recurso: Annotated[Documento, typer.Argument(help="De que é o documento.")],
    unidade: Annotated[str, typer.Option(help="Unidade autorizadora, como SIAPE/1.")],
    id_: Annotated[str | None, typer.Option("--id", help="De um plano, o identificador.")] = None,
    lotacao: Annotated[str | None, typer.Option(help="De um participante, a unidade de lotação.")] = None,
    matricula: Annotated[str | None, typer.Option(help="De um participante, a matrícula SIAPE.")] = None,
    limite: Annotated[
        int, typer.Option(min=1, max=MAIOR_PAGINA, help="Quantas versões, das mais novas, no máximo.")
    ] = PAGINA,
    formato: Annotated[Formato, typer.Option(help="texto, para ler na tela; json, para programas.")] = Formato.TEXTO,
    url: Url = None,
    banco: Banco = None,
) -> None:
    """Conta a história de um documento: as versões que chegaram e o diário ainda tem, e o que cada uma mudou."""
    params = {**_key(recurso, unidade, id_, lotacao, matricula), "limite": limite}
    with simulator(url, banco) as server:
        historia = server.ask("GET", f"/dados/{recurso}/versoes", params=params)
    if formato is Formato.JSON:
        sys.stdout.write(f"{json.dumps(historia, ensure_ascii=False, indent=2)}\n")
        return
    for linha in _told(historia):
        saida.print(linha)


def _key(
    recurso: Documento, unidade: str, id_: str | None, lotacao: str | None, matricula: str | None
) -> dict[str, str]:
    """A chave, como a API a pede; o que falta encerra o comando."""
    origem, _, autorizadora = unidade.partition("/")
    da_unidade = {"origem_unidade": origem, "cod_unidade_autorizadora": autorizadora}
    if recurso is Documento.PARTICIPANTE:
        if lotacao is None or matricula is None:
            stop("De um participante, diga a lotação e a matrícula, em --lotacao e --matricula.")
        return {**da_unidade, "cod_unidade_lotacao": lotacao, "matricula_siape": matricula}
    if id_ is None:
        stop("De um plano, diga o identificador, em --id.")
    return {**da_unidade, f"id_{recurso}": id_}


def _told(historia: Linha) -> Iterator[Text]:
    for versao in historia["versoes"]:
        quem = f", por {versao['usuario']}" if versao["usuario"] else ""
        quando = readable(datetime.fromisoformat(versao["recebido_em"]))
        yield legible(f"Registro {versao['numero']}, em {quando} UTC{quem}: {versao['status']}", "bold")
        yield from (legible(f"  {observacao}") for observacao in versao["observacoes"])
        if versao["avisos"]:
            yield legible(f"  Avisos: {', '.join(versao['avisos'])}.")
        if versao["mudancas"] == []:
            yield Text("  Nada mudou.")
        yield from (legible(f"  • {_change(mudanca)}") for mudanca in versao["mudancas"] or [])
    if historia["proximo"]:
        yield Text("Há versões mais antigas. Para vê-las, aumente --limite.")
    yield Text(historia["mensagem"])


def _change(mudanca: Linha) -> str:
    item = f" (entrega {mudanca['item']})" if mudanca["item"] else ""
    valores = {
        "mudado": f"de {compact(mudanca['antes'])} para {compact(mudanca['depois'])}",
        "acrescentado": f"acrescentado: {compact(mudanca['depois'])}",
        "retirado": f"retirado: {compact(mudanca['antes'])}",
    }
    return f"{mudanca['caminho']}{item}: {valores[mudanca['tipo']]}"
