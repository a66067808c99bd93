"""`pgd verificar`: se chegou o que devia ter chegado, para roteiros e esteiras."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.simulador import Url, simulator
from app.cli.terminal import Banco, Formato, reason, require_file, stop
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
        stop(f"Não foi possível ler {nome}: {reason(erro)}. Confira o caminho e as permissões.")
    except json.JSONDecodeError as erro:
        onde = f"linha {erro.lineno}, coluna {erro.colno}"
        stop(f"O que veio em {nome} não é JSON: na {onde}, não se entende. Confira as aspas, as vírgulas e as chaves.")
    except UnicodeDecodeError:
        stop(f"O que veio em {nome} não é JSON: não é texto em UTF-8. Grave o arquivo em UTF-8.")
    except (ValueError, RecursionError):
        # O Python também não lê um número de mais de 4.300 algarismos.
        stop(f"O JSON que veio em {nome} não se pode ler: tem um número comprido demais, ou listas demais aninhadas.")
