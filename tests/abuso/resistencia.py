"""Carga mista por muito tempo: nenhuma resposta inesperada, e a memória não cresce.

`python -m tests.abuso.resistencia --segundos 600 --clientes 32` sobe um servidor, corre a carga e escreve o que viu;
termina com 1 se algo não foi como devia. Com `--banco` usa-se outro banco, que tem de estar vazio.
"""

import argparse
import http.client
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests import builders
from tests.abuso.processo import MEBIBYTE, memoria
from tests.servidor import PRAZO, USER_AGENT, Servidor, servidor

EMAIL, SENHA = "admin@pgd.gov.br", "demonstracao-pgd"
MAIOR_CRESCIMENTO = 1.10
"""Quanto a memória do fim pode passar da de depois do aquecimento."""
ENTREGAS = [builders.entrega(id_entrega=f"e{n}") for n in range(1_000)]


@dataclass
class Relato:
    """O que se viu: os tempos de cada operação, o que saiu errado, e a memória a cada segundo."""

    tempos: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    inesperadas: Counter[str] = field(default_factory=Counter)
    memoria: list[int] = field(default_factory=list)

    @property
    def crescimento(self) -> float:
        """A memória do último décimo sobre a do terceiro, em medianas: os dois primeiros são aquecimento."""
        decimo = len(self.memoria) // 10
        fim, depois_de_aquecer = self.memoria[-decimo:], self.memoria[2 * decimo : 3 * decimo]
        return statistics.median(fim) / statistics.median(depois_de_aquecer)

    def linhas(self) -> Iterator[str]:
        """O relato, para ler."""
        yield f"{'operação':<34}{'pedidos':>9}{'p50 ms':>9}{'p99 ms':>9}{'pior ms':>9}"
        for nome, tempos in sorted(self.tempos.items()):
            tempos = sorted(tempos)
            p50, p99 = tempos[len(tempos) // 2], tempos[len(tempos) * 99 // 100]
            yield f"{nome:<34}{len(tempos):>9}{p50 * 1e3:>9.1f}{p99 * 1e3:>9.1f}{tempos[-1] * 1e3:>9.1f}"
        yield f"pedidos: {sum(map(len, self.tempos.values()))}; inesperadas: {dict(self.inesperadas) or 'nenhuma'}"
        decimos = [self.memoria[n * (len(self.memoria) - 1) // 10] // MEBIBYTE for n in range(11)]
        yield f"memória, em MiB, do começo ao fim: {' '.join(map(str, decimos))}"
        yield f"fim sobre depois do aquecimento: {self.crescimento:.3f}"


class Cliente:
    """Um sistema que envia, lê e às vezes erra, cada vez uma coisa, numa conexão que fica aberta."""

    def __init__(self, no_ar: Servidor, numero: int, relato: Relato) -> None:
        self._conexao = http.client.HTTPConnection(*no_ar.endereco, timeout=PRAZO)
        self._acaso = random.Random(numero)
        self._relato = relato
        self._token = ""
        self._matricula = f"{1_000_000 + numero}"
        self._executora = 1_000 + numero
        self._planos = 0
        self._numero = numero
        self._participante = builders.participante(matricula_siape=self._matricula)
        self._entregas = builders.plano_entregas(
            id_plano_entregas=f"pe-{numero}", cod_unidade_executora=self._executora, entregas=ENTREGAS[:10]
        )
        self._grande = {**self._entregas, "id_plano_entregas": f"grande-{numero}", "entregas": ENTREGAS}
        self._grande["cod_unidade_executora"] = 5_000 + numero

    def correr(self, ate: float) -> None:
        """Faz uma coisa depois de outra até essa hora."""
        self.entrar()
        self.enviar_participante()
        self.enviar_entregas()
        self.enviar_plano()
        self.enviar_grande()
        tarefas = self._tarefas()
        while time.monotonic() < ate:
            self._acaso.choices(list(tarefas), list(tarefas.values()))[0]()
        self._conexao.close()

    def _tarefas(self) -> dict[Callable[[], None], int]:
        return {
            self.enviar_participante: 15,
            self.ler_participante: 15,
            self.enviar_entregas: 10,
            self.ler_entregas: 10,
            self.enviar_plano: 15,
            self.ler_plano: 15,
            self.enviar_grande: 1,
            self.ler_grande: 1,
            self.colidir: 4,
            self.errar_o_documento: 4,
            self.errar_o_json: 2,
            self.errar_o_token: 2,
            self.errar_o_caminho: 2,
            self.errar_a_senha: 1,
            self.entrar: 1,
            self.listar_usuarios: 1,
            self.ver_a_saude: 3,
        }

    def entrar(self) -> None:
        corpo = f"username={EMAIL}&password={SENHA}".encode()
        lido = self._pedir("POST /token", "POST", "/token", corpo, {200}, "application/x-www-form-urlencoded")
        if lido:
            self._token = json.loads(lido)["access_token"]

    def errar_a_senha(self) -> None:
        corpo = f"username={EMAIL}&password=errada".encode()
        self._pedir("POST /token, senha errada", "POST", "/token", corpo, {401}, "application/x-www-form-urlencoded")

    def enviar_participante(self) -> None:
        documento = self._participante | {"situacao": self._acaso.randrange(2)}
        self._enviar("PUT participante", builders.caminho_participante(documento), documento)

    def ler_participante(self) -> None:
        self._ler("GET participante", builders.caminho_participante(self._participante))

    def enviar_entregas(self) -> None:
        self._enviar("PUT plano_entregas", builders.caminho_plano_entregas(self._entregas), self._entregas)

    def ler_entregas(self) -> None:
        self._ler("GET plano_entregas", builders.caminho_plano_entregas(self._entregas))

    def enviar_grande(self) -> None:
        caminho = builders.caminho_plano_entregas(self._grande)
        self._enviar("PUT plano_entregas, 1000 entregas", caminho, self._grande)

    def ler_grande(self) -> None:
        self._ler("GET plano_entregas, 1000 entregas", builders.caminho_plano_entregas(self._grande))

    def enviar_plano(self) -> None:
        """Um de cada três é novo, noutra unidade executora, para não colidir com os de antes."""
        if not self._planos or self._acaso.random() < 1 / 3:
            self._planos += 1
        documento = self._plano(self._planos)
        self._enviar("PUT plano_trabalho", builders.caminho_plano_trabalho(documento), documento)

    def ler_plano(self) -> None:
        documento = self._plano(self._acaso.randint(1, self._planos))
        self._ler("GET plano_trabalho", builders.caminho_plano_trabalho(documento))

    def colidir(self) -> None:
        documento = self._plano(1) | {"id_plano_trabalho": "outro"}
        self._enviar("PUT plano_trabalho, colide", builders.caminho_plano_trabalho(documento), documento, {422})

    def errar_o_documento(self) -> None:
        documento = self._plano(1) | {"status": 9, "contribuicoes": [{}] * 50}
        self._enviar("PUT plano_trabalho, errado", builders.caminho_plano_trabalho(documento), documento, {422})

    def errar_o_json(self) -> None:
        self._pedir("PUT que não é JSON", "PUT", builders.caminho_participante(self._participante), b'{"a": ', {422})

    def errar_o_token(self) -> None:
        valido, self._token = self._token, f"{self._token}x"
        self._pedir("GET com token inválido", "GET", "/users", None, {401})
        self._token = valido

    def errar_o_caminho(self) -> None:
        self._ler("GET que não existe", f"/organizacao/SIAPE/1/plano_trabalho/nada-{self._acaso.random()}", {404})

    def listar_usuarios(self) -> None:
        self._ler("GET users", "/users")

    def ver_a_saude(self) -> None:
        self._ler("GET health", "/health")

    def _plano(self, n: int) -> builders.Documento:
        return builders.plano_trabalho(
            id_plano_trabalho=f"pt-{self._numero}-{n}",
            matricula_siape=self._matricula,
            cod_unidade_executora=10_000 + n,
            contribuicoes=[
                builders.contribuicao(
                    id_contribuicao=f"c{k}", id_plano_entregas=f"pe-{self._numero}", id_entrega=f"e{k}"
                )
                for k in range(5)
            ],
        )

    def _enviar(self, nome: str, caminho: str, documento: object, aceitos: set[int] | None = None) -> None:
        self._pedir(nome, "PUT", caminho, json.dumps(documento).encode(), aceitos or {200, 201})

    def _ler(self, nome: str, caminho: str, aceitos: set[int] | None = None) -> None:
        self._pedir(nome, "GET", caminho, None, aceitos or {200})

    def _pedir(
        self,
        nome: str,
        metodo: str,
        caminho: str,
        corpo: bytes | None,
        aceitos: set[int],
        tipo: str = "application/json",
    ) -> bytes:
        cabecalhos = {"User-Agent": USER_AGENT, "Content-Type": tipo, "Authorization": f"Bearer {self._token}"}
        inicio = time.perf_counter()
        try:
            self._conexao.request(metodo, caminho, corpo, cabecalhos)
            resposta = self._conexao.getresponse()
            lido = resposta.read()
        except (OSError, http.client.HTTPException) as erro:
            self._conexao.close()
            self._relato.inesperadas[f"{nome}: {type(erro).__name__}"] += 1
            return b""
        self._relato.tempos[nome].append(time.perf_counter() - inicio)
        if resposta.status not in aceitos:
            self._relato.inesperadas[f"{nome}: {resposta.status} {resposta.headers['X-PGD-Regra']}"] += 1
            return b""
        return lido


def resistir(no_ar: Servidor, segundos: float, clientes: int) -> Relato:
    """Corre a carga por esse tempo e devolve o que se viu."""
    relato = Relato()
    fim = threading.Event()

    def medir() -> None:
        while not fim.wait(1):
            relato.memoria.append(memoria(no_ar))

    with ThreadPoolExecutor(clientes + 1) as linhas:
        medindo = linhas.submit(medir)
        ate = time.monotonic() + segundos
        correndo = [linhas.submit(Cliente(no_ar, numero, relato).correr, ate) for numero in range(clientes)]
        try:
            for cliente in correndo:
                cliente.result()
        finally:
            fim.set()
        medindo.result()
    return relato


def main() -> int:
    opcoes = argparse.ArgumentParser(description=__doc__)
    opcoes.add_argument("--segundos", type=float, default=600)
    opcoes.add_argument("--clientes", type=int, default=32)
    opcoes.add_argument("--banco", help="endereço de um banco vazio; sem ele, um SQLite temporário")
    pedido = opcoes.parse_args()
    with tempfile.TemporaryDirectory() as pasta:
        banco = ["--banco", pedido.banco] if pedido.banco else []
        corrente = Path(pasta) / "servidor"
        corrente.mkdir()
        with servidor(corrente, *banco) as no_ar:
            relato = resistir(no_ar, pedido.segundos, pedido.clientes)
    sys.stdout.write("\n".join(relato.linhas()) + "\n")
    return int(bool(relato.inesperadas) or relato.crescimento > MAIOR_CRESCIMENTO)


if __name__ == "__main__":
    sys.exit(main())
