"""O perfil de um usuário, pela porta do simulador."""

from tests import builders
from tests.conftest import Api

USUARIO = builders.usuario()
CAMINHO = f"/simulador/api/usuarios/{USUARIO['email']}/perfil"


def avisos(api: Api, token: str) -> str | None:
    """O que se avisa de quem, sozinho na unidade, está em teletrabalho integral."""
    documento = builders.participante(modalidade_execucao=3)
    return api.put(builders.caminho_participante(documento), documento, token=token).headers.get("X-PGD-Avisos")


def test_o_perfil_escolhido_vale_desde_o_envio_seguinte_e_null_o_desfaz(api: Api) -> None:
    token = api.token_de(USUARIO)
    vistos = [avisos(api, token)]
    for perfil in ("antaq", None):
        resposta = api.put(CAMINHO, {"perfil": perfil})
        assert (resposta.status_code, resposta.json()) == (200, {"perfil": perfil})
        vistos.append(avisos(api, token))
    assert vistos == [None, "AQ-04", None]


def test_um_perfil_que_nao_ha_e_um_problema_que_diz_os_que_ha(api: Api) -> None:
    api.token_de(USUARIO)
    resposta = api.put(CAMINHO, {"perfil": "nenhum"})
    assert (resposta.status_code, resposta.json()["title"], resposta.json()["detail"]) == (
        422,
        "Perfil desconhecido",
        "Não há perfil chamado nenhum. Use um destes: nacional, antaq, censipam.",
    )


def test_o_de_quem_nao_existe_e_um_404(api: Api) -> None:
    resposta = api.put("/simulador/api/usuarios/ninguem@orgao.gov.br/perfil", {"perfil": "antaq"})
    assert (resposta.status_code, resposta.json()["detail"]) == (
        404,
        "Não há usuário com o e-mail ninguem@orgao.gov.br. Veja os que há com: pgd usuario listar",
    )


def test_um_nulo_no_endereco_e_um_404(api: Api) -> None:
    assert api.put("/simulador/api/usuarios/a%00b@orgao.gov.br/perfil", {"perfil": "antaq"}).status_code == 404
