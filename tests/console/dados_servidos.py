"""Como os testes pedem as páginas dos dados ao servidor, e leem o que elas dizem."""

import re
from http import HTTPStatus
from typing import Any

from httpx2 import Response

from tests import builders
from tests.conftest import Api

UNIDADE: dict[str, Any] = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 1}
PESSOA: dict[str, Any] = {**UNIDADE, "matricula_siape": builders.MATRICULA}
CHAVES: dict[str, dict[str, Any]] = {
    "participante": {**UNIDADE, "cod_unidade_lotacao": 101, "matricula_siape": builders.MATRICULA},
    "plano_entregas": {**UNIDADE, "id_plano_entregas": "pe1"},
    "plano_trabalho": {**UNIDADE, "id_plano_trabalho": "pt1"},
}


def abrir(api: Api, caminho: str, *, pedaco: bool = False, **parametros: Any) -> Response:
    """A página, dada a partir de `/simulador/dados`, ou um pedaço dela."""
    cabecalhos = {"accept": "text/html", **({"hx-request": "true"} if pedaco else {})}
    return api.cliente.get(f"/simulador/dados{caminho}", params=parametros or None, headers=cabecalhos)


def texto(resposta: Response) -> str:
    """O que a página diz, sem as marcas, com os espaços juntos."""
    return " ".join(re.sub(r"<[^>]+>", " ", resposta.text).replace("&#39;", "'").split())


def aberta(api: Api, caminho: str, **opcoes: Any) -> str:
    """O texto de uma página que se espera que abra."""
    resposta = abrir(api, caminho, **opcoes)
    assert resposta.status_code == HTTPStatus.OK, resposta.text
    return texto(resposta)


def endereco(resposta: Response, atributo: str = "hx-get") -> str:
    """O primeiro endereço que a página busca sozinha."""
    achado = re.search(rf'{atributo}="([^"]*/linhas[^"]*|[^"]*cursor=[^"]*)"', resposta.text)
    assert achado is not None, resposta.text
    return achado[1].replace("&amp;", "&").removeprefix("/simulador/dados")
