"""A bancada, pedida como um navegador sem scripts a pediria."""

import json
import re
from html import unescape
from typing import Any

import pytest
from httpx2 import Response

from app.console import ensaio, sender
from tests import builders
from tests.conftest import ADMIN, Api
from tests.console.paginas import NAVEGADOR, abrir, csrf_de, visivel

PARTICIPANTE = "/organizacao/SIAPE/1/101/participante/1234567"


def mandar(api: Api, **campos: str) -> Response:
    """O formulário da bancada com estes campos."""
    prova = csrf_de(abrir(api, "/bancada"))
    return api.cliente.post("/simulador/bancada", data={"csrf": prova, **campos}, headers=NAVEGADOR)


def em_json(api: Api, texto: str, acao: str, **campos: str) -> Response:
    """A bancada de um participante em JSON, com este texto, depois desta ação."""
    padrao = {"recurso": "participante", "modo": "json", "de": ADMIN}
    return mandar(api, texto=texto, acao=acao, **{**padrao, **campos})


def escrito(resposta: Response) -> str:
    """O que está no campo do documento."""
    achado = re.search(r'<textarea[^>]*name="texto"[^>]*>\n(.*?)</textarea>', resposta.text, re.DOTALL)
    assert achado, resposta.text
    return unescape(achado[1])


def base(resposta: Response) -> Any:
    """O documento de que o formulário parte."""
    achado = re.search(r'name="base" value="([^"]*)"', resposta.text)
    assert achado, resposta.text
    return json.loads(unescape(achado[1]))


def guardado(api: Api, caminho: str = PARTICIPANTE) -> int:
    return api.get(caminho).status_code


class TestEnsaiarEEnviar:
    def test_ensaiar_diz_o_que_seria_e_nada_guarda(self, api: Api) -> None:
        resposta = em_json(api, json.dumps(builders.participante()), "ensaiar")
        assert "Seria aceito com 201" in visivel(resposta)
        assert guardado(api) == 404

    def test_enviar_de_verdade_guarda_e_leva_ao_registro(self, api: Api) -> None:
        resposta = em_json(api, json.dumps(builders.participante()), "enviar")
        assert guardado(api) == 200
        assert "Aceito com 201" in visivel(resposta)
        assert re.search(r'href="/simulador/registros/\d+"', resposta.text)

    def test_uma_recusa_diz_onde_e_como_se_conserta_e_nada_se_perde(self, api: Api) -> None:
        texto = json.dumps(builders.participante(cpf="1", matricula_siape="1234567 "), indent=3)
        for acao in ("ensaiar", "enviar"):
            resposta = em_json(api, texto, acao)
            assert escrito(resposta) == texto
            for trecho in ("FO-05", "FO-06", "Como consertar", "cpf", "matricula_siape"):
                assert trecho in visivel(resposta)
        assert guardado(api) == 404

    def test_varios_vao_na_ordem_e_cada_um_ve_os_anteriores(self, api: Api) -> None:
        documentos = [builders.participante(), builders.plano_entregas(), builders.plano_trabalho()]
        ensaio = visivel(em_json(api, json.dumps(documentos), "ensaiar"))
        assert "3 de 3 seriam aceitos." in ensaio
        assert guardado(api) == 404
        ao_contrario = "\n".join(json.dumps(documento) for documento in reversed(documentos))
        envio = visivel(em_json(api, ao_contrario, "enviar"))
        assert "2 de 3 aceitos." in envio
        assert "PT-20" in envio
        assert guardado(api) == 200

    def test_documentos_demais_sao_recusados_com_o_texto_no_lugar(self, api: Api) -> None:
        texto = json.dumps([{}] * 201)
        resposta = em_json(api, texto, "enviar")
        assert "Há 201 documentos" in visivel(resposta)
        assert escrito(resposta) == texto

    def test_um_usuario_comum_so_envia_pela_unidade_dele(self, api: Api) -> None:
        usuario = builders.usuario(email="a@orgao.gov.br", cod_unidade_autorizadora=2)
        api.put("/user/a@orgao.gov.br", usuario)
        resposta = em_json(api, json.dumps(builders.participante()), "ensaiar", de="a@orgao.gov.br")
        assert "AU-07" in visivel(resposta)
        assert "Não há mais usuário" in visivel(em_json(api, "{}", "ensaiar", de="ninguem@orgao.gov.br"))
        assert "AU-01" in visivel(em_json(api, json.dumps(builders.participante()), "ensaiar", de=""))

    def test_outro_caminho_mostra_que_ele_difere_do_corpo(self, api: Api) -> None:
        caminho = "/organizacao/SIAPE/1/101/participante/7654321"
        resposta = em_json(api, json.dumps(builders.participante()), "ensaiar", caminho=caminho)
        assert "PD-07" in visivel(resposta)
        corrigida = em_json(api, json.dumps(builders.participante()), "corrigir", caminho=caminho)
        assert f"PUT {PARTICIPANTE}" in visivel(corrigida)
        assert "PD-07" not in visivel(corrigida).partition("Corrigido")[0]

    def test_a_correcao_muda_o_documento_e_ainda_nao_o_envia(self, api: Api) -> None:
        com_pontos = builders.participante(cpf="529.982.247-25")
        ensaio = em_json(api, json.dumps(com_pontos), "ensaiar")
        assert "Aplicar a correção" in visivel(ensaio)
        corrigida = em_json(api, json.dumps(com_pontos), "corrigir")
        assert json.loads(escrito(corrigida)) == builders.participante()
        assert guardado(api) == 404
        assert "nada aqui que se conserte sozinho" in visivel(em_json(api, "[{}, {}]", "corrigir"))

    def test_um_json_quebrado_diz_onde_e_ainda_assim_pode_ir(self, api: Api) -> None:
        resposta = em_json(api, '{"cpf": "1",\n}', "enviar")
        assert "na linha 2, coluna 1" in visivel(resposta)
        assert "PD-03" in visivel(resposta)
        assert escrito(resposta) == '{"cpf": "1",\n}'


