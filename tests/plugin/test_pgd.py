"""A fixture `pgd`, pedida como um teste de quem integra a pede: o plugin está instalado também aqui."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import pytest

from simulador_pgd import ErroDoSimulador, Pgd, Servidor
from tests import builders

Enviar = Callable[[str, builders.Documento], httpx2.Response]


@pytest.fixture
def enviar(pgd: Pgd) -> Enviar:
    """Um PUT do administrador, como um cliente o faria."""
    cabecalhos = {"Authorization": f"Bearer {pgd.token()}", "User-Agent": "cliente/1.0 (+https://localhost)"}

    def put(caminho: str, documento: builders.Documento) -> httpx2.Response:
        return httpx2.put(pgd.url + caminho, json=documento, headers=cabecalhos, trust_env=False)

    return put


def participante(enviar: Enviar, **mudancas: Any) -> httpx2.Response:
    documento = builders.participante(**mudancas)
    return enviar(builders.caminho_participante(documento), documento)


@pytest.mark.parametrize("vez", [1, 2])
def test_cada_teste_comeca_do_zero(pgd: Pgd, enviar: Enviar, vez: int) -> None:
    """Corre duas vezes, e cada uma deixa tudo mexido para a outra."""
    assert (pgd.participantes(), pgd.planos_entregas(), pgd.planos_trabalho(), pgd.emails()) == ([], [], [], [])
    assert [registro["rota"] for registro in pgd.registros()] == ["/token"]
    assert abs(pgd.relogio.agora - datetime.now(UTC)) < timedelta(minutes=1)
    pgd.criar_usuario("sistema@orgao.gov.br")
    assert participante(enviar).status_code == 201
    assert httpx2.post(f"{pgd.url}/user/forgot_password/{pgd.email}", trust_env=False).status_code == 200
    pgd.relogio.ajustar("2024-03-01")
    pgd.falha("html-503")
    assert (len(pgd.participantes()), len(pgd.emails(para=pgd.email))) == (1, 1)


def test_o_servidor_diz_onde_atende(servidor_pgd: Servidor, pgd: Pgd) -> None:
    assert (servidor_pgd.url, servidor_pgd.email, servidor_pgd.senha) == (pgd.url, pgd.email, pgd.senha)
    assert servidor_pgd.url == f"http://127.0.0.1:{servidor_pgd.porta}"
    assert "demonstracao-pgd" not in repr(servidor_pgd)
    assert Servidor("https://pgd.orgao.gov.br").porta == 443


class TestVerificar:
    def test_devolve_os_numeros_dos_que_chegaram_assim(self, pgd: Pgd, enviar: Enviar) -> None:
        numeros = [int(participante(enviar, situacao=n).headers["X-PGD-Registro"]) for n in (1, 0, 1)]
        assert sorted(pgd.verificar(recurso="participante")) == numeros
        assert pgd.verificar(metodo="PUT", unidade="SIAPE/1", corpo={"situacao": 0}, vezes=1) == [numeros[1]]
        assert sorted(pgd.verificar(status="2xx", recurso="participante", vezes=(2, 3))) == numeros
        assert pgd.verificar(status=201, recurso="participante", depois_de={"rota": "/token"}) == [numeros[0]]

    def test_o_corpo_pode_levar_datas(self, pgd: Pgd, enviar: Enviar) -> None:
        participante(enviar, data_assinatura_tcr="2024-01-02")
        pgd.verificar(corpo={"data_assinatura_tcr": date(2024, 1, 2)}, vezes=1)

    def test_o_que_nao_chegou_falha_o_teste_dizendo_o_que_chegou_perto(self, pgd: Pgd, enviar: Enviar) -> None:
        participante(enviar, situacao=1)
        with pytest.raises(AssertionError) as falhou:
            pgd.verificar(metodo="PUT", recurso="participante", corpo={"situacao": 0})
        assert str(falhou.value).startswith("Esperava-se ao menos 1 pedido com metodo PUT, recurso participante")
        assert "/situacao: esperado 0, veio 1" in str(falhou.value)

    def test_nunca_falha_se_chegou(self, pgd: Pgd, enviar: Enviar) -> None:
        pgd.nunca(recurso="participante")
        participante(enviar)
        with pytest.raises(AssertionError):
            pgd.nunca(recurso="participante")

    def test_o_que_nao_se_entende_e_dito(self, pgd: Pgd) -> None:
        with pytest.raises(ErroDoSimulador, match="/simulador/api/verificacoes respondeu 422") as erro:
            pgd.verificar(inventado="x")
        assert (erro.value.status, erro.value.titulo) == (422, "Pedido não entendido")


class TestRegistros:
    def test_vem_na_ordem_em_que_chegaram_e_se_filtram(self, pgd: Pgd, enviar: Enviar) -> None:
        participante(enviar)
        participante(enviar, situacao=9)
        participante(enviar)
        assert [registro["status"] for registro in pgd.registros(recurso="participante")] == [201, 422, 200]
        assert len(pgd.registros(status=422)) == 1

    def test_um_registro_se_le_inteiro_e_se_explica(self, pgd: Pgd, enviar: Enviar) -> None:
        numero = int(participante(enviar, situacao=9).headers["X-PGD-Registro"])
        assert pgd.registro(numero)["status"] == 422
        assert [regra["codigo"] for regra in pgd.explicar(numero)["regras"]] == ["FO-16"]

    def test_a_historia_conta_a_falha_e_os_avisos(self, pgd: Pgd, enviar: Enviar) -> None:
        pgd.falha("html-503", recurso="participante", vezes=1)
        participante(enviar)
        numero = pgd.registros()[-1]["numero"]
        ultima = pgd.historia().splitlines()[-1]
        caminho = "/organizacao/SIAPE/1/101/participante/1234567"
        assert ultima == f"  {numero}  PUT {caminho} → 503 (falha injetada: html-503)"


class TestFalha:
    def test_num_with_desarma_ao_sair(self, pgd: Pgd, enviar: Enviar) -> None:
        with pgd.falha("html-502", recurso="participante") as falha:
            assert participante(enviar).status_code == 502
        assert falha.predefinicao == "html-502"
        assert participante(enviar).status_code == 201

    def test_a_que_se_esgotou_no_with_nao_atrapalha_a_saida(self, pgd: Pgd, enviar: Enviar) -> None:
        with pgd.falha("html-502", recurso="participante", vezes=1):
            assert participante(enviar).status_code == 502
            assert participante(enviar).status_code == 201

    def test_os_parametros_vao_pelo_nome(self, pgd: Pgd, enviar: Enviar) -> None:
        pgd.falha("corpo-vazio", recurso="participante", status=504)
        vazia = participante(enviar)
        assert (vazia.status_code, vazia.content) == (504, b"")

    def test_um_nome_que_nao_existe_e_dito(self, pgd: Pgd) -> None:
        with pytest.raises(ErroDoSimulador, match="Não há a predefinição html-999; as que há são: html-502"):
            pgd.falha("html-999")


class TestRelogio:
    def test_congela_ajusta_avanca_e_solta(self, pgd: Pgd) -> None:
        pgd.relogio.congelar("2025-07-01T12:00:00+00:00")
        pgd.relogio.avancar(dias=1, horas=2, minutos=3, segundos=4)
        assert pgd.relogio.agora == datetime(2025, 7, 2, 14, 3, 4, tzinfo=UTC)
        pgd.relogio.avancar(dias=-1)
        assert pgd.relogio.agora == datetime(2025, 7, 1, 14, 3, 4, tzinfo=UTC)
        pgd.relogio.ajustar(datetime(2024, 5, 6, tzinfo=UTC))
        assert timedelta(0) < pgd.relogio.agora - datetime(2024, 5, 6, tzinfo=UTC) < timedelta(minutes=1)
        pgd.relogio.ajustar(date(2023, 1, 1))
        assert pgd.relogio.agora.date() == date(2023, 1, 1)
        pgd.relogio.soltar()
        assert abs(pgd.relogio.agora - datetime.now(UTC)) < timedelta(minutes=1)

    def test_congelado_sem_hora_para_na_de_agora(self, pgd: Pgd) -> None:
        pgd.relogio.congelar()
        assert pgd.relogio.agora == pgd.relogio.agora


def test_um_usuario_criado_entra_e_so_envia_pela_sua_unidade(pgd: Pgd) -> None:
    pgd.criar_usuario("sistema@orgao.gov.br", unidade="SIAPE/2", senha="senha do sistema")
    cabecalhos = {"Authorization": f"Bearer {pgd.token('sistema@orgao.gov.br', 'senha do sistema')}"}
    status = []
    for unidade in (1, 2):
        documento = builders.participante(cod_unidade_autorizadora=unidade)
        caminho = builders.caminho_participante(documento)
        status.append(httpx2.put(pgd.url + caminho, json=documento, headers=cabecalhos, trust_env=False).status_code)
    assert status == [403, 201]


def test_uma_senha_errada_e_dita(pgd: Pgd) -> None:
    with pytest.raises(ErroDoSimulador, match="POST /token respondeu 401"):
        pgd.token(senha="errada")


def test_as_listagens_trazem_todas_as_paginas(pgd: Pgd) -> None:
    semeados = pgd.semear("orgao", participantes=600, meses=1)
    participantes = pgd.participantes()
    chaves = {(p["cod_unidade_autorizadora"], p["cod_unidade_lotacao"], p["matricula_siape"]) for p in participantes}
    assert len(participantes) == len(chaves) == semeados["contagens"]["participante"]
    assert len(participantes) > 500


def test_um_instantaneo_sobrevive_ao_reinicio_e_se_restaura(pgd: Pgd, enviar: Enviar) -> None:
    participante(enviar)
    pgd.instantaneo.salvar("com-um")
    participante(enviar, matricula_siape="7654321")
    assert len(pgd.participantes()) == 2
    pgd.instantaneo.restaurar("com-um")
    assert [p["matricula_siape"] for p in pgd.participantes()] == ["1234567"]
    assert "com-um" in [guardado["nome"] for guardado in pgd.instantaneo.listar()]
    pgd.instantaneo.apagar("com-um")
    with pytest.raises(ErroDoSimulador, match="com-um"):
        pgd.instantaneo.restaurar("com-um")


def test_listar_traz_todos_os_instantaneos(pgd: Pgd) -> None:
    nomes = {f"foto-{n}" for n in range(51)}
    for nome in nomes:
        pgd.instantaneo.salvar(nome)
    try:
        assert nomes <= {guardado["nome"] for guardado in pgd.instantaneo.listar()}
    finally:
        for nome in nomes:
            pgd.instantaneo.apagar(nome)


def test_um_cenario_que_nao_existe_e_dito(pgd: Pgd) -> None:
    with pytest.raises(ErroDoSimulador, match="Peça um destes: vazio, plantao, orgao"):
        pgd.semear("inventado")
