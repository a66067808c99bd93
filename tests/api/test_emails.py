"""A recuperação de senha: sempre na caixa de saída, e por um servidor SMTP de verdade quando há um."""

import asyncio
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi.testclient import TestClient

from app.main import create_app
from app.storage import mensagem
from app.storage.mensagem import Mensagem
from app.storage.opening import open_database
from tests import builders
from tests.conftest import ADMIN, BASE, USER_AGENT, Api, Relogio, settings

CODIGO = re.compile(r"^[\w-]{43}$", re.MULTILINE)


def caixa_de_saida(api: Api) -> list[Mensagem]:
    """O que `pgd emails` mostraria."""
    with api.cliente.app.state.parts.database.synchronous_engine().connect() as conexao:  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
        return mensagem.newest(conexao, 1_000)


def codigo_em(texto: str) -> str:
    """O código, sozinho na sua linha."""
    achado = CODIGO.search(texto)
    assert achado is not None
    return achado[0]


class Carteiro:
    """O que um servidor SMTP faz com cada carta: aceita-a, ou responde com esta recusa."""

    def __init__(self, recusa: str | None = None) -> None:
        self.recusa = recusa
        self.cartas: list[EmailMessage] = []

    async def handle_DATA(self, _servidor: SMTP, _sessao: Session, envelope: Envelope) -> str:  # noqa: N802  # é o nome que o aiosmtpd procura
        assert isinstance(envelope.content, bytes)
        carta = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(carta, EmailMessage)
        self.cartas.append(carta)
        return self.recusa or "250 recebida"


@contextmanager
def servidor_smtp(carteiro: Carteiro) -> Iterator[int]:
    """A porta de um servidor SMTP no ar."""
    with socket.create_server(("127.0.0.1", 0)) as livre:
        porta = int(livre.getsockname()[1])
    controle = Controller(carteiro, hostname="127.0.0.1", port=porta)
    controle.start()
    try:
        yield porta
    finally:
        controle.stop()


@contextmanager
def api_com(banco: str, senha: str = "demonstracao-pgd", **configuracao: Any) -> Iterator[Api]:
    """Uma API com esta configuração, pedida pelo administrador."""
    relogio = Relogio()
    aplicacao = create_app(settings(banco, **configuracao), relogio)
    with TestClient(aplicacao, BASE, headers={"User-Agent": USER_AGENT}, follow_redirects=False) as cliente:
        api = Api(cliente, relogio)
        api.token = str(api.entrar(ADMIN, senha).json()["access_token"])
        yield api


def recuperar(api: Api) -> tuple[int, Mensagem]:
    """Pede a recuperação do administrador: o status e o que ficou na caixa de saída."""
    resposta = api.cliente.post(f"/user/forgot_password/{ADMIN}")
    (guardada,) = caixa_de_saida(api)
    return resposta.status_code, guardada


class TestSemServidorSmtp:
    def test_o_email_fica_na_caixa_de_saida_com_o_codigo(self, api: Api) -> None:
        resposta = api.cliente.post(f"/user/forgot_password/{ADMIN}")
        (guardada,) = caixa_de_saida(api)
        assert (resposta.status_code, set(resposta.json())) == (200, {"message"})
        assert (guardada.para, guardada.assunto, guardada.entregue_em, guardada.falha) == (
            ADMIN,
            "Recuperação de senha da API PGD (simulador)",
            None,
            None,
        )
        assert len(codigo_em(guardada.texto)) == 43

    def test_a_resposta_nao_traz_o_codigo(self, api: Api) -> None:
        resposta = api.cliente.post(f"/user/forgot_password/{ADMIN}")
        assert codigo_em(caixa_de_saida(api)[0].texto) not in resposta.text

    def test_o_codigo_guardado_e_so_um_resumo(self, api: Api) -> None:
        api.cliente.post(f"/user/forgot_password/{ADMIN}")
        codigo = codigo_em(caixa_de_saida(api)[0].texto)
        with api.cliente.app.state.parts.database.synchronous_engine().connect() as conexao:  # type: ignore[attr-defined]  # o cliente só sabe que é uma ASGIApp
            (resumo,) = conexao.exec_driver_sql("SELECT resumo FROM recuperacao").scalars()
        assert (len(resumo), codigo in resumo) == (64, False)

    def test_o_endereco_na_carta_e_o_do_servidor(self, api: Api) -> None:
        api.cliente.post(f"/user/forgot_password/{ADMIN}")
        assert f"{BASE}/user/reset_password/" in caixa_de_saida(api)[0].texto

    def test_as_mensagens_vem_da_mais_nova_a_mais_antiga(self, api: Api) -> None:
        api.put("/user/sistema@orgao.gov.br", builders.usuario())
        for email in (ADMIN, "sistema@orgao.gov.br"):
            api.cliente.post(f"/user/forgot_password/{email}")
        assert [guardada.para for guardada in caixa_de_saida(api)] == ["sistema@orgao.gov.br", ADMIN]


