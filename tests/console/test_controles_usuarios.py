"""Usuários, e-mails e ambiente pelas páginas."""

import re
from typing import Any

from fastapi.testclient import TestClient

from app.main import create_app
from tests import builders
from tests.conftest import ADMIN, BASE, CHAVE, USER_AGENT, Api, Relogio, settings
from tests.console.visita import Visita, texto

SISTEMA = "sistema@orgao.gov.br"
CAMPOS = {
    "email": SISTEMA,
    "password": "uma senha <b>secreta</b>",
    "origem_unidade": "SIAPE",
    "cod_unidade_autorizadora": "12",
    "sistema_gerador": "<script>alert(1)</script> 1.0",
}


def usuarios(api: Api) -> dict[str, dict[str, Any]]:
    return {um["email"]: um for um in api.get("/users").json()}


class TestUsuarios:
    def test_criar_vai_pela_api_e_fica_no_diario_sem_a_senha(self, api: Api) -> None:
        visita = Visita(api)
        recado = visita.recado(visita.mandar("/usuarios", **CAMPOS))
        assert usuarios(api)[SISTEMA] == {
            "email": SISTEMA,
            "is_admin": False,
            "disabled": False,
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 12,
            "sistema_gerador": "<script>alert(1)</script> 1.0",
        }
        assert api.entrar(SISTEMA, CAMPOS["password"]).status_code == 200
        numero = re.search(r"registro (\d+)", recado)
        assert numero is not None
        registro = api.cliente.get(f"/simulador/api/registros/{numero[1]}").json()
        assert (registro["metodo"], registro["status"], registro["usuario"]) == ("PUT", 201, ADMIN)
        assert "secreta" not in str(registro)
        pagina = visita.abrir("/usuarios/ver", email=SISTEMA).text
        assert "secreta" not in pagina
        assert "<script>alert" not in pagina

    def test_o_que_a_api_recusa_se_diz_em_cada_campo(self, api: Api) -> None:
        ruim = {**CAMPOS, "cod_unidade_autorizadora": "doze", "password": ""}
        resposta = Visita(api).mandar("/usuarios", **ruim)
        assert resposta.status_code == 422
        erros = dict(re.findall(r'id="campo-(\w+)-erro">(?:.*?)<bdi>(.*?)</bdi>', resposta.text))
        assert set(erros) == {"cod_unidade_autorizadora", "password"}
        assert erros["password"] == "A senha está vazia. Escolha uma senha e envie de novo."
        assert 'value="doze"' in resposta.text
        assert re.search(r"/simulador/registros/\d+", resposta.text)
        assert SISTEMA not in usuarios(api)

    def test_um_email_que_nao_serve_volta_ao_formulario(self, api: Api) -> None:
        for email in ("", "x" * 5_000, "não é e-mail", "a/b@orgao.gov.br", "a\0@orgao.gov.br", "<b>"):
            resposta = Visita(api).mandar("/usuarios", **{**CAMPOS, "email": email})
            assert 400 <= resposta.status_code < 500
            assert "O usuário não foi guardado" in texto(resposta)
        assert len(usuarios(api)) == 1

    def test_uma_falha_armada_nao_atrapalha_o_painel(self, api: Api) -> None:
        api.cliente.post("/simulador/api/falhas", json={"predefinicao": "html-503"})
        assert Visita(api).mandar("/usuarios", **CAMPOS).status_code == 303

    def test_suspender_pergunta_e_devolver_traz_a_mesma_senha(self, api: Api) -> None:
        visita = Visita(api)
        visita.mandar("/usuarios", **CAMPOS)
        token = api.entrar(SISTEMA, CAMPOS["password"]).json()["access_token"]
        assert "Suspender o acesso de" in texto(visita.abrir("/usuarios/suspender", email=SISTEMA))
        assert not usuarios(api)[SISTEMA]["disabled"]
        visita.mandar("/usuarios/acesso", email=SISTEMA, acesso="suspender")
        assert api.get(f"/user/{SISTEMA}", token=token).status_code == 400
        visita.mandar("/usuarios/acesso", email=SISTEMA, acesso="devolver")
        assert api.get(f"/user/{SISTEMA}", token=token).status_code == 200
        assert api.entrar(SISTEMA, CAMPOS["password"]).status_code == 200

    def test_quem_administra_e_avisado_antes_de_perder_o_proprio_acesso(self, api: Api) -> None:
        visita = Visita(api)
        proprio = {**CAMPOS, "email": ADMIN, "cod_unidade_autorizadora": "1"}
        aviso = visita.mandar("/usuarios", **proprio)
        assert aviso.status_code == 409
        assert "deixa de ser um administrador ativo" in texto(aviso)
        assert usuarios(api)[ADMIN]["is_admin"]
        assert "É por este usuário que o painel administra" in texto(visita.abrir("/usuarios/suspender", email=ADMIN))
        assert visita.mandar("/usuarios", **proprio, ciente="sim").status_code == 303
        sem = visita.mandar("/usuarios", **CAMPOS)
        assert (sem.status_code, "Não há administrador ativo" in texto(sem)) == (409, True)

    def test_sem_o_administrador_do_servidor_administra_outro(self, api: Api) -> None:
        visita = Visita(api)
        visita.mandar("/usuarios", **{**CAMPOS, "email": "outra@orgao.gov.br"}, is_admin="sim")
        visita.mandar("/usuarios/acesso", email=ADMIN, acesso="suspender")
        assert visita.mandar("/usuarios", **CAMPOS).status_code == 303
        assert "administra: outra@orgao.gov.br" in texto(visita.abrir())

    def test_o_perfil_se_escolhe_e_volta_ao_do_servidor(self, api: Api) -> None:
        visita = Visita(api)
        visita.mandar("/usuarios/perfil", email=ADMIN, perfil="antaq")
        assert '<option value="antaq" selected>' in visita.abrir("/usuarios/ver", email=ADMIN).text
        assert visita.mandar("/usuarios/perfil", email=ADMIN, perfil="outro").status_code == 422
        assert visita.mandar("/usuarios/perfil", email="ninguem@orgao.gov.br", perfil="antaq").status_code == 404
        visita.mandar("/usuarios/perfil", email=ADMIN, perfil="")
        assert "o do servidor" in texto(visita.abrir("/usuarios", busca="ADMIN@"))

    def test_quem_nao_ha_tem_uma_pagina_clara(self, api: Api) -> None:
        visita = Visita(api)
        for email in ("", "ninguem@orgao.gov.br", "\0", "<b>", "x" * 10_000):
            for caminho in ("/usuarios/ver", "/usuarios/suspender"):
                resposta = visita.abrir(caminho, email=email)
                assert (resposta.status_code, "Usuário desconhecido" in texto(resposta)) == (404, True)
            assert visita.mandar("/usuarios/acesso", email=email, acesso="suspender").status_code == 404


