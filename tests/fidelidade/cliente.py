"""Quem pede: as conexões com o servidor medido, os papéis e um passo de um caso."""

import base64
import http.client
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.fidelidade.gravacao import Passo
from tests.fidelidade.moldes import Credencial, Estado, Moldes

USER_AGENT = "fidelidade/1.0 (+https://localhost)"
UNIDADES = {**{f"dono{k}": ("U", str(k)) for k in range(6)}, "outro": ("U", "90"), "siorg": ("S", "0")}
"""A unidade autorizadora de cada papel que a rodada cria."""
SEM_TOKEN = ("anon", "none")
"""Papéis que não mandam `Authorization`; o segundo, nem `User-Agent`."""
COM_CORPO = ("POST", "PUT", "PATCH")
NO_CAMINHO = "/:?&=%@+!$'()*,;~-._#[]|"
"""O que vai no caminho como está escrito no caso."""
ESPERA_EM_SEGUNDOS = 60.0


class Quebra(Exception):
    """A conexão caiu sem resposta."""


@dataclass(frozen=True, slots=True)
class Resposta:
    """O que veio: status, cabeçalhos com o nome em minúsculas, e o corpo."""

    status: int
    cabecalhos: Mapping[str, str]
    corpo: bytes

    def content(self) -> Any:
        """O corpo lido como JSON, ou nada quando não é."""
        try:
            return json.loads(self.corpo.decode("utf-8")) if self.corpo else None
        except ValueError:
            return None


class Servidor:
    """O servidor medido. Cada linha de execução tem a própria conexão."""

    def __init__(self, base_url: str) -> None:
        self.base = base_url.rstrip("/")
        partes = urlsplit(self.base)
        self._host = partes.hostname or ""
        self._https = partes.scheme == "https"
        self._porta = partes.port or (443 if self._https else 80)
        self._prefixo = partes.path
        self._da_linha = threading.local()
        self._abertas: list[http.client.HTTPConnection] = []

    def close(self) -> None:
        """Fecha as conexões de todas as linhas de execução, que já não pedem nada."""
        for conexao in self._abertas:
            conexao.close()

    def ask(self, metodo: str, caminho: str, cabecalhos: Mapping[str, str], corpo: bytes | None = None) -> Resposta:
        """Um pedido. Uma conexão guardada que caiu é refeita uma vez. Erros: Quebra."""
        for tentativa in (1, 2):
            conexao, nova = self._connection()
            try:
                return self._exchange(conexao, metodo, caminho, cabecalhos, corpo)
            except (http.client.HTTPException, OSError) as erro:
                self._drop(conexao)
                if nova or tentativa == 2:
                    raise Quebra(f"{type(erro).__name__}: {erro}") from erro
        raise AssertionError("a segunda tentativa responde ou levanta")

    def ask_json(
        self, metodo: str, caminho: str, *, corpo: Any = None, token: str | None = None, form: Any = None
    ) -> tuple[int, Any]:
        """Um pedido da preparação: o status e o corpo, lido como JSON quando é. Erros: Quebra."""
        cabecalhos = {"User-Agent": USER_AGENT}
        dado = None
        if token:
            cabecalhos["Authorization"] = f"Bearer {token}"
        if corpo is not None:
            dado = json.dumps(corpo).encode()
            cabecalhos["Content-Type"] = "application/json"
        if form is not None:
            dado = urlencode(form).encode()
            cabecalhos["Content-Type"] = "application/x-www-form-urlencoded"
        resposta = self.ask(metodo, caminho, cabecalhos, dado)
        try:
            return resposta.status, json.loads(resposta.corpo)
        except ValueError:
            return resposta.status, resposta.corpo

    def _connection(self) -> tuple[http.client.HTTPConnection, bool]:
        guardada: http.client.HTTPConnection | None = getattr(self._da_linha, "conexao", None)
        if guardada is not None:
            return guardada, False
        classe = http.client.HTTPSConnection if self._https else http.client.HTTPConnection
        self._da_linha.conexao = nova = classe(self._host, self._porta, timeout=ESPERA_EM_SEGUNDOS)
        self._abertas.append(nova)
        return nova, True

    def _exchange(
        self,
        conexao: http.client.HTTPConnection,
        metodo: str,
        caminho: str,
        cabecalhos: Mapping[str, str],
        corpo: bytes | None,
    ) -> Resposta:
        conexao.putrequest(metodo, self._prefixo + caminho, skip_accept_encoding=True)
        for nome, valor in cabecalhos.items():
            conexao.putheader(nome, valor.encode("latin-1", "replace"))
        if corpo is not None:
            conexao.putheader("Content-Length", str(len(corpo)))
        conexao.endheaders(corpo)
        veio = conexao.getresponse()
        dado = veio.read()
        if veio.will_close:
            self._drop(conexao)
        return Resposta(veio.status, {nome.lower(): valor for nome, valor in veio.getheaders()}, dado)

    def _drop(self, conexao: http.client.HTTPConnection) -> None:
        conexao.close()
        self._abertas.remove(conexao)
        self._da_linha.conexao = None


