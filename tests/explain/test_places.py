"""Os lugares de uma regra quebrada: o que veio, o que se espera, e um valor que serve."""

from typing import Any

import pytest

from app.achados import Achado
from app.explain.explanation import Lugar
from app.explain.places import locate, pointer, shown
from app.explain.request import NADA, Request
from app.rules.catalog import CATALOG
from tests import builders
from tests.explain.registros import achado, de_entregas, de_participante, de_trabalho, um_pedido


def lugares(item: Achado, pedido: Request) -> list[dict[str, Any]]:
    return [lugar.model_dump() for lugar in locate(CATALOG[item.regra], item, pedido)]


def lugar(campo: str, caminho: str, recebido: Any, esperado: str | None, exemplo: Any = None) -> dict[str, Any]:
    return Lugar(campo=campo, caminho=caminho, recebido=recebido, esperado=esperado, exemplo=exemplo).model_dump()


class TestNoCorpo:
    def test_um_campo_de_uma_lista_de_erros(self) -> None:
        pedido = de_participante(cpf="1")
        assert lugares(achado("FO-05", ("body", "cpf"), valor="1"), pedido) == [
            lugar("cpf", "/cpf", "1", "Os onze algarismos, sem ponto nem traço.", "52998224725")
        ]

    def test_um_campo_de_um_item(self) -> None:
        pedido = de_trabalho(contribuicoes=[builders.contribuicao(), builders.contribuicao(id_entrega=7)])
        assert lugares(achado("FO-04", ("body", "contribuicoes", 1, "id_entrega")), pedido) == [
            lugar("id_entrega", "/contribuicoes/1/id_entrega", 7, "Obrigatória no tipo 1; null no tipo 2.", "e1")
        ]

    def test_um_item_que_o_estado_recusa(self) -> None:
        contribuicao = builders.contribuicao(id_entrega="e9")
        pedido = de_trabalho(contribuicoes=[contribuicao])
        (visto,) = lugares(achado("PT-21", ("contribuicoes", 0)), pedido)
        assert (visto["campo"], visto["caminho"], visto["recebido"]) == (
            "contribuicoes",
            "/contribuicoes/0",
            contribuicao,
        )

    def test_de_uma_regra_do_documento_aponta_o_campo_dela(self) -> None:
        pedido = de_entregas(data_termino="2023-12-31")
        (visto,) = lugares(achado("PE-04", ("body",)), pedido)
        assert (visto["campo"], visto["caminho"], visto["recebido"]) == ("data_termino", "/data_termino", "2023-12-31")

    def test_o_exemplo_e_o_da_regra_quando_ela_o_tem_do_mesmo_recurso(self) -> None:
        pedido = de_entregas(entregas=[builders.entrega(meta_entrega="50,00")])
        (visto,) = lugares(achado("FO-09", ("body", "entregas", 0, "meta_entrega")), pedido)
        assert (visto["recebido"], visto["exemplo"]) == ("50,00", 50)

    def test_o_exemplo_nao_repete_o_que_veio(self) -> None:
        pedido = de_trabalho(cod_unidade_lotacao_participante=102)
        (visto,) = lugares(achado("PT-20", ("cod_unidade_lotacao_participante",)), pedido)
        assert (visto["recebido"], visto["exemplo"]) == (102, None)

    def test_de_um_campo_que_falta_nada_veio(self) -> None:
        documento = builders.participante()
        del documento["situacao"]
        pedido = um_pedido(b"{}")
        (visto,) = lugares(achado("FO-01", ("body", "situacao"), valor=documento), pedido)
        assert (visto["recebido"], visto["esperado"], visto["exemplo"]) == (None, "0 inativo, 1 ativo no PGD.", 1)

    def test_de_um_corpo_que_nao_se_tem_vale_o_que_o_diario_guardou(self) -> None:
        pedido = um_pedido(b'{"cpf": "1', bytes_recebidos=99)
        (visto,) = lugares(achado("FO-05", ("body", "cpf"), valor="1"), pedido)
        assert visto["recebido"] == "1"

    def test_o_corpo_inteiro(self) -> None:
        assert lugares(achado("FO-02", ("body",), valor=[1]), um_pedido(b"[1]")) == [lugar("documento", "", [1], None)]

    def test_uma_chave_que_o_contrato_nao_tem(self) -> None:
        pedido = de_entregas(rotulo="x")
        assert lugares(achado("FO-31", ("rotulo",)), pedido) == [lugar("rotulo", "/rotulo", "x", None)]

    def test_todos_os_lugares_na_ordem(self) -> None:
        pedido = de_entregas(avaliacao=3, data_avaliacao="2024-07-01")
        vistos = lugares(achado("PE-16", ("avaliacao",), ("data_avaliacao",)), pedido)
        assert [visto["caminho"] for visto in vistos] == ["/avaliacao", "/data_avaliacao"]


