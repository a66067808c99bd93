"""O que o cliente faz quando o serviço falha, com as falhas que a API central já mostrou."""

import pytest
from simulador_pgd import Pgd

import documentos
from cliente_pgd import ClientePgd, ServicoForaDoAr


def status_recebidos(pgd: Pgd) -> list[int]:
    """O status da resposta a cada envio de participante, na ordem."""
    return [registro["status"] for registro in pgd.registros(recurso="participante")]


def test_um_token_vencido_se_renova_uma_vez_e_o_envio_passa(pgd: Pgd, cliente: ClientePgd) -> None:
    cliente.enviar_participante(documentos.participante())
    pgd.relogio.avancar(minutos=31)
    assert not cliente.enviar_participante(documentos.participante()).criado
    assert status_recebidos(pgd) == [201, 401, 200]
    pgd.verificar(rota="/token", depois_de={"recurso": "participante", "status": 401})


def test_uma_pagina_de_erro_em_html_se_tenta_de_novo(pgd: Pgd, cliente: ClientePgd, esperas: list[float]) -> None:
    pgd.falha("html-503", recurso="participante", vezes=2)
    assert cliente.enviar_participante(documentos.participante()).criado
    assert (status_recebidos(pgd), esperas) == ([503, 503, 201], [1.0, 2.0])


def test_o_bloqueio_de_um_intermediario_nao_e_uma_recusa(pgd: Pgd, cliente: ClientePgd) -> None:
    pgd.falha("html-403", recurso="participante", vezes=1)
    assert cliente.enviar_participante(documentos.participante()).criado


def test_enquanto_o_servico_nao_volta_desiste_depois_da_ultima_tentativa(pgd: Pgd, cliente: ClientePgd) -> None:
    with (
        pgd.falha("html-502", recurso="participante"),
        pytest.raises(ServicoForaDoAr, match="A API PGD respondeu 502"),
    ):
        cliente.enviar_participante(documentos.participante())
    assert status_recebidos(pgd) == [502, 502, 502]
    # A falha se desarmou ao fim do `with`: o serviço voltou.
    assert cliente.enviar_participante(documentos.participante()).criado


def test_o_que_ficou_guardado_apesar_do_503_nao_se_duplica(pgd: Pgd, cliente: ClientePgd) -> None:
    pgd.falha("guardado-503", recurso="participante", vezes=1)
    assert not cliente.enviar_participante(documentos.participante()).criado
    assert status_recebidos(pgd) == [503, 200]
    assert len(pgd.participantes()) == 1


def test_uma_conexao_derrubada_se_tenta_de_novo(pgd: Pgd, cliente: ClientePgd, esperas: list[float]) -> None:
    pgd.falha("conexao-reiniciada", recurso="participante", vezes=1)
    assert cliente.enviar_participante(documentos.participante()).criado
    assert (status_recebidos(pgd), esperas) == ([0, 201], [1.0])


def test_uma_resposta_que_nao_chega_a_tempo_se_tenta_de_novo(
    pgd: Pgd, cliente: ClientePgd, esperas: list[float]
) -> None:
    pgd.falha("demora-35s", recurso="participante", vezes=1, segundos=3)
    cliente.enviar_participante(documentos.participante())
    assert esperas == [1.0]
    assert len(pgd.participantes()) == 1


def test_uma_resposta_cortada_no_meio_se_tenta_de_novo(pgd: Pgd, cliente: ClientePgd, esperas: list[float]) -> None:
    pgd.falha("json-truncado", recurso="participante", vezes=1)
    # O primeiro envio ficou guardado: o segundo o substitui.
    assert not cliente.enviar_participante(documentos.participante()).criado
    assert esperas == [1.0]


def test_uma_pagina_de_erro_ao_entrar_se_tenta_de_novo(pgd: Pgd, cliente: ClientePgd, esperas: list[float]) -> None:
    pgd.falha("html-504", rota="/token", vezes=1)
    assert cliente.enviar_participante(documentos.participante()).criado
    assert esperas == [1.0]
    pgd.verificar(recurso="participante", vezes=1)
