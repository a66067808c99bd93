"""Os documentos que se enviam, e os pedidos HTTP já em bytes."""

import json
from datetime import date, timedelta
from urllib.parse import urlencode

from tests import builders
from tests.builders import Documento

PRIMEIRO_DIA = date(2023, 8, 7)
"""Do primeiro plano de trabalho de cada pessoa: cada plano dura um dia, e o seguinte começa no outro dia."""
DIAS = 500
"""Quantos planos de uma pessoa cabem numa executora, todos no passado; os seguintes são na outra, do primeiro dia."""
ENTREGAS_CITADAS = "pe-citado"
"""O plano de entregas que as contribuições citam."""


def matricula(pessoa: int) -> str:
    """A da pessoa de tal número, a partir de 0."""
    return f"{1_000_001 + pessoa}"


def participante(pessoa: int) -> Documento:
    return builders.participante(matricula_siape=matricula(pessoa), data_assinatura_tcr="2023-08-01T00:00:00")


def plano_entregas(ident: str, executora: int, quantas: int) -> Documento:
    """Um plano com tantas entregas: e0, e1, …"""
    return builders.plano_entregas(
        id_plano_entregas=ident,
        cod_unidade_executora=executora,
        entregas=[
            builders.entrega(id_entrega=f"e{n}", nome_entrega=f"Painel de acompanhamento número {n}")
            for n in range(quantas)
        ],
    )


def plano_trabalho(pessoa: int, ordem: int) -> Documento:
    """O plano de tal ordem desta pessoa, de um dia, com 5 contribuições (3 citam entregas) e 1 avaliação."""
    dia = (PRIMEIRO_DIA + timedelta(days=ordem % DIAS)).isoformat()
    ident = f"pt-{pessoa}-{ordem}"
    soltas = {"id_plano_entregas": None, "id_entrega": None, "percentual_contribuicao": 20}
    return builders.plano_trabalho(
        id_plano_trabalho=ident,
        cod_unidade_executora=101 + ordem // DIAS,
        matricula_siape=matricula(pessoa),
        data_inicio=dia,
        data_termino=dia,
        carga_horaria_disponivel=8,
        contribuicoes=[
            *(
                builders.contribuicao(
                    id_contribuicao=f"{ident}-c{n}",
                    percentual_contribuicao=20,
                    id_plano_entregas=ENTREGAS_CITADAS,
                    id_entrega=f"e{n}",
                )
                for n in range(3)
            ),
            builders.contribuicao(id_contribuicao=f"{ident}-c3", tipo_contribuicao=2, **soltas),
            builders.contribuicao(id_contribuicao=f"{ident}-c4", tipo_contribuicao=3, **soltas),
        ],
        avaliacoes_registros_execucao=[
            builders.avaliacao(
                id_periodo_avaliativo=f"{ident}-a0",
                data_inicio_periodo_avaliativo=dia,
                data_fim_periodo_avaliativo=dia,
                data_avaliacao_registros_execucao=dia,
            )
        ],
    )


def put(caminho: str, documento: Documento, token: str) -> bytes:
    return pedido("PUT", caminho, json.dumps(documento).encode(), "application/json", token)


def get(caminho: str, token: str = "") -> bytes:
    return pedido("GET", caminho, token=token)


def entrada(email: str, senha: str) -> bytes:
    """Um POST /token."""
    formulario = urlencode({"username": email, "password": senha}).encode()
    return pedido("POST", "/token", formulario, "application/x-www-form-urlencoded")


def pedido(metodo: str, caminho: str, corpo: bytes = b"", tipo: str = "", token: str = "") -> bytes:
    """Um pedido HTTP, em bytes."""
    linhas = [
        f"{metodo} {caminho} HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: bench/1.0",
        *([f"Authorization: Bearer {token}"] if token else []),
        *([f"Content-Type: {tipo}", f"Content-Length: {len(corpo)}"] if tipo else []),
    ]
    return "\r\n".join([*linhas, "", ""]).encode() + corpo
