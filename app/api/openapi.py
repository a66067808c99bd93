"""O OpenAPI publicado: o que o FastAPI deduz do código, com os nomes que os clientes já conhecem e as ligações.

Nada do simulador aparece aqui: nem rotas, nem cabeçalhos.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app import CONTRACT_VERSION
from app.contract.usuario import Email

NOMES = {
    "Participante": "ParticipanteSchema",
    "PlanoEntregas": "PlanoEntregasSchema-Input",
    "PlanoTrabalho": "PlanoTrabalhoSchema-Input",
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

NOMES_NA_RESPOSTA = {
    "put_plano_entregas": ("PlanoEntregas", "PlanoEntregasSchema-Output"),
    "get_plano_entregas": ("PlanoEntregas", "PlanoEntregasResponseSchema"),
    "put_plano_trabalho": ("PlanoTrabalho", "PlanoTrabalhoSchema-Output"),
    "get_plano_trabalho": ("PlanoTrabalho", "PlanoTrabalhoResponseSchema"),
}
"""Os planos voltam iguais a como foram, e o contrato publicado dá um nome a cada ida e a cada volta."""

FORMULARIO: dict[str, dict[str, Any]] = {
    "username": {"title": "E-mail", "description": "O e-mail do usuário da API.", "format": "email"},
    "password": {"title": "Senha", "description": "A senha do usuário da API."},
    "grant_type": {
        "title": "Tipo de entrada",
        "description": "password; pode faltar ou vir vazio.",
        # O contrato publica o padrão solto; o tamanho diz que só cabe a palavra exata.
        "anyOf": [{"type": "string", "pattern": "password", "maxLength": len("password")}, {"type": "null"}],
    },
    "scope": {"title": "Escopo", "description": "É aceito e ignorado."},
    "client_id": {"title": "Cliente", "description": "É aceito e ignorado."},
    "client_secret": {"title": "Segredo do cliente", "description": "É aceito e ignorado."},
}
"""Os campos do formulário de `POST /token`, que é do FastAPI e fala inglês."""

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
        operations = {
            operation["operationId"]: operation for path in document["paths"].values() for operation in path.values()
        }
        _word(document["components"]["schemas"], operations)
        _link(operations)
        app.openapi_schema = _renamed(document, operations)
    return app.openapi_schema


def _word(schemas: dict[str, Any], operations: dict[str, Any]) -> None:
    """Diz em português o que o FastAPI diz em inglês, e o que ele não tem como saber."""
    formulario = schemas["Body_post_token"]
    formulario |= {"title": "Entrada", "description": "O formulário de entrada, como o do OAuth2."}
    for name, texts in FORMULARIO.items():
        formulario["properties"][name] |= texts
    for operation in operations.values():
        for parameter in operation.get("parameters", []):
            if examples := parameter["schema"].pop("examples", None):
                # Só deste lugar o Swagger UI preenche o campo.
                parameter["example"] = examples[0]
        operation["responses"] = dict(sorted(operation["responses"].items()))
        for response in operation["responses"].values():
            response["content"]["application/json"]["schema"].pop("title", None)
    # Nenhuma rota o usa, e o contrato publicado o tem.
    schemas["UsersInputSchema"] = Email.model_json_schema()


def _link(operations: dict[str, Any]) -> None:
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


def _renamed(document: dict[str, Any], operations: dict[str, Any]) -> dict[str, Any]:
    """O documento com os esquemas pelos nomes que têm no contrato publicado."""
    schemas = document["components"]["schemas"]
    for name, (old, new) in NOMES_NA_RESPOSTA.items():
        schemas[new] = schemas[old]
        operations[name]["responses"] = _replace(operations[name]["responses"], {_ref(old): _ref(new)})
    document["components"]["schemas"] = dict(
        sorted((NOMES.get(name, name), schema) for name, schema in schemas.items())
    )
    return dict(_replace(document, {_ref(old): _ref(new) for old, new in NOMES.items()}))


def _ref(name: str) -> str:
    return f"#/components/schemas/{name}"


def _replace(node: Any, texts: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _replace(value, texts) for key, value in node.items()}
    if isinstance(node, list):
        return [_replace(item, texts) for item in node]
    return texts.get(node, node) if isinstance(node, str) else node
