"""Um registro em poucas palavras: a forma que as listas, o acompanhamento ao vivo e a exportação partilham."""

import json
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from app.storage.registro import Linha

RECURSOS = {
    "participante": "/participante/",
    "plano_entregas": "/plano_entregas/",
    "plano_trabalho": "/plano_trabalho/",
    "usuario": "/user",
    "token": "/token",
}
"""Os recursos da API, e o que a rota de cada um traz; as do usuário começam assim."""


class RegistroResumo(BaseModel):
    """Um pedido que chegou, e o que se respondeu, sem os corpos."""

    numero: Annotated[int, Field(title="Número", description="O do cabeçalho X-PGD-Registro.", examples=[12])]
    ordem: Annotated[int, Field(title="Ordem em que foi guardado", description="Só cresce, em todos os processos.")]
    recebido_em: Annotated[datetime, Field(title="Quando chegou, no relógio do simulador")]
    metodo: Annotated[str, Field(title="Método HTTP", examples=["PUT"])]
    caminho: Annotated[str, Field(title="Caminho e consulta, sem segredos")]
    rota: Annotated[str | None, Field(title="Rota que o atendeu", description="Nula, se nenhuma o atende.")]
    recurso: Annotated[str | None, Field(title="Recurso de que trata", examples=["plano_trabalho"])]
    unidade: Annotated[str | None, Field(title="Unidade autorizadora do caminho", examples=["SIAPE/1"])]
    usuario: Annotated[str | None, Field(title="E-mail de quem pediu")]
    status: Annotated[int, Field(title="Status da resposta", description="Zero, se a conexão caiu sem resposta.")]
    regras: Annotated[list[str], Field(title="Regras que a resposta disse", examples=[["PT-18"]])]
    avisos: Annotated[list[str], Field(title="Avisos")]
    falha: Annotated[str | None, Field(title="Falha que o simulador injetou", examples=["html-503"])]
    duracao_ms: Annotated[float, Field(title="Duração, em milissegundos")]
    bytes_recebidos: Annotated[int, Field(title="Bytes do corpo recebido")]
    bytes_enviados: Annotated[int, Field(title="Bytes do corpo enviado")]


def summarise(linha: Linha) -> RegistroResumo:
    """O resumo de uma linha do diário."""
    return RegistroResumo(
        numero=linha.numero,
        ordem=linha.ordem,
        recebido_em=linha.recebido_em,
        metodo=linha.metodo,
        caminho=linha.caminho,
        rota=linha.rota,
        recurso=resource_of(linha.rota),
        unidade=unit_of(linha.chave),
        usuario=linha.usuario,
        status=linha.status,
        regras=_codes(linha.regra),
        avisos=_codes(linha.avisos),
        falha=linha.falha,
        duracao_ms=round(linha.duracao_ms, 3),
        bytes_recebidos=linha.bytes_recebidos,
        bytes_enviados=linha.bytes_enviados,
    )


def resource_of(rota: str | None) -> str | None:
    """O recurso de que uma rota trata, ou nada."""
    return next((recurso for recurso, trecho in RECURSOS.items() if trecho in (rota or "")), None)


def unit_of(chave: str | None) -> str | None:
    """A unidade autorizadora de um caminho, como `SIAPE/1`, ou nada."""
    return "/".join(json.loads(chave)[:2]) if chave else None


def _codes(texto: str | None) -> list[str]:
    return texto.split(", ") if texto else []
