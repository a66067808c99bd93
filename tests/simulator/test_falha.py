"""Um defeito nosso sob `/simulador` também se diz em documento de problema."""

import pytest

from tests.conftest import Api


def test_uma_falha_viaja_como_documento_de_problema_sem_o_texto_dela(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def falhar(*_: object) -> None:
        raise RuntimeError("falha provocada pelo teste")

    database = api.cliente.app.state.parts.database  # type: ignore[attr-defined]  # o cliente só sabe que é uma ASGIApp
    monkeypatch.setattr(type(database), "look", falhar)
    resposta = api.cliente.get("/simulador/api/estado")
    assert (resposta.status_code, resposta.headers["content-type"]) == (500, "application/problem+json")
    assert resposta.json()["title"] == "O simulador falhou"
    assert "falha provocada" not in resposta.text
