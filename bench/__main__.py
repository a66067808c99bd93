"""O comando: `python -m bench`, ou `make bench`."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bench import relatorio, resultado
from bench.banco import NOMES
from bench.carga import RespostaInesperada
from bench.processo import NaoIniciou
from bench.rodada import Plano, correr

NIVEIS = (1_000, 100_000)
NIVEL_COMPLETO = 1_000_000

LARGURA = 140
"""Colunas da saída que não é um terminal, em que ninguém a estreita."""

tela = Console(width=None if sys.stdout.isatty() else LARGURA)
avisos = Console(stderr=True, log_path=False)


def medir(
    banco: Annotated[str | None, typer.Option(help="sqlite ou postgresql. Padrão: os dois.")] = None,
    rapido: Annotated[
        bool, typer.Option("--rapido", help="Um minuto: uma rodada, poucos pedidos, crescimento só até mil planos.")
    ] = False,
    rodadas: Annotated[int | None, typer.Option(min=1, help="Rodadas intercaladas. Padrão: 3; rápido, 1.")] = None,
    clientes: Annotated[str, typer.Option(help="Quantos clientes ao mesmo tempo, com vírgulas.")] = "1,8,32",
    fator: Annotated[
        float | None, typer.Option(min=0.001, help="Multiplica os pedidos de cada medida. Padrão: 1; rápido, 0.25.")
    ] = None,
    so: Annotated[
        str, typer.Option(help="Só os cenários e as partes que começam assim, com vírgulas; veja bench/rodada.py.")
    ] = "",
    crescimento_completo: Annotated[
        bool, typer.Option("--crescimento-completo", help="Mede também com um milhão de planos nas tabelas.")
    ] = False,
    json: Annotated[Path, typer.Option(help="Onde gravar as medidas.")] = Path(".pgd/bench.json"),
    markdown: Annotated[
        Path | None, typer.Option(help="Página em que trocar os quadros, entre as duas marcas.")
    ] = None,
    de: Annotated[
        Path | None, typer.Option("--de", help="Não mede: mostra, e põe na página, as medidas gravadas neste JSON.")
    ] = None,
) -> None:
    """Mede o servidor como uma pessoa o usa, nos dois bancos, e o compara com o que só lê e responde."""
    if sys.platform != "linux":
        _parar("A CPU e a memória do servidor leem-se em /proc: a medida só corre em Linux.")
    if banco is not None and banco not in NOMES:
        _parar(f"--banco é {' ou '.join(NOMES)}, e veio {banco}.")
    completo = (NIVEL_COMPLETO,) if crescimento_completo else ()
    plano = Plano(
        bancos=[banco] if banco else list(NOMES),
        rodadas=rodadas or (1 if rapido else 3),
        clientes=[int(quantos) for quantos in clientes.split(",")],
        fator=fator or (0.25 if rapido else 1.0),
        arranques=1 if rapido else 5,
        niveis=(*(NIVEIS[:1] if rapido else NIVEIS), *completo),
        so=[nome for nome in so.split(",") if nome],
    )
    try:
        medido = resultado.ler(de) if de else correr(plano, lambda frase: avisos.log(escape(frase)))
    except (RespostaInesperada, NaoIniciou, TimeoutError, OSError) as erro:
        _parar(f"A medida parou: {erro}")
    if not de:
        resultado.gravar(medido, json)
    relatorio.mostrar(medido, tela)
    if markdown:
        pagina = markdown.read_text(encoding="utf-8")
        markdown.write_text(relatorio.trocar(pagina, relatorio.markdown(medido)), encoding="utf-8", newline="\n")


def _parar(motivo: str) -> None:
    avisos.print(escape(motivo), style="bold red")
    sys.exit(1)


if __name__ == "__main__":
    typer.run(medir)
