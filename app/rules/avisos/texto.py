"""O que se avisa dos textos: os vazios, e os identificadores com caracteres que não viajam bem num caminho."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import ascii_letters, digits
from typing import Any

from app.rules.avisos.lugares import Campos, field_at, found
from app.rules.rule import CONTRATO, Evidence, Place, Severity, Stage

SEGUROS = f"{ascii_letters}{digits}-_"
"""Os caracteres de um identificador que todo programa leva como vieram."""
SEGUROS_EM_BYTES = SEGUROS.encode()
NOMES = {" ": "espaço", ".": "ponto", "\n": "quebra de linha", "\r": "retorno de carro", "\t": "tabulação"}
"""Como se diz um caractere que não se vê bem."""


def blank_places(campos: Campos, plano: object) -> list[Place]:
    """Os lugares cujo texto está vazio ou só tem espaços."""
    if all(map(str.strip, campos.values(plano))):
        return []
    return [place for place, texto in campos.places(plano) if not texto.strip()]


def blank(places: Callable[[Any], list[Place]], plano: object, _: object) -> Evidence | None:
    """Os textos que vêm vazios; `places` os acha num plano."""
    onde = places(plano)
    return {**field_at(onde[0]), **found(onde)} if onde else None


def odd_ids(ids: Campos, plano: object, _: object) -> Evidence | None:
    """Os identificadores que não têm só letras sem acento, algarismos, hífen e sublinhado."""
    if _safe("".join(ids.values(plano))):
        return None
    # Os vazios têm aviso próprio.
    achados = [(place, id_) for place, id_ in ids.places(plano) if id_.strip() and not _safe(id_)]
    if not achados:
        return None
    place, id_ = achados[0]
    estranhos = [_name(caractere) for caractere in dict.fromkeys(id_) if caractere not in SEGUROS]
    return {**field_at(place), "id": id_, "caracteres": estranhos, **found([place for place, _ in achados])}


def _safe(texto: str) -> bool:
    return not texto.encode(errors="surrogatepass").translate(None, SEGUROS_EM_BYTES)


def _name(caractere: str) -> str:
    if caractere in NOMES:
        return NOMES[caractere]
    return caractere if caractere.isprintable() else f"U+{ord(caractere):04X}"


VAZIOS: Mapping[str, Any] = {
    "stage": Stage.DOCUMENTO,
    "field": "",
    "source": CONTRATO,
    "severity": Severity.AVISO,
    "message": (
        "O campo {campo} {de_quem} veio vazio, ou só com espaços.{mais} A API central aceita, e depois ninguém "
        "sabe o que ele nomeia: preencha-o."
    ),
    "wrong": "Um texto que devia nomear ou identificar alguma coisa veio vazio.",
    "why": (
        "O contrato obriga a enviar o campo, e não confere o que ele traz: a API central guarda o texto vazio. Um "
        "identificador vazio não distingue um item do outro, e um nome vazio não diz a quem lê do que se trata."
    ),
    "mend": (
        "Preencha o campo no seu sistema e reenvie o documento. Se o vazio está no lugar de um valor que não "
        "existe, confira de onde o seu sistema o tira: o cadastro costuma estar incompleto."
    ),
}
"""Nenhum texto vem vazio (diferenças: espelhado). Faltam o código, os exemplos e `broken`, que é `blank`."""

IDS_ESTRANHOS: Mapping[str, Any] = {
    "stage": Stage.DOCUMENTO,
    "field": "",
    "source": CONTRATO,
    "severity": Severity.AVISO,
    "message": (
        "O {campo} {de_quem} ({id}) tem caracteres que convém evitar: {caracteres}.{mais} Há programas "
        "intermediários que os mudam ou recusam, e no caminho de um pedido eles precisam ser codificados: use só "
        "letras sem acento, algarismos, hífen e sublinhado, como num UUID."
    ),
    "wrong": "Um identificador tem caracteres que não viajam bem de um programa a outro.",
    "why": (
        "A API central aceita qualquer texto como identificador. Mas o id de um plano vai também no caminho, onde "
        "espaços, pontos, quebras de linha, acentos e emojis precisam ser codificados com %, e proxies e filtros às "
        "vezes os decodificam, cortam ou recusam; o de um item é citado por outros documentos, e um espaço ou um "
        "acento que se perca já o torna outro."
    ),
    "mend": (
        "Gere os próximos identificadores só com letras sem acento, algarismos, hífen e sublinhado; um UUID "
        "serve. O id de um plano já enviado não se troca, porque com outro id seria outro plano: continue a "
        "usá-lo, codificado no caminho."
    ),
}
"""Os identificadores viajam bem num caminho (diferenças). Faltam o código, os exemplos e `broken`, que é `odd_ids`."""
