"""O comando: `python -m bench.painel`, ou `make bench-painel`.

Quanto espera pelo primeiro byte quem abre cada página do painel, e quanto cada página pesa, com o diário e as tabelas
cheios, nos dois bancos.
"""

import http.client
import json
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url

from bench import banco, preenchimento, processo
from bench.banco import NOMES, SQLITE
from bench.carga import Endereco
from tests.servidor import comando

PLANOS, REGISTROS = 1_000_000, 100_000
VEZES = 7
"""Quantas vezes se abre cada página, depois de uma que não conta."""
LIMITE_MS = 100.0
LIMITE_BYTES = 300_000
"""O que se promete de cada página: o primeiro byte, e o peso dela com o que ela traz, sem as letras."""

CHAVE = "origem_unidade=SIAPE&cod_unidade_autorizadora=1"
PAGINAS = (
    "/",
    "/registros",
    "/registros?status=4xx",
    "/registros?texto=o-que-nao-ha-em-lugar-algum",
    "/registros/{registro}?aba=porque",
    "/registros/{registro}?aba=enviado",
    "/registros/{registro}?aba=respondido",
    "/dados/participante",
    "/dados/plano_entregas",
    "/dados/plano_trabalho",
    "/dados/plano_trabalho?unidade=SIAPE/1&status=1",
    f"/dados/participante/documento?{CHAVE}&cod_unidade_lotacao=101&matricula_siape=5000001",
    f"/dados/plano_entregas/documento?{CHAVE}&id_plano_entregas=outro-pe-0000000",
    f"/dados/plano_trabalho/documento?{CHAVE}&id_plano_trabalho=outro-pt-0000000",
    f"/dados/pessoa?{CHAVE}&matricula_siape=5000001",
    f"/dados/plano_trabalho/versoes?{CHAVE}&id_plano_trabalho=outro-pt-0000000",
    "/regras",
    "/regras/PT-18",
    "/bancada",
    "/controles",
    "/controles/falhas",
    "/controles/relogio",
    "/controles/cenarios",
    "/controles/instantaneos",
    "/controles/reinicio",
    "/controles/ambiente",
    "/controles/usuarios",
    "/controles/emails",
    "/roteiros",
    "/roteiros/primeiro-envio",
)
_TRAZ = re.compile(r'(?:href|src)="(/simulador/estatico/[^"#]+)')
_USA = re.compile(r'use href="(/simulador/estatico/[^"#]+)')

_DA_LINHA = (
    *("numero", "ordem", "recebido_em", "metodo", "caminho", "rota", "chave", "usuario", "status", "regra"),
    *("achados", "duracao_ms", "bytes_recebidos", "bytes_enviados", "user_agent", "corpo_recebido", "corpo_enviado"),
)


@dataclass(frozen=True)
class Medida:
    """Uma página: o primeiro byte, em milissegundos, a mediana e o pior, e quanto ela pesa, em bytes."""

    pagina: str
    mediana: float
    pior: float
    peso: int