class TestForaDoCorpo:
    def test_um_parametro_do_caminho(self) -> None:
        pedido = um_pedido(caminho="/organizacao/SIAPE/1/um/participante/1234567")
        assert lugares(achado("FO-09", ("path", "cod_unidade_lotacao")), pedido) == [
            lugar(
                "cod_unidade_lotacao",
                "cod_unidade_lotacao",
                "um",
                "Onde a pessoa está lotada. Faz parte da chave.",
                101,
            )
        ]

    def test_o_user_agent(self) -> None:
        (visto,) = lugares(achado("PD-01", ("User-Agent",)), um_pedido(user_agent=None, caminho="/health"))
        assert visto == lugar(
            "User-Agent",
            "User-Agent",
            None,
            "O nome do sistema que envia e a versão dele, como MeuSistema/1.0 (+https://meu.orgao.gov.br).",
        )

    @pytest.mark.parametrize(
        ("codigo", "campo", "recebido"),
        [("PD-05", "caminho", "/x"), ("PD-06", "metodo", "PUT"), ("AU-01", "Authorization", None)],
    )
    def test_o_que_e_do_proprio_pedido(self, codigo: str, campo: str, recebido: str | None) -> None:
        (visto,) = lugares(achado(codigo, (campo,)), um_pedido(caminho="/x"))
        assert (visto["campo"], visto["caminho"], visto["recebido"]) == (campo, campo, recebido)

    def test_o_email_que_se_procurou(self) -> None:
        pedido = um_pedido(metodo="GET", caminho="/user/a@b.gov.br")
        (visto,) = lugares(achado("US-04", ("email",), email="a@b.gov.br"), pedido)
        assert (visto["caminho"], visto["recebido"], visto["esperado"]) == (
            "email",
            "a@b.gov.br",
            "Identifica o usuário.",
        )

    def test_de_um_json_quebrado_mostra_o_trecho(self) -> None:
        corpo = '{"nome": "uma entrega qualquer", "meta": 1,}'
        pedido = um_pedido(corpo.encode())
        assert lugares(achado("PD-03", ("body", 43), posicao=43), pedido) == [
            lugar("corpo", "corpo", 'ualquer", "meta": 1,}', "Um documento em JSON, escrito em UTF-8.")
        ]


class TestPonteiro:
    def test_as_barras_e_os_tis_sao_escritos_como_na_norma(self) -> None:
        assert pointer(("a/b", 0, "c~d")) == "/a~1b/0/c~0d"

    def test_o_documento_inteiro_e_o_ponteiro_vazio(self) -> None:
        assert pointer(()) == ""


class TestMostra:
    @pytest.mark.parametrize(
        ("valor", "visto"),
        [
            (float("nan"), "NaN"),
            (float("inf"), "Infinity"),
            (1.5, 1.5),
            (True, True),
            (None, None),
            (NADA, None),
            ("\ud83d", "\\ud83d"),
            ("x" * 1_000, "x" * 1_000),
            ("x" * 1_001, "x" * 1_000 + "…"),
            ([float("nan"), {"a": NADA}], ["NaN", {"a": None}]),
            ({"\ud83d": 1}, {"\\ud83d": 1}),
        ],
    )
    def test_o_valor_cabe_numa_resposta(self, valor: object, visto: object) -> None:
        assert shown(valor) == visto

    def test_uma_lista_longa_e_cortada(self) -> None:
        assert shown(list(range(101))) == list(range(100))

    def test_um_objeto_fundo_e_cortado(self) -> None:
        fundo: Any = []
        for _ in range(10):
            fundo = [fundo]
        mostrado = shown(fundo)
        for _ in range(10):
            (mostrado,) = mostrado
        assert mostrado == "…"
