"""Como se escreve numa página o que veio de fora: curto, visível, e sem mostrar o CPF de ninguém que não se peça."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from app.api.paths import ESTATICO, SIMULADOR
from app.check.result import legible

MAIOR_DITO = 200
"""Quantos caracteres se mostram de um texto, se a página não diz outro tanto."""
MAIOR_CPF = 14
"""Quantos caracteres tem um CPF, com os pontos e o traço."""
_CPF = re.compile(r"(?<![0-9])[0-9]{3}\.?([0-9]{3})\.?([0-9]{3})-?[0-9]{2}(?![0-9])")

STATUS_HTTP: Mapping[int, str] = {
    0: "sem resposta",
    200: "aceito",
    201: "criado",
    204: "feito",
    307: "redirecionado",
    400: "não entendido",
    401: "sem entrada",
    403: "sem permissão",
    404: "não encontrado",
    405: "método errado",
    408: "demorou",
    413: "grande demais",
    422: "recusado",
    429: "espere",
    431: "cabeçalhos demais",
    500: "falhou",
    502: "falhou",
    503: "fora do ar",
    504: "demorou",
}
"""O que cada status quer dizer, em uma ou duas palavras."""
RECURSOS: Mapping[str, str] = {
    "participante": "Participante",
    "plano_entregas": "Plano de entregas",
    "plano_trabalho": "Plano de trabalho",
    "usuario": "Usuário",
    "token": "Entrada",
}
STATUS_PLANO_ENTREGAS: Mapping[int, str] = {
    1: "Cancelado",
    2: "Aprovado",
    3: "Em execução",
    4: "Concluído",
    5: "Avaliado",
}
STATUS_PLANO_TRABALHO: Mapping[int, str] = {1: "Cancelado", 2: "Aprovado", 3: "Em execução", 4: "Concluído"}
SITUACAO: Mapping[int, str] = {0: "Inativo", 1: "Ativo"}
MODALIDADE: Mapping[int, str] = {
    1: "Presencial",
    2: "Teletrabalho parcial",
    3: "Teletrabalho integral",
    4: "Exterior (art. 12, VIII)",
    5: "Exterior (art. 12, § 7º)",
}
TIPO_CONTRIBUICAO: Mapping[int, str] = {
    1: "Para uma entrega da própria unidade",
    2: "Sem entrega",
    3: "Para uma entrega de outra unidade",
}
AVALIACAO: Mapping[int, str] = {
    1: "Excepcional",
    2: "Alto desempenho",
    3: "Adequado",
    4: "Inadequado",
    5: "Não executado",
}


def veiled(texto: str) -> str:
    """O texto com os CPFs pela metade, como se publicam: ***.982.247-**."""
    return _CPF.sub(r"***.\1.\2-**", texto)


@pass_context
def dito(context: Context, valor: object, limite: int = MAIOR_DITO) -> str:
    """O valor como se lê: cortado, sem o que inverte ou esconde a escrita, e com os CPFs velados, se não se pediram."""
    # Um pouco além do corte, para que um CPF que ele partisse ao meio também se vele.
    texto = ("" if valor is None else str(valor))[: limite + MAIOR_CPF]
    return legible(texto if context["pagina"].mostra_cpf else veiled(texto), limite)


@pass_context
def em_json(context: Context, valor: object, limite: int = 20_000) -> str:
    """O valor em JSON, endentado, como `dito`."""
    texto = json.dumps(valor, ensure_ascii=False, indent=2, default=str).encode(errors="backslashreplace").decode()
    linhas = (legible(linha, limite) for linha in texto.split("\n"))
    inteiro = "\n".join(linhas)
    return inteiro if context["pagina"].mostra_cpf else veiled(inteiro)


@pass_context
def em_linha(context: Context, valor: object, limite: int = MAIOR_DITO) -> str:
    """O valor em JSON, numa linha só, como `dito`."""
    return dito(context, json.dumps(valor, ensure_ascii=False, default=str), limite)


@pass_context
def dito_em_linhas(context: Context, valor: str, limite: int = 2_000) -> str:
    """Cada linha do texto, como `dito`."""
    return "\n".join(dito(context, linha, limite) for linha in valor.split("\n"))


def quando(instante: datetime) -> str:
    """O instante em UTC, até os segundos."""
    return f"{instante.astimezone(UTC):%d/%m/%Y %H:%M:%S}"


def hora(instante: datetime) -> str:
    """A hora em UTC."""
    return f"{instante.astimezone(UTC):%H:%M:%S}"


def dia(data: date | str) -> str:
    """O dia, como se escreve no Brasil, com quatro algarismos no ano; de um instante, o dia em UTC."""
    lida = date.fromisoformat(data[:10]) if isinstance(data, str) else data
    if isinstance(lida, datetime):
        lida = lida.astimezone(UTC)
    return f"{lida.day:02d}/{lida.month:02d}/{lida.year:04d}"


def milhar(numero: float) -> str:
    """O número com ponto nos milhares."""
    return f"{numero:,}".replace(",", ".")


def quantos(n: int, singular: str, plural: str) -> str:
    """Quantos são, com o nome deles: `1 dia`, `1.200 dias`."""
    return f"{milhar(n)} {singular if n == 1 else plural}"


def tamanho(quantos: int) -> str:
    """Quantos bytes, em bytes, kB ou MB."""
    if quantos < 1_000:
        return f"{quantos} bytes"
    return (
        f"{quantos / 1_000:.1f} kB".replace(".", ",")
        if quantos < 1_000_000
        else f"{quantos / 1e6:.1f} MB".replace(".", ",")
    )


def cor_do_status(status: int) -> str:
    """A classe com que um status se pinta."""
    if status == 0 or status >= 500:
        return "falha"
    return "recusa" if status >= 400 else "bom"


def recurso(nome: str | None) -> str:
    """Como se chama o recurso."""
    return RECURSOS.get(nome or "", "Outro")


FILTROS: Mapping[str, Callable[..., Any]] = {
    funcao.__name__: funcao
    for funcao in (
        dito,
        em_linha,
        dito_em_linhas,
        em_json,
        quando,
        hora,
        dia,
        milhar,
        quantos,
        tamanho,
        cor_do_status,
        recurso,
    )
}
NOMES: Mapping[str, Any] = {
    "SIMULADOR": SIMULADOR,
    "ESTATICO": ESTATICO,
    "STATUS_HTTP": STATUS_HTTP,
    "RECURSOS": RECURSOS,
    "STATUS_PLANO_ENTREGAS": STATUS_PLANO_ENTREGAS,
    "STATUS_PLANO_TRABALHO": STATUS_PLANO_TRABALHO,
    "SITUACAO": SITUACAO,
    "MODALIDADE": MODALIDADE,
    "TIPO_CONTRIBUICAO": TIPO_CONTRIBUICAO,
    "AVALIACAO": AVALIACAO,
}
