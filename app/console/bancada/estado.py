"""O que está na bancada: o documento, como se está a vê-lo, e para onde e por quem há de ir."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.api.errors import METODOS
from app.console.bancada import texto as bancada_texto
from app.console.bancada.formulario import Ficha, filled, sheet
from app.console.bancada.texto import Colado, Illegible, Texto
from app.console.forms import Formulario
from app.rules.exemplo import BASES

LIVRE = "livre"
"""O recurso de quem escreve o pedido inteiro."""
RECURSOS: Mapping[str, str] = {
    "participante": "Participante",
    "plano_entregas": "Plano de entregas",
    "plano_trabalho": "Plano de trabalho",
    "usuario": "Usuário",
    LIVRE: "Pedido livre",
}
FORMULARIO, JSON = "formulario", "json"
SEM_TEXTO = Texto("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesa:
    """A bancada. No modo `json`, o que vale é `texto`; no modo `formulario`, `documento`.

    `de` é o e-mail de quem envia: vazio se o pedido vai sem token, e nulo enquanto não se escolheu; `caminho`, vazio se
    é o da chave do documento; `recados` são pares de tipo e frase que se mostram acima de tudo.
    """

    recurso: str
    modo: str
    texto: Texto = SEM_TEXTO
    documento: Mapping[str, Any] = field(default_factory=dict)
    de: str | None = None
    metodo: str = "PUT"
    caminho: str = ""
    cabecalhos: str = ""
    recados: Sequence[tuple[str, str]] = ()

    @property
    def livre(self) -> bool:
        """Se se escreve o pedido inteiro."""
        return self.recurso == LIVRE

    @property
    def ficha(self) -> Ficha | None:
        """O formulário, se é assim que se vê."""
        return sheet(self.recurso, self.documento) if self.modo == FORMULARIO else None

    @property
    def corpo(self) -> str:
        """O que vai no corpo: o que se escreveu, tal e qual, ou o documento do formulário."""
        return bancada_texto.single_line(self.documento) if self.modo == FORMULARIO else self.texto.escrito

    @property
    def base(self) -> str:
        """O documento de que o formulário parte, para que volte com ele."""
        return json.dumps(self.documento)

    def saying(self, tipo: str, frase: str) -> "Mesa":
        """A mesma, com mais um recado."""
        return replace(self, recados=[*self.recados, (tipo, frase)])

    def pasted(self) -> Colado:
        """Os documentos que estão nela. Erros: Illegible."""
        if self.modo == FORMULARIO:
            return Colado([dict(self.documento)], varios=False, repetidas=())
        return self.texto.read()

    def as_json(self) -> "Mesa":
        """O mesmo documento, em texto."""
        if self.modo == JSON:
            return self
        return replace(self, modo=JSON, texto=Texto(bancada_texto.pretty(self.documento)))

    def as_form(self) -> "Mesa":
        """O mesmo documento, em formulário; se o texto não é de um documento só, continua texto, e se diz por quê."""
        if self.modo == FORMULARIO or self.livre:
            return self
        try:
            colado = self.pasted()
        except Illegible as erro:
            return self.saying("falha", f"Ainda não dá para mostrar como formulário. {erro}")
        if colado.varios:
            quantos = len(colado.documentos)
            return self.saying("info", f"O formulário mostra um documento por vez, e aqui há {quantos}. Siga em JSON.")
        (documento,) = colado.documentos
        if not isinstance(documento, dict):
            return self.saying("info", "O formulário só mostra um objeto, entre chaves, e aqui há outra coisa.")
        mesa = replace(self, modo=FORMULARIO, documento=documento)
        if colado.repetidas:
            nomes = ", ".join(colado.repetidas)
            return mesa.saying("aviso", f"O JSON trazia {nomes} mais de uma vez, e aqui ficou só a última de cada.")
        return mesa

    def with_document(self, documento: Any) -> "Mesa":
        """A mesma, com outro documento, do modo em que se está a vê-lo."""
        if self.modo == FORMULARIO and isinstance(documento, dict):
            return replace(self, documento=documento)
        return replace(self, modo=JSON, texto=Texto(bancada_texto.pretty(documento)))


def example(recurso: str) -> Mesa:
    """A bancada com o documento dos exemplos deste recurso; no pedido livre, com o que pergunta se a API responde."""
    if recurso == LIVRE:
        return Mesa(recurso=LIVRE, modo=JSON, metodo="GET", caminho="/health")
    return Mesa(recurso=recurso, modo=FORMULARIO, documento=dict(BASES[recurso]))


def posted(formulario: Formulario) -> Mesa:
    """A bancada como o navegador a mandou."""
    recurso = formulario.text("recurso")
    recurso = recurso if recurso in RECURSOS else LIVRE
    metodo = formulario.text("metodo").strip().upper()
    mesa = Mesa(
        recurso=recurso,
        modo=JSON,
        # O navegador separa as linhas com dois caracteres; quem escreveu só viu uma quebra.
        texto=Texto(formulario.text("texto").replace("\r\n", "\n")),
        de=formulario.text("de"),
        metodo=metodo if metodo in METODOS else "PUT",
        caminho=formulario.text("caminho").strip(),
        cabecalhos=formulario.text("cabecalhos"),
    )
    if recurso == LIVRE or formulario.text("modo") != FORMULARIO:
        return mesa
    try:
        (base,) = bancada_texto.read(formulario.text("base")).documentos
    except (Illegible, ValueError):
        base = {}
    return replace(mesa, modo=FORMULARIO, documento=filled(recurso, base if isinstance(base, dict) else {}, formulario))
