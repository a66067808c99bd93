"""Códigos de recuperação: quantos ficam guardados."""

from sqlalchemy import func, select

from app.api.usuario import ASSUNTO, code_in
from app.storage.tables import mensagem, recuperacao
from tests.conftest import ADMIN, Api


def quantos(api: Api) -> tuple[int, int]:
    """Códigos e cartas guardados."""
    database = api.cliente.app.state.parts.database  # type: ignore[attr-defined]  # o cliente só sabe que é uma ASGIApp
    with database.synchronous_engine().connect() as conexao:
        codigos, cartas = (
            conexao.execute(select(func.count()).select_from(tabela)).scalar_one() for tabela in (recuperacao, mensagem)
        )
    return codigos, cartas


def test_os_codigos_vencidos_saem_quando_se_pede_outro(api: Api) -> None:
    for _ in range(3):
        assert api.cliente.post(f"/user/forgot_password/{ADMIN}").status_code == 200
    assert quantos(api) == (3, 3)
    api.relogio.avancar(minutes=31)
    assert api.cliente.post(f"/user/forgot_password/{ADMIN}").status_code == 200
    assert quantos(api) == (1, 4)


def test_o_codigo_que_se_le_da_carta_troca_a_senha(api: Api) -> None:
    assert api.cliente.post(f"/user/forgot_password/{ADMIN}").status_code == 200
    (email,) = api.cliente.get("/simulador/api/emails").json()["emails"]
    codigo = code_in(email["texto"])
    assert codigo is not None
    troca = {"access_token": codigo, "password": "outra"}
    assert api.cliente.get("/user/reset_password/", params=troca).status_code == 200
    entrada = {"username": ADMIN, "password": "outra"}
    assert api.cliente.post("/token", data=entrada).status_code == 200


def test_de_um_texto_sem_codigo_nao_se_le_nenhum() -> None:
    assert code_in(f"{ASSUNTO}\n\nToken-de-outra-coisa\n{'ã' * 43}\n") is None
