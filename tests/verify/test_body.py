"""O corpo de um pedido diante do que se pede dele: o que serve, em que difere, e o que não se pode conferir."""

import json
from typing import Any

import pytest

from app.verify import body
from app.verify.body import Unreadable, differences, fits, pair, read

SERVEM: dict[str, tuple[Any, Any]] = {
    "só as chaves dadas": ({"a": 1}, {"a": 1, "b": 2}),
    "dentro": ({"a": {"b": [1]}}, {"a": {"b": [0, 1], "c": 3}}),
    "objeto vazio": ({}, {"a": 1}),
    "números pelo valor": ({"a": 1, "b": 2.0}, {"a": 1.0, "b": 2}),
    "números enormes": ({"a": 10**30}, {"a": 10**30}),
    "nulo": ({"a": None}, {"a": None}),
    "lista, em qualquer ordem": ([1, 2], [3, 2, 1]),
    "lista vazia": ({"a": []}, {"a": []}),
    "cada item com o seu": ([{}, {"id": 1}], [{"id": 1}, {"id": 2}]),
    "três em roda": ([{"a": 1}, {"b": 1}, {"c": 1}], [{"a": 1, "c": 1}, {"a": 1, "b": 1}, {"b": 1}]),
    "metade de um caractere": ({"a": "\ud800"}, {"a": "\ud800"}),
}
NAO_SERVEM: dict[str, tuple[Any, Any, list[str]]] = {
    "outro valor": ({"a": 1}, {"a": 2}, ["/a: esperado 1, veio 2"]),
    "falta": ({"a": {"b": 1}}, {"a": {}}, ["/a/b: esperado 1, e não veio"]),
    "texto não é número": ({"a": 1}, {"a": "1"}, ['/a: esperado 1, veio "1"']),
    "verdadeiro não é um": ({"a": True}, {"a": 1}, ["/a: esperado true, veio 1"]),
    "um não é verdadeiro": ({"a": 1}, {"a": True}, ["/a: esperado 1, veio true"]),
    "nulo não é falta": ({"a": None}, {}, ["/a: esperado null, e não veio"]),
    "não é objeto": ({"a": 1}, [1], ['corpo: esperado {"a": 1}, veio [1]']),
    "não é lista": ({"a": [1]}, {"a": 1}, ["/a: esperado [1], veio 1"]),
    "lista que devia ser vazia": ({"a": []}, {"a": [1]}, ["/a: esperado [], veio [1]"]),
    "item a menos": ([1, 1], [1], ["corpo: esperado também 1, e a lista não traz outro item"]),
    "o mais parecido": (
        {"l": [{"id": 1, "n": "x", "m": 2}]},
        {"l": [{"id": 9, "n": "y", "m": 9}, {"id": 1, "n": "y", "m": 2}]},
        ['/l/1/n: esperado "x", veio "y"'],
    ),
    "chave com barra e til": ({"a/b~": 1}, {"a/b~": 2}, ["/a~1b~0: esperado 1, veio 2"]),
    "senha oculta": (
        {"password": "***"},
        {"password": "***"},
        ["/password: o diário oculta este valor, e não há como conferi-lo"],
    ),
    "valor longo": ({"a": 1}, {"a": "x" * 100}, [f'/a: esperado 1, veio "{"x" * 79}…']),
    "metade de um caractere": ({"\ud800": 1}, {}, ["/\ud800: esperado 1, e não veio"]),
}


@pytest.mark.parametrize(("pedido", "veio"), SERVEM.values(), ids=SERVEM)
def test_o_que_traz_tudo_o_que_se_pede_serve(pedido: Any, veio: Any) -> None:
    assert fits(pedido, veio)
    assert differences(pedido, veio) == []


@pytest.mark.parametrize(("pedido", "veio", "difere"), NAO_SERVEM.values(), ids=NAO_SERVEM)
def test_o_que_nao_serve_difere_no_lugar_que_se_diz(pedido: Any, veio: Any, difere: list[str]) -> None:
    assert not fits(pedido, veio)
    assert differences(pedido, veio) == difere


def test_um_item_que_serve_a_dois_nao_deixa_sem_par_quem_so_tem_a_ele() -> None:
    assert pair([{}, {"id": 1}, {"id": 2}], [{"id": 2}, {"id": 1}, {}]) == [2, 1, 0]


def test_sem_par_para_todos_o_maior_numero_deles_tem_par() -> None:
    assert sorted(str(par) for par in pair([1, 1, 2], [2, 1, 3])) == ["0", "1", "None"]


CORTADO = (
    "o diário não guardou o corpo inteiro ({} de {} bytes): ou havia nele um segredo, que se oculta, ou ele passa de "
    "PGD_DIARIO_CORPO"
)


@pytest.mark.parametrize(
    ("guardado", "recebidos", "motivo"),
    [
        (None, 0, "o pedido não trouxe corpo"),
        (None, 40, CORTADO.format(0, 40)),
        (b'{"a": 1', 8, CORTADO.format(7, 8)),
        (b"12", 3, CORTADO.format(2, 3)),
        (b'{"a":1}', 9, CORTADO.format(7, 9)),
        (b"a=1", 3, "o corpo não se lê como JSON"),
        (b'{"a": "\xff"}', 10, "o corpo não se lê como JSON"),
        (b"[" * 100_000, 100_000, "o corpo não se lê como JSON"),
        (b"9" * 5_000, 5_000, "o corpo não se lê como JSON"),
    ],
    ids=[
        "sem",
        "não guardado",
        "cortado",
        "número cortado",
        "brancos cortados",
        "formulário",
        "bytes",
        "fundo",
        "enorme",
    ],
)
def test_o_corpo_que_nao_se_pode_conferir_diz_por_que(guardado: bytes | None, recebidos: int, motivo: str) -> None:
    with pytest.raises(Unreadable) as erro:
        read(guardado, recebidos)
    assert str(erro.value) == motivo


def test_o_corpo_reescrito_para_ocultar_um_segredo_se_confere_no_resto() -> None:
    reescrito = json.dumps({"email": "a@b.c", "password": "***"}).encode()
    assert read(reescrito, 90) == {"email": "a@b.c", "password": "***"}


def test_o_criterio_de_um_corpo_confere_tantos_valores_quantos_traz() -> None:
    assert body.leaves({"a": 1, "b": {"c": [1, {"d": None}], "e": {}}}) == 4
