"""Oito clientes que enviam sem parar, cada um na sua conexão e na sua linha de execução."""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from operator import ge
from threading import Event

from tests.builders import Documento
from tests.queda.resposta import Recusa, Resposta
from tests.queda.versoes import Cliente, Historia
from tests.servidor import PRAZO, USER_AGENT, Servidor, ate

CLIENTES = 8
RESPIRO = 0.01
"""Segundos entre uma recusa e a nova tentativa: menos do que o Retry-After pede, para apertar o servidor."""


class Conexao:
    """Uma conexão que fica aberta de um pedido a outro."""

    def __init__(self, servidor: Servidor, token: str) -> None:
        self._conexao = http.client.HTTPConnection(*servidor.endereco, timeout=PRAZO)
        self._cabecalhos = {
            "User-Agent": USER_AGENT,
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }

    def pedir(self, metodo: str, caminho: str, documento: Documento | None = None) -> Resposta:
        corpo = None if documento is None else json.dumps(documento).encode()
        self._conexao.request(metodo, caminho, corpo, self._cabecalhos)
        resposta = self._conexao.getresponse()
        return Resposta(resposta.status, resposta.headers, resposta.read())

    def enviar(self, cliente: Cliente, historia: Historia, versao: int) -> Resposta:
        """Envia esta versão e anota o que se soube dela: que saiu, e, se for o caso, que foi guardada."""
        documento = historia.documento(versao)
        historia.enviada = versao
        saiu = time.monotonic()
        resposta = self.pedir("PUT", historia.caminho, documento)
        cliente.maior_demora = max(cliente.maior_demora, time.monotonic() - saiu)
        if "X-PGD-Registro" in resposta.cabecalhos:
            cliente.registros.append(int(resposta.cabecalhos["X-PGD-Registro"]))
        if resposta.status in (200, 201):
            assert resposta.documento == documento, f"{historia.caminho}: respondeu-se com outro documento"
            historia.confirmada = versao
            cliente.confirmados += 1
        return resposta

    def close(self) -> None:
        self._conexao.close()


def ler(servidor: Servidor, token: str, caminho: str) -> Resposta:
    """Um GET avulso, numa conexão própria."""
    with closing(Conexao(servidor, token)) as conexao:
        return conexao.pedir("GET", caminho)


@dataclass
class Carga:
    """Oito clientes a enviar a um servidor; `recusas` são as únicas respostas, além do aceite, que podem receber."""

    recusas: tuple[Recusa, ...] = ()
    clientes: list[Cliente] = field(default_factory=lambda: [Cliente(n) for n in range(CLIENTES)])
    morto: Event = field(default_factory=Event)
    """Ligado por quem mata o servidor, antes de o matar: daí em diante as conexões podem cair."""
    _parar: Event = field(default_factory=Event)
    _envios: list[Future[None]] = field(default_factory=list)

    @contextmanager
    def sobre(self, servidor: Servidor, token: str) -> Iterator[None]:
        """Enquanto dura, os clientes enviam; ao fim param, e o que algum deles viu de errado aparece."""
        self._parar.clear()
        self.morto.clear()
        with ThreadPoolExecutor(len(self.clientes)) as linhas:
            self._envios = [linhas.submit(self._enviar, servidor, token, cliente) for cliente in self.clientes]
            try:
                yield
            finally:
                self._parar.set()
        self._conferir_envios()

    def ate(self, condicao: Callable[[], bool], o_que: str) -> None:
        """Espera, sob carga, até que aconteça; se um cliente viu algo errado, é isso que aparece, e já."""
        ate(lambda: condicao() or any(envio.done() for envio in self._envios), o_que)
        self._conferir_envios()

    def ate_cada(self, contagem: Callable[[Cliente], int], quanto: int, o_que: str) -> None:
        """Espera, sob carga, até que a contagem de cada cliente aumente de tanto."""
        alvos = [contagem(cliente) + quanto for cliente in self.clientes]
        self.ate(lambda: all(map(ge, map(contagem, self.clientes), alvos)), o_que)

    def ate_mais(self, quantos: int) -> None:
        """Espera, sob carga, até que tantos outros envios sejam confirmados."""
        alvo = self.confirmados + quantos
        self.ate(lambda: self.confirmados >= alvo, f"mais {quantos} envios serem confirmados")

    @property
    def historias(self) -> list[Historia]:
        return [historia for cliente in self.clientes for historia in cliente.historias]

    @property
    def confirmados(self) -> int:
        return sum(cliente.confirmados for cliente in self.clientes)

    @property
    def recusados(self) -> int:
        return sum(cliente.recusados for cliente in self.clientes)

    @property
    def maior_demora(self) -> float:
        return max(cliente.maior_demora for cliente in self.clientes)

    @property
    def registros(self) -> set[int]:
        """Os números de todas as respostas, que nunca se repetem."""
        numeros = [numero for cliente in self.clientes for numero in cliente.registros]
        assert len(numeros) == len(set(numeros)), "dois pedidos receberam o mesmo número de registro"
        return set(numeros)

    def _conferir_envios(self) -> None:
        for envio in self._envios:
            if envio.done():
                envio.result()

    def _enviar(self, servidor: Servidor, token: str, cliente: Cliente) -> None:
        with closing(Conexao(servidor, token)) as conexao:
            try:
                while not self._parar.is_set():
                    for historia in cliente.volta():
                        self._insistir(conexao, cliente, historia)
            except (OSError, http.client.HTTPException):
                if not self.morto.is_set():
                    raise

    def _insistir(self, conexao: Conexao, cliente: Cliente, historia: Historia) -> None:
        """Envia a versão seguinte até que seja aceita."""
        versao, nova = historia.enviada + 1, historia.enviada == 0
        while not self._parar.is_set():
            resposta = conexao.enviar(cliente, historia, versao)
            if resposta.status in (200, 201):
                assert resposta.status == 201 or not nova, (
                    f"{historia.caminho}: disse-se que nada fora guardado, e fora"
                )
                return
            recusa = next(
                (recusa for recusa in self.recusas if recusa.regra == resposta.cabecalhos["X-PGD-Regra"]), None
            )
            assert recusa, (resposta.status, resposta.corpo)
            recusa.conferir(resposta)
            nova = nova and recusa.nada_guardado
            cliente.recusados += 1
            self._parar.wait(RESPIRO)
