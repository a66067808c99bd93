"""Um corpo, linha a linha, com os lugares apontados marcados e, ao lado, o que os aponta."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.explain.explanation import Explicacao
from app.explain.request import NADA, value_at
from app.rules.rule import Place

MAIS_LINHAS, MAIS_CARACTERES = 1_500, 120_000
"""Quanto se mostra de um corpo; o resto se copia."""
CORPO = "corpo"
"""O lugar apontado quando o corpo inteiro não é JSON."""


@dataclass(frozen=True, slots=True)
class Apontado:
    """Uma regra e o lugar que ela aponta, um JSON Pointer; `aviso`, se ela não recusa."""

    caminho: str
    codigo: str
    aviso: bool = False


@dataclass(frozen=True, slots=True)
class Nota:
    """O que se diz ao lado de uma linha: a regra e, se o lugar não existe no corpo, o que nele falta."""

    codigo: str
    aviso: bool
    falta: str = ""


@dataclass(frozen=True, slots=True)
class Linha:
    """Uma linha: o recuo, em níveis, e o texto em três partes, a do meio marcada; sem notas, só a primeira."""

    recuo: int
    antes: str
    marcado: str = ""
    depois: str = ""
    notas: Sequence[Nota] = ()

    @property
    def so_aviso(self) -> bool:
        """Se nada do que se diz dela recusa."""
        return all(nota.aviso for nota in self.notas)


@dataclass(frozen=True, slots=True)
class Visto:
    """As linhas que se mostram. `cortado` diz que há outras."""

    linhas: Sequence[Linha]
    cortado: bool


def pointed(explicacao: Explicacao) -> list[Apontado]:
    """O que a explicação aponta, no corpo e fora dele, sem repetir."""
    achadas = [(regra, False) for regra in explicacao.regras] + [(aviso, True) for aviso in explicacao.avisos]
    return list(
        dict.fromkeys(
            Apontado(lugar.caminho, explicada.codigo, aviso) for explicada, aviso in achadas for lugar in explicada.onde
        )
    )


def missing(documento: Any, apontados: Iterable[Apontado]) -> set[str]:
    """Destes lugares do documento, os que ele não tem."""
    caminhos = {apontado.caminho for apontado in apontados if apontado.caminho.startswith("/")}
    return {caminho for caminho in caminhos if _found(documento, caminho)[1]}


def of_document(documento: Any, apontados: Iterable[Apontado] = ()) -> Visto:
    """O documento, endentado. Um lugar que ele não tem se marca no que o conteria, com o que falta."""
    notas: dict[Place, list[Nota]] = {}
    for apontado in apontados:
        caminho = apontado.caminho.removeprefix(CORPO)
        if caminho == "" or caminho.startswith("/"):
            lugar, falta = _found(documento, caminho)
            notas.setdefault(lugar, []).append(Nota(apontado.codigo, apontado.aviso, falta))
    return _cut(_written(documento, (), "", "", notas))


def of_text(texto: str, apontados: Iterable[Apontado] = ()) -> Visto:
    """O texto como veio; se se aponta que o corpo não é JSON, com o ponto em que deixa de o ser."""
    notas = [Nota(apontado.codigo, apontado.aviso) for apontado in apontados if apontado.caminho == CORPO]
    quebra = _break(texto) if notas else None
    return _cut(_text_lines(texto, quebra, notas))


def _found(documento: Any, caminho: str) -> tuple[Place, str]:
    """O lugar mais fundo que o documento tem neste caminho, e o que falta dali em diante."""
    partes = [parte.replace("~1", "/").replace("~0", "~") for parte in caminho.split("/")[1:]]
    lugar: Place = ()
    for n, parte in enumerate(partes):
        dentro = value_at(documento, lugar)
        indice = parte.isascii() and parte.isdigit() and len(parte) < 10
        seguinte = (*lugar, int(parte) if isinstance(dentro, list) and indice else parte)
        if value_at(documento, seguinte) is NADA:
            item = isinstance(dentro, list) and indice
            return lugar, f"o item {int(parte) + 1}" if item else "/".join(partes[n:])
        lugar = seguinte
    return lugar, ""


def _written(valor: Any, lugar: Place, nome: str, fim: str, notas: Mapping[Place, Sequence[Nota]]) -> Iterator[Linha]:
    """As linhas do valor que está neste lugar; `nome` vem antes dele, e `fim`, depois."""
    recuo, ditas = len(lugar), notas.get(lugar, ())
    if not isinstance(valor, (dict, list)) or not valor:
        yield _line(recuo, f"{nome}{json.dumps(valor, ensure_ascii=False)}", fim, ditas)
        return
    abre, fecha = ("{", "}") if isinstance(valor, dict) else ("[", "]")
    yield _line(recuo, f"{nome}{abre}", "", ditas)
    itens: Iterable[tuple[Any, Any]] = valor.items() if isinstance(valor, dict) else enumerate(valor)
    for n, (chave, dentro) in enumerate(itens, 1):
        nome_dele = f"{json.dumps(chave, ensure_ascii=False)}: " if isinstance(valor, dict) else ""
        yield from _written(dentro, (*lugar, chave), nome_dele, "," if n < len(valor) else "", notas)
    yield Linha(recuo, f"{fecha}{fim}")


def _line(recuo: int, texto: str, fim: str, notas: Sequence[Nota]) -> Linha:
    return Linha(recuo, "", texto, fim, notas) if notas else Linha(recuo, f"{texto}{fim}")


def _break(texto: str) -> int | None:
    try:
        json.loads(texto)
    except json.JSONDecodeError as erro:
        return erro.pos
    except (ValueError, RecursionError):
        return None
    return None


def _text_lines(texto: str, quebra: int | None, notas: Sequence[Nota]) -> Iterator[Linha]:
    comeco = 0
    for linha in texto.split("\n"):
        onde = -1 if quebra is None else quebra - comeco
        if 0 <= onde <= len(linha):
            yield Linha(0, linha[:onde], linha[onde : onde + 1] or "⏎", linha[onde + 1 :], notas)
        else:
            yield Linha(0, linha)
        comeco += len(linha) + 1


def _cut(linhas: Iterator[Linha]) -> Visto:
    cabem: list[Linha] = []
    total = 0
    for linha in linhas:
        total += len(linha.antes) + len(linha.marcado) + len(linha.depois)
        if len(cabem) == MAIS_LINHAS or (cabem and total > MAIS_CARACTERES):
            return Visto(cabem, cortado=True)
        cabem.append(linha)
    return Visto(cabem, cortado=False)


def outside(apontados: Iterable[Apontado]) -> dict[str, list[Nota]]:
    """O que se aponta fora do corpo: o nome do cabeçalho, em minúsculas, ou o da parte do caminho."""
    fora: dict[str, list[Nota]] = {}
    for apontado in apontados:
        if apontado.caminho and not apontado.caminho.startswith("/") and apontado.caminho != CORPO:
            fora.setdefault(apontado.caminho.lower(), []).append(Nota(apontado.codigo, apontado.aviso))
    return fora
