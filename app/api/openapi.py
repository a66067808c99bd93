"""O OpenAPI publicado: o que o FastAPI deduz do código, com os nomes que os clientes já conhecem e as ligações.

Nada do simulador aparece aqui: nem rotas, nem cabeçalhos.
"""

from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app import CONTRACT_VERSION

NOMES = {
    "Participante": "ParticipanteSchema",
    "PlanoEntregas": "PlanoEntregasSchema",
    "PlanoTrabalho": "PlanoTrabalhoSchema",
    "Entrega": "EntregaSchema",
    "Contribuicao": "ContribuicaoSchema",
    "AvaliacaoRegistrosExecucao": "AvaliacaoRegistrosExecucaoSchema",
    "OrigemUnidade": "OrigemUnidadeEnum",
    "SituacaoParticipante": "SituacaoParticipanteEnum",
    "ModalidadeExecucao": "ModalidadesExecucao",
    "StatusPlanoEntregas": "StatusPlanoEntregasEnum",
    "StatusPlanoTrabalho": "StatusPlanoTrabalhoEnum",
    "Usuario": "UsersSchema",
    "DadosUsuario": "UsersGetSchema",
    "Mensagem": "OKMessageResponse",
    "Body_post_token": "Body_login_for_access_token_token_post",
}
"""O nome de cada esquema no código e o nome que ele tem no contrato publicado."""

LIGACOES = {
    "put_participante": ("get_participante", "put_participante"),
    "put_plano_entregas": ("get_plano_entregas", "put_plano_entregas"),
    "put_plano_trabalho": ("get_plano_trabalho", "put_plano_trabalho"),
    "put_user": ("get_user", "post_forgot_password"),
}
"""De cada envio, as operações que se podem fazer em seguida com a mesma chave."""

INTRODUCAO = """
Esta é a interface da API central do Programa de Gestão e Desempenho, na versão 3.3.9 do contrato, servida por um
**simulador**: não é o ambiente do MGI, e só o envio em produção cumpre o art. 29 da IN SEGES-SGPRT/MGI nº 24/2023.

Entre em `POST /token` com e-mail e senha, e mande o token no cabeçalho `Authorization: Bearer …`. Todo pedido leva
`User-Agent`. A ordem dos envios é **participante**, **plano de entregas**, **plano de trabalho**; cada envio guarda o
documento inteiro e pode ser repetido: responde 201 quando cria e 200 quando substitui.
"""

ETIQUETAS = [
    {"name": "participante", "description": "Quem está no PGD, e em que lotação."},
    {"name": "plano_entregas", "description": "O que uma unidade vai entregar num período."},
    {"name": "plano_trabalho", "description": "O que uma pessoa vai fazer num período, e como foi avaliada."},
    {"name": "usuario", "description": "Entrada, usuários da API e recuperação de senha."},
    {"name": "sistema", "description": "Se o serviço está no ar."},
]


def describe(app: FastAPI) -> dict[str, Any]:
    """O documento OpenAPI da aplicação, feito uma vez."""
    if app.openapi_schema is None:
        document = get_openapi(
            title="API PGD",
            version=CONTRACT_VERSION,
            summary="Recepção de dados do Programa de Gestão e Desempenho.",
            description=INTRODUCAO.strip(),
            routes=app.routes,
            tags=ETIQUETAS,
            license_info={"name": "MIT", "identifier": "MIT"},
        )
        _link(document)
        app.openapi_schema = _renamed(document)
    return app.openapi_schema


def _operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {operation["operationId"]: operation for path in document["paths"].values() for operation in path.values()}


def _link(document: dict[str, Any]) -> None:
    operations = _operations(document)
    for source, targets in LIGACOES.items():
        for status in ("200", "201"):
            operations[source]["responses"][status]["links"] = {
                target: {
                    "operationId": target,
                    "description": operations[target]["summary"] + " com a mesma chave.",
                    "parameters": {
                        parameter["name"]: f"$request.path.{parameter['name']}"
                        for parameter in operations[target]["parameters"]
                    },
                    **({"requestBody": "$request.body"} if "requestBody" in operations[target] else {}),
                }
                for target in targets
            }


def _renamed(document: dict[str, Any]) -> dict[str, Any]:
    """Os esquemas com os nomes que têm no contrato publicado."""
    document = _replace(
        document, {f"#/components/schemas/{old}": f"#/components/schemas/{new}" for old, new in NOMES.items()}
    )
    schemas = document["components"]["schemas"]
    for old, new in NOMES.items():
        schemas[new] = schemas.pop(old)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


def _replace(node: Any, names: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _replace(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [_replace(item, names) for item in node]
    return names.get(node, node) if isinstance(node, str) else deepcopy(node)
