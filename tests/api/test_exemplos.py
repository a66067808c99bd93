"""Os exemplos de cada regra, corridos de verdade: o que a quebra a provoca, e o que a cumpre não provoca nada."""

import ast
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from app.rules import acesso, mostra, pedido, protocolo, servidor
from app.rules.catalog import CATALOG, GROUPS
from app.rules.exemplo import ADMIN, USUARIO, Envio, Exemplo, Pedido
from app.rules.rule import Rule, Severity
from app.storage import usuario
from tests import postgres
from tests.abuso.conversa import conversa
from tests.api.test_emails import api_com, caixa_de_saida, codigo_em
from tests.architecture.fontes import RAIZ
from tests.conftest import Api
from tests.exemplos import Visto, correr, enviar, preparar, visto
from tests.servidor import Servidor
from tests.servidor import servidor as servidor_no_ar
from tests.storage.interrupcao import fora_do_ar

PERFIS = ("antaq", "censipam")
"""Os grupos cujas regras só valem com o perfil de mesmo nome."""

RECUSADOS_TAMBEM = {
    "PD-18": "PD-06",
    "PD-20": "PD-01",
    "PD-21": "PD-05",
    "PD-22": "PE-09",
    "PE-25": "PE-08",
    "PT-41": "PT-20",
    "PT-48": "PT-19",
}
"""Os avisos que só explicam uma recusa, e a regra dela."""

TAMBEM_AVISADOS = {"AQ-02": {"AQ-01"}, "CE-01": {"PE-24"}, "CE-02": {"PT-34"}}
"""Os avisos que, por ser a norma do órgão mais estreita que outra, nunca vêm sós, e os que vêm com eles."""

AQUI = "tests/api/test_exemplos.py"


def conexao_de(api: Api) -> AbstractContextManager[Connection]:
    """Uma transação no banco da API."""
    motor: Engine = api.cliente.app.state.parts.database.synchronous_engine()  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
    return motor.begin()


def situacao(exemplo: Exemplo | None) -> str:
    """O que tem de estar acontecendo além do próprio exemplo."""
    return exemplo.situacao if isinstance(exemplo, Pedido) else ""


def casos(qual: str, *grupos: str) -> list[Any]:
    """Os exemplos que se correm sozinhos, dos que quebram (`breaks`) ou dos que cumprem (`keeps`) as regras."""
    return [
        pytest.param(getattr(regra, qual), regra, id=regra.code)
        for grupo in grupos
        for regra in GROUPS[grupo]
        if not situacao(getattr(regra, qual))
    ]


GERAIS = [grupo for grupo in GROUPS if grupo not in (*PERFIS, "arquivo")]


def so_esta(regra: Rule[Any, Any], obtido: Visto) -> bool:
    """Se o que se viu é esta regra, e nenhuma outra: a recusa, ou o aviso numa resposta que ele não muda."""
    if regra.severity is Severity.ERRO:
        return 400 <= obtido.status < 500 and obtido[1:] == ([regra.code], [])
    recusa = RECUSADOS_TAMBEM.get(regra.code)
    if set(obtido.avisos) != {regra.code, *TAMBEM_AVISADOS.get(regra.code, ())}:
        return False
    return obtido.regras == [recusa] if recusa else 200 <= obtido.status < 300 and obtido.regras == []


def nada(obtido: Visto) -> bool:
    """Se o pedido foi aceito, sem regra nem aviso."""
    return 200 <= obtido.status < 300 and obtido[1:] == ([], [])


@pytest.mark.parametrize(("exemplo", "regra"), casos("breaks", *GERAIS))
def test_o_exemplo_que_quebra_a_regra_provoca_so_ela(api: Api, exemplo: Envio, regra: Rule[Any, Any]) -> None:
    obtido = correr(api, exemplo)
    assert so_esta(regra, obtido), obtido


@pytest.mark.parametrize(("exemplo", "regra"), casos("keeps", *GERAIS))
def test_o_exemplo_que_cumpre_a_regra_nao_provoca_nada(api: Api, exemplo: Envio, regra: Rule[Any, Any]) -> None:
    obtido = correr(api, exemplo)
    assert nada(obtido), obtido


@pytest.fixture
def com_perfil(api: Api, regra: Rule[Any, Any]) -> Api:
    """A API, com o administrador no perfil de que a regra é."""
    (perfil,) = (grupo for grupo in PERFIS if regra in GROUPS[grupo])
    with conexao_de(api) as conexao:
        assert usuario.choose_profile(conexao, ADMIN, perfil) is True
    return api


