"""O que uma rodada de medidas deu, como vai para o JSON e volta dele."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from bench.cenarios import Medida, do_meio
from bench.crescimento import Ponto
from bench.especiais import Saude
from bench.estatistica import mediana

TETO = "teto"
"""O nome, entre os servidores, do programa que só lê e responde."""


@dataclass(frozen=True)
class Maquina:
    """Onde se mediu. `carga_no_inicio` é quantos processos disputavam a CPU antes de começar."""

    nucleos: int
    cpu: str
    memoria_mb: int
    python: str
    bancos: dict[str, str]
    carga_no_inicio: float


@dataclass(frozen=True)
class Linha:
    """As medidas de um cenário num servidor, com tantos clientes, rodada a rodada."""

    cenario: str
    servidor: str
    clientes: int
    rodadas: list[Medida]

    @property
    def mediana(self) -> Medida:
        return do_meio(self.rodadas)


@dataclass(frozen=True)
class Resultado:
    """Tudo o que se mediu. O que é por banco tem por chave `sqlite` ou `postgresql`."""

    quando: str
    versao: str
    duracao_s: float
    rodadas: int
    maquina: Maquina
    cenarios: list[Linha]
    saude: dict[str, list[Saude]]
    arranques: dict[str, dict[str, list[float]]]
    memoria: dict[str, dict[str, float]]
    lote: dict[str, dict[str, list[float]]]
    instantaneos: dict[str, dict[str, list[float]]]
    crescimento: dict[str, list[Ponto]]

    def linhas(self, cenario: str, servidor: str) -> list[Linha]:
        """As de um cenário num servidor, do menor ao maior número de clientes."""
        return [linha for linha in self.cenarios if (linha.cenario, linha.servidor) == (cenario, servidor)]

    def cpu(self, cenario: str, servidor: str) -> float | None:
        """Milissegundos de CPU por pedido, no número de clientes em que mais custou."""
        return max((linha.mediana.cpu_ms for linha in self.linhas(cenario, servidor)), default=None)

    def ante_o_teto(self, cenario: str, banco: str) -> dict[int, float]:
        """Por número de clientes, que parte dos pedidos por segundo do teto o simulador atende."""
        do_teto = {linha.clientes: linha.mediana.req_s for linha in self.linhas(cenario, TETO)}
        return {
            linha.clientes: linha.mediana.req_s / do_teto[linha.clientes]
            for linha in self.linhas(cenario, banco)
            if linha.clientes in do_teto
        }

    def razoes(self, banco: str) -> dict[int, dict[str, float]]:
        """Por quantidade de planos de outras pessoas e por cenário, quantas vezes a CPU da base, na mesma rodada."""
        pontos = {(ponto.outros, ponto.cenario): ponto.medidas for ponto in self.crescimento.get(banco, [])}
        razoes: dict[int, dict[str, float]] = {}
        for (outros, cenario), medidas in pontos.items():
            if outros:
                pares = zip(medidas, pontos[0, cenario], strict=True)
                razoes.setdefault(outros, {})[cenario] = mediana([cheia.cpu_ms / base.cpu_ms for cheia, base in pares])
        return razoes


_ADAPTADOR = TypeAdapter(Resultado)


def gravar(resultado: Resultado, arquivo: Path) -> None:
    """Escreve o JSON, com as pastas que faltarem."""
    arquivo.parent.mkdir(parents=True, exist_ok=True)
    arquivo.write_bytes(_ADAPTADOR.dump_json(resultado, indent=1) + b"\n")


def ler(arquivo: Path) -> Resultado:
    """O resultado gravado. Erros: ValidationError, quando o arquivo é de outra coisa."""
    return _ADAPTADOR.validate_json(arquivo.read_bytes())


def esta_maquina(bancos: dict[str, str]) -> Maquina:
    """A máquina em que se mede; `bancos` traz a versão de cada um."""
    nome = next(
        (
            linha.partition(":")[2].strip()
            for linha in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if linha.startswith("model name")
        ),
        platform.machine(),
    )
    return Maquina(
        nucleos=len(os.sched_getaffinity(0)),
        cpu=nome,
        memoria_mb=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        python=platform.python_version(),
        bancos=bancos,
        carga_no_inicio=os.getloadavg()[0],
    )