class TestEmails:
    def test_pedir_a_recuperacao_escreve_o_email_com_o_codigo(self, api: Api) -> None:
        visita = Visita(api)
        assert "foi escrito" in visita.recado(visita.mandar("/emails/recuperacao", email=ADMIN))
        codigo = re.search(r'data-copiar="([\w-]{43})"', visita.abrir("/emails").text)
        assert codigo is not None
        consulta = {"access_token": codigo[1], "password": "outra"}
        assert api.cliente.get("/user/reset_password/", params=consulta).status_code == 200
        assert api.entrar(ADMIN, "outra").status_code == 200

    def test_a_recuperacao_de_quem_nao_ha_diz_o_que_a_api_disse(self, api: Api) -> None:
        for email in ("", "ninguem@orgao.gov.br", "<b>", "x" * 70_000, "a\0@b"):
            resposta = Visita(api).mandar("/emails/recuperacao", email=email)
            assert 400 <= resposta.status_code < 500
            assert "Caixa de saída" in texto(resposta)
            assert "<b>" not in resposta.text

    def test_so_os_de_um_endereco_pagina_a_pagina_e_apagar(self, api: Api) -> None:
        visita = Visita(api)
        visita.mandar("/usuarios", **CAMPOS)
        for _ in range(21):
            visita.mandar("/emails/recuperacao", email=ADMIN)
        visita.mandar("/emails/recuperacao", email=SISTEMA)
        assert texto(visita.abrir("/emails", para=SISTEMA)).count("Ler o e-mail") == 1
        primeira = visita.abrir("/emails", para=ADMIN)
        assert texto(primeira).count("Ler o e-mail") == 20
        proxima = re.search(r'cursor=(\d+)">Os mais antigos', primeira.text)
        assert proxima is not None
        [numero] = re.findall(r"Número (\d+),", visita.abrir("/emails", para=ADMIN, cursor=proxima[1]).text)
        assert f"Apagar o e-mail {numero}?" in texto(visita.abrir(f"/emails/{numero}/apagar"))
        assert visita.recado(visita.mandar(f"/emails/{numero}/apagar")) == f"O e-mail {numero} foi apagado."
        assert "já não estava" in visita.recado(visita.mandar(f"/emails/{numero}/apagar"))
        assert visita.abrir(f"/emails/{numero}/apagar").status_code == 404
        assert visita.abrir("/emails/apagar").status_code == 200
        assert visita.recado(visita.mandar("/emails/apagar")) == "Os 21 e-mails foram apagados."
        assert "Caixa vazia" in texto(visita.abrir("/emails"))

    def test_a_lista_so_se_troca_quando_ha_o_que_trocar(self, api: Api) -> None:
        visita = Visita(api)
        visita.mandar("/emails/recuperacao", email=ADMIN)
        vista = re.search(r"vista=([\d.+-]+)", visita.abrir("/emails").text)
        assert vista is not None
        assert visita.abrir("/emails/lista", vista=vista[1]).status_code == 204
        visita.mandar("/emails/recuperacao", email=ADMIN)
        assert visita.abrir("/emails/lista", vista=vista[1]).status_code == 200

    def test_uma_procura_que_nao_se_entende_tem_uma_pagina_clara(self, api: Api) -> None:
        for consulta in ({"cursor": "x"}, {"cursor": "0"}, {"para": "\0"}):
            assert Visita(api).abrir("/emails", **consulta).status_code == 422


