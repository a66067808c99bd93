"""Um servidor pronto para ser medido: quem pede, e o que já está guardado antes de o relógio começar."""

import http.client
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from app.settings import ADMIN_EMAIL, SENHA_DE_DEMONSTRACAO
from bench import documentos
from bench.carga import Endereco, medir
from bench.processo import Servidor
from tests import builders

EMAIL, SENHA = "sistema@orgao.gov.br", "uma-senha-de-teste"
CLIENTES = 8
PLANOS_DE_MIL = 8
"""Quantos planos de mil entregas ficam guardados para serem lidos."""
EXECUTORA_LIVRE = 1_000
"""A partir desta, uma executora para cada plano de entregas novo."""


@dataclass
class Alvo:
    """Um servidor medido, de quem se pede, e em nome de quem.

    Há `pessoas` guardadas, cada uma com `planos` planos de trabalho, um por dia: os novos vêm depois deles, repartidos
    entre elas.
    """

    servidor: Servidor
    pessoas: int
    planos: int
    token: str = ""
    _numeros: Iterator[int] = field(default_factory=itertools.count)
    _livres: Iterator[int] = field(default_factory=itertools.count)

    def guardados(self, quantos: int) -> Iterator[tuple[int, int]]:
        """Tantos pares (pessoa, ordem) de planos de trabalho guardados, todos antes de se repetir algum."""
        todos = itertools.product(range(self.planos), range(self.pessoas))
        return ((pessoa, ordem) for ordem, pessoa in itertools.islice(itertools.cycle(todos), quantos))

    def livres(self, quantos: int) -> Iterator[tuple[int, int]]:
        """Tantos pares (pessoa, ordem) ainda não guardados, nem pedidos antes."""
        for numero in itertools.islice(self._livres, quantos):
            yield numero % self.pessoas, self.planos + numero // self.pessoas

    def numeros(self, quantos: int) -> Iterator[int]:
        """Tantos números que este alvo ainda não deu."""
        return itertools.islice(self._numeros, quantos)


def preparar(servidor: Servidor, pessoas: int, planos: int) -> Alvo:
    """Envia por HTTP o usuário, o plano de entregas citado, os de mil entregas, as pessoas e os planos delas.

    O servidor fica sossegado.
    """
    alvo = Alvo(servidor, pessoas, planos)
    admin = _entrar(servidor.endereco, ADMIN_EMAIL, SENHA_DE_DEMONSTRACAO)
    usuario = builders.usuario(email=EMAIL, password=SENHA)
    medir(servidor.endereco, [documentos.put(f"/user/{EMAIL}", usuario, admin)], 1, 201)
    alvo.token = _entrar(servidor.endereco, EMAIL, SENHA)
    citado = documentos.plano_entregas(documentos.ENTREGAS_CITADAS, 101, 10)
    de_mil = [documentos.plano_entregas(f"mil-{n}", 102 + n, 1_000) for n in range(PLANOS_DE_MIL)]
    for documento in (citado, *de_mil):
        _enviar(alvo, [documentos.put(builders.caminho_plano_entregas(documento), documento, alvo.token)])
    quem = [documentos.participante(pessoa) for pessoa in range(pessoas)]
    _enviar(alvo, [documentos.put(builders.caminho_participante(item), item, alvo.token) for item in quem])
    trabalhos = [documentos.plano_trabalho(*par) for par in alvo.guardados(pessoas * planos)]
    _enviar(alvo, [documentos.put(builders.caminho_plano_trabalho(item), item, alvo.token) for item in trabalhos])
    servidor.sossegar()
    return alvo


def _enviar(alvo: Alvo, pedidos: list[bytes]) -> None:
    medir(alvo.servidor.endereco, pedidos, CLIENTES, 201)


def _entrar(endereco: Endereco, email: str, senha: str) -> str:
    conexao = http.client.HTTPConnection(*endereco)
    formulario = urlencode({"username": email, "password": senha})
    cabecalhos = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "bench/1.0"}
    conexao.request("POST", "/token", formulario, cabecalhos)
    resposta: dict[str, Any] = json.load(conexao.getresponse())
    conexao.close()
    return str(resposta["access_token"])
