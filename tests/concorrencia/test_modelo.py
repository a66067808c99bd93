"""Sequências sorteadas de envios, leituras e reinícios: cada resposta é a do modelo escrito à mão, inteira.

Os pedidos saem um de cada vez, ora por um processo do servidor, ora por outro: o que um guardou o outro tem de ver.
"""

from datetime import date, timedelta
from functools import partial
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests import builders
from tests.builders import Documento
from tests.concorrencia.conexoes import Resposta
from tests.concorrencia.conftest import Frota
from tests.concorrencia.modelo import (
    ADMIN,
    PARTICIPANTE,
    PLANO_ENTREGAS,
    PLANO_TRABALHO,
    RECURSOS,
    Esperado,
    Modelo,
    Recurso,
    visto,
)

EXEMPLOS = 5
PASSOS = 100

Mudancas = dict[str, Any]
SIAPE, SIORG = ({"origem_unidade": origem, "cod_unidade_autorizadora": 1} for origem in ("SIAPE", "SIORG"))
UM, DOIS = "um@orgao.gov.br", "dois@orgao.gov.br"
UNIDADE_DE = {ADMIN: SIAPE, UM: SIAPE, DOIS: SIORG}
LOTACOES, MATRICULAS = (101, 102), ("1234567", "7654321")
IDS_ENTREGAS, IDS_TRABALHO, IDS_ENTREGA = ("pe1", "pe2", "pe3"), ("pt1", "pt2", "pt3"), ("e1", "e2")

quem_pede = st.sampled_from([ADMIN, ADMIN, ADMIN, UM, DOIS])
por_onde = st.sampled_from([0, -1])
"""A primeira e a última conexão: com dois processos, uma de cada."""
unidade = st.sampled_from([SIAPE, SIAPE, SIORG])
status = st.sampled_from([1, 2, 3, 3, 4])
# O limite de um ano só se confere de novo nos planos que começam depois de 31 de maio de 2025.
periodo = st.builds(
    lambda inicio, dias: {"data_inicio": str(inicio), "data_termino": str(inicio + timedelta(days=dias))},
    st.sampled_from([date(2025, 5, 24), date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 7)]),
    st.sampled_from([0, 0, 6, 6, 7, 365, 366]),
)
executora = st.fixed_dictionaries({"cod_unidade_executora": st.sampled_from([101, 102])})


def juntas(*partes: st.SearchStrategy[Mudancas]) -> st.SearchStrategy[Mudancas]:
    """Um documento muda em todas estas partes."""
    return st.tuples(*partes).map(lambda sorteadas: {campo: v for parte in sorteadas for campo, v in parte.items()})


participantes = juntas(
    unidade,
    st.fixed_dictionaries(
        {
            "cod_unidade_lotacao": st.sampled_from(LOTACOES),
            "matricula_siape": st.sampled_from(MATRICULAS),
            "modalidade_execucao": st.integers(1, 5),
            "data_assinatura_tcr": st.sampled_from(["2024-01-02", "2024-06-01T22:00:00-03:00"]),
        }
    ),
)
entrega = st.builds(
    builders.entrega,
    id_entrega=st.sampled_from(IDS_ENTREGA),
    entrega_cancelada=st.sampled_from([True, False, None]),
    meta_entrega=st.integers(0, 200),
)
planos_entregas = juntas(
    unidade,
    periodo,
    executora,
    st.fixed_dictionaries(
        {
            "id_plano_entregas": st.sampled_from(IDS_ENTREGAS),
            "status": status,
            "entregas": st.lists(entrega, min_size=1, max_size=2, unique_by=lambda item: item["id_entrega"]),
        }
    ),
)
contribuicao = st.one_of(
    st.builds(
        builders.contribuicao,
        id_contribuicao=st.sampled_from(["c1", "c2"]),
        tipo_contribuicao=st.sampled_from([1, 1, 1, 3]),
        id_plano_entregas=st.sampled_from(IDS_ENTREGAS),
        id_entrega=st.sampled_from([*IDS_ENTREGA, *IDS_ENTREGA, ""]),
    ),
    st.just(builders.contribuicao(tipo_contribuicao=2, id_plano_entregas=None, id_entrega=None)),
)
avaliacao = builders.avaliacao(
    data_inicio_periodo_avaliativo="2025-06-10",
    data_fim_periodo_avaliativo="2025-06-20",
    data_avaliacao_registros_execucao="2025-06-20",
)
planos_trabalho = juntas(
    unidade,
    periodo,
    executora,
    st.fixed_dictionaries(
        {
            "id_plano_trabalho": st.sampled_from(IDS_TRABALHO),
            "status": status,
            "cod_unidade_lotacao_participante": st.sampled_from(LOTACOES),
            "matricula_siape": st.sampled_from(MATRICULAS),
            "contribuicoes": st.lists(contribuicao, min_size=1, max_size=2),
            "avaliacoes_registros_execucao": st.sampled_from([None, [], [avaliacao]]),
        }
    ),
)
usuarios = juntas(
    unidade,
    st.fixed_dictionaries(
        {
            "email": st.sampled_from([UM, DOIS]),
            "disabled": st.sampled_from([False, False, True]),
            "is_admin": st.sampled_from([False, False, True]),
        }
    ),
)