@pytest.mark.parametrize(("exemplo", "regra"), casos("breaks", *PERFIS))
def test_com_o_perfil_o_exemplo_que_quebra_a_regra_provoca_so_ela(
    com_perfil: Api, exemplo: Envio, regra: Rule[Any, Any]
) -> None:
    obtido = correr(com_perfil, exemplo)
    assert so_esta(regra, obtido), obtido


@pytest.mark.parametrize(("exemplo", "regra"), casos("breaks", *PERFIS))
def test_sem_o_perfil_o_mesmo_exemplo_so_provoca_avisos_gerais(api: Api, exemplo: Envio, regra: Rule[Any, Any]) -> None:
    obtido = correr(api, exemplo)
    assert (obtido.regras, [codigo for codigo in obtido.avisos if codigo[:2] == regra.code[:2]]) == ([], [])


@pytest.mark.parametrize(("exemplo", "regra"), casos("keeps", *PERFIS))
def test_com_o_perfil_o_exemplo_que_cumpre_a_regra_nao_provoca_nada(
    com_perfil: Api, exemplo: Envio, regra: Rule[Any, Any]
) -> None:
    obtido = correr(com_perfil, exemplo)
    assert nada(obtido), obtido


def pedido_de(exemplo: Exemplo | None) -> Pedido:
    assert isinstance(exemplo, Pedido)
    return exemplo


class TestSituacao:
    """O que depende de algo mais estar acontecendo, que aqui acontece."""

    def test_um_corpo_acima_do_limite_e_recusado(self, banco: str) -> None:
        grande = replace(pedido_de(pedido.CORPO_GRANDE_DEMAIS.breaks), corpo=" " * 1_025)
        with api_com(banco, PGD_LIMITE_CORPO=1_024) as api:
            assert correr(api, grande) == Visto(413, ["PD-04"], [])
            assert correr(api, replace(grande, corpo="{" + " " * 1_022 + "}")).regras == ["FO-01"]

    def test_quem_erra_a_senha_demais_espera(self, banco: str) -> None:
        with api_com(banco, PGD_LIMITE_LOGIN=3) as api:
            exemplo = pedido_de(acesso.ENTRADAS_DEMAIS.breaks)
            assert [correr(api, exemplo).status for _ in range(3)] == [401, 401, 401]
            assert correr(api, exemplo) == Visto(429, ["AU-12"], [])

    def test_um_token_de_antes_da_troca_da_senha_ainda_vale(self, api: Api) -> None:
        api.relogio.avancar(minutes=1)
        administrador = {**USUARIO, "email": ADMIN, "is_admin": True, "password": "outra-senha"}
        assert api.put(f"/user/{ADMIN}", administrador).status_code == 200
        exemplo = pedido_de(CATALOG["AU-13"].breaks)
        assert correr(api, exemplo) == Visto(200, [], ["AU-13"])

    def test_com_o_banco_fora_do_ar_o_pedido_e_recusado(self, servidor_postgres: str) -> None:
        with postgres.empty_database(servidor_postgres) as endereco, api_com(endereco) as api:
            with fora_do_ar(servidor_postgres, endereco):
                assert correr(api, pedido_de(servidor.BANCO_FORA.breaks)) == Visto(503, ["PD-10"], [])
            assert nada(correr(api, pedido_de(servidor.BANCO_FORA.keeps)))


class TestCodigoDeRecuperacao:
    """O código é o que acaba de chegar por e-mail."""

    def trocar(self, api: Api, exemplo: Pedido) -> Visto:
        codigo = codigo_em(caixa_de_saida(api)[0].texto)
        com_o_codigo = replace(exemplo, caminho=exemplo.caminho.replace(acesso.CODIGO, codigo))
        return visto(enviar(api, com_o_codigo, None))

    @pytest.mark.parametrize("regra", [acesso.RECUPERACAO_INVALIDA, acesso.RECUPERACAO_DESATIVADA])
    def test_vale_uma_vez(self, api: Api, regra: Rule[Any, Any]) -> None:
        exemplo = pedido_de(regra.keeps)
        preparar(api, exemplo)
        assert nada(self.trocar(api, exemplo))
        assert self.trocar(api, exemplo) == Visto(401, ["AU-09"], [])

    def test_o_de_quem_foi_desativado_depois_nao_vale(self, api: Api) -> None:
        exemplo = pedido_de(acesso.RECUPERACAO_DESATIVADA.breaks)
        preparar(api, exemplo)
        with conexao_de(api) as conexao:
            assert usuario.disable(conexao, "sistema@orgao.gov.br", api.relogio.agora) is True
        assert self.trocar(api, exemplo) == Visto(400, ["AU-10"], [])


