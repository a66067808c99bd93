"""O que o cliente envia, e o que ele faz do que a API responde."""

import pytest
from simulador_pgd import Pgd

import documentos
from cliente_pgd import AcessoNegado, ClientePgd, EnvioRecusado, Recibo


def test_o_primeiro_envio_cria_e_o_segundo_substitui(pgd: Pgd, cliente: ClientePgd) -> None:
    assert cliente.enviar_participante(documentos.participante()).criado
    assert not cliente.enviar_participante(documentos.participante(modalidade_execucao=1)).criado
    (guardado,) = pgd.participantes()
    assert (guardado["matricula_siape"], guardado["modalidade_execucao"]) == ("1234567", 1)


def test_tudo_vai_na_ordem_que_a_api_exige_e_com_um_token_so(pgd: Pgd, cliente: ClientePgd) -> None:
    recibos = cliente.enviar_tudo(
        [documentos.plano_entregas()], [documentos.participante()], [documentos.plano_trabalho()]
    )
    assert [recibo.criado for recibo in recibos] == [True, True, True]
    pgd.verificar(rota="/token", vezes=1)
    pgd.verificar(recurso="plano_trabalho", status=201, depois_de={"recurso": "plano_entregas", "status": 201})
    pgd.verificar(recurso="plano_trabalho", status=201, depois_de={"recurso": "participante", "status": 201})


def test_o_plano_de_trabalho_leva_o_percentual_e_a_entrega(pgd: Pgd, cliente: ClientePgd) -> None:
    cliente.enviar_tudo([documentos.plano_entregas()], [documentos.participante()], [documentos.plano_trabalho()])
    pgd.verificar(
        metodo="PUT",
        recurso="plano_trabalho",
        unidade="SIAPE/1",
        corpo={"contribuicoes": [{"percentual_contribuicao": 100, "id_entrega": "e1"}]},
        vezes=1,
    )


def test_uma_recusa_diz_por_que_e_nao_se_repete(pgd: Pgd, cliente: ClientePgd, esperas: list[float]) -> None:
    cliente.enviar_plano_entregas(documentos.plano_entregas())
    with pytest.raises(EnvioRecusado) as recusado:
        cliente.enviar_plano_trabalho(documentos.plano_trabalho())
    assert (recusado.value.status, recusado.value.regra, esperas) == (422, "PT-20", [])
    pgd.verificar(recurso="plano_trabalho", status=422, vezes=1)
    # O simulador sabe mais do que a resposta: o que se procurou, o que há de parecido, e o que fazer.
    assert recusado.value.registro is not None
    explicacao = pgd.explicar(recusado.value.registro)
    assert [regra["codigo"] for regra in explicacao["regras"]] == ["PT-20"]
    assert "participante" in explicacao["regras"][0]["como_consertar"]


def test_um_erro_de_forma_diz_o_campo(cliente: ClientePgd) -> None:
    with pytest.raises(EnvioRecusado, match=r"\(em body, modalidade_execucao\)"):
        cliente.enviar_participante(documentos.participante(modalidade_execucao="teletrabalho"))


def test_um_usuario_comum_so_envia_pela_sua_unidade(pgd: Pgd) -> None:
    pgd.criar_usuario("sistema@orgao.gov.br", unidade="SIAPE/2", senha="a-senha-do-sistema")
    with ClientePgd(pgd.url, "sistema@orgao.gov.br", "a-senha-do-sistema") as cliente:
        assert cliente.enviar_participante(documentos.participante(cod_unidade_autorizadora=2)).criado
        with pytest.raises(EnvioRecusado) as recusado:
            cliente.enviar_participante(documentos.participante(cod_unidade_autorizadora=1))
    assert recusado.value.status == 403


def test_com_a_senha_errada_nada_se_envia(pgd: Pgd) -> None:
    with (
        ClientePgd(pgd.url, pgd.email, "outra senha") as cliente,
        pytest.raises(AcessoNegado, match="A API PGD não deixou admin@"),
    ):
        cliente.enviar_participante(documentos.participante())
    pgd.nunca(metodo="PUT")


def test_o_que_a_api_aceita_e_a_norma_cobra_vem_no_recibo(cliente: ClientePgd) -> None:
    entrega = {**documentos.plano_entregas()["entregas"][0], "data_entrega": "2024-12-31"}
    recibo = cliente.enviar_plano_entregas(documentos.plano_entregas(entregas=[entrega]))
    assert recibo == Recibo(criado=True, avisos=("PE-17",))