def medir(tipo: str, planos: int, registros: int, pasta: Path) -> list[Medida]:
    """Cada página, com tantos planos de trabalho e tantos registros guardados."""
    with banco.abrir(tipo, pasta) as bancos, bancos.vazio() as endereco:
        criado = comando(pasta, "migrar", "--banco", endereco)
        if criado.returncode:
            raise processo.NaoIniciou(f"pgd migrar terminou: {criado.stderr}")
        preenchimento.encher(tipo, endereco, planos)
        encher_o_diario(tipo, endereco, registros)
        with processo.nosso(pasta, endereco, PGD_DIARIO_REGISTROS=str(registros)) as servidor:
            return [_medida(servidor.endereco, pagina.format(registro=registros // 2)) for pagina in PAGINAS]


def _medida(endereco: Endereco, pagina: str) -> Medida:
    with closing(http.client.HTTPConnection(*endereco, timeout=processo.PRAZO)) as conexao:
        _, texto = _abrir(conexao, f"/simulador{pagina}")
        esperas = [_abrir(conexao, f"/simulador{pagina}")[0] for _ in range(VEZES)]
        traz = {*_TRAZ.findall(texto), *_USA.findall(texto)}
        peso = len(texto.encode()) + sum(len(_abrir(conexao, arquivo)[1].encode()) for arquivo in sorted(traz))
    return Medida(pagina, statistics.median(esperas), max(esperas), peso)


def _abrir(conexao: http.client.HTTPConnection, caminho: str) -> tuple[float, str]:
    """Os milissegundos até o primeiro byte, e o que veio."""
    inicio = time.perf_counter()
    conexao.request("GET", caminho, headers={"Accept": "text/html", "User-Agent": "bench/1.0"})
    resposta = conexao.getresponse()
    espera = (time.perf_counter() - inicio) * 1_000
    texto = resposta.read().decode()
    if resposta.status != http.HTTPStatus.OK:
        raise processo.NaoIniciou(f"o servidor respondeu {resposta.status} em {caminho}")
    return espera, texto


def encher_o_diario(tipo: str, endereco: str, quantos: int) -> None:
    """Guarda tantos registros, com corpos, dos últimos dias; um em cada dez é uma recusa."""
    if tipo == SQLITE:
        with closing(sqlite3.connect(str(make_url(endereco).database))) as conexao:
            lugares = ", ".join("?" * len(_DA_LINHA))
            comando_sql = f"INSERT INTO registro ({', '.join(_DA_LINHA)}) VALUES ({lugares})"  # noqa: S608  # os nomes são os daqui
            conexao.executemany(comando_sql, _linhas(quantos))
            conexao.execute("UPDATE contador SET proximo = ? WHERE nome IN ('registro', 'ordem')", (quantos + 1,))
            conexao.commit()
        return
    with psycopg.connect(endereco, autocommit=True) as conexao_pg:
        with (
            conexao_pg.cursor() as cursor,
            cursor.copy(f"COPY registro ({', '.join(_DA_LINHA)}) FROM STDIN") as copia,
        ):
            for linha in _linhas(quantos):
                copia.write_row(linha)
        conexao_pg.execute("UPDATE contador SET proximo = %s WHERE nome IN ('registro', 'ordem')", (quantos + 1,))
        conexao_pg.execute("VACUUM ANALYZE registro")


def _linhas(quantos: int) -> Iterator[tuple[Any, ...]]:
    rota = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_trabalho/{id_plano_trabalho}"
    agora = datetime.now(UTC)
    for n in range(1, quantos + 1):
        ident = f"outro-pt-{n:07}"
        corpo = json.dumps({"id_plano_trabalho": ident, "texto": "x" * 600, "contribuicoes": [{"n": n}] * 5}).encode()
        recusado = n % 10 == 0
        achado: Any = {"regra": "PT-18", "onde": [["body"]], "evidencia": {}, "valor": None, "mensagem": "Colide."}
        quando = agora - timedelta(seconds=quantos - n)
        yield (
            *(n, n, f"{quando:%Y-%m-%d %H:%M:%S.%f}", "PUT", f"/organizacao/SIAPE/1/plano_trabalho/{ident}", rota),
            *(json.dumps(["SIAPE", "1", ident]), "admin@pgd.gov.br", 422 if recusado else 201),
            *(("PT-18", json.dumps([achado])) if recusado else (None, None)),
            *(1.5, len(corpo), len(corpo)),
            *("MeuSistema/1.0", corpo, corpo),
        )


def mostrar(medidas: list[Medida], titulo: str, tela: Console) -> bool:
    """O quadro de um banco; diz se toda página cumpre o que se promete."""
    quadro = Table("página", "primeiro byte, mediana (ms)", "pior (ms)", "peso (kB)", title=titulo)
    for medida in medidas:
        falha = medida.mediana > LIMITE_MS or medida.peso > LIMITE_BYTES
        numeros = (f"{medida.mediana:.1f}", f"{medida.pior:.1f}", f"{medida.peso / 1_000:.0f}")
        quadro.add_row(medida.pagina, *numeros, style="bold red" if falha else None)
    tela.print(quadro)
    return all(medida.mediana <= LIMITE_MS and medida.peso <= LIMITE_BYTES for medida in medidas)


def principal(
    tipo: Annotated[str | None, typer.Option("--banco", help="sqlite ou postgresql. Padrão: os dois.")] = None,
    planos: Annotated[int, typer.Option(min=1, help="Planos de trabalho guardados.")] = PLANOS,
    registros: Annotated[int, typer.Option(min=2, help="Registros do diário.")] = REGISTROS,
) -> None:
    """Mede as páginas do painel com o diário e as tabelas cheios."""
    tela = Console(width=None if sys.stdout.isatty() else 140)
    cumpridas = []
    for nome in [tipo] if tipo else list(NOMES):
        with tempfile.TemporaryDirectory(prefix="pgd-bench-") as pasta:
            medidas = medir(nome, planos, registros, Path(pasta))
        titulo = f"{NOMES[nome]}, {planos} planos de trabalho, {registros} registros"
        cumpridas.append(mostrar(medidas, titulo, tela))
    sys.exit(not all(cumpridas))


if __name__ == "__main__":
    typer.run(principal)
