"""Ler os documentos de um arquivo JSON ou JSON Lines, um de cada vez, sem guardar o arquivo na memória.

O texto de cada documento é lido pelo mesmo leitor de JSON da API: o que é válido aqui é o que é válido lá.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from app.rules import pedido
from app.rules.rule import Rule

PEDACO = 262_144
"""Quantos caracteres se leem de cada vez."""
PERTO_DO_FIM = 16
"""A que distância do fim do que foi lido um erro pode ser só um valor pela metade, como `fals`."""
INTERROMPIDO = " O que vem depois, neste arquivo, não foi conferido."


@dataclass(frozen=True, slots=True)
class Value:
    """Um valor lido: em que linha começa, o texto dele e o que o texto diz."""

    linha: int
    texto: bytes
    valor: Any


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Uma parte do arquivo que não pôde ser lida, pela regra com que a API a recusaria."""

    linha: int
    rule: Rule[Any, Any]
    mensagem: str


class _Stop(Exception):
    """O resto do arquivo não tem como ser lido."""

    def __init__(self, rule: Rule[Any, Any], **evidence: Any) -> None:
        super().__init__(rule.code)
        self.rule = rule
        self.mensagem = rule.text(evidence)


def encoding_of(arquivo: Path) -> str:
    """A codificação de um JSON, pelos primeiros bytes, como a API a reconhece."""
    with arquivo.open("rb") as lido:
        return json.detect_encoding(lido.read(4))


def read_lines(arquivo: Path, limite: int) -> Iterator[Value | Unreadable]:
    """Um documento por linha, as vazias de fora; a linha que não se lê não impede as outras."""
    for linha, corpo in enumerate(_lines(arquivo, limite), 1):
        if corpo.isspace():
            continue
        try:
            if len(corpo) > limite:
                raise _Stop(pedido.CORPO_GRANDE_DEMAIS, limite=limite)
            yield Value(linha, corpo, _parsed(corpo))
        except _Stop as stop:
            yield Unreadable(linha, stop.rule, stop.mensagem)


def _lines(arquivo: Path, limite: int) -> Iterator[bytes]:
    """As linhas, em UTF-8; de uma que passa do limite, só o começo."""
    encoding = encoding_of(arquivo)
    if encoding.startswith("utf-8"):
        with arquivo.open("rb") as lido:
            lido.seek(3 if encoding == "utf-8-sig" else 0)
            while corpo := lido.readline(limite + 1):
                resto = corpo
                while len(resto) > limite and not resto.endswith(b"\n"):
                    resto = lido.readline(limite + 1)
                yield corpo
        return
    with arquivo.open(encoding=encoding, errors="backslashreplace", newline="\n") as texto:
        while escrita := texto.readline(limite + 1):
            resto_escrito = escrita
            while len(resto_escrito) > limite and not resto_escrito.endswith("\n"):
                resto_escrito = texto.readline(limite + 1)
            yield escrita.encode(errors="surrogatepass")


def _parsed(corpo: bytes) -> Any:
    """O valor, lido como a API lê um corpo. Erros: _Stop."""
    try:
        return json.loads(corpo)
    except json.JSONDecodeError as erro:
        raise _Stop(pedido.CORPO_NAO_E_JSON, posicao=erro.pos) from None
    except (ValueError, RecursionError):
        raise _Stop(pedido.CORPO_ILEGIVEL) from None


def read_json(arquivo: Path, limite: int) -> Iterator[Value | Unreadable]:
    """O documento do arquivo ou, se ele é uma lista, cada um dos documentos dela.

    Onde o texto deixa de ser JSON, a leitura para: não se sabe onde o documento seguinte começaria.
    """
    with arquivo.open(encoding=encoding_of(arquivo), errors="surrogatepass", newline="") as lido:
        texto = _Text(lido, limite)
        try:
            yield from texto.values()
        except _Stop as stop:
            yield Unreadable(texto.linha, stop.rule, stop.mensagem + INTERROMPIDO)


class _Text:
    """Um texto JSON, por uma janela que anda: o que já foi lido é esquecido."""

    def __init__(self, lido: TextIO, limite: int) -> None:
        self._lido = lido
        self._limite = limite
        self._janela = ""
        self._aqui = 0
        self._antes = 0
        self._linha, self._contado = 1, 0
        self._decoder = json.JSONDecoder()

    @property
    def linha(self) -> int:
        """A linha em que a leitura está."""
        self._linha += self._janela.count("\n", self._contado, self._aqui)
        self._contado = self._aqui
        return self._linha

    def values(self) -> Iterator[Value]:
        """Erros: _Stop."""
        if self._next() != "[":
            yield self._value()
        else:
            self._aqui += 1
            if self._next() != "]":
                yield self._value()
            while self._next() == ",":
                self._aqui += 1
                self._next()
                yield self._value()
            if self._next() != "]":
                raise self._broken(self._aqui)
            self._aqui += 1
        if self._next():
            raise self._broken(self._aqui)

    def _next(self) -> str:
        """O primeiro caractere que não é espaço, ou nada no fim do arquivo."""
        while True:
            while self._aqui < len(self._janela) and self._janela[self._aqui] in " \t\n\r":
                self._aqui += 1
            if self._aqui < len(self._janela):
                return self._janela[self._aqui]
            if not self._more():
                return ""

    def _value(self) -> Value:
        """O valor que começa aqui."""
        while True:
            try:
                valor, fim = self._decoder.raw_decode(self._janela, self._aqui)
            except json.JSONDecodeError as erro:
                if not self._may_be_cut(erro) or not self._more():
                    raise self._broken(erro.pos) from None
            except (ValueError, RecursionError):
                raise _Stop(pedido.CORPO_ILEGIVEL) from None
            else:
                # Um número que acaba onde acaba a janela pode continuar.
                if fim < len(self._janela) or not self._more():
                    return self._taken(valor, fim)
            if len(self._janela) - self._aqui > self._limite:
                raise _Stop(pedido.CORPO_GRANDE_DEMAIS, limite=self._limite)

    def _taken(self, valor: Any, fim: int) -> Value:
        texto = self._janela[self._aqui : fim].encode(errors="surrogatepass")
        if len(texto) > self._limite:
            raise _Stop(pedido.CORPO_GRANDE_DEMAIS, limite=self._limite)
        lido = Value(self.linha, texto, valor)
        self._aqui = fim
        return lido

    def _may_be_cut(self, erro: json.JSONDecodeError) -> bool:
        return erro.msg.startswith("Unterminated string") or erro.pos >= len(self._janela) - PERTO_DO_FIM

    def _more(self) -> bool:
        """Lê mais um pedaço, e esquece o que ficou para trás. Diz se havia o que ler; se não, nada muda."""
        resto = len(self._janela) - self._aqui
        try:
            # Ao menos tanto quanto falta: de um valor longo, só se relê uma parte.
            pedaco = self._lido.read(max(PEDACO, resto))
        except UnicodeDecodeError:
            raise _Stop(pedido.CORPO_ILEGIVEL) from None
        if pedaco:
            self._antes, self._linha = self._antes + self._aqui, self.linha
            self._janela = self._janela[self._aqui :] + pedaco
            self._aqui = self._contado = 0
        return bool(pedaco)

    def _broken(self, posicao: int) -> _Stop:
        return _Stop(pedido.CORPO_NAO_E_JSON, posicao=self._antes + posicao)