DEFEITOS: list[tuple[Recurso, Documento, str]] = [
    (PARTICIPANTE, builders.participante(cpf="11111111111"), "PA-05"),
    (PARTICIPANTE, builders.participante(data_assinatura_tcr="2023-07-30"), "PA-08"),
    (PARTICIPANTE, builders.participante(situacao=2), "FO-16"),
    (PLANO_ENTREGAS, builders.plano_entregas(entregas=[]), "PE-02"),
    (PLANO_ENTREGAS, builders.plano_entregas(entregas=[builders.entrega(), builders.entrega()]), "PE-03"),
    (PLANO_ENTREGAS, builders.plano_entregas(data_termino="2023-12-31"), "PE-04"),
    (PLANO_ENTREGAS, builders.plano_entregas(status=5), "PE-06"),
    (PLANO_TRABALHO, builders.plano_trabalho(contribuicoes=[builders.contribuicao(id_entrega=None)]), "PT-10"),
    (PLANO_TRABALHO, builders.plano_trabalho(contribuicoes=[builders.contribuicao(tipo_contribuicao=2)]), "PT-11"),
    (PLANO_TRABALHO, builders.plano_trabalho(contribuicoes=[]), "PT-15"),
    (PLANO_TRABALHO, builders.plano_trabalho(data_termino="2024-01-14"), "PT-16"),
]
"""Documentos que uma regra recusa sozinhos, seja o que for que haja guardado."""

TODOS: dict[Recurso, list[Documento]] = {
    PARTICIPANTE: [
        builders.participante(**onde, cod_unidade_lotacao=lotacao, matricula_siape=matricula)
        for onde in (SIAPE, SIORG)
        for lotacao in LOTACOES
        for matricula in MATRICULAS
    ],
    PLANO_ENTREGAS: [
        builders.plano_entregas(**onde, id_plano_entregas=id_) for onde in (SIAPE, SIORG) for id_ in IDS_ENTREGAS
    ],
    PLANO_TRABALHO: [
        # Sem avaliações, para que caiba em qualquer período que se sorteie depois.
        builders.plano_trabalho(**onde, id_plano_trabalho=id_, avaliacoes_registros_execucao=[])
        for onde in (SIAPE, SIORG)
        for id_ in IDS_TRABALHO
    ],
}
"""Um documento de cada chave que os sorteios alcançam: serve de caminho."""