class TestAmbiente:
    def test_diz_a_configuracao_e_nunca_os_segredos(self, api: Api) -> None:
        pagina = Visita(api).abrir("/ambiente")
        lido = texto(pagina)
        assert "PGD_LIMITE_CORPO 16777216 padrão" in lido
        assert "PGD_TOKEN_MINUTOS ou ACCESS_TOKEN_EXPIRE_MINUTES 30" in lido
        assert CHAVE not in pagina.text
        assert "demonstracao-pgd" not in pagina.text

    def test_a_senha_do_banco_e_a_do_smtp_nao_se_mostram(self) -> None:
        ajustes = settings(
            "postgresql://dono:segredissimo@servidor/banco",
            PGD_SMTP_SENHA="outro-segredo",
            PGD_ADMIN_SENHA="mais-um-segredo",
        ).told()
        assert "segred" not in str(ajustes).replace("segredo algum", "")
        ditos = {um.variavel: um.valor for um in ajustes}
        assert ditos["PGD_BANCO"] == "postgresql://dono:***@servidor/banco"
        assert ditos["PGD_ADMIN_SENHA"] == "definida, e não se mostra"

    def test_em_producao_a_pagina_diz_que_continua_um_simulador(self, banco: str) -> None:
        aplicacao = create_app(settings(banco, PGD_AMBIENTE="producao"), Relogio())
        with TestClient(aplicacao, BASE, headers={"user-agent": USER_AGENT}) as cliente:
            lido = texto(cliente.get("/simulador/controles/ambiente", headers={"accept": "text/html"}))
        assert "Continua a ser um simulador" in lido
        assert "PGD_AMBIENTE=homologacao" in lido


def test_de_relance_se_ve_como_esta_cada_controle(api: Api) -> None:
    visita = Visita(api)
    visita.mandar("/falhas/armar/html-503", vezes="3")
    visita.mandar("/relogio/acerto", congelado="true")
    visita.mandar("/instantaneos", nome="aula")
    lido = texto(visita.abrir())
    for dito in ("1 armada", "parado em 01/07/2025 12:00:00 UTC", "o último: aula", f"administra: {ADMIN}"):
        assert dito in lido
    assert builders.usuario()["email"] not in lido
