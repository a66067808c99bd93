"""Códigos de recuperação: quantos ficam guardados."""

from sqlalchemy import func, select

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
