"""O que se diz de cada documento conferido."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.rules.rule import Evidence, FieldRefused, Finding, Place, Refused, Rule, Severity

MAIOR_TEXTO = 2_000
"""Quantos caracteres de uma mensagem se escrevem: um identificador pode ter milhões."""
MAIOR_CHAVE = 200

_QUE_NAO_SE_MOSTRA = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


class Origem(NamedTuple):
    """De onde veio um documento: o número do arquivo, a linha em que começa (de 1) e o lugar nele (de 0)."""

    arquivo: int
    linha: int
    indice: int


@dataclass(frozen=True, slots=True)
class Achado:
    """Uma regra quebrada por um documento; `lugares` como `entregas[0].data_entrega`, vazio se é o documento todo."""

    codigo: str
    severidade: str
    mensagem: str
    lugares: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Resultado:
    """O que se diz de um documento. `recurso` e `chave` ficam vazios quando não se pôde saber."""

    arquivo: str
    linha: int
    indice: int
    recurso: str
    chave: str
    aceito: bool
    achados: Sequence[Achado] = ()

    @property
    def em(self) -> str:
        """Onde ele está, como se escreve num terminal."""
        return f"{self.arquivo}:{self.linha}"

    def to_json(self) -> str:
        """O resultado como objeto JSON, numa linha."""
        # Campo a campo: `asdict` copiaria tudo em profundidade, a cada documento.
        campos = {name: getattr(self, name) for name in self.__slots__}
        achados = [{name: getattr(achado, name) for name in achado.__slots__} for achado in self.achados]
        return json.dumps({**campos, "achados": achados}, ensure_ascii=False)

    @classmethod
    def from_json(cls, texto: str) -> "Resultado":
        campos = json.loads(texto)
        return cls(**{**campos, "achados": [Achado(**achado) for achado in campos["achados"]]})


def achado(rule: Rule[Any, Any], mensagem: str, lugares: Iterable[Place] = ()) -> Achado:
    """O achado de uma regra, pronto para se mostrar."""
    return Achado(rule.code, rule.severity.value, legible(mensagem, MAIOR_TEXTO), _written(lugares))


def of_file(rule: Rule[Any, Any], evidence: Evidence) -> Achado:
    """O achado de uma regra que não é do documento, mas do arquivo."""
    return achado(rule, rule.text(evidence))


def of_finding(finding: Finding) -> Achado:
    return achado(finding.rule, finding.message, finding.places)


def of_refused(refused: Refused, also: Iterable[Finding]) -> list[Achado]:
    """A regra que recusa, e depois estas outras, que o documento também quebra."""
    loc = refused.loc if isinstance(refused, FieldRefused) else None
    return [of_finding(Finding(refused.rule, refused.evidence, loc)), *map(of_finding, also)]


def of_items(itens: Iterable[Mapping[str, Any]]) -> list[Achado]:
    """Os da lista de erros de um 422."""
    return [
        Achado(
            codigo=item["ctx"]["regra"],
            severidade=Severity.ERRO.value,
            mensagem=legible(item["msg"], MAIOR_TEXTO),
            lugares=_written([item["loc"]]),
        )
        for item in itens
    ]


def _written(lugares: Iterable[Place]) -> list[str]:
    return [legible(texto, MAIOR_CHAVE) for texto in map(place, lugares) if texto]


def place(lugar: Iterable[str | int]) -> str:
    """Um lugar do documento, como se escreve: `entregas[0].data_entrega`."""
    texto = ""
    for n, parte in enumerate(lugar):
        if n == 0 and parte == "body":
            continue
        texto += f"[{parte}]" if isinstance(parte, int) else f".{parte}" if texto else parte
    return texto


def key_of(campos: Sequence[str], documento: Mapping[str, Any]) -> str:
    """A chave do documento, como no caminho de um envio; um campo que falta vira reticências."""
    partes = (str(documento[name]) if isinstance(documento.get(name), (str, int)) else "…" for name in campos)
    return legible("/".join(parte[:MAIOR_CHAVE] for parte in partes), MAIOR_CHAVE)


def legible(texto: str, limite: int) -> str:
    """O texto sem o que um terminal ou um leitor de relatórios interpretaria, e não mais longo que o limite.

    Caracteres de controle, os que invertem a direção da escrita e metades de caracteres saem escritos por extenso.
    """
    cortado = texto if len(texto) <= limite else texto[:limite] + "…"
    return _QUE_NAO_SE_MOSTRA.sub(lambda achado: achado[0].encode("unicode_escape").decode(), cortado)
