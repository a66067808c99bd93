"""De que órgão são os avisos a mais: o perfil do servidor, o de cada usuário, e o que o órgão escreve num arquivo."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from app.main import create_app
from app.perfis import DA_CASA, InvalidProfile, Perfis
from app.rules import exemplo
from app.rules.perfis.perfil import NACIONAL
from app.storage import usuario as usuarios
from tests import builders
from tests.api.test_emails import api_com
from tests.conftest import Api, settings

AVISOS = "X-PGD-Avisos"
USUARIO = builders.usuario(email="sistema@orgao.gov.br")
OUTRO = builders.usuario(email="outro@orgao.gov.br")
SO_EM_INTEGRAL: dict[str, Any] = {**exemplo.PARTICIPANTE, "modalidade_execucao": 3}
"""Sozinho na unidade: no perfil antaq, mais que 80 % em teletrabalho integral (AQ-04)."""

DO_ORGAO = """
from app.rules import exemplo
from app.rules.perfis.perfil import Perfil
from app.rules.rule import Rule, Severity, Stage

PERFIL = Perfil(
    nome="orgao",
    titulo="O nosso órgão",
    participante=(
        Rule(
            code="OR-01",
            stage=Stage.DOCUMENTO,
            field="modalidade_execucao",
            source="Portaria 1, art. 2º",
            severity=Severity.AVISO,
            message="A modalidade {modalidade} pede autorização.",
            broken=lambda documento, _: {"modalidade": 3} if documento.modalidade_execucao == 3 else None,
            wrong="A modalidade pede autorização.",
            why="É o que a portaria pede.",
            mend="Peça a autorização.",
            breaks=exemplo.participante(modalidade_execucao=3),
            keeps=exemplo.participante(modalidade_execucao=1),
        ),
    ),
)
"""


def arquivo(pasta: Path, texto: str = DO_ORGAO) -> Path:
    caminho = pasta / "perfil.py"
    caminho.write_text(texto, encoding="utf-8")
    return caminho


def escolher(api: Api, email: str, perfil: str | None) -> bool:
    """Escolhe o perfil de um usuário, no banco do servidor."""
    portal = api.cliente.portal
    assert portal is not None
    database = api.cliente.app.state.parts.database  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
    return bool(portal.call(database.write, partial(usuarios.choose_profile, email=email, perfil=perfil)))


def enviar(api: Api, token: str = "", **mudancas: Any) -> Response:
    documento = {**SO_EM_INTEGRAL, **mudancas}
    return api.put(builders.caminho_participante(documento), documento, token=token)


def avisado(resposta: Response) -> tuple[int, str | None]:
    return resposta.status_code, resposta.headers.get(AVISOS)


class TestDoServidor:
    def test_sem_escolha_valem_so_as_normas_gerais(self, api: Api) -> None:
        assert avisado(enviar(api)) == (201, None)

    def test_o_escolhido_vale_para_todos(self, tmp_path: Path) -> None:
        with api_com(f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite", PGD_PERFIL="antaq") as api:
            token = api.token_de(USUARIO)
            vistos = [avisado(enviar(api, quem)) for quem in (api.token, token)]
        assert vistos == [(201, "AQ-04"), (200, "AQ-04")]

    def test_o_da_censipam_e_outro(self, tmp_path: Path) -> None:
        with api_com(f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite", PGD_PERFIL="censipam") as api:
            assert "AQ-04" not in (enviar(api).headers.get(AVISOS) or "")

    def test_o_do_arquivo_do_orgao_vale_no_lugar_dos_da_casa(self, tmp_path: Path) -> None:
        perfil = str(arquivo(tmp_path))
        with api_com(f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite", PGD_PERFIL=perfil) as api:
            vistos = [avisado(enviar(api)), avisado(enviar(api, modalidade_execucao=1))]
        assert vistos == [(201, "OR-01"), (200, None)]

    @pytest.mark.parametrize(
        "broken",
        ["lambda documento, _: documento.nao_existe", 'lambda documento, _: {"outra": 1}'],
        ids=["quem pergunta", "quem responde"],
    )
    def test_a_linha_que_tropeca_nao_muda_a_resposta(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture, broken: str
    ) -> None:
        ruim = tmp_path / "ruim.py"
        linhas = arquivo(tmp_path).read_text(encoding="utf-8").splitlines()
        (certa,) = (linha for linha in linhas if linha.strip().startswith("broken="))
        (mensagem,) = (linha for linha in linhas if linha.strip().startswith("message="))
        texto = "\n".join(linhas).replace(certa, f"            broken={broken},")
        ruim.write_text(texto.replace(mensagem, '            message="Falta {isto}.",'), encoding="utf-8")
        with api_com(f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite", PGD_PERFIL=str(ruim)) as api:
            assert avisado(enviar(api)) == (201, None)
        assert [registro.getMessage()[:24] for registro in caplog.records if registro.name == "app.perfis"] == [
            "A linha OR-01 do perfil "
        ]

    @pytest.mark.parametrize("codigo", ["ЖЖ-01", "zz-01", "OR-1", "OR-01\\nX"])
    def test_um_codigo_que_nao_viaja_num_cabecalho_e_recusado_ao_iniciar(self, tmp_path: Path, codigo: str) -> None:
        perfil = arquivo(tmp_path, DO_ORGAO.replace("OR-01", codigo))
        with pytest.raises(InvalidProfile, match="duas letras maiúsculas, um traço e dois algarismos"):
            Perfis.load(str(perfil))

    @pytest.mark.parametrize(
        "evidencia",
        ['{"modalidade": 3, "onde": 5}', '{"modalidade": {(1, 2): 3}}', '{"modalidade": 3, "colide_com": 1}'],
    )
    def test_a_evidencia_que_o_diario_nao_levaria_nao_perde_o_registro(self, tmp_path: Path, evidencia: str) -> None:
        texto = DO_ORGAO.replace('{"modalidade": 3} if documento.modalidade_execucao == 3 else None', evidencia)
        perfil = str(arquivo(tmp_path, texto))
        with api_com(f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite", PGD_PERFIL=perfil) as api:
            resposta = enviar(api)
            numero = resposta.headers["X-PGD-Registro"]
            explicacao = api.get(f"/simulador/api/registros/{numero}/explicacao")
        assert avisado(resposta) == (201, "OR-01")
        assert [item["codigo"] for item in explicacao.json()["avisos"]] == ["OR-01"]


class TestDeCadaUsuario:
    def test_o_escolhido_vale_so_para_ele_e_desde_o_pedido_seguinte(self, api: Api) -> None:
        token, outro = api.token_de(USUARIO), api.token_de(OUTRO)
        antes = avisado(enviar(api, token))
        assert escolher(api, USUARIO["email"], "antaq")
        depois = [avisado(enviar(api, quem)) for quem in (token, outro, api.token)]
        assert (antes, depois) == ((201, None), [(200, "AQ-04"), (200, None), (200, None)])

    def test_com_nada_volta_a_valer_o_do_servidor(self, api: Api) -> None:
        token = api.token_de(USUARIO)
        escolher(api, USUARIO["email"], "antaq")
        escolher(api, USUARIO["email"], None)
        assert avisado(enviar(api, token)) == (201, None)

    def test_o_nacional_livra_do_perfil_do_servidor(self, tmp_path: Path) -> None:
        with api_com(f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite", PGD_PERFIL="antaq") as api:
            token = api.token_de(USUARIO)
            escolher(api, USUARIO["email"], "nacional")
            assert avisado(enviar(api, token)) == (201, None)

    def test_o_que_ja_nao_ha_cede_ao_do_servidor(self, tmp_path: Path) -> None:
        with api_com(f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite", PGD_PERFIL="antaq") as api:
            token = api.token_de(USUARIO)
            escolher(api, USUARIO["email"], "um-perfil-que-havia")
            assert avisado(enviar(api, token)) == (201, "AQ-04")

    def test_trocar_o_usuario_nao_troca_o_perfil_e_nada_dele_viaja(self, api: Api) -> None:
        token = api.token_de(USUARIO)
        escolher(api, USUARIO["email"], "antaq")
        trocado = api.put(f"/user/{USUARIO['email']}", USUARIO)
        sem_senha = {nome: valor for nome, valor in USUARIO.items() if nome != "password"}
        assert (trocado.json(), api.get(f"/user/{USUARIO['email']}").json()) == (sem_senha, sem_senha)
        assert avisado(enviar(api, token)) == (201, "AQ-04")

    def test_escolher_o_perfil_nao_faz_o_token_parecer_de_outra_senha(self, api: Api) -> None:
        token = api.token_de(USUARIO)
        api.relogio.avancar(minutes=1)
        escolher(api, USUARIO["email"], "antaq")
        assert api.get(f"/user/{USUARIO['email']}", token=token).headers.get(AVISOS) is None

    def test_de_quem_nao_existe_nada_se_escolhe(self, api: Api) -> None:
        assert escolher(api, "ninguem@orgao.gov.br", "antaq") is False


class TestOsQueSePodemEscolher:
    def test_sem_arquivo_sao_os_da_casa(self) -> None:
        perfis = Perfis.load("nacional")
        assert (perfis.padrao, list(perfis.por_nome)) == (NACIONAL, ["nacional", "antaq", "censipam"])

    def test_com_um_arquivo_tambem_o_dele_que_e_o_do_servidor(self, tmp_path: Path) -> None:
        perfis = Perfis.load(str(arquivo(tmp_path)))
        assert (perfis.padrao.titulo, list(perfis.por_nome)) == (
            "O nosso órgão",
            ["nacional", "antaq", "censipam", "orgao"],
        )
        assert perfis.of("orgao") is perfis.of(None) is perfis.padrao
        assert perfis.of("antaq") is DA_CASA["antaq"]

    def test_o_catalogo_tem_as_regras_do_arquivo_e_as_da_casa(self, tmp_path: Path) -> None:
        com, sem = Perfis.load(str(arquivo(tmp_path))).catalog, Perfis.load("nacional").catalog
        assert set(com) - set(sem) == {"OR-01"}
        assert {"AQ-01", "PT-18"} <= set(sem)

    def test_um_nome_que_nao_ha_e_recusado(self) -> None:
        perfis = Perfis.load("nacional")
        perfis.require("antaq")
        with pytest.raises(InvalidProfile) as recusa:
            perfis.require("orgao")
        assert str(recusa.value) == "Não há perfil chamado orgao. Use um destes: nacional, antaq, censipam."


class TestOsQueNaoServem:
    def recusa(self, escolhido: str) -> str:
        with pytest.raises(InvalidProfile) as recusa:
            Perfis.load(escolhido)
        return str(recusa.value)

    def test_um_nome_desconhecido(self) -> None:
        assert self.recusa("anac") == (
            "Não há perfil chamado anac. Use um destes: nacional, antaq, censipam; "
            "ou dê o arquivo .py em que o perfil do seu órgão está escrito (docs/perfis.md)."
        )

    def test_o_servidor_nem_inicia_com_um_nome_desconhecido(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidProfile):
            create_app(settings(f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite", PGD_PERFIL="anac"))

    def test_um_arquivo_que_nao_existe(self, tmp_path: Path) -> None:
        caminho = tmp_path / "outro.py"
        assert self.recusa(str(caminho)) == (
            f"O arquivo do perfil, {caminho}, não existe. Confira o caminho em PGD_PERFIL."
        )

    @pytest.mark.parametrize(
        ("texto", "tropeco"),
        [
            ("1 / 0", "ZeroDivisionError('division by zero')"),
            ("import um_modulo_que_nao_ha", "ModuleNotFoundError(\"No module named 'um_modulo_que_nao_ha'\")"),
        ],
        ids=["erro", "importacao"],
    )
    def test_um_arquivo_quebrado_diz_o_tropeco_dele(self, tmp_path: Path, texto: str, tropeco: str) -> None:
        caminho = arquivo(tmp_path, texto)
        assert self.recusa(str(caminho)) == f"O arquivo do perfil, {caminho}, não pôde ser lido: {tropeco}."

    def test_um_arquivo_que_nao_e_python(self, tmp_path: Path) -> None:
        caminho = arquivo(tmp_path, "isto não é um programa")
        assert self.recusa(str(caminho)).startswith(f"O arquivo do perfil, {caminho}, não pôde ser lido: SyntaxError(")

    @pytest.mark.parametrize(
        "texto",
        [
            "",
            "PERFIL = 'antaq'",
            "from app.rules.perfis.perfil import Perfil\nPERFIL = Perfil(nome='x', titulo='X', participante=('y',))",
        ],
        ids=["sem-perfil", "outro-tipo", "linha-de-outro-tipo"],
    )
    def test_um_arquivo_sem_perfil(self, tmp_path: Path, texto: str) -> None:
        caminho = arquivo(tmp_path, texto)
        assert self.recusa(str(caminho)) == (
            f"O arquivo {caminho} não define PERFIL como um Perfil, com tabelas de Rule. "
            "Veja o modelo em docs/perfis.md."
        )

    @pytest.mark.parametrize(
        ("de", "por", "qual"),
        [
            ("Severity.AVISO", "Severity.ERRO", "OR-01"),
            ('"OR-01"', '"PA-05"', "PA-05"),
            ('"OR-01"', '"AQ-01"', "AQ-01"),
            ('nome="orgao"', 'nome="antaq"', "antaq"),
            ("participante=(", "participante=2 * (", "OR-01"),
        ],
        ids=["uma-linha-que-recusa", "codigo-de-regra", "codigo-de-outro-perfil", "nome-da-casa", "codigo-repetido"],
    )
    def test_o_que_poderia_confundir_se_com_o_simulador(self, tmp_path: Path, de: str, por: str, qual: str) -> None:
        caminho = arquivo(tmp_path, DO_ORGAO.replace(de, por))
        assert self.recusa(str(caminho)) == (
            f"O perfil de {caminho} não serve: todas as linhas têm de ser avisos, cada uma com um código só seu, e nem "
            f"o nome dele nem os códigos podem ser os do simulador. Confira: {qual}."
        )
