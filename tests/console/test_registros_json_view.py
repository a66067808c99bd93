"""Um corpo, linha a linha, com os lugares apontados marcados."""

import json
from typing import Any

import pytest

from app.console import json_view
from app.console.json_view import Apontado, Linha, Nota, of_document, of_text

PT18 = Apontado("/data_inicio", "PT-18")
AVISO = Apontado("/data_inicio", "PT-32", aviso=True)


def texto(visto: json_view.Visto) -> str:
    return "\n".join("  " * linha.recuo + linha.antes + linha.marcado + linha.depois for linha in visto.linhas)


def marcadas(visto: json_view.Visto) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Das linhas marcadas: o que se marca, o que vem depois, e a regra e o que falta de cada nota."""
    return [
        (linha.marcado, linha.depois, [(nota.codigo, nota.falta) for nota in linha.notas])
        for linha in visto.linhas
        if linha.notas
    ]


@pytest.mark.parametrize(
    "documento",
    [
        {},
        [],
        None,
        "texto",
        1.5,
        {"a": {}, "b": [], "c": [1, {"d": None}], "é": 'as"pas\n'},
        [[1, 2], {"x": {"y": [True]}}],
    ],
)
def test_sem_nada_apontado_e_o_json_endentado(documento: Any) -> None:
    visto = of_document(documento)
    assert texto(visto) == json.dumps(documento, ensure_ascii=False, indent=2)
    assert marcadas(visto) == []


def test_um_campo_se_marca_com_o_nome_e_sem_a_virgula() -> None:
    visto = of_document({"data_inicio": "2024-01-01", "status": 3}, [PT18])
    assert visto.linhas[1] == Linha(1, "", '"data_inicio": "2024-01-01"', ",", [Nota("PT-18", aviso=False)])


def test_uma_lista_se_marca_na_linha_em_que_abre() -> None:
    visto = of_document({"contribuicoes": [{"id": 1}]}, [Apontado("/contribuicoes", "PT-10")])
    assert marcadas(visto) == [('"contribuicoes": [', "", [("PT-10", "")])]


def test_um_item_e_um_campo_dele_se_marcam_cada_um_na_sua_linha() -> None:
    documento = {"contribuicoes": [{"id": 1}, {"id": 2}]}
    visto = of_document(documento, [Apontado("/contribuicoes/1", "PT-11"), Apontado("/contribuicoes/1/id", "FO-04")])
    assert marcadas(visto) == [("{", "", [("PT-11", "")]), ('"id": 2', "", [("FO-04", "")])]


@pytest.mark.parametrize(
    ("caminho", "marcado", "falta"),
    [
        ("/status", "{", "status"),
        ("/itens/0/nome", "{", "nome"),
        ("/itens/1", '"itens": [', "o item 2"),
        ("/itens/x", '"itens": [', "x"),
        ("/itens/0/dentro/mais", "{", "dentro/mais"),
        ("/vazio/0", '"vazio": []', "o item 1"),
        ("/data/ano", '"data": "2024"', "ano"),
        ("/itens/99999999999999999999", '"itens": [', "99999999999999999999"),
        ("/itens/-1", '"itens": [', "-1"),
    ],
)
def test_o_que_falta_se_diz_no_que_o_conteria(caminho: str, marcado: str, falta: str) -> None:
    documento = {"itens": [{"id": 1}], "vazio": [], "data": "2024"}
    apontado = Apontado(caminho, "FO-01")
    ((achado, _, notas),) = marcadas(of_document(documento, [apontado]))
    assert (achado, notas) == (marcado, [("FO-01", falta)])
    assert json_view.missing(documento, [apontado]) == {caminho}


def test_um_lugar_que_existe_nao_falta() -> None:
    assert json_view.missing({"data_inicio": None}, [PT18, Apontado("User-Agent", "PD-01")]) == set()


def test_o_documento_inteiro_se_marca_na_primeira_linha() -> None:
    for raiz in ("", "corpo"):
        assert marcadas(of_document({"a": 1}, [Apontado(raiz, "FO-03")])) == [("{", "", [("FO-03", "")])]


def test_nomes_com_barra_e_til_se_acham_como_o_json_pointer_os_escreve() -> None:
    assert marcadas(of_document({"a/b~c": 1}, [Apontado("/a~1b~0c", "FO-31")])) == [('"a/b~c": 1', "", [("FO-31", "")])]


def test_um_lugar_so_avisado_se_distingue_do_que_tambem_recusa() -> None:
    documento = {"data_inicio": "2024-01-01"}
    so_aviso, tambem_recusa = of_document(documento, [AVISO]), of_document(documento, [AVISO, PT18])
    assert [visto.linhas[1].so_aviso for visto in (so_aviso, tambem_recusa)] == [True, False]


def test_o_que_se_aponta_fora_do_corpo_nao_se_marca_nele() -> None:
    apontados = [Apontado("User-Agent", "PD-01"), PT18]
    assert marcadas(of_document({"a": 1}, apontados[:1])) == []
    assert json_view.outside(apontados) == {"user-agent": [Nota("PD-01", aviso=False)]}


@pytest.mark.parametrize(
    ("enviado", "marcado"),
    [
        ('{"a": 1,\n "b": [1,2,}', [("}", "", [("PD-03", "")])]),
        ('{"a": 1', [("⏎", "", [("PD-03", "")])]),
        ('{"a" 1}', [("1", "}", [("PD-03", "")])]),
        ("", [("⏎", "", [("PD-03", "")])]),
        ("{} {}", [("{", "}", [("PD-03", "")])]),
    ],
)
def test_um_texto_que_nao_e_json_se_marca_onde_se_quebra(enviado: str, marcado: list[Any]) -> None:
    visto = of_text(enviado, [Apontado("corpo", "PD-03")])
    assert marcadas(visto) == marcado
    assert texto(visto).replace("⏎", "") == enviado


def test_um_texto_de_que_nada_se_aponta_fica_como_veio() -> None:
    assert texto(of_text("a=1\nb={", [PT18])) == "a=1\nb={"


@pytest.mark.parametrize("quantas", [1_498, 1_499, 100_000])
def test_um_corpo_longo_se_corta(quantas: int) -> None:
    visto = of_document([1] * quantas)
    assert (len(visto.linhas), visto.cortado) == ((1_500, False) if quantas == 1_498 else (1_500, True))


def test_um_texto_enorme_numa_linha_so_se_mostra_e_o_que_vem_depois_nao() -> None:
    visto = of_text(f"{'x' * 200_000}\nfim")
    assert (len(visto.linhas), visto.cortado) == (1, True)
