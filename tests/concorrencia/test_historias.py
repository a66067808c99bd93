"""Oito clientes disputam umas poucas chaves, e há uma ordem que explica tudo o que viram.

As histórias são sorteadas; a semente de uma que falhe aparece na falha, e volta com `--semente`.
"""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations
from random import Random
from secrets import randbits

import pytest

from tests import builders
from tests.builders import Documento
from tests.concorrencia.conexoes import Conexao, Resposta, juntas
from tests.concorrencia.conftest import CLIENTES, Frota
from tests.concorrencia.historias import Feito, objetos
from tests.concorrencia.linearizacao import sem_explicacao
from tests.concorrencia.modelo import (
    PARTICIPANTE,
    PLANO_ENTREGAS,
    PLANO_TRABALHO,
    RECURSOS,
    Recurso,
    contagens,
    disputam,
    participante_de,
)

RODADAS = 3
PEDIDOS = 40
"""De cada cliente, em cada rodada."""

LOTACOES = (101, 102)
IDS_ENTREGAS, IDS_TRABALHO, IDS_ENTREGA = ("pe1", "pe2", "pe3"), ("pt1", "pt2", "pt3", "pt4"), ("e1", "e2")
EXECUTORAS = (101, 102)
INICIOS = (date(2025, 5, 10), date(2025, 5, 17), date(2025, 5, 24))
DURACOES = (0, 6, 6, 6, 7, 7, 7, 7, 7, 366)
"""Em dias. Com 7, um plano divide um dia com o da semana seguinte; com 366, só passa quando substitui."""
CAMPO_DA_VERSAO = {
    PARTICIPANTE: "cod_unidade_instituidora",
    PLANO_ENTREGAS: "cod_unidade_instituidora",
    PLANO_TRABALHO: "carga_horaria_disponivel",
}


def participante(versao: int, sorteio: Random) -> Documento:
    return builders.participante(
        cod_unidade_lotacao=sorteio.choice(LOTACOES),
        cod_unidade_instituidora=versao,
        modalidade_execucao=1 + versao % 5,
    )


def periodo(sorteio: Random) -> Documento:
    inicio = sorteio.choice(INICIOS)
    return {
        "cod_unidade_executora": sorteio.choice(EXECUTORAS),
        "status": sorteio.choice((1, 2, 3, 4)),
        "data_inicio": str(inicio),
        "data_termino": str(inicio + timedelta(days=sorteio.choice(DURACOES))),
    }


def plano_entregas(versao: int, sorteio: Random) -> Documento:
    return builders.plano_entregas(
        id_plano_entregas=sorteio.choice(IDS_ENTREGAS),
        cod_unidade_instituidora=versao,
        entregas=[
            builders.entrega(id_entrega=id_entrega, meta_entrega=versao, nome_entrega=f"versão {versao}")
            for id_entrega in sorteio.sample(IDS_ENTREGA, sorteio.choice((1, 2, 2)))
        ],
        **periodo(sorteio),
    )


def plano_trabalho(versao: int, sorteio: Random) -> Documento:
    quando = periodo(sorteio)
    dia = quando["data_inicio"]
    return builders.plano_trabalho(
        id_plano_trabalho=sorteio.choice(IDS_TRABALHO),
        cod_unidade_lotacao_participante=sorteio.choice(LOTACOES),
        carga_horaria_disponivel=versao,
        contribuicoes=[
            builders.contribuicao(
                id_contribuicao=f"{versao}-{n}",
                id_plano_entregas=sorteio.choice(IDS_ENTREGAS),
                id_entrega=sorteio.choice(IDS_ENTREGA),
            )
            for n in range(sorteio.choice((1, 1, 1, 2)))
        ],
        avaliacoes_registros_execucao=[
            builders.avaliacao(
                id_periodo_avaliativo=f"{versao}-{n}",
                data_inicio_periodo_avaliativo=dia,
                data_fim_periodo_avaliativo=dia,
                data_avaliacao_registros_execucao=dia,
            )
            for n in range(versao % 3)
        ],
        **quando,
    )


NOVO: dict[Recurso, Callable[[int, Random], Documento]] = {
    PARTICIPANTE: participante,
    PLANO_ENTREGAS: plano_entregas,
    PLANO_TRABALHO: plano_trabalho,
}
CHAVES: list[tuple[Recurso, str]] = [
    *((PARTICIPANTE, f"/organizacao/SIAPE/1/{lotacao}/participante/{builders.MATRICULA}") for lotacao in LOTACOES),
    *((PLANO_ENTREGAS, f"/organizacao/SIAPE/1/plano_entregas/{id_}") for id_ in IDS_ENTREGAS),
    *((PLANO_TRABALHO, f"/organizacao/SIAPE/1/plano_trabalho/{id_}") for id_ in IDS_TRABALHO),
]