class TestNaConexao:
    """O que nenhuma biblioteca de HTTP mandaria, num servidor de verdade: o texto que a página mostra, em bytes."""

    @pytest.fixture(scope="class")
    @classmethod
    def no_ar(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servidor]:
        with servidor_no_ar(tmp_path_factory.mktemp("exemplos")) as no_ar:
            yield no_ar

    def mandar(self, no_ar: Servidor, *linhas: str) -> tuple[int, str | None, type]:
        with conversa(no_ar.endereco) as nova:
            return nova.mandar("".join(f"{linha}\r\n" for linha in (*linhas, "")).encode()).resposta().recusa

    def test_um_caminho_com_acento_sem_codificar_nao_e_http(self, no_ar: Servidor) -> None:
        linhas = mostra.request_text(pedido_de(protocolo.NAO_E_HTTP.breaks)).splitlines()
        assert self.mandar(no_ar, *linhas) == (400, "PD-12", str)

    def test_cabecalhos_demais_sao_recusados(self, no_ar: Servidor) -> None:
        linhas = mostra.request_text(pedido_de(protocolo.CABECALHOS_DEMAIS.breaks)).splitlines()
        assert self.mandar(no_ar, *linhas, *(f"X-{n}: y" for n in range(101))) == (431, "PD-13", str)


COM_SITUACAO = {
    "AU-09 keeps": f"{AQUI}::TestCodigoDeRecuperacao::test_vale_uma_vez",
    "AU-10 breaks": f"{AQUI}::TestCodigoDeRecuperacao::test_o_de_quem_foi_desativado_depois_nao_vale",
    "AU-10 keeps": f"{AQUI}::TestCodigoDeRecuperacao::test_vale_uma_vez",
    "AU-12 breaks": f"{AQUI}::TestSituacao::test_quem_erra_a_senha_demais_espera",
    "AU-13 breaks": f"{AQUI}::TestSituacao::test_um_token_de_antes_da_troca_da_senha_ainda_vale",
    "FO-27 breaks": "tests/rules/test_forma.py::TestFO27::test_tipo_sem_regra_propria_e_nomeado_na_mensagem",
    "PD-04 breaks": f"{AQUI}::TestSituacao::test_um_corpo_acima_do_limite_e_recusado",
    "PD-10 breaks": f"{AQUI}::TestSituacao::test_com_o_banco_fora_do_ar_o_pedido_e_recusado",
    "PD-11 breaks": "tests/api/test_diferencas.py::TestD08ErroInterno::test_viaja_em_json_com_o_numero_do_registro",
    "PD-12 breaks": f"{AQUI}::TestNaConexao::test_um_caminho_com_acento_sem_codificar_nao_e_http",
    "PD-13 breaks": f"{AQUI}::TestNaConexao::test_cabecalhos_demais_sao_recusados",
    "PD-14 breaks": (
        "tests/abuso/test_lentos.py::TestD52PedidosQueNaoAcabam::test_um_corpo_que_para_recebe_408_e_nada_fica_guardado"
    ),
    "PD-15 breaks": "tests/queda/test_disco_cheio.py::test_nenhum_arquivo_pode_crescer",
    "PD-16 breaks": "tests/queda/test_confirmacao_perdida.py::test_o_envio_guardado_cuja_resposta_se_perdeu",
}
"""O teste que provoca, de verdade, a situação de que o exemplo depende."""


def test_todo_exemplo_que_depende_de_uma_situacao_tem_o_teste_que_a_provoca() -> None:
    dependem = {
        f"{codigo} {qual}"
        for codigo, regra in CATALOG.items()
        for qual in ("breaks", "keeps")
        if situacao(getattr(regra, qual))
    }
    assert dependem == set(COM_SITUACAO)


@pytest.mark.parametrize("teste", sorted(set(COM_SITUACAO.values())))
def test_o_teste_que_provoca_a_situacao_existe(teste: str) -> None:
    arquivo, *nomes = teste.split("::")
    achado: ast.AST = ast.parse((RAIZ / arquivo).read_text(encoding="utf-8"))
    for nome in nomes:
        (achado,) = (no for no in ast.iter_child_nodes(achado) if getattr(no, "name", None) == nome)
    assert isinstance(achado, ast.FunctionDef)
