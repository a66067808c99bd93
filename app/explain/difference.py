"""Em que diferem dois textos ou duas chaves, dito numa frase."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from app.rules.calculo import algarismos

NOMES: Mapping[str, str] = {
    "origem_unidade": "a origem",
    "cod_unidade_autorizadora": "a autorizadora",
    "cod_unidade_lotacao": "a lotação",
    "matricula_siape": "a matrícula",
    "id_plano_entregas": "o id do plano de entregas",
    "id_plano_trabalho": "o id do plano de trabalho",
    "id_entrega": "o id da entrega",
    "email": "o e-mail",
}
CODIFICACAO = "a codificação com %"
MAIS_CODIFICACOES = 3
"""Quantas vezes, no máximo, se desfaz um texto codificado de novo e de novo."""

Fold = Callable[[str], str]


def _decoded(texto: str) -> str:
    for _ in range(MAIS_CODIFICACOES):
        texto = unquote(texto)
    return texto


def _without_accents(texto: str) -> str:
    if texto.isascii():
        return texto
    return "".join(c for c in unicodedata.normalize("NFKD", texto) if not unicodedata.combining(c))


def _without_spaces(texto: str) -> str:
    return "".join(texto.split())


def _without_zeros(texto: str) -> str:
    return texto.lstrip("0")


DE_UM_ID: Sequence[tuple[str, Fold]] = (
    (CODIFICACAO, _decoded),
    ("os espaços", _without_spaces),
    ("os acentos", _without_accents),
    ("as maiúsculas", str.casefold),
)
"""O que dois ids podem ter de diferente e ainda parecer o mesmo, e como se desfaz; a ordem importa."""
DE_UMA_MATRICULA: Sequence[tuple[str, Fold]] = (
    (CODIFICACAO, _decoded),
    ("os caracteres que não são algarismos", algarismos),
    ("os zeros à esquerda", _without_zeros),
)


def fold(texto: str, folds: Sequence[tuple[str, Fold]] = DE_UM_ID) -> str:
    """O texto sem o que dois parecidos podem ter de diferente."""
    for _, function in folds:
        texto = function(texto)
    return texto


def difference(procurada: Mapping[str, Any], achada: Mapping[str, Any]) -> str:
    """Em que campos a chave achada difere da procurada, e como, se só na aparência."""
    return "; ".join(
        f"{NOMES[name]} é {_quoted(valor)}, e não {_quoted(procurada[name])}{_only(name, procurada[name], valor)}"
        for name, valor in achada.items()
        if valor != procurada[name]
    )


def distance(procurada: Mapping[str, Any], achada: Mapping[str, Any]) -> int:
    """Em quantos campos as duas chaves diferem."""
    return sum(valor != procurada[name] for name, valor in achada.items())


def listed(itens: Sequence[str]) -> str:
    """Os itens como se enumeram numa frase."""
    *antes, ultimo = itens
    return f"{', '.join(antes)} e {ultimo}" if antes else ultimo


def _only(name: str, procurado: Any, achado: Any) -> str:
    """O que muda, se só muda algo que mal se vê."""
    if not isinstance(procurado, str) or not isinstance(achado, str):
        return ""
    folds = DE_UMA_MATRICULA if name == "matricula_siape" else DE_UM_ID
    if fold(procurado, folds) != fold(achado, folds):
        return ""
    # Muda aquilo que, sozinho de fora, já não os deixa iguais.
    mudam = [nome for nome, _ in folds if not _same_without(nome, folds, procurado, achado)]
    verbo = "muda" if mudam == [CODIFICACAO] else "mudam"
    return f" (só {verbo} {listed(mudam)})" if mudam else ""


def _same_without(nome: str, folds: Sequence[tuple[str, Fold]], procurado: str, achado: str) -> bool:
    outros = [item for item in folds if item[0] != nome]
    return fold(procurado, outros) == fold(achado, outros)


def _quoted(valor: Any) -> str:
    """O valor como se escreve na frase: entre aspas, o texto em que um espaço ou um sinal passaria despercebido."""
    if isinstance(valor, str) and not (valor.isascii() and valor.replace("-", "").replace("_", "").isalnum()):
        return f'"{valor}"'
    return str(valor)