class TestOQueDemora:
    def test_num_ensaio_de_varios_nao_cabem_falhas_nem_usuarios(self, api: Api) -> None:
        dois = json.dumps([builders.participante(), builders.participante(matricula_siape="7654321")])
        com_falha = em_json(api, dois, "ensaiar", cabecalhos="x-pgd-falha: demora-35s; segundos=2")
        assert "só se ensaia num documento de cada vez" in visivel(com_falha)
        assert escrito(com_falha) == dois
        usuarios = json.dumps([builders.usuario(email=f"u{n}@orgao.gov.br") for n in range(2)])
        assert "Os usuários se ensaiam um de cada vez" in visivel(em_json(api, usuarios, "ensaiar", recurso="usuario"))
        um_so = em_json(api, json.dumps(builders.usuario()), "ensaiar", recurso="usuario")
        assert "Seria aceito com 201" in visivel(um_so)

    def test_o_ensaio_que_demora_demais_se_abandona_e_o_texto_fica(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ensaio, "PACIENCIA", 0.2)
        texto = json.dumps(builders.participante())
        resposta = em_json(api, texto, "ensaiar", cabecalhos="X-PGD-Falha: demora-35s")
        assert "O ensaio levou mais de 0.2 segundos" in visivel(resposta)
        assert escrito(resposta) == texto

    def test_do_envio_que_demora_demais_se_desiste_e_os_outros_se_dizem(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sender, "PACIENCIA", 0.2)
        api.cliente.post("/simulador/api/falhas", json={"predefinicao": "demora-35s", "pular": 1})
        matriculas = ["1234567", "7654321", "1111112"]
        documentos = [builders.participante(matricula_siape=matricula) for matricula in matriculas]
        resposta = visivel(em_json(api, json.dumps(documentos), "enviar"))
        assert "1 de 3 aceitos." in resposta
        assert "7654321 : A resposta demorou tanto" in resposta
        assert "1111112 : Não foi enviado" in resposta


class TestCpf:
    CPF = "52998224725"

    def test_o_cpf_nao_se_mostra_no_veredito_nem_no_item_que_nao_se_le(self, api: Api) -> None:
        recusado = em_json(api, json.dumps(builders.participante(cpf=int(self.CPF))), "ensaiar")
        assert "veio ***.982.247-**" in visivel(recusado)
        documento = builders.plano_trabalho(contribuicoes=[f"de {self.CPF}\u202e" + "x" * 500])
        formulario = em_json(api, json.dumps(documento), "formulario", recurso="plano_trabalho")
        (item,) = re.findall(r"Este item não é um objeto: <code>(.*?)</code>", formulario.text)
        assert "***.982.247-**" in item
        assert self.CPF not in item
        assert "\u202e" not in item
        assert len(item) < 300


