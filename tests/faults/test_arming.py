"""O que se confere antes de armar uma falha: a que não existe, ou não se daria nunca, é recusada."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from app.faults.arming import FalhaAArmar, settle
from app.faults.preset import InvalidFault

AGORA = datetime(2025, 7, 1, 12, tzinfo=UTC)
EMAIL = "sistema@orgao.gov.br"


def recusa(**campos: Any) -> str:
    with pytest.raises(InvalidFault) as recusada:
        settle(FalhaAArmar(**{"predefinicao": "html-503", **campos}), AGORA)
    return str(recusada.value)


@pytest.mark.parametrize(
    ("campos", "dito"),
    [
        ({"predefinicao": "html-999"}, "Não há a predefinição html-999; as que há são: html-502, html-503, "),
        ({"predefinicao": ""}, "Não há a predefinição vazia; as que há são: "),
        ({"parametros": {"segundos": 1}}, "A falha html-503 não tem o parâmetro segundos; ela não tem nenhum."),
        (
            {"predefinicao": "demora-35s", "parametros": {"seg": 1}},
            "A falha demora-35s não tem o parâmetro seg; os que há são: segundos.",
        ),
        (
            {"predefinicao": "demora-35s", "parametros": {"segundos": 601}},
            "O parâmetro segundos tem de ser um número de 0.1 a 600, e veio 601.0.",
        ),
        (
            {"predefinicao": "demora-35s", "parametros": {"segundos": "muitos"}},
            "O parâmetro segundos tem de ser um número de 0.1 a 600, e veio muitos.",
        ),
        (
            {"predefinicao": "demora-35s", "parametros": {"segundos": float("nan")}},
            "O parâmetro segundos tem de ser um número de 0.1 a 600, e veio nan.",
        ),
        (
            {"predefinicao": "corpo-vazio", "parametros": {"status": float("inf")}},
            "O parâmetro status tem de ser um número inteiro de 200 a 599, e veio inf.",
        ),
        (
            {"predefinicao": "corpo-vazio", "parametros": {"status": 200.5}},
            "O parâmetro status tem de ser um número inteiro de 200 a 599, e veio 200.5.",
        ),
        ({"metodo": "PUXE"}, "O método PUXE não existe. Use um destes: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS."),
        ({"rota": "/nao-existe"}, "A API não tem caminho que comece por /nao-existe. Use uma destas rotas, "),
        ({"rota": "/user/{mail}"}, "A API não tem caminho que comece por /user/{mail}. "),
        ({"rota": "/simulador/api"}, "A API não tem caminho que comece por /simulador/api. "),
        ({"rota": "/users/1"}, "A API não tem caminho que comece por /users/1. "),
        ({"rota": "users"}, "A API não tem caminho que comece por users. "),
        ({"rota": ""}, "A API não tem caminho que comece por . "),
        ({"rota": "/user/a\0b"}, "A API não tem caminho que comece por /user/a\0b. "),
        ({"rota": "/" + "x" * 10_000}, "A API não tem caminho que comece por /" + "x" * 59 + "…. "),
        (
            {"recurso": "plano"},
            "O recurso plano não existe. Use um destes: participante, plano_entregas, plano_trabalho, usuario.",
        ),
        ({"recurso": "participante", "rota": "/users"}, "Diga a rota ou o recurso, e não os dois: "),
        ({"unidade": "SIAPE"}, "A unidade se escreve como SIAPE/1, a origem e o código, e veio SIAPE."),
        ({"unidade": "/1"}, "A unidade se escreve como SIAPE/1, "),
        ({"unidade": "SIAPE/-1"}, "A unidade se escreve como SIAPE/1, "),
        ({"unidade": "SIAPE/١"}, "A unidade se escreve como SIAPE/1, "),
        ({"unidade": "SIAPE/9223372036854775808"}, "A unidade se escreve como SIAPE/1, "),
        ({"unidade": "SIAPE/" + "9" * 10_000}, "A unidade se escreve como SIAPE/1, "),
        ({"unidade": "SI\0APE/1"}, "A unidade se escreve como SIAPE/1, "),
        ({"usuario": "fulano"}, "O usuário se diz pelo e-mail, como sistema@orgao.gov.br, e veio fulano."),
        ({"ate": AGORA}, "O instante de ate já passou: no relógio do simulador são 01/07/2025 12:00:00 UTC. "),
        ({"ate": "0001-01-01T00:00:00+14:00"}, "O instante de ate sai do calendário quando se passa para UTC. "),
        ({"ate": "9999-12-31T23:59:59-14:00"}, "O instante de ate sai do calendário quando se passa para UTC. "),
        (
            {"predefinicao": "token-curto", "rota": "/users"},
            "A falha token-curto só se dá com o método POST, em: /token. Assim, ela não se daria nunca: ",
        ),
        ({"predefinicao": "token-curto", "metodo": "PUT"}, "A falha token-curto só se dá com o método POST, em: "),
        ({"predefinicao": "token-recusado", "rota": "/health"}, "A falha token-recusado só se dá em: /organizacao/"),
        (
            {"rota": "/users", "unidade": "SIAPE/1"},
            "Uma falha com unidade só se dá nos caminhos dos dados do PGD. Assim, ela não se daria nunca: ",
        ),
        (
            {"rota": "/health", "usuario": EMAIL},
            "Uma falha com usuário só se dá nos caminhos que pedem token, e em /token. Assim, ela não se daria nunca: ",
        ),
    ],
)
def test_o_que_nao_existe_ou_nao_se_daria_e_recusado_dizendo_o_que_fazer(campos: dict[str, Any], dito: str) -> None:
    assert recusa(**campos).startswith(dito)


@pytest.mark.parametrize(
    "campos",
    [
        {"probabilidade": 0},
        {"probabilidade": 1.001},
        {"probabilidade": float("nan")},
        {"vezes": 0},
        {"vezes": 2**31},
        {"pular": -1},
        {"semente": 2**63},
        {"semente": 0.5},
        {"ate": "amanhã"},
        {"veses": 1},
    ],
)
def test_o_que_nao_cabe_no_campo_nao_chega_a_ser_pedido(campos: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FalhaAArmar.model_validate({"predefinicao": "html-503", **campos})


@pytest.mark.parametrize(
    "rota",
    [
        "/",
        "/health",
        "/user",
        "/user/",
        "/user/{email}",
        "/user/fulano@orgao.gov.br",
        "/organizacao/SIAPE/1",
        "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_trabalho",
        "/user/reset_password/",
    ],
)
def test_uma_rota_o_comeco_dela_ou_um_caminho_servem(rota: str) -> None:
    assert settle(FalhaAArmar(predefinicao="html-503", rota=rota), AGORA).rota == rota


def test_o_email_e_o_metodo_se_guardam_como_a_api_os_conhece() -> None:
    pedida = settle(FalhaAArmar(predefinicao="html-503", usuario="Fulano@ORGAO.gov.br", metodo="put"), AGORA)
    assert (pedida.usuario, pedida.metodo) == ("Fulano@orgao.gov.br", "PUT")


def test_o_prazo_se_guarda_em_utc_e_sem_fuso_e_utc() -> None:
    prazos = [
        settle(FalhaAArmar.model_validate({"predefinicao": "html-503", "ate": ate}), AGORA).ate
        for ate in ("2025-07-01T12:00:01", "2025-07-01T21:00:00-03:00", "2025-07-02")
    ]
    assert prazos == [
        datetime(2025, 7, 1, 12, 0, 1, tzinfo=UTC),
        datetime(2025, 7, 2, tzinfo=UTC),
        datetime(2025, 7, 2, tzinfo=UTC),
    ]