class Cliente:
    """Quem faz uma parte da história, um pedido de cada vez, e guarda o que viu."""

    def __init__(self, numero: int, conexao: Conexao, semente: str) -> None:
        self._sorteio = Random(f"{semente}/{numero}")
        self._conexao = conexao
        self._versao = numero * 1_000_000
        self.feitos: list[Feito] = []
        self.reinicios: list[Resposta] = []
        self.documentos: dict[int, Documento] = {}

    def correr(self) -> None:
        for _ in range(PEDIDOS):
            acao = self._sorteio.random()
            if acao < 0.003:
                self.recomecar()
            elif acao < 0.4:
                self.ler(*self._sorteio.choice(CHAVES))
            else:
                self.enviar(self._sorteio.choices(RECURSOS, (1, 3, 5))[0])

    def recomecar(self) -> None:
        self.reinicios.append(self._conexao.pedir("POST", "/simulador/api/reinicio"))
        assert self.reinicios[-1].status == 200

    def enviar(self, recurso: Recurso) -> None:
        self._versao += 1
        documento = self.documentos[self._versao] = NOVO[recurso](self._versao, self._sorteio)
        caminho = recurso.caminho(documento)
        resposta = self._conexao.pedir("PUT", caminho, documento)
        assert resposta.status == 422 or (resposta.status < 300 and resposta.documento == documento), resposta
        self.feitos.append(Feito("PUT", recurso, caminho, self._versao, resposta))

    def ler(self, recurso: Recurso, caminho: str) -> None:
        resposta = self._conexao.pedir("GET", caminho)
        assert (resposta.status, resposta.regra) in ((200, None), (404, recurso.ausente)), resposta
        versao = resposta.documento[CAMPO_DA_VERSAO[recurso]] if resposta.status == 200 else None
        self.feitos.append(Feito("GET", recurso, caminho, versao, resposta))


@pytest.fixture
def semente(request: pytest.FixtureRequest) -> int:
    pedida: int | None = request.config.getoption("--semente", default=None)
    return randbits(32) if pedida is None else pedida


def test_ha_uma_ordem_que_explica_o_que_oito_clientes_viram(frota: Frota, vezes: int, semente: int) -> None:
    for rodada in range(RODADAS * vezes):
        assert frota.servidor.pedir("POST", "/simulador/api/reinicio").status_code == 200
        nome = f"{semente}/{rodada}"
        clientes = [Cliente(n, conexao, nome) for n, conexao in enumerate(frota.conexoes)]
        juntas([cliente.correr for cliente in clientes])
        # No fim lê-se tudo: a última leitura também faz parte da história.
        leitor = Cliente(CLIENTES, frota.conexoes[0], nome)
        for recurso, caminho in CHAVES:
            leitor.ler(recurso, caminho)
        documentos = {versao: documento for cliente in clientes for versao, documento in cliente.documentos.items()}
        feitos = [feito for cliente in (*clientes, leitor) for feito in cliente.feitos]
        reinicios = [resposta for cliente in clientes for resposta in cliente.reinicios]
        falha = f"rodada {rodada} da história de --semente {semente}"
        nunca_enviados = [
            feito
            for feito in feitos
            if feito.resposta.status == 200 and feito.resposta.documento != documentos.get(feito.versao or 0)
        ]
        assert nunca_enviados == [], falha
        for objeto, operacoes in objetos(feitos, reinicios, documentos).items():
            assert sem_explicacao(operacoes, frozenset()) == [], f"{objeto}, {falha}"
        conferir_o_que_ficou(frota, leitor.feitos, falha)


def conferir_o_que_ficou(frota: Frota, lidos: list[Feito], falha: str) -> None:
    """Nada se sobrepõe, cada plano de trabalho tem o seu participante, e não há linha além das dos documentos lidos."""
    guardados = {
        recurso: [lido.resposta.documento for lido in lidos if lido.recurso is recurso and lido.resposta.status == 200]
        for recurso in RECURSOS
    }
    for recurso in (PLANO_ENTREGAS, PLANO_TRABALHO):
        assert [par for par in combinations(guardados[recurso], 2) if disputam(*par)] == [], falha
    participantes = {builders.caminho_participante(pessoa) for pessoa in guardados[PARTICIPANTE]}
    assert {participante_de(plano) for plano in guardados[PLANO_TRABALHO]} <= participantes, falha
    esperadas = contagens(*(guardados[recurso] for recurso in RECURSOS))
    contadas = frota.contagens()
    assert {tabela: contadas[tabela] for tabela in esperadas} == esperadas, falha