class Maquina(RuleBasedStateMachine):
    """O servidor e o modelo, lado a lado, do vazio."""

    def __init__(self, frota: Frota, tokens: dict[str, str]) -> None:
        super().__init__()
        self.frota = frota
        self.tokens = tokens
        self.modelo = Modelo({ADMIN: builders.usuario(email=ADMIN, is_admin=True)})
        self.recomecar(por=0, escopo="tudo")
        for email in (UM, DOIS):
            self.mudar_usuario(por=0, mudancas={"email": email, **UNIDADE_DE[email]})

    def pedir(self, por: int, quem: str, metodo: str, caminho: str, documento: Documento | None = None) -> Resposta:
        return self.frota.conexoes[por].pedir(metodo, caminho, documento, self.tokens[quem])

    def conferir(
        self, esperado: Esperado, por: int, quem: str, metodo: str, caminho: str, documento: Documento | None = None
    ) -> None:
        lido = visto(self.pedir(por, quem, metodo, caminho, documento))
        if lido != esperado:
            # De uma falha que não se repita o Hypothesis só diz que não se repetiu.
            print(f"{quem} {metodo} {caminho}: {documento}\nesperado {esperado}\nvisto {lido}")  # noqa: T201  # vai na falha
        assert lido == esperado

    def enviar(
        self,
        por: int,
        quem: str,
        recurso: Recurso,
        documento: Documento,
        caminho: Documento | None = None,
        defeito: str | None = None,
    ) -> None:
        """Um PUT, pelo caminho do próprio documento quando não se diz outro."""
        alvo = caminho or documento
        esperado = self.modelo.enviar(quem, recurso, alvo, documento, defeito)
        self.conferir(esperado, por, quem, "PUT", recurso.caminho(alvo), documento)

    def todos_os_guardados(self, *recursos: Recurso) -> list[tuple[Recurso, Documento]]:
        return [(recurso, guardado) for recurso in recursos for guardado in self.modelo.guardados[recurso].values()]

    @rule(por=por_onde, quem=quem_pede, mudancas=participantes)
    def enviar_participante(self, por: int, quem: str, mudancas: Mudancas) -> None:
        self.enviar(por, quem, PARTICIPANTE, builders.participante(**mudancas))

    @rule(por=por_onde, quem=quem_pede, mudancas=planos_entregas)
    def enviar_plano_entregas(self, por: int, quem: str, mudancas: Mudancas) -> None:
        self.enviar(por, quem, PLANO_ENTREGAS, builders.plano_entregas(**mudancas))

    @rule(por=por_onde, quem=quem_pede, mudancas=planos_trabalho)
    def enviar_plano_trabalho(self, por: int, quem: str, mudancas: Mudancas) -> None:
        self.enviar(por, quem, PLANO_TRABALHO, builders.plano_trabalho(**mudancas))

    @precondition(lambda self: self.todos_os_guardados(PLANO_ENTREGAS))
    @rule(por=por_onde, dados=st.data(), mudancas=planos_trabalho)
    def enviar_plano_trabalho_com_o_que_cita(self, por: int, dados: st.DataObject, mudancas: Mudancas) -> None:
        """O participante e o plano de trabalho, para uma entrega guardada: só o período o pode recusar."""
        _, plano = dados.draw(st.sampled_from(self.todos_os_guardados(PLANO_ENTREGAS)))
        onde = {campo: plano[campo] for campo in SIAPE}
        citada = dados.draw(st.sampled_from(plano["entregas"]))["id_entrega"]
        contribuicao = builders.contribuicao(id_plano_entregas=plano["id_plano_entregas"], id_entrega=citada)
        trabalho = builders.plano_trabalho(**mudancas | onde | {"contribuicoes": [contribuicao]})
        pessoa = builders.participante(
            **onde,
            cod_unidade_lotacao=trabalho["cod_unidade_lotacao_participante"],
            matricula_siape=trabalho["matricula_siape"],
            data_assinatura_tcr="2024-01-02",
        )
        self.enviar(por, ADMIN, PARTICIPANTE, pessoa)
        self.enviar(por, ADMIN, PLANO_TRABALHO, trabalho)

    @precondition(lambda self: self.todos_os_guardados(*RECURSOS))
    @rule(por=por_onde, quem=quem_pede, dados=st.data())
    def reenviar(self, por: int, quem: str, dados: st.DataObject) -> None:
        """O mesmo documento outra vez."""
        recurso, guardado = dados.draw(st.sampled_from(self.todos_os_guardados(*RECURSOS)))
        self.enviar(por, quem, recurso, guardado)

    @precondition(lambda self: self.todos_os_guardados(PLANO_ENTREGAS, PLANO_TRABALHO))
    @rule(
        por=por_onde,
        quem=quem_pede,
        dados=st.data(),
        mudancas=st.one_of(st.just({"status": 1}), st.just({"status": 3}), periodo, executora),
    )
    def mudar_plano(self, por: int, quem: str, dados: st.DataObject, mudancas: Mudancas) -> None:
        """Um plano guardado, cancelado, descancelado, noutro período ou noutra executora."""
        recurso, guardado = dados.draw(st.sampled_from(self.todos_os_guardados(PLANO_ENTREGAS, PLANO_TRABALHO)))
        self.enviar(por, quem, recurso, guardado | mudancas)

    @precondition(lambda self: self.todos_os_guardados(PLANO_ENTREGAS, PLANO_TRABALHO))
    @rule(por=por_onde, dados=st.data(), qual=st.sampled_from([0, 1, 2]), mudancas=st.one_of(st.just({}), periodo))
    def copiar_plano(self, por: int, dados: st.DataObject, qual: int, mudancas: Mudancas) -> None:
        """Um plano guardado, com outro id: sobrepõe-se ao primeiro, se o período não muda nem está cancelado."""
        recurso, guardado = dados.draw(st.sampled_from(self.todos_os_guardados(PLANO_ENTREGAS, PLANO_TRABALHO)))
        campo = f"id_{recurso.tabela}"
        outro = TODOS[recurso][qual][campo]
        self.enviar(por, ADMIN, recurso, guardado | {campo: outro} | mudancas)

    @rule(por=por_onde, quem=quem_pede, onde=unidade, defeituoso=st.sampled_from(DEFEITOS))
    def enviar_com_defeito(
        self, por: int, quem: str, onde: Mudancas, defeituoso: tuple[Recurso, Documento, str]
    ) -> None:
        recurso, documento, regra = defeituoso
        self.enviar(por, quem, recurso, documento | onde, defeito=regra)

    @rule(por=por_onde, quem=quem_pede, dados=st.data(), recurso=st.sampled_from(RECURSOS))
    def enviar_por_caminho_sorteado(self, por: int, quem: str, dados: st.DataObject, recurso: Recurso) -> None:
        """Quase sempre o caminho de outro documento."""
        documento, caminho = (dados.draw(st.sampled_from(TODOS[recurso])) for _ in range(2))
        self.enviar(por, quem, recurso, documento, caminho)

    @rule(por=por_onde, quem=quem_pede, recurso=st.sampled_from(RECURSOS))
    def ler(self, por: int, quem: str, recurso: Recurso) -> None:
        """Todos os de um recurso, os que há e os que não há."""
        for documento in TODOS[recurso]:
            self.conferir(self.modelo.ler(quem, recurso, documento), por, quem, "GET", recurso.caminho(documento))

    @precondition(lambda self: len(self.todos_os_guardados(*RECURSOS)) > 5)
    @rule(por=por_onde, escopo=st.sampled_from(["dados", "tudo"]))
    def recomecar(self, por: int, escopo: str) -> None:
        assert self.pedir(por, ADMIN, "POST", f"/simulador/api/reinicio?escopo={escopo}").status == 200
        self.modelo.recomecar(escopo)

    @precondition(lambda self: len(self.todos_os_guardados(*RECURSOS)) > 5)
    @rule(por=por_onde, mudancas=usuarios)
    def mudar_usuario(self, por: int, mudancas: Mudancas) -> None:
        usuario = builders.usuario(**mudancas)
        esperado = self.modelo.guardar_usuario(usuario)
        self.conferir(esperado, por, ADMIN, "PUT", f"/user/{usuario['email']}", usuario)

    @invariant()
    def as_contagens_sao_as_do_modelo(self) -> None:
        estado = self.pedir(-1, ADMIN, "GET", "/simulador/api/estado").documento["contagens"]
        esperadas = self.modelo.contagens()
        assert {tabela: estado[tabela] for tabela in esperadas} == esperadas


def test_cada_resposta_e_a_do_modelo(frota: Frota, vezes: int) -> None:
    tokens = {ADMIN: frota.token}
    for email in (UM, DOIS):
        usuario = builders.usuario(email=email)
        assert frota.conexoes[0].pedir("PUT", f"/user/{email}", usuario).status in (200, 201)
        tokens[email] = frota.servidor.entrar(email, usuario["password"])
    opcoes = settings(
        max_examples=EXEMPLOS * vezes,
        stateful_step_count=PASSOS,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow],
    )
    maquina = partial(Maquina, frota, tokens)
    run_state_machine_as_test(maquina, settings=opcoes)  # type: ignore[arg-type]  # serve também uma função que a cria
