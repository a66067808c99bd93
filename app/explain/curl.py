"""Um pedido escrito como comandos do bash, prontos para correr. A senha nunca é escrita: lê-se da variável SENHA."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

AVISO = "# Antes, ponha a senha em SENHA, sem que ela apareça na tela: read -rs SENHA"
AUTORIZACAO = '-H "Authorization: Bearer $TOKEN"'
CONTINUA = " \\\n  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Um pedido a escrever.

    `endereco` é a URL do servidor, sem barra no fim; `entra`, o e-mail de quem pede o token, ou nada, se vai sem token;
    `corpo`, o texto enviado, ou nada.
    """

    endereco: str
    metodo: str
    caminho: str
    user_agent: str | None
    entra: str | None
    corpo: str | None

    def __str__(self) -> str:
        url = shlex.quote(f"{self.endereco}{self.caminho}")
        partes = [f"curl -gi {self._method()}", self._agent()]
        if self.entra is not None:
            partes.append(AUTORIZACAO)
        if self.corpo is not None:
            formulario = self.caminho.partition("?")[0] == "/token"
            partes += [] if formulario else ["-H 'Content-Type: application/json'"]
            partes.append(f"--data-raw {shlex.quote(self.corpo)}")
        return "\n".join([*self._entrance(), CONTINUA.join([*partes, url])])

    def _method(self) -> str:
        # Com -X, o curl esperaria o corpo que a resposta a um HEAD não tem.
        return "--head" if self.metodo == "HEAD" else f"-X {shlex.quote(self.metodo)}"

    def _agent(self) -> str:
        return f"-A {shlex.quote(self.user_agent)}" if self.user_agent else "-H 'User-Agent:'"

    def _entrance(self) -> Sequence[str]:
        """As linhas que recebem o token."""
        if self.entra is None:
            return ()
        usuario = shlex.quote(f"username={quote(self.entra, safe='@')}")
        token = f'curl -s -d {usuario} --data-urlencode "password=$SENHA" {shlex.quote(f"{self.endereco}/token")}'
        return AVISO, f"TOKEN=$({token} | cut -d'\"' -f4)"


def written(content: Any) -> str:
    """O valor em JSON, com os acentos como são; com escapes, se algum caractere está pela metade."""
    texto = json.dumps(content, ensure_ascii=False)
    try:
        texto.encode()
    except UnicodeEncodeError:
        return json.dumps(content)
    return texto
