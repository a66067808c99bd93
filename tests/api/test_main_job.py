"""O trabalho principal: entrar, enviar os três documentos, na ordem, e lê-los de volta."""

from tests import builders
from tests.conftest import Api


def test_os_tres_documentos_sao_criados_lidos_e_substituidos(api: Api) -> None:
    participante, entregas, trabalho = builders.participante(), builders.plano_entregas(), builders.plano_trabalho()
    caminhos = {
        builders.caminho_participante(participante): participante,
        builders.caminho_plano_entregas(entregas): entregas,
        builders.caminho_plano_trabalho(trabalho): trabalho,
    }
    for caminho, documento in caminhos.items():
        criado = api.put(caminho, documento)
        assert (criado.status_code, criado.json()) == (201, documento)
    for caminho, documento in caminhos.items():
        lido, de_novo = api.get(caminho), api.put(caminho, documento)
        assert (lido.status_code, lido.json()) == (200, documento)
        assert (de_novo.status_code, de_novo.json()) == (200, documento)
