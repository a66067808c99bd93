"""As senhas erradas, contadas por conta e por endereço, e só onde a configuração as limita."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from app import access
from app.main import create_app
from app.settings import SENHA_DE_DEMONSTRACAO
from app.storage.tables import tentativa
from tests import builders
from tests.api.test_emails import api_com
from tests.conftest import ADMIN, BASE, USER_AGENT, Api, settings

EMAIL = "sistema@orgao.gov.br"
SENHA = "uma-senha-de-teste"
LIMITE = 3
ESPERA = (
    "Houve senhas erradas demais com este e-mail, ou vindas do mesmo endereço que você, e este servidor faz esperar "
    "quem erra muito. Confira o e-mail e a senha que o seu sistema envia, e tente de novo daqui a {} s: "
    "até lá, nenhuma senha é conferida."
)


def visto(resposta: Response) -> tuple[int, str | None]:
    return resposta.status_code, resposta.headers.get("X-PGD-Regra")


def contadas(api: Api) -> list[int]:
    """Quantas falhas há guardadas em cada chave."""
    with api.cliente.app.state.parts.database.synchronous_engine().connect() as conexao:  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
        return sorted(conexao.execute(select(tentativa.c.falhas)).scalars())


def de_outro_endereco(api: Api, email: str, senha: str) -> Response:
    outro = TestClient(api.cliente.app, BASE, headers={"User-Agent": USER_AGENT}, client=("10.0.0.2", 1))
    return outro.post("/token", data={"username": email, "password": senha})


ERRADA, CERTA, ESPERE = (401, "AU-03"), (200, None), (429, "AU-12")


@pytest.fixture
def limitada(banco: str) -> Iterator[Api]:
    """Uma API com lugar para três senhas erradas, um usuário comum, e ninguém ainda com falhas."""
    with api_com(banco, PGD_LIMITE_LOGIN=LIMITE) as api:
        assert api.put(f"/user/{EMAIL}", builders.usuario()).status_code == 201
        yield api


@pytest.fixture
def esgotada(limitada: Api) -> Api:
    """A mesma, com a conta do usuário comum no limite, e o endereço também."""
    assert [visto(limitada.entrar(EMAIL, "errada")) for _ in range(LIMITE)] == [ERRADA] * LIMITE
    return limitada


class TestD53SenhasErradas:
    """Só esperam onde a configuração as limita."""

    def test_sem_a_configuracao_nada_se_conta_e_ninguem_espera(self, api: Api) -> None:
        assert {visto(api.entrar(ADMIN, "errada")) for _ in range(30)} == {ERRADA}
        assert visto(api.entrar(ADMIN, SENHA_DE_DEMONSTRACAO)) == CERTA
        assert contadas(api) == []

    def test_ate_o_limite_a_recusa_e_a_de_sempre(self, limitada: Api) -> None:
        resposta = [limitada.entrar(EMAIL, "errada") for _ in range(LIMITE)][-1]
        assert (visto(resposta), resposta.headers["WWW-Authenticate"]) == (ERRADA, "Bearer")
        assert "Retry-After" not in resposta.headers

    def test_no_limite_a_resposta_diz_quanto_esperar_no_corpo_e_no_cabecalho(self, esgotada: Api) -> None:
        esgotada.relogio.avancar(seconds=60)
        resposta = esgotada.entrar(EMAIL, "errada")
        assert (visto(resposta), resposta.headers["Retry-After"]) == (ESPERE, "240")
        assert resposta.json() == {"detail": ESPERA.format(240)}
        assert "WWW-Authenticate" not in resposta.headers


def test_quem_espera_nao_entra_nem_com_a_senha_certa(esgotada: Api) -> None:
    assert visto(esgotada.entrar(EMAIL, SENHA)) == ESPERE


def test_quem_espera_nao_gasta_o_trabalho_de_conferir_a_senha(esgotada: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    # Usar este conferidor seria um erro 500.
    monkeypatch.setattr(access, "_HASHER", None)
    assert visto(esgotada.entrar(EMAIL, "errada")) == ESPERE


def test_a_espera_acaba_no_instante_que_se_disse(esgotada: Api) -> None:
    esgotada.relogio.avancar(minutes=4, seconds=59)
    assert visto(esgotada.entrar(EMAIL, SENHA)) == ESPERE
    esgotada.relogio.avancar(seconds=1)
    assert visto(esgotada.entrar(EMAIL, SENHA)) == CERTA


def test_uma_fracao_de_segundo_ainda_e_um_segundo_de_espera(esgotada: Api) -> None:
    esgotada.relogio.avancar(minutes=4, seconds=59.5)
    resposta = esgotada.entrar(EMAIL, SENHA)
    assert (visto(resposta), resposta.headers["Retry-After"]) == (ESPERE, "1")


def test_esperar_nao_conta_como_errar(esgotada: Api) -> None:
    assert [visto(esgotada.entrar(EMAIL, "errada")) for _ in range(5)] == [ESPERE] * 5
    assert contadas(esgotada) == [LIMITE, LIMITE]


def test_a_conta_espera_venha_de_onde_vier(esgotada: Api) -> None:
    assert visto(de_outro_endereco(esgotada, EMAIL, SENHA)) == ESPERE


def test_o_endereco_espera_seja_qual_for_a_conta(esgotada: Api) -> None:
    assert visto(esgotada.entrar(ADMIN, SENHA_DE_DEMONSTRACAO)) == ESPERE
    assert visto(de_outro_endereco(esgotada, ADMIN, SENHA_DE_DEMONSTRACAO)) == CERTA


def test_uma_conta_que_nao_existe_espera_igual(limitada: Api) -> None:
    ninguem = "ninguem@orgao.gov.br"
    respostas = [limitada.entrar(ninguem, "errada") for _ in range(LIMITE + 1)]
    assert [visto(resposta) for resposta in respostas] == [*[ERRADA] * LIMITE, ESPERE]
    assert respostas[-1].json() == {"detail": ESPERA.format(300)}


def test_acertar_zera_a_conta_mas_nao_o_endereco(limitada: Api) -> None:
    assert visto(limitada.entrar(EMAIL, "errada")) == ERRADA
    assert contadas(limitada) == [1, 1]
    assert visto(limitada.entrar(EMAIL, SENHA)) == CERTA
    assert contadas(limitada) == [1]


def test_acertar_sem_ter_errado_nao_guarda_nada(limitada: Api) -> None:
    assert visto(limitada.entrar(EMAIL, SENHA)) == CERTA
    assert contadas(limitada) == []


def test_um_desativado_de_senha_certa_nao_errou(limitada: Api) -> None:
    limitada.put(f"/user/{EMAIL}", builders.usuario(disabled=True))
    assert [visto(limitada.entrar(EMAIL, SENHA)) for _ in range(LIMITE + 1)] == [(401, "AU-04")] * (LIMITE + 1)


def test_o_que_nao_e_email_nao_se_conta(limitada: Api) -> None:
    assert {limitada.entrar("fulano", "x").status_code for _ in range(LIMITE + 1)} == {422}
    assert contadas(limitada) == []


def test_as_falhas_vencidas_saem_quando_outra_chega(limitada: Api) -> None:
    for n in range(LIMITE):
        assert visto(limitada.entrar(f"ninguem{n}@orgao.gov.br", "errada")) == ERRADA
    assert contadas(limitada) == [1, 1, 1, LIMITE]
    limitada.relogio.avancar(minutes=5)
    assert visto(limitada.entrar(EMAIL, "errada")) == ERRADA
    assert contadas(limitada) == [1, 1]


def test_nada_do_que_se_guarda_diz_de_quem_e(limitada: Api) -> None:
    assert visto(limitada.entrar(EMAIL, "errada")) == ERRADA
    with limitada.cliente.app.state.parts.database.synchronous_engine().connect() as conexao:  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
        linhas = conexao.execute(select(tentativa)).all()
    assert {len(linha.chave) for linha in linhas} == {64}
    assert {linha.falhas for linha in linhas} == {1}


def test_de_muitas_senhas_tentadas_ao_mesmo_tempo_so_o_limite_fica_sabendo_o_resultado(limitada: Api) -> None:
    with ThreadPoolExecutor(12) as linhas:
        vistas = list(linhas.map(lambda _: visto(limitada.entrar(EMAIL, "errada")), range(12)))
    assert sorted(vistas, key=str) == [*[ERRADA] * LIMITE, *[ESPERE] * 9]
    assert contadas(limitada) == [LIMITE, LIMITE]


def test_o_reinicio_de_tudo_esquece_as_falhas_e_o_de_dados_nao(esgotada: Api) -> None:
    assert esgotada.cliente.post("/simulador/api/reinicio", params={"escopo": "dados"}).status_code == 200
    assert visto(esgotada.entrar(ADMIN, SENHA_DE_DEMONSTRACAO)) == ESPERE
    assert esgotada.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"}).status_code == 200
    assert visto(esgotada.entrar(ADMIN, SENHA_DE_DEMONSTRACAO)) == CERTA


def test_outro_servidor_no_mesmo_banco_conta_com_este(esgotada: Api, banco: str) -> None:
    outro = TestClient(create_app(settings(banco, PGD_LIMITE_LOGIN=LIMITE), esgotada.relogio), BASE)
    with outro:
        resposta = outro.post("/token", data={"username": EMAIL, "password": SENHA}, headers={"User-Agent": USER_AGENT})
    assert visto(resposta) == ESPERE