class TestFormularioEJson:
    def test_do_json_ao_formulario_e_de_volta(self, api: Api) -> None:
        documento = builders.plano_trabalho(novidade=[1], carga_horaria_disponivel="480")
        formulario = em_json(api, json.dumps(documento), "formulario", recurso="plano_trabalho")
        assert base(formulario) == documento
        assert "novidade" in visivel(formulario)
        assert "fica assim até você mudar este campo" in visivel(formulario)
        volta = mandar(
            api,
            recurso="plano_trabalho",
            modo="formulario",
            acao="json",
            base=json.dumps(documento),
            de=ADMIN,
        )
        assert json.loads(escrito(volta)) == documento

    def test_o_que_nao_cabe_no_formulario_continua_em_json(self, api: Api) -> None:
        for texto, dito in (
            ("{", "Ainda não dá para mostrar como formulário"),
            ("[{}, {}]", "mostra um documento por vez"),
            ("3", "só mostra um objeto"),
        ):
            resposta = em_json(api, texto, "formulario")
            assert escrito(resposta) == texto
            assert dito in visivel(resposta)
        assert "mais de uma vez" in visivel(em_json(api, '{"cpf": "1", "cpf": "2"}', "formulario"))

    def test_acrescentar_e_tirar_itens_guarda_o_que_se_escreveu(self, api: Api) -> None:
        documento = builders.plano_entregas()
        campos = {"recurso": "plano_entregas", "modo": "formulario", "de": ADMIN, "base": json.dumps(documento)}
        mais = mandar(api, **campos, **{"doc.status": "2", "acao": "mais:entregas"})
        assert (base(mais)["status"], len(base(mais)["entregas"])) == (2, 2)
        menos = mandar(api, **{**campos, "base": json.dumps(base(mais)), "acao": "menos:entregas:0"})
        assert [entrega["id_entrega"] for entrega in base(menos)["entregas"]] == ["e2"]

    def test_o_campo_que_a_regra_aponta_fica_marcado(self, api: Api) -> None:
        documento = builders.plano_entregas(entregas=[builders.entrega(), builders.entrega(meta_entrega=-1)])
        campos = {"recurso": "plano_entregas", "modo": "formulario", "de": ADMIN, "base": json.dumps(documento)}
        resposta = mandar(api, **campos, acao="ensaiar")
        assert 'href="#campo-entregas-1-meta_entrega"' in resposta.text
        marcado = re.search(r'<input id="campo-entregas-1-meta_entrega"[^>]*>', resposta.text)
        assert marcado
        assert 'aria-invalid="true"' in marcado[0]

    def test_o_recurso_e_o_que_o_documento_diz(self, api: Api) -> None:
        resposta = em_json(api, json.dumps(builders.plano_entregas()), "ensaiar")
        assert "PUT /organizacao/SIAPE/1/plano_entregas/pe1" in visivel(resposta)

    def test_sem_parte_da_chave_o_caminho_e_o_do_exemplo_e_isso_se_diz(self, api: Api) -> None:
        documento = builders.participante()
        del documento["matricula_siape"]
        resposta = em_json(api, json.dumps(documento), "ensaiar")
        assert "Falta no documento parte da chave" in visivel(resposta)
        assert "FO-01" in visivel(resposta)


class TestPartidas:
    def test_do_que_esta_guardado(self, api: Api) -> None:
        api.com_base()
        chave = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": "1", "id_plano_entregas": "pe1"}
        resposta = abrir(api, "/bancada", params={"recurso": "plano_entregas", **chave})
        assert base(resposta) == builders.plano_entregas()
        ausente = abrir(api, "/bancada", params={"recurso": "plano_entregas", **chave, "id_plano_entregas": "outro"})
        assert (ausente.status_code, "Não há nada guardado com esta chave" in visivel(ausente)) == (404, True)
        incompleta = abrir(api, "/bancada", params={"recurso": "plano_entregas", "id_plano_entregas": "pe1"})
        assert incompleta.status_code == 422

    def test_de_um_registro(self, api: Api) -> None:
        numero = api.enviar_participante(cpf="1").headers["X-PGD-Registro"]
        assert base(abrir(api, "/bancada", params={"registro": numero})) == builders.participante(cpf="1")
        leitura = api.get(PARTICIPANTE).headers["X-PGD-Registro"]
        assert f'value="{PARTICIPANTE}"' in abrir(api, "/bancada", params={"registro": leitura}).text
        entrada = api.entrar(ADMIN, "errada").headers["X-PGD-Registro"]
        assert "ocultou nele um segredo" in visivel(abrir(api, "/bancada", params={"registro": entrada}))

    @pytest.mark.parametrize(
        ("consulta", "status"),
        [
            ({"registro": "999999999"}, 404),
            ({"registro": "abc"}, 404),
            ({"registro": "9" * 30}, 404),
            ({"recurso": "nada"}, 404),
            ({"regra": "XX-99"}, 404),
            ({"regra": "VA-01"}, 404),
            ({"recurso": "usuario", "email": "ninguem@x"}, 404),
            ({"recurso": "participante", "origem_unidade": "\0"}, 422),
            ({"recurso": "livre"}, 200),
            ({"recurso": "plano_trabalho", "modelo": "vazio", "modo": "json"}, 200),
            ({"regra": "pt-18"}, 200),
            ({"regra": "AU-01", "exemplo": "quebra"}, 200),
            ({"recurso": "usuario", "email": ADMIN}, 200),
        ],
    )
    def test_um_endereco_qualquer_tem_sempre_uma_pagina(self, api: Api, consulta: dict[str, str], status: int) -> None:
        resposta = abrir(api, "/bancada", params=consulta)
        assert (resposta.status_code, "<h1" in resposta.text) == (status, True)

    def test_de_um_arquivo(self, api: Api) -> None:
        prova = re.search(r'name="csrf" value="(\w+)"', abrir(api, "/bancada").text)
        assert prova
        for conteudo, status, trecho in (
            (json.dumps(builders.plano_entregas()).encode("utf-8-sig"), 200, "pe1"),
            (b"{", 200, "Ainda não dá"),
            (b"\xff\xfe\xfa", 422, "UTF-8"),
            (None, 422, "Escolha um arquivo"),
        ):
            arquivos = {} if conteudo is None else {"arquivo": ("a.json", conteudo)}
            dados = {"csrf": prova[1], "recurso": "participante"}
            resposta = api.cliente.post("/simulador/bancada/arquivo", data=dados, files=arquivos, headers=NAVEGADOR)
            assert (resposta.status_code, trecho in resposta.text) == (status, True), conteudo

    def test_os_modelos_sao_os_de_pgd_modelo(self, api: Api) -> None:
        resposta = abrir(api, "/bancada/modelos/plano_trabalho.json")
        (documento,) = resposta.json()
        assert documento["id_plano_trabalho"] == "plano-trabalho-1"
        assert 'filename="plano_trabalho.json"' in resposta.headers["Content-Disposition"]
        assert abrir(api, "/bancada/modelos/nada.xyz").status_code == 404


