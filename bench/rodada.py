"""Uma rodada inteira: o que se mede, em que ordem, e quantas vezes."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app import __version__
from bench import banco, especiais, preparo, processo
from bench.banco import Bancos
from bench.cenarios import CENARIOS, NO_TETO, Cenario, aquecer, medir_cenario
from bench.crescimento import Ponto, medir_crescimento
from bench.especiais import Saude
from bench.instantaneos import PLANOS, medir_instantaneos
from bench.lote import DOCUMENTOS, medir_lote
from bench.preparo import Alvo
from bench.resultado import TETO, Linha, Resultado, esta_maquina

PESSOAS = 300
"""Quantas pessoas, com um plano cada, há guardadas antes de se medir, com fator 1."""
AQUECER = 0.1
"""Que parte dos pedidos de uma medida se faz antes, sem contar."""
PEDIDOS_DE_SAUDE = 300
ENVIOS_DE_MIL = 128
"""Quantos PUT de mil entregas se fazem antes de medir a memória."""
SAUDE, ARRANQUE, MEMORIA, CRESCIMENTO, LOTE = "saude", "arranque", "memoria", "crescimento", "lote"
INSTANTANEOS = "instantaneos"


@dataclass(frozen=True)
class Plano:
    """O que medir. `fator` multiplica os pedidos de cada medida; `niveis` são os planos de outras pessoas.

    `so` traz começos de nomes: dos cenários, deles outra vez depois de `crescimento_`, e das outras partes, `arranque`,
    `memoria`, `saude`, `lote` e `instantaneos`. Vazio, mede-se tudo.
    """

    bancos: Sequence[str]
    rodadas: int
    clientes: Sequence[int]
    fator: float
    arranques: int
    niveis: Sequence[int]
    so: Sequence[str] = ()

    def inclui(self, nome: str) -> bool:
        return not self.so or nome.startswith(tuple(self.so))

    def vezes(self, pedidos: float) -> int:
        """Tantos pedidos, na medida do fator."""
        return max(1, round(pedidos * self.fator))


def correr(plano: Plano, avisar: Callable[[str], None]) -> Resultado:
    """Mede tudo o que o plano pede. `avisar` recebe uma frase por passo.

    Erros: RespostaInesperada, NaoIniciou, TimeoutError e OSError.
    """
    inicio = time.monotonic()
    with ExitStack() as pilha:
        pasta = Path(pilha.enter_context(TemporaryDirectory(prefix="pgd-bench-", ignore_cleanup_errors=True)))
        bancos = [pilha.enter_context(banco.abrir(tipo, pasta)) for tipo in plano.bancos]
        maquina = esta_maquina({item.tipo: item.versao() for item in bancos})
        arranques, memoria = _inicio_e_memoria(plano, bancos, pasta, avisar)
        cenarios, saude = _pedidos(plano, bancos, pasta, avisar)
        lote = _lote(plano, bancos, avisar)
        instantaneos = _instantaneos(plano, bancos, pasta, avisar)
        crescimento = _crescimento(plano, bancos, pasta, avisar)
    return Resultado(
        quando=datetime.now(UTC).date().isoformat(),
        versao=__version__,
        duracao_s=time.monotonic() - inicio,
        rodadas=plano.rodadas,
        maquina=maquina,
        cenarios=cenarios,
        saude=saude,
        arranques=arranques,
        memoria=memoria,
        lote=lote,
        instantaneos=instantaneos,
        crescimento=crescimento,
    )


def _inicio_e_memoria(
    plano: Plano, bancos: Sequence[Bancos], pasta: Path, avisar: Callable[[str], None]
) -> tuple[dict[str, dict[str, list[float]]], dict[str, dict[str, float]]]:
    arranques, memoria = {}, {}
    for item in bancos:
        if plano.inclui(ARRANQUE):
            avisar(f"{item.nome}: arranque")
            arranques[item.tipo] = especiais.arranques(item, pasta, plano.arranques)
        if plano.inclui(MEMORIA):
            avisar(f"{item.nome}: memória")
            memoria[item.tipo] = especiais.memoria(item, pasta, plano.vezes(ENVIOS_DE_MIL))
    return arranques, memoria


def _pedidos(
    plano: Plano, bancos: Sequence[Bancos], pasta: Path, avisar: Callable[[str], None]
) -> tuple[list[Linha], dict[str, list[Saude]]]:
    """Os cenários, cada um pedido a um servidor depois do outro, com todos no ar: a máquina é a mesma para todos."""
    escolhidos = [cenario for cenario in CENARIOS if plano.inclui(cenario.nome)]
    saude: dict[str, list[Saude]] = {item.tipo: [] for item in bancos if plano.inclui(SAUDE)}
    if not (escolhidos or saude):
        return [], {}
    with ExitStack() as pilha:
        avisar("preparando os servidores")
        pessoas = plano.vezes(PESSOAS)
        alvos = {TETO: Alvo(pilha.enter_context(processo.teto(pasta)), pessoas, 1)}
        for item in bancos:
            servidor = pilha.enter_context(processo.nosso(pasta, pilha.enter_context(item.vazio())))
            alvos[item.tipo] = preparo.preparar(servidor, pessoas, 1)
        linhas = [
            (cenario, alvos[tipo], Linha(cenario.nome, tipo, clientes, []))
            for cenario, clientes, tipo in _casos(escolhidos, plano.clientes, alvos)
        ]
        for cenario, alvo, linha in linhas:
            if linha.clientes == plano.clientes[0]:
                aquecer(cenario, alvo, linha.clientes, plano.vezes(cenario.pedidos * AQUECER))
        for alvo in alvos.values():
            alvo.servidor.sossegar()
        for rodada in range(plano.rodadas):
            avisar(f"pedidos, rodada {rodada + 1} de {plano.rodadas}")
            for cenario, alvo, linha in linhas:
                linha.rodadas.append(medir_cenario(cenario, alvo, linha.clientes, plano.vezes(cenario.pedidos)))
            for tipo, medidas in saude.items():
                medidas.append(especiais.saude(alvos[tipo].servidor.endereco, plano.vezes(PEDIDOS_DE_SAUDE)))
                alvos[tipo].servidor.sossegar()
    return [linha for _, _, linha in linhas], saude


def _lote(plano: Plano, bancos: Sequence[Bancos], avisar: Callable[[str], None]) -> dict[str, dict[str, list[float]]]:
    """Por banco e por recurso, documentos por segundo, rodada a rodada."""
    medidas: dict[str, dict[str, list[float]]] = {}
    for rodada in range(plano.rodadas if plano.inclui(LOTE) else 0):
        for item in bancos:
            avisar(f"{item.nome}: lote, rodada {rodada + 1} de {plano.rodadas}")
            with item.vazio() as endereco:
                for nome, ritmo in medir_lote(endereco, plano.vezes(DOCUMENTOS)).items():
                    medidas.setdefault(item.tipo, {}).setdefault(nome, []).append(ritmo)
    return medidas


def _instantaneos(
    plano: Plano, bancos: Sequence[Bancos], pasta: Path, avisar: Callable[[str], None]
) -> dict[str, dict[str, list[float]]]:
    """Por banco e por pedido, milissegundos, em todas as rodadas."""
    medidas: dict[str, dict[str, list[float]]] = {}
    for rodada in range(plano.rodadas if plano.inclui(INSTANTANEOS) else 0):
        for item in bancos:
            avisar(f"{item.nome}: instantâneos, rodada {rodada + 1} de {plano.rodadas}")
            for nome, milissegundos in medir_instantaneos(item, pasta, plano.vezes(PLANOS)).items():
                medidas.setdefault(item.tipo, {}).setdefault(nome, []).extend(milissegundos)
    return medidas


def _casos(
    escolhidos: Sequence[Cenario], clientes: Sequence[int], alvos: dict[str, Alvo]
) -> Iterator[tuple[Cenario, int, str]]:
    for cenario in escolhidos:
        for quantos in clientes:
            for tipo in alvos:
                if tipo != TETO or cenario.nome in NO_TETO:
                    yield cenario, quantos, tipo


def _crescimento(
    plano: Plano, bancos: Sequence[Bancos], pasta: Path, avisar: Callable[[str], None]
) -> dict[str, list[Ponto]]:
    escolhidos = [cenario for cenario in CENARIOS if plano.inclui(f"{CRESCIMENTO}_{cenario.nome}")]
    if not escolhidos:
        return {}
    return {
        item.tipo: medir_crescimento(item, pasta, escolhidos, plano.niveis, plano.rodadas, plano.fator, avisar)
        for item in bancos
    }
