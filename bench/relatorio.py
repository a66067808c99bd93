"""Os quadros que se leem: na tela e na página de desempenho, com as mesmas linhas."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.banco import NOMES, POSTGRESQL, SQLITE
from bench.cenarios import CENARIOS, NO_TETO
from bench.especiais import ENTRADAS, EXISTENTE, MIL_ENTREGAS, NOVO, OCIOSO
from bench.estatistica import mediana
from bench.instantaneos import TITULOS as INSTANTANEOS
from bench.lote import TITULOS as LOTES
from bench.metas import METAS, VEZES_O_SQLITE, Meta, vezes_o_sqlite
from bench.resultado import TETO, Resultado

INICIO = "<!-- medidas: início; escritas por `make bench`, não as edite à mão -->"
FIM = "<!-- medidas: fim -->"
NADA = "–"

_TITULOS = {cenario.nome: cenario.titulo for cenario in CENARIOS}
_SERVIDORES = {**NOMES, TETO: "teto"}


class SemMarcas(Exception):
    """A página não tem as duas marcas entre as quais se escreve."""


@dataclass(frozen=True)
class Quadro:
    """Um quadro: a primeira coluna é texto, as demais são medidas."""

    titulo: str
    colunas: Sequence[str]
    linhas: Sequence[Sequence[str]]


def quadros(resultado: Resultado) -> list[Quadro]:
    """Os que têm o que mostrar, do mais importante ao mais miúdo."""
    partes = (_metas, _teto, _crescimento, _lote, _instantaneos, _outras, _cenarios)
    todos = [parte(resultado) for parte in partes]
    return [quadro for quadro in todos if quadro.linhas]


def mostrar(resultado: Resultado, console: Console) -> None:
    """Os quadros, na tela."""
    console.print(escape(_onde(resultado)))
    for quadro in quadros(resultado):
        tabela = Table(title=quadro.titulo, title_justify="left", box=box.SIMPLE_HEAD)
        for n, coluna in enumerate(quadro.colunas):
            tabela.add_column(coluna, justify="right" if n else "left", no_wrap=not n, overflow="fold")
        for linha in quadro.linhas:
            tabela.add_row(*map(escape, linha))
        console.print(tabela)


def markdown(resultado: Resultado) -> str:
    """Os mesmos quadros, em Markdown."""
    partes = [_onde(resultado)]
    for quadro in quadros(resultado):
        linhas = [quadro.colunas, ["---", *(["--:"] * (len(quadro.colunas) - 1))], *quadro.linhas]
        partes.append(f"### {quadro.titulo}")
        partes.append("\n".join(f"| {' | '.join(linha)} |" for linha in linhas))
    return "\n\n".join(partes)


def trocar(pagina: str, novo: str) -> str:
    """A página com o que está entre as marcas trocado por isto. Erros: SemMarcas."""
    antes, abre, resto = pagina.partition(INICIO)
    _, fecha, depois = resto.partition(FIM)
    if not (abre and fecha):
        raise SemMarcas(f"A página precisa de uma linha {INICIO} e, depois, de uma linha {FIM}.")
    return f"{antes}{INICIO}\n\n{novo}\n\n{FIM}{depois}"


def numero(valor: float | None) -> str:
    """Com vírgula e três algarismos, que é o que as medidas repetem; nada vira um traço."""
    if valor is None:
        return NADA
    casas = 2 if valor < 10 else 1 if valor < 100 else 0
    return f"{valor:.{casas}f}".replace(".", ",")


def _onde(resultado: Resultado) -> str:
    maquina = resultado.maquina
    bancos = ", ".join(f"{_SERVIDORES[banco]} {versao}" for banco, versao in maquina.bancos.items())
    return (
        f"Versão {resultado.versao}, {resultado.quando}: {maquina.nucleos} núcleos ({maquina.cpu}), "
        f"{maquina.memoria_mb} MB de memória, Python {maquina.python}, {bancos}. Rodadas: {resultado.rodadas}, em "
        f"{resultado.duracao_s / 60:.0f} minutos. Carga da máquina antes de começar: "
        f"{numero(maquina.carga_no_inicio)}."
    )


def _metas(resultado: Resultado) -> Quadro:
    linhas = [
        [
            f"{meta.titulo} ({meta.unidade})",
            meta.central or NADA,
            numero(meta.limite),
            numero(meta.medir(resultado, SQLITE)),
            _veredito(meta, resultado),
            numero(meta.medir(resultado, POSTGRESQL)),
            *_ante_o_sqlite(meta, resultado),
        ]
        for meta in METAS
        if any(meta.medir(resultado, banco) is not None for banco in (SQLITE, POSTGRESQL))
    ]
    colunas = ["", "API central", "alvo", "SQLite", "cumpre", "PostgreSQL", "× o SQLite", "cumpre"]
    return Quadro("Os alvos", colunas, linhas)


def _veredito(meta: Meta, resultado: Resultado) -> str:
    medido = meta.medir(resultado, SQLITE)
    return NADA if medido is None else _sim(meta.cumprida(medido))


def _ante_o_sqlite(meta: Meta, resultado: Resultado) -> tuple[str, str]:
    vezes = vezes_o_sqlite(meta, resultado) if meta.cpu else None
    return numero(vezes), NADA if vezes is None else _sim(vezes <= VEZES_O_SQLITE)


def _sim(cumpre: bool) -> str:
    return "sim" if cumpre else "não"


def _teto(resultado: Resultado) -> Quadro:
    bancos = _medidos(resultado)
    linhas = [
        [
            _TITULOS[cenario],
            str(do_teto.clientes),
            numero(do_teto.mediana.cpu_ms),
            numero(do_teto.mediana.req_s),
            *(
                numero(valor)
                for banco in bancos
                for linha in resultado.linhas(cenario, banco)
                if linha.clientes == do_teto.clientes
                for valor in (linha.mediana.req_s, resultado.ante_o_teto(cenario, banco)[linha.clientes])
            ),
        ]
        for cenario in NO_TETO
        for do_teto in resultado.linhas(cenario, TETO)
    ]
    colunas = ["", "clientes", "teto, ms de CPU", "teto, req/s"]
    return Quadro(
        "Ante o teto",
        [*colunas, *(titulo for banco in bancos for titulo in (f"{NOMES[banco]}, req/s", "parte do teto"))],
        linhas,
    )


def _crescimento(resultado: Resultado) -> Quadro:
    niveis = sorted({outros for banco in NOMES for outros in resultado.razoes(banco)})
    linhas = [
        [
            f"{NOMES[banco]}: {_TITULOS[base.cenario]}",
            numero(mediana([medida.cpu_ms for medida in base.medidas])),
            *(numero(resultado.razoes(banco).get(nivel, {}).get(base.cenario)) for nivel in niveis),
        ]
        for banco, pontos in resultado.crescimento.items()
        for base in pontos
        if base.outros == 0
    ]
    com = [f"× com {nivel:_} planos".replace("_", ".") for nivel in niveis]
    return Quadro("Crescimento: CPU com planos de outras pessoas nas tabelas", ["", "base, ms", *com], linhas)


def _lote(resultado: Resultado) -> Quadro:
    def ritmo(banco: str, nome: str) -> str:
        ritmos = resultado.lote.get(banco, {}).get(nome)
        return f"{mediana(ritmos):_.0f}".replace("_", ".") if ritmos else NADA

    medidos = {nome for ritmos in resultado.lote.values() for nome in ritmos}
    linhas = [[titulo, *(ritmo(banco, nome) for banco in NOMES)] for nome, titulo in LOTES.items() if nome in medidos]
    return Quadro("Recepção em lote, em documentos por segundo", ["", *NOMES.values()], linhas)


def _instantaneos(resultado: Resultado) -> Quadro:
    por_banco = [resultado.instantaneos.get(banco, {}) for banco in NOMES]
    linhas = [
        [titulo, *(numero(mediana(medidos[nome]) if nome in medidos else None) for medidos in por_banco)]
        for nome, titulo in INSTANTANEOS.items()
        if any(nome in medidos for medidos in por_banco)
    ]
    return Quadro(
        "Instantâneos, com dez mil planos de trabalho: ms, do pedido à resposta", ["", *NOMES.values()], linhas
    )


def _outras(resultado: Resultado) -> Quadro:
    def por_banco(titulo: str, valores: dict[str, float]) -> Iterator[list[str]]:
        if valores:
            yield [titulo, *(numero(valores.get(banco)) for banco in NOMES)]

    linhas = [
        *(
            linha
            for quando, titulo in (
                (OCIOSO, "memória, ocioso (MB)"),
                (MIL_ENTREGAS, "memória, depois de 32 clientes × 1000 entregas (MB)"),
                (ENTRADAS, "memória, depois de entradas de 32 clientes (MB)"),
            )
            for linha in por_banco(titulo, {banco: mb[quando] for banco, mb in resultado.memoria.items()})
        ),
        *(
            linha
            for qual, titulo in ((NOVO, "banco novo"), (EXISTENTE, "banco existente"))
            for linha in por_banco(
                f"do início à primeira resposta, {titulo} (s)",
                {banco: mediana(segundos[qual]) for banco, segundos in resultado.arranques.items()},
            )
        ),
        *(
            linha
            for qual in ("p50_ms", "p99_ms")
            for linha in por_banco(
                f"/health com 16 entradas em curso, {qual[:3]} (ms)",
                {
                    banco: mediana([float(getattr(rodada, qual)) for rodada in rodadas])
                    for banco, rodadas in resultado.saude.items()
                },
            )
        ),
    ]
    return Quadro("Memória, arranque e saúde", ["", *NOMES.values()], linhas)


def _cenarios(resultado: Resultado) -> Quadro:
    linhas = [
        [
            f"{_SERVIDORES[linha.servidor]}: {_TITULOS[linha.cenario]}",
            str(linha.clientes),
            *(numero(getattr(linha.mediana, grandeza)) for grandeza in ("cpu_ms", "req_s", "p50_ms", "p99_ms")),
        ]
        for linha in resultado.cenarios
    ]
    return Quadro(
        "Cada pedido", ["", "clientes", "CPU do servidor, ms", "req/s", "espera p50, ms", "espera p99, ms"], linhas
    )


def _medidos(resultado: Resultado) -> list[str]:
    return [banco for banco in NOMES if any(linha.servidor == banco for linha in resultado.cenarios)]
