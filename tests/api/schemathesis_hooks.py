"""O que o Schemathesis não deduz do OpenAPI: o que as regras pedem de um documento e o que o contrato lê frouxo.

Só se mexe no que foi gerado para ser aceito: caminho e corpo passam a concordar, e o CPF, a unidade, o e-mail e as
datas a cumprir as regras. Com isso, participantes e usuários gerados têm de ser guardados, e boa parte dos planos é.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

from email_validator import EmailNotValidError, validate_email
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.schemas import BaseSchema

from app.rules.calculo import MAIOR_BIGINT, digitos_verificadores
from app.rules.exemplo import USUARIO
from app.rules.usuario import MAIOR_SENHA
from tests.builders import CPF, MATRICULA
from tests.conftest import ADMIN

Corpo = dict[str, Any]
Pedido: TypeAlias = Case[Any]


def install(schema: BaseSchema) -> None:
    """Liga tudo a um esquema."""
    for hook in (filter_case, map_case, before_add_examples, filter_failure):
        schema.hooks.register_hook_with_name(hook, hook.__name__)


def filter_case(_: HookContext, case: Pedido) -> bool:
    """Ninguém troca o administrador com cujo token tudo se pede, nem o desativa."""
    return case.method != "PUT" or unquote(str(case.path_parameters.get("email"))) != ADMIN


def map_case(_: HookContext, case: Pedido) -> Pedido:
    """Endireita um pedido gerado para ser aceito."""
    align(case)
    return case


def before_add_examples(_: HookContext, examples: list[Pedido]) -> None:
    """O mesmo nos exemplos, que não passam por `map_case`."""
    for case in examples:
        align(case)


def filter_failure(_: HookContext, failure: Failure, case: Pedido, response: Response) -> bool:
    """Não é falha aceitar o que o contrato lê frouxo (seções 1 e 7): 0 por false, false por 0, número por data.

    Só vale quando a resposta diz o mesmo que o corpo enviado, a menos dessas formas; qualquer outro aceite é falha.
    """
    frouxo = isinstance(failure, AcceptedNegativeData) and case.method == "PUT" and _same(case.body, response.json())
    return not frouxo


def align(case: Pedido) -> None:
    """Endireita um pedido gerado para ser aceito: a mesma chave no caminho e no corpo, e o que as regras pedem."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    rules = _BODIES.get(case.operation.label)
    if rules is None or not isinstance(case.body, dict):
        sent = {
            name: unquote(value) if isinstance(value, str) else value for name, value in case.path_parameters.items()
        }
        case.path_parameters = {name: _in_path(value) for name, value in sent.items()}
        case.query = _storable(case.query)
        return
    corpo = _storable(case.body)
    rules(corpo)
    case.body = corpo
    case.path_parameters = {name: _in_path(corpo[name]) for name in case.path_parameters}


def _same(enviado: Any, respondido: Any) -> bool:
    if isinstance(enviado, dict) and isinstance(respondido, dict):
        return all(_same(enviado[name], value) for name, value in respondido.items() if name in enviado)
    if isinstance(enviado, list) and isinstance(respondido, list):
        return len(enviado) == len(respondido) and all(map(_same, enviado, respondido))
    data_por_numero = isinstance(enviado, (int, float)) and isinstance(respondido, str)
    return bool(enviado is None or enviado == respondido or data_por_numero)


def _in_path(value: Any) -> Any:
    """Um número que cabe em 64 bits, ou um texto sem nulo: o resto se recusa de propósito (diferencas.md)."""
    return value % (MAIOR_BIGINT + 1) if isinstance(value, int) else quote(_storable(value), safe="")


def _storable(value: Any) -> Any:
    """O valor sem caracteres nulos, que nenhum texto pode ter (diferencas.md)."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(item) for name, item in value.items()}
    return value


def _participante(corpo: Corpo) -> None:
    _unidades(corpo)
    _pessoa(corpo, "cpf")
    corpo["data_assinatura_tcr"] = _in_2024(corpo["data_assinatura_tcr"])


def _plano_entregas(corpo: Corpo) -> None:
    _unidades(corpo)
    _periodo(corpo)
    corpo["data_avaliacao"] = corpo["data_avaliacao"] and corpo["data_termino"]


def _plano_trabalho(corpo: Corpo) -> None:
    _unidades(corpo)
    _periodo(corpo)
    _pessoa(corpo, "cpf_participante")


def _usuario(corpo: Corpo) -> None:
    _unidades(corpo)
    try:
        corpo["email"] = validate_email(corpo["email"], check_deliverability=False).normalized
    except EmailNotValidError:
        corpo["email"] = USUARIO["email"]
    corpo["password"] = corpo["password"][:MAIOR_SENHA] or USUARIO["password"]


def _unidades(corpo: Corpo) -> None:
    """Códigos que cabem em 64 bits, de que o maior do esquema, em ponto flutuante, passa; e a regra da autorizadora."""
    for name in corpo:
        if name.startswith("cod_unidade_"):
            corpo[name] = min(int(corpo[name]), MAIOR_BIGINT)
    corpo["cod_unidade_autorizadora"] = (corpo["cod_unidade_autorizadora"] - 1) % 99_999 + 1


def _pessoa(corpo: Corpo, cpf: str) -> None:
    raiz = corpo[cpf][:9]
    corpo[cpf] = raiz + digitos_verificadores(raiz) if raiz.isascii() and len(set(raiz)) > 1 else CPF
    if not corpo["matricula_siape"].isascii() or len(set(corpo["matricula_siape"])) == 1:
        corpo["matricula_siape"] = MATRICULA


def _periodo(corpo: Corpo) -> None:
    corpo["data_inicio"], corpo["data_termino"] = sorted(_in_2024(corpo[n]) for n in ("data_inicio", "data_termino"))


def _in_2024(data: str) -> str:
    """A mesma data em 2024, que é bissexto; o 60º segundo, que o Python não lê, vira o dia."""
    data = "2024" + data[4:]
    try:
        datetime.fromisoformat(data)
    except ValueError:
        return data[:10]
    return data


_UNIDADE = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}"
_BODIES: dict[str, Callable[[Corpo], None]] = {
    f"PUT {_UNIDADE}/{{cod_unidade_lotacao}}/participante/{{matricula_siape}}": _participante,
    f"PUT {_UNIDADE}/plano_entregas/{{id_plano_entregas}}": _plano_entregas,
    f"PUT {_UNIDADE}/plano_trabalho/{{id_plano_trabalho}}": _plano_trabalho,
    "PUT /user/{email}": _usuario,
}