class Rodada:
    """Uma passada dos casos contra um servidor, com um token por papel."""

    def __init__(self, servidor: Servidor, numero: int, segredo: str | None, admin: Credencial) -> None:
        self.servidor = servidor
        self.moldes = Moldes(numero, servidor.base, segredo, {"admin": admin})
        self._tokens: dict[str, str] = {}

    def prepare(self) -> None:
        """Cria, por PUT /user, os usuários dos papéis e pega um token de cada um.

        Erros: Quebra; SystemExit, quando o servidor recusa.
        """
        self._enter("admin")
        for papel, (tipo, resto) in UNIDADES.items():
            self._create(papel, self.moldes.code(tipo, resto))
            self._enter(papel)
        self.moldes.credenciais["dono"] = self.moldes.credenciais["dono0"]

    def execute(self, passo: Passo, estado: Estado) -> Resposta:
        """Faz o pedido de um passo e guarda o que ele captura. Erros: Quebra, SemSegredo, KeyError."""
        cabecalhos = self._identity(passo.get("papel", "dono"), estado)
        corpo = self._body(passo, estado, cabecalhos)
        for nome, valor in (passo.get("cab") or {}).items():
            cabecalhos.pop(nome, None)
            if valor is not None:
                cabecalhos[nome] = str(self.moldes.resolve(valor, estado))
        caminho = quote(str(self.moldes.resolve(passo["caminho"], estado)), safe=NO_CAMINHO)
        resposta = self.servidor.ask(passo["metodo"], caminho, cabecalhos, corpo)
        _capture(passo, resposta, estado)
        return resposta

    def _create(self, papel: str, unidade: int) -> None:
        run = self.moldes.rodada
        credencial = Credencial(f"{papel}-{run}@fidelidade.gov.br", f"Senha-{papel}-{run}")
        usuario = {
            "email": credencial.email,
            "password": credencial.senha,
            "is_admin": False,
            "disabled": False,
            "origem_unidade": "SIORG" if papel == "siorg" else "SIAPE",
            "cod_unidade_autorizadora": unidade,
            "sistema_gerador": "fidelidade 1.0",
        }
        status, corpo = self.servidor.ask_json(
            "PUT", "/user/" + quote(credencial.email), corpo=usuario, token=self._tokens["admin"]
        )
        if status not in (200, 201):
            raise SystemExit(f"Não foi possível criar o usuário do papel {papel}: {status} {corpo!r}")
        self.moldes.credenciais[papel] = credencial

    def _enter(self, papel: str) -> None:
        quem = self.moldes.credenciais[papel]
        status, corpo = self.servidor.ask_json("POST", "/token", form={"username": quem.email, "password": quem.senha})
        if status != 200:
            raise SystemExit(f"A entrada do papel {papel} falhou: {status} {corpo!r}")
        self._tokens[papel] = corpo["access_token"]

    def _identity(self, papel: str, estado: Estado) -> dict[str, str]:
        cabecalhos = {} if papel == "none" else {"User-Agent": USER_AGENT}
        if papel not in SEM_TOKEN:
            nome = f"dono{estado.unidade}" if papel == "dono" else papel
            cabecalhos["Authorization"] = "Bearer " + self._tokens[nome]
        return cabecalhos

    def _body(self, passo: Passo, estado: Estado, cabecalhos: dict[str, str]) -> bytes | None:
        """O corpo do passo; põe o tipo dele nos cabeçalhos."""
        if "form" in passo:
            cabecalhos["Content-Type"] = "application/x-www-form-urlencoded"
            return urlencode([(k, str(v)) for k, v in self.moldes.resolve(passo["form"], estado)]).encode()
        corpo = self._json_body(passo, estado)
        if corpo is not None:
            cabecalhos["Content-Type"] = "application/json"
            return corpo
        return b"" if passo["metodo"] in COM_CORPO else None

    def _json_body(self, passo: Passo, estado: Estado) -> bytes | None:
        if "json" in passo:
            return json.dumps(self.moldes.resolve(passo["json"], estado)).encode()
        if "corpo" in passo:
            return str(self.moldes.resolve(passo["corpo"], estado)).encode("utf-8", "surrogatepass")
        if "corpo_b64" in passo:
            return base64.b64decode(passo["corpo_b64"])
        return None


def _capture(passo: Passo, resposta: Resposta, estado: Estado) -> None:
    if not passo.get("captura"):
        return
    conteudo = resposta.content()
    for nome, chave in passo["captura"].items():
        if isinstance(conteudo, dict) and chave in conteudo:
            estado.capturas[nome] = conteudo[chave]
