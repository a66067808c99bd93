"""`pgd verificar`: se chegou o que devia ter chegado, para roteiros e esteiras."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.simulador import Url, simulator
from app.cli.terminal import Banco, Formato, require_file, stop
from app.settings import Settings


def verificar(
    arquivo: Annotated[
        Path, typer.Argument(help="O que devia ter chegado, em JSON; - lê da entrada.", allow_dash=True)
    ],
    url: Url = None,
    banco: Banco = None,
    formato: Annotated[
        Formato, typer.Option(help="texto, a mensagem; json, o veredito inteiro, para programas.")
    ] = Formato.TEXTO,
) -> None:
    """Confere se um pedido chegou, quantas vezes e depois de qual; sai com 0, se sim, e com 1, se não.

    Por exemplo, que um plano de trabalho foi aceito exatamente uma vez: {"pedido": {"metodo": "PUT", "recurso":
    "plano_trabalho", "status": "2xx"}, "vezes": 1}
    """
    if url is None:
        require_file(Settings.load(banco=banco))
    verificacao = _read(arquivo)
    with simulator(url, banco) as server:
        veredito = server.ask(
            "POST", "/verificacoes", content=verificacao, headers={"Content-Type": "application/json"}
        )
    dito = json.dumps(veredito, ensure_ascii=False, indent=2) if formato is Formato.JSON else veredito["mensagem"]
    sys.stdout.write(f"{dito}\n")
    if not veredito["atendida"]:
        raise typer.Exit(1)


def _read(arquivo: Path) -> bytes:
    """O JSON do arquivo, só em ASCII, que viaja como for."""
    nome = "a entrada" if str(arquivo) == "-" else str(arquivo)
    try:
        lido = sys.stdin.buffer.read() if str(arquivo) == "-" else arquivo.read_bytes()
        return json.dumps(json.loads(lido)).encode()
    except OSError as erro:
        stop(f"Não foi possível ler {nome}: {erro.strerror}. Confira o caminho e as permissões.")
    except (ValueError, RecursionError) as erro:
        stop(f"O que veio em {nome} não é JSON ({erro}). Confira as aspas, as vírgulas e as chaves.")
