"""Os roteiros que há: os da casa e os da pasta de quem ensina. Um arquivo com defeito é dito, e não para nada."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.console.roteiros.modelo import Roteiro
from app.contract.errors import items_of
from app.records.content import MAIS_NIVEIS, shallow
from app.simulator.misread import ALTERNATIVAS, NAO_E_NUMERO

DA_CASA = Path(__file__).parents[2] / "roteiros"
"""Onde ficam os que vêm com o simulador."""
MAIOR_ARQUIVO = 256 * 1024
MAIS_ARQUIVOS = 200
MAIS_DEFEITOS = 8
"""Quantos defeitos de um arquivo se dizem de cada vez."""
NOME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAIOR_NOME = 60
DITOS: Mapping[str, str] = {
    "extra_forbidden": "Um roteiro não tem este campo. Confira o nome dele em docs/roteiros.md.",
    "missing": "Falta este campo. O que ele é está em docs/roteiros.md.",
    "dict_type": "Aqui se espera uma tabela, com nomes e valores.",
    "model_type": "Aqui se espera uma tabela, com nomes e valores.",
    "float_type": NAO_E_NUMERO,
    "literal_error": "O valor não é um dos que servem aqui: {expected}.",
    "too_short": "Aqui se espera ao menos {min_length}.",
    "too_long": "Aqui cabem no máximo {max_length}.",
}
DO_SISTEMA: Mapping[type[OSError], str] = {
    FileNotFoundError: "não existe",
    NotADirectoryError: "não é uma pasta",
    PermissionError: "falta permissão",
}
PLURAIS: Mapping[str, str] = {"passos": "passo", "usuarios": "usuário"}
"""Como se chama cada item destas listas."""


class InvalidScript(Exception):
    """O arquivo não é um roteiro; os argumentos dizem por quê, numa frase cada um."""


@dataclass(frozen=True, slots=True)
class Lido:
    """Um roteiro que serve, com o nome por que se abre e o arquivo em que está."""

    nome: str
    arquivo: str
    roteiro: Roteiro
    da_casa: bool


@dataclass(frozen=True, slots=True)
class Defeituoso:
    """Um arquivo, ou a pasta, que não serve, e por quê."""

    arquivo: str
    motivos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Biblioteca:
    """Os roteiros, na ordem em que se mostram, e os arquivos que não servem."""

    roteiros: tuple[Lido, ...]
    defeituosos: tuple[Defeituoso, ...]

    def find(self, nome: str) -> Lido | None:
        """O roteiro com este nome, ou nada."""
        return next((lido for lido in self.roteiros if lido.nome == nome), None)


def library(pasta: Path | None) -> Biblioteca:
    """Os roteiros da casa e os desta pasta, se há uma, como os arquivos estão agora."""
    lidos: dict[str, Lido] = {}
    defeituosos: list[Defeituoso] = []
    for arquivo, da_casa in _files(pasta, defeituosos):
        try:
            lido = Lido(_name(arquivo), arquivo.name, _known(arquivo), da_casa)
            if lido.nome in lidos:
                raise InvalidScript(
                    f"Já há um roteiro chamado {lido.nome}, {lidos[lido.nome].roteiro.titulo}. Dê outro nome "
                    "ao arquivo."
                )
        except InvalidScript as erro:
            defeituosos.append(Defeituoso(arquivo.name, tuple(map(str, erro.args))))
        else:
            lidos[lido.nome] = lido
    em_ordem = sorted(lidos.values(), key=lambda lido: (not lido.da_casa, lido.roteiro.ordem, lido.roteiro.titulo))
    return Biblioteca(tuple(em_ordem), tuple(defeituosos))


def parse(texto: str) -> Roteiro:
    """O roteiro que este TOML escreve. Erros: InvalidScript."""
    try:
        escrito = tomllib.loads(texto)
    except (ValueError, RecursionError) as erro:
        raise InvalidScript(
            f"O arquivo não é um TOML válido: {_where(str(erro))} Confira as aspas, os colchetes e os sinais de igual."
        ) from None
    if not shallow(escrito, MAIS_NIVEIS):
        raise InvalidScript("O arquivo tem níveis demais, um dentro do outro. Os documentos do contrato têm três.")
    try:
        return Roteiro.model_validate(escrito)
    except ValidationError as erro:
        raise InvalidScript(*_told(erro.errors(include_url=False))) from None


def _files(pasta: Path | None, defeituosos: list[Defeituoso]) -> Iterator[tuple[Path, bool]]:
    yield from ((arquivo, True) for arquivo in sorted(DA_CASA.glob("*.toml")))
    if pasta is None:
        return
    try:
        arquivos = sorted(arquivo for arquivo in pasta.iterdir() if arquivo.suffix == ".toml")
    except OSError as erro:
        motivo = f"A pasta de PGD_ROTEIROS não pôde ser aberta ({_system(erro)}). Confira o caminho e as permissões."
        defeituosos.append(Defeituoso(str(pasta), (motivo,)))
        return
    if len(arquivos) > MAIS_ARQUIVOS:
        motivo = f"A pasta tem {len(arquivos)} arquivos .toml, e só os {MAIS_ARQUIVOS} primeiros foram lidos."
        defeituosos.append(Defeituoso(str(pasta), (motivo,)))
    yield from ((arquivo, False) for arquivo in arquivos[:MAIS_ARQUIVOS])


def _name(arquivo: Path) -> str:
    if not NOME.fullmatch(arquivo.stem) or len(arquivo.stem) > MAIOR_NOME:
        raise InvalidScript(
            "O nome do arquivo vira o endereço do roteiro, e só pode ter letras minúsculas sem acento, algarismos e "
            f"hifens entre eles, até {MAIOR_NOME} caracteres, como primeiro-envio.toml. Dê-lhe outro nome."
        )
    return arquivo.stem


def _known(arquivo: Path) -> Roteiro:
    try:
        estado = arquivo.stat()
        if not arquivo.is_file():
            raise InvalidScript("Isto não é um arquivo comum. Deixe na pasta só os arquivos dos roteiros.")
        if estado.st_size > MAIOR_ARQUIVO:
            raise InvalidScript(f"O arquivo passa de {MAIOR_ARQUIVO // 1024} KiB. Divida o roteiro em dois.")
        return _read(arquivo, estado.st_mtime_ns, estado.st_size)
    except OSError as erro:
        raise InvalidScript(f"O arquivo não pôde ser aberto ({_system(erro)}). Confira as permissões.") from None


@lru_cache(maxsize=2 * MAIS_ARQUIVOS)
def _read(arquivo: Path, _mudado_em: int, _tamanho: int) -> Roteiro:
    """O roteiro do arquivo, lido de novo só quando ele muda. Erros: InvalidScript; OSError."""
    try:
        return parse(arquivo.read_bytes().decode())
    except UnicodeDecodeError:
        raise InvalidScript("O arquivo não está em UTF-8. Grave-o de novo nessa codificação.") from None


def _system(erro: OSError) -> str:
    return next((dito for tipo, dito in DO_SISTEMA.items() if isinstance(erro, tipo)), "o sistema não deixou")


def _where(dito: str) -> str:
    lugar = re.search(r"at line (\d+), column (\d+)", dito)
    if lugar:
        return f"a leitura parou na linha {lugar[1]}, coluna {lugar[2]}."
    return "o arquivo acaba no meio de alguma coisa." if "end of document" in dito else "a leitura parou no meio."


def _told(errors: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    motivos: dict[str, str] = {}
    for error, item in zip(errors, items_of(errors), strict=False):
        # De um campo que podia ter várias formas, basta a primeira.
        motivos.setdefault(_place(item["loc"]), _said(error) or str(item["msg"]))
    ditos = [f"Em {lugar}: {motivo}" if lugar else motivo for lugar, motivo in motivos.items()]
    return ditos[:MAIS_DEFEITOS] + ([f"E mais {len(ditos) - MAIS_DEFEITOS}."] if len(ditos) > MAIS_DEFEITOS else [])


def _said(error: Mapping[str, Any]) -> str:
    """O que se diz aqui de outro modo que na API oficial; vazio, se é do mesmo."""
    valores = {nome: str(valor).replace(" or ", " ou ") for nome, valor in error.get("ctx", {}).items()}
    return DITOS[error["type"]].format(**valores) if error["type"] in DITOS else ""


def _place(loc: Sequence[str | int]) -> str:
    """O lugar, como quem escreve o conta: passo 3, pedido 1, espera."""
    ditos: list[str] = []
    for parte in loc:
        if isinstance(parte, int) and ditos:
            ditos[-1] = f"{PLURAIS.get(ditos[-1], ditos[-1])} {parte + 1}"
        elif parte not in ALTERNATIVAS:
            ditos.append(str(parte)[:80])
    return ", ".join(ditos)