class TestPedidoLivre:
    def test_pede_o_que_se_escreve(self, api: Api) -> None:
        campos = {"recurso": "livre", "de": "", "acao": "enviar"}
        saude = mandar(api, **campos, metodo="GET", caminho="/health")
        assert '"status": "ok"' in visivel(saude)
        entrada = mandar(
            api,
            **campos,
            metodo="POST",
            caminho="/token",
            texto=f"username={ADMIN}&password=demonstracao-pgd",
        )
        assert "access_token" in visivel(entrada)
        # O token que se recebeu não se mostra numa tela partilhada.
        assert "eyJ" not in entrada.text

    @pytest.mark.parametrize("caminho", ["/simulador/api/reinicio", "http://outro/", "", "/" + "x" * 70_000])
    def test_o_que_nao_se_pode_pedir_e_dito(self, api: Api, caminho: str) -> None:
        for acao in ("ensaiar", "enviar"):
            resposta = mandar(api, recurso="livre", metodo="POST", caminho=caminho, acao=acao, de=ADMIN)
            assert (resposta.status_code, "aviso-falha" in resposta.text) == (200, True)


HOSTIS = {
    "nomes compridos": json.dumps(builders.plano_entregas(entregas=[builders.entrega(nome_entrega="é" * 10_000)])),
    "metade de um caractere": '{"id_plano_entregas": "\\ud800", "a\\udfff": "\\ud800"}',
    "NaN": '{"meta": NaN, "x": Infinity, "cod_unidade_autorizadora": 1e400}',
    "nulos": json.dumps(builders.plano_entregas(id_plano_entregas="a\0b")),
    "chave comprida": json.dumps(builders.plano_entregas(id_plano_entregas="😀" * 10_000)),
    "fundo": "[" * 5_000,
    "fundo certo": '{"a":' * 200 + "1" + "}" * 200,
    "algarismos": '{"cod_unidade_autorizadora": ' + "9" * 5_000 + "}",
    "script": json.dumps(builders.plano_entregas(id_plano_entregas="<script>alert(1)</script>\u202e")),
    "grande": json.dumps(builders.plano_entregas(entregas=[builders.entrega(nome_entrega="x" * 2_000_000)])),
    "nada": "",
}


@pytest.mark.parametrize("_api_da_sessao", ["sqlite"], indirect=True)
@pytest.mark.parametrize("texto", HOSTIS.values(), ids=HOSTIS.keys())
def test_nada_do_que_se_cola_derruba_a_bancada(api: Api, texto: str) -> None:
    for recurso in ("plano_entregas", "livre"):
        for acao in ("formulario", "json", "ensaiar", "enviar", "corrigir", "nada"):
            campos = {"recurso": recurso, "caminho": "/organizacao/SIAPE/1/plano_entregas/x", "metodo": "PUT"}
            campos = campos if recurso == "livre" else {"recurso": recurso}
            resposta = em_json(api, texto, acao, **campos)
            assert resposta.status_code == 200, (acao, resposta.text[:500])
            assert "<script>alert" not in resposta.text
