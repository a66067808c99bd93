"""Toda recusa das rotas oficiais diz a regra, no cabeçalho e no diário: em todos os pedidos dos casos gravados."""

import json
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.rules.catalog import CATALOG
from app.rules.rule import Severity
from app.settings import ADMIN_EMAIL, SENHA_DE_DEMONSTRACAO
from tests.fidelidade import gravacao
from tests.fidelidade.cliente import Resposta, Rodada, Servidor
from tests.fidelidade.moldes import Credencial
from tests.fidelidade.nota import measure
from tests.fidelidade.servidor import CHAVE, TOKEN_MINUTOS
from tests.servidor import servidor

ERROS = frozenset(code for code, rule in CATALOG.items() if rule.severity is Severity.ERRO)
AVISOS = frozenset(code for code, rule in CATALOG.items() if rule.severity is Severity.AVISO)


class ServidorAnotado(Servidor):
    """O servidor medido, que deixa à vista tudo o que respondeu."""

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self.pedidos: list[tuple[str, Resposta]] = []
        self._vez = threading.Lock()

    def ask(self, metodo: str, caminho: str, cabecalhos: Mapping[str, str], corpo: bytes | None = None) -> Resposta:
        resposta = super().ask(metodo, caminho, cabecalhos, corpo)
        with self._vez:
            self.pedidos.append((f"{metodo} {caminho}", resposta))
        return resposta


@dataclass(frozen=True)
class Rodado:
    """O que se respondeu, e o diário que ficou: por número, o status, a regra, os avisos e os achados."""

    pedidos: list[tuple[str, Resposta]]
    diario: dict[int, tuple[int, str | None, str | None, list[dict[str, Any]]]] = field(default_factory=dict)

    @property
    def recusas(self) -> list[tuple[str, Resposta]]:
        return [(pedido, resposta) for pedido, resposta in self.pedidos if resposta.status >= 400]


def codigos(resposta: Resposta, cabecalho: str) -> list[str]:
    texto = resposta.cabecalhos.get(cabecalho, "")
    return texto.split(", ") if texto else []


@pytest.fixture(scope="module")
def rodado(tmp_path_factory: pytest.TempPathFactory) -> Rodado:
    """Todos os casos, num servidor só deles, já encerrado."""
    pasta = tmp_path_factory.mktemp("regras")
    banco = pasta / "pgd.sqlite"
    opcoes = {"PGD_CHAVE_SECRETA": CHAVE, "PGD_TOKEN_MINUTOS": TOKEN_MINUTOS, "PGD_DIARIO_REGISTROS": "100000"}
    with servidor(pasta, "--banco", f"sqlite:///{banco.as_posix()}", **opcoes) as no_ar:
        anotado = ServidorAnotado(no_ar.url)
        measure(Rodada(anotado, 1, CHAVE, Credencial(ADMIN_EMAIL, SENHA_DE_DEMONSTRACAO)), gravacao.load())
    with closing(sqlite3.connect(banco)) as conexao:
        linhas = conexao.execute("SELECT numero, status, regra, avisos, achados FROM registro").fetchall()
    return Rodado(anotado.pedidos, {n: (*resto, json.loads(achados or "[]")) for n, *resto, achados in linhas})


def registrados(rodado: Rodado) -> list[tuple[str, Resposta, int]]:
    return [
        (pedido, resposta, int(resposta.cabecalhos["x-pgd-registro"]))
        for pedido, resposta in rodado.pedidos
        if "x-pgd-registro" in resposta.cabecalhos
    ]


def test_os_casos_provocam_recusas_de_toda_sorte(rodado: Rodado) -> None:
    assert {resposta.status for _, resposta in rodado.recusas} == {400, 401, 403, 404, 405, 422}
    assert len(rodado.recusas) > 1_000


def test_toda_recusa_leva_no_cabecalho_codigos_do_catalogo(rodado: Rodado) -> None:
    sem = [pedido for pedido, resposta in rodado.recusas if not codigos(resposta, "x-pgd-regra")]
    fora = [pedido for pedido, resposta in rodado.recusas if not ERROS.issuperset(codigos(resposta, "x-pgd-regra"))]
    assert (sem, fora) == ([], [])


def test_o_que_nao_e_recusado_nao_leva_regra(rodado: Rodado) -> None:
    aceitos = [(pedido, resposta) for pedido, resposta in rodado.pedidos if resposta.status < 400]
    assert [pedido for pedido, resposta in aceitos if "x-pgd-regra" in resposta.cabecalhos] == []
    assert len(aceitos) > 1_000


def test_todo_aviso_e_do_catalogo_e_e_dito_uma_vez(rodado: Rodado) -> None:
    vistos = [codigos(resposta, "x-pgd-avisos") for _, resposta in rodado.pedidos]
    assert [avisos for avisos in vistos if len(set(avisos)) < len(avisos)] == []
    assert {code for avisos in vistos for code in avisos} <= AVISOS
    assert any(vistos)


def test_o_diario_diz_de_cada_pedido_o_mesmo_que_os_cabecalhos(rodado: Rodado) -> None:
    feitos = registrados(rodado)
    respondido = {
        numero: (
            resposta.status,
            resposta.cabecalhos.get("x-pgd-regra"),
            resposta.cabecalhos.get("x-pgd-avisos"),
        )
        for _, resposta, numero in feitos
    }
    assert len(respondido) == len(feitos)
    assert {numero: rodado.diario[numero][:3] for numero in respondido} == respondido


def test_os_achados_explicam_cada_codigo_dos_cabecalhos(rodado: Rodado) -> None:
    """As regras vêm antes; na recusa em texto, depois da que se diz, podem vir outras quebradas."""
    inexplicados = []
    for pedido, resposta, numero in registrados(rodado):
        achados = list(dict.fromkeys(item["regra"] for item in rodado.diario[numero][3]))
        quebradas = [code for code in achados if code in ERROS]
        ditas, avisos = codigos(resposta, "x-pgd-regra"), codigos(resposta, "x-pgd-avisos")
        if quebradas[: len(ditas)] != ditas or [code for code in achados if code in AVISOS] != avisos:
            inexplicados.append((pedido, ditas, avisos, achados))
    assert inexplicados == []
