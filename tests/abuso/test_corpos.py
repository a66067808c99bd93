"""Corpos feitos para pesar: a recusa é rápida, e a memória não cresce com eles."""

import json

import pytest

from tests import builders
from tests.abuso.conversa import CABECALHOS, PRONTO, conversa
from tests.abuso.processo import MEBIBYTE, memoria
from tests.servidor import Servidor

LIMITE = 16 * MEBIBYTE
ILEGIVEL = (400, "PD-02", str)
TRABALHO = builders.caminho_plano_trabalho(builders.plano_trabalho())
MENOR_CONTRIBUICAO = b'{"id_contribuicao":"","tipo_contribuicao":2,"percentual_contribuicao":1}'

PESADOS = {
    "so-abre": b"[" * LIMITE,
    "listas-vazias": b"[" + b"[]," * (LIMITE // 3 - 1) + b"1]",
    "objetos-vazios": b"[" + b"{}," * (LIMITE // 3 - 1) + b"1]",
    "listas-fundas": b"[" + (b"[" * 900 + b"]" * 900 + b",") * (LIMITE // 1_801 - 1) + b"1]",
    "listas-em-utf-16": ("[" + "[]," * (LIMITE // 6 - 2) + "1]").encode("utf-16"),
}


def put(corpo: bytes) -> bytes:
    """Um envio sem token."""
    return (
        f"PUT {TRABALHO} HTTP/1.1\r\n".encode()
        + CABECALHOS
        + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(corpo), corpo)
    )


@pytest.mark.parametrize("corpo", PESADOS.values(), ids=PESADOS)
def test_o_que_nenhum_documento_tem_e_recusado_sem_ser_lido(no_ar: Servidor, corpo: bytes) -> None:
    antes = memoria(no_ar)
    with conversa(no_ar.endereco) as nova:
        nova.soquete.settimeout(PRONTO)
        assert nova.mandar(put(corpo)).resposta().recusa == ILEGIVEL
    assert memoria(no_ar) - antes < 64 * MEBIBYTE


def test_o_documento_mais_miudo_que_cabe_no_limite_e_lido(no_ar: Servidor) -> None:
    contribuicoes = b",".join([MENOR_CONTRIBUICAO] * (LIMITE // (len(MENOR_CONTRIBUICAO) + 1) - 10))
    corpo = json.dumps(builders.plano_trabalho(contribuicoes=[])).encode()
    corpo = corpo.replace(b'"contribuicoes": []', b'"contribuicoes":[' + contribuicoes + b"]")
    assert LIMITE - 2_048 < len(corpo) <= LIMITE
    with conversa(no_ar.endereco) as nova:
        assert nova.mandar(put(corpo)).resposta().recusa == (401, "AU-01", str)


def test_colchetes_num_texto_nao_sao_listas_ate_o_limite(no_ar: Servidor) -> None:
    corpo = json.dumps(builders.plano_trabalho(id_plano_trabalho="[" * 200_000 + " " * 2 * MEBIBYTE)).encode()
    with conversa(no_ar.endereco) as nova:
        assert nova.mandar(put(corpo)).resposta().recusa == (401, "AU-01", str)
