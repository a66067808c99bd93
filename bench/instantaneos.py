"""Quanto leva recomeçar, guardar um instantâneo e voltar a ele: pedidos inteiros a um servidor no ar, com dados."""

from pathlib import Path

from app.storage import schema
from app.storage.opening import open_database
from bench import processo
from bench.banco import Bancos
from bench.carga import Endereco, medir
from bench.documentos import pedido
from bench.preenchimento import encher

PLANOS = 10_000
"""Quantos planos de trabalho há, com 5 contribuições e 1 avaliação cada, e os participantes e entregas que citam."""
VEZES = 5
"""Quantas vezes se mede cada coisa, em cada rodada."""
SALVAR, RESTAURAR, REINICIAR, REINICIAR_VAZIO = "salvar", "restaurar", "reiniciar", "reiniciar_vazio"
TITULOS = {
    SALVAR: "guardar um instantâneo",
    RESTAURAR: "restaurar um instantâneo",
    REINICIAR: "reiniciar tudo",
    REINICIAR_VAZIO: "reiniciar tudo, já quase vazio",
}
_RAIZ = "/simulador/api"
_PEDIDOS = {
    SALVAR: pedido("PUT", f"{_RAIZ}/instantaneos/bench"),
    REINICIAR: pedido("POST", f"{_RAIZ}/reinicio?escopo=tudo"),
    REINICIAR_VAZIO: pedido("POST", f"{_RAIZ}/reinicio?escopo=tudo"),
    RESTAURAR: pedido("POST", f"{_RAIZ}/instantaneos/bench/restauracao"),
}
"""Na ordem em que se pedem: cada um deixa o banco como o seguinte precisa."""


def medir_instantaneos(bancos: Bancos, pasta: Path, planos: int) -> dict[str, list[float]]:
    """Milissegundos de cada pedido, vez a vez, num servidor com tantos planos. Erros: os de `medir`."""
    with bancos.vazio() as endereco:
        schema.upgrade(open_database(endereco))
        encher(bancos.tipo, endereco, planos)
        with processo.nosso(pasta, endereco) as servidor:
            # O primeiro carrega as migrações, que escrevem as tabelas do arquivo: é uma vez por processo.
            medir(servidor.endereco, [_PEDIDOS[SALVAR]], 1, 201)
            vezes = [_uma_vez(servidor.endereco) for _ in range(VEZES)]
    return {nome: [medidas[nome] for medidas in vezes] for nome in TITULOS}


def _uma_vez(endereco: Endereco) -> dict[str, float]:
    return {nome: medir(endereco, [mensagem], 1, 200).latencias[0] for nome, mensagem in _PEDIDOS.items()}