class TestComServidorSmtp:
    def test_a_carta_chega_inteira_e_a_caixa_de_saida_o_diz(self, banco: str) -> None:
        carteiro = Carteiro()
        with (
            servidor_smtp(carteiro) as porta,
            api_com(banco, PGD_SMTP_SERVIDOR="127.0.0.1", PGD_SMTP_PORTA=porta) as api,
        ):
            status, guardada = recuperar(api)
        (carta,) = carteiro.cartas
        assert (status, guardada.falha, guardada.entregue_em is not None) == (200, None, True)
        assert (carta["To"], carta["From"], carta["Subject"]) == (
            ADMIN,
            "Simulador da API PGD <simulador@pgd.gov.br>",
            "Recuperação de senha da API PGD (simulador)",
        )
        assert carta.get_content().replace("\r\n", "\n").strip() == guardada.texto.strip()

    def test_um_servidor_que_nao_responde_deixa_o_motivo_e_a_resposta_ainda_e_200(self, banco: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as livre:
            porta = livre.getsockname()[1]
        with api_com(banco, PGD_SMTP_SERVIDOR="127.0.0.1", PGD_SMTP_PORTA=porta) as api:
            status, guardada = recuperar(api)
        assert (status, guardada.entregue_em, guardada.falha) == (
            200,
            None,
            f"ConnectionRefusedError: o servidor 127.0.0.1:{porta} não recebeu a mensagem.",
        )

    def test_um_servidor_que_recusa_deixa_o_motivo_e_a_resposta_ainda_e_200(self, banco: str) -> None:
        carteiro = Carteiro("550 caixa cheia")
        with (
            servidor_smtp(carteiro) as porta,
            api_com(banco, PGD_SMTP_SERVIDOR="127.0.0.1", PGD_SMTP_PORTA=porta) as api,
        ):
            status, guardada = recuperar(api)
        assert (status, guardada.entregue_em, guardada.falha) == (
            200,
            None,
            f"SMTPDataError: o servidor 127.0.0.1:{porta} não recebeu a mensagem.",
        )

    def test_um_servidor_que_nao_aceita_a_senha_deixa_o_motivo(self, banco: str) -> None:
        with (
            servidor_smtp(Carteiro()) as porta,
            api_com(
                banco,
                PGD_SMTP_SERVIDOR="127.0.0.1",
                PGD_SMTP_PORTA=porta,
                PGD_SMTP_USUARIO="carteiro",
                PGD_SMTP_SENHA="segredo-do-correio",
            ) as api,
        ):
            status, guardada = recuperar(api)
        assert (status, guardada.entregue_em) == (200, None)
        assert str(guardada.falha).startswith("SMTPNotSupportedError: ")
        assert "segredo-do-correio" not in str(guardada.falha)

    def test_o_que_atende_na_porta_e_nao_e_smtp_deixa_o_motivo(self, banco: str) -> None:
        """Um servidor que aceita a conexão e a fecha."""

        async def fechar(_leitura: asyncio.StreamReader, escrita: asyncio.StreamWriter) -> None:
            escrita.close()

        async def tudo() -> tuple[int, Mensagem]:
            surdo = await asyncio.start_server(fechar, "127.0.0.1", 0)
            porta = surdo.sockets[0].getsockname()[1]

            def pedir() -> tuple[int, Mensagem]:
                with api_com(banco, PGD_SMTP_SERVIDOR="127.0.0.1", PGD_SMTP_PORTA=porta) as api:
                    return recuperar(api)

            try:
                return await asyncio.to_thread(pedir)
            finally:
                surdo.close()

        status, guardada = asyncio.run(tudo())
        assert (status, guardada.entregue_em, str(guardada.falha).split(":")[0]) == (
            200,
            None,
            "SMTPServerDisconnected",
        )

    @pytest.mark.parametrize("remetente", ["não é\ncabeçalho", "fulano"], ids=["quebra-de-linha", "sem-arroba"])
    def test_um_remetente_que_nao_serve_nao_faz_o_pedido_falhar(self, tmp_path: Path, remetente: str) -> None:
        with (
            servidor_smtp(Carteiro()) as porta,
            api_com(
                f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite",
                PGD_SMTP_SERVIDOR="127.0.0.1",
                PGD_SMTP_PORTA=porta,
                PGD_SMTP_REMETENTE=remetente,
            ) as api,
        ):
            status, _ = recuperar(api)
        assert status == 200


def test_o_banco_guarda_a_mensagem_antes_de_o_smtp_ser_tentado(banco: str) -> None:
    """Se o processo morre no meio da entrega, a mensagem não se perde."""
    visto: list[int] = []

    class Olheiro(Carteiro):
        async def handle_DATA(self, servidor: SMTP, sessao: Session, envelope: Envelope) -> str:  # noqa: N802  # é o nome que o aiosmtpd chama
            with open_database(banco).synchronous_engine().connect() as conexao:
                visto.append(len(mensagem.newest(conexao, 1_000)))
            return await super().handle_DATA(servidor, sessao, envelope)

    with servidor_smtp(Olheiro()) as porta, api_com(banco, PGD_SMTP_SERVIDOR="127.0.0.1", PGD_SMTP_PORTA=porta) as api:
        recuperar(api)
    assert visto == [1]
