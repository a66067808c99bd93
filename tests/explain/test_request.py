"""O pedido guardado, lido de novo."""

import json
from typing import Any

import pytest

from app.explain.request import NADA, RECURSOS, path_of, value_at
from tests import builders
from tests.explain.registros import de_participante, um_envio, um_pedido


class TestRota:
    @pytest.mark.parametrize(
        ("caminho", "recurso", "chave"),
        [
            (
                "/organizacao/SIAPE/1/101/participante/1234567?x=1",
                "participante",
                {
                    "origem_unidade": "SIAPE",
                    "cod_unidade_autorizadora": 1,
                    "cod_unidade_lotacao": 101,
                    "matricula_siape": "1234567",
                },
            ),
            (
                "/organizacao/SIORG/01/plano_trabalho/a%20b",
                "plano_trabalho",
                {"origem_unidade": "SIORG", "cod_unidade_autorizadora": 1, "id_plano_trabalho": "a b"},
            ),
            (
                "/organizacao/SIAPE/um/plano_entregas/1",
                "plano_entregas",
                {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": "um", "id_plano_entregas": "1"},
            ),
            ("/user/a@b.gov.br", "usuario", {"email": "a@b.gov.br"}),
            ("/users", None, {}),
            ("/organizacao/SIAPE/1/plano_trabalho/", None, {}),
            ("/organizacao/SIAPE/1/plano_trabalho", None, {}),
            ("/", None, {}),
        ],
    )
    def test_o_caminho_diz_o_recurso_e_a_chave(self, caminho: str, recurso: str | None, chave: dict[str, Any]) -> None:
        pedido = um_pedido(caminho=caminho)
        assert (pedido.resource, pedido.key) == (recurso, chave)


class TestCorpo:
    def test_o_corpo_inteiro_se_le_como_texto_e_como_documento(self) -> None:
        pedido = de_participante()
        assert pedido.document == builders.participante()
        assert pedido.text == json.dumps(builders.participante(), ensure_ascii=False)

    def test_o_que_o_diario_cortou_nao_se_repete(self) -> None:
        pedido = um_pedido(b'{"a": 1}', bytes_recebidos=9)
        assert (pedido.text, pedido.document) == (None, None)

    def test_o_que_o_diario_nao_guardou_nao_se_repete(self) -> None:
        pedido = um_pedido(None, bytes_recebidos=9)
        assert (pedido.text, pedido.document, pedido.parsed) == (None, None, NADA)

    @pytest.mark.parametrize("corpo", [{"password": "***"}, {"a": [{"Senha": "***"}]}, [{"meu_token": "***"}]])
    def test_o_que_esconde_um_segredo_tambem_nao(self, corpo: object) -> None:
        pedido = um_envio(corpo)
        assert (pedido.text, pedido.document) == (None, None)

    def test_tres_asteriscos_noutro_campo_nao_sao_segredo(self) -> None:
        assert um_envio({"nome": "***"}).document == {"nome": "***"}

    @pytest.mark.parametrize("corpo", [b"{", b"\xff", b"", b"[" * 200_000, json.dumps([[]] * 3).encode() + b"x"])
    def test_o_que_nao_e_json_nao_e_documento(self, corpo: bytes) -> None:
        assert (um_pedido(corpo).parsed, um_pedido(corpo).document) == (NADA, None)

    @pytest.mark.parametrize(("niveis", "lido"), [(50, True), (51, False)])
    def test_um_corpo_fundo_demais_nao_se_le(self, niveis: int, lido: bool) -> None:
        assert (um_pedido(b"[" * niveis + b"]" * niveis).parsed is not NADA) is lido

    @pytest.mark.parametrize("corpo", [b"[1]", b'"a"', b"null"])
    def test_o_que_nao_e_objeto_tem_texto_mas_nao_e_documento(self, corpo: bytes) -> None:
        assert (um_pedido(corpo).text, um_pedido(corpo).document) == (corpo.decode(), None)

    @pytest.mark.parametrize("corpo", [b"a\0b", "é".encode("latin-1"), '{"a": 1}'.encode("utf-16")])
    def test_o_que_nao_se_escreve_num_comando_nao_se_repete(self, corpo: bytes) -> None:
        assert um_pedido(corpo).text is None

    def test_um_json_em_utf_16_ainda_e_documento(self) -> None:
        assert um_pedido('{"a": 1}'.encode("utf-16")).document == {"a": 1}


CORPO = {"a": [{"b": None}, "texto"], "c": 1}


class TestLugar:
    @pytest.mark.parametrize(
        ("lugar", "valor"),
        [
            ((), CORPO),
            (("c",), 1),
            (("a", 0, "b"), None),
            (("a", 1), "texto"),
            (("a", 2), NADA),
            (("x",), NADA),
            (("a", "b"), NADA),
            (("c", 0), NADA),
            (("a", 1, 0), NADA),
            ((0,), NADA),
        ],
    )
    def test_acha_o_valor_ou_nada(self, lugar: tuple[str | int, ...], valor: object) -> None:
        assert value_at(CORPO, lugar) == valor


class TestCaminho:
    def test_o_caminho_de_um_documento_traz_a_chave_dele_codificada(self) -> None:
        documento = builders.plano_entregas(id_plano_entregas="açã/o 1", cod_unidade_autorizadora="01")
        assert path_of("plano_entregas", documento) == "/organizacao/SIAPE/1/plano_entregas/a%C3%A7%C3%A3%2Fo%201"

    @pytest.mark.parametrize("valor", [None, "", [], 1.5])
    def test_sem_uma_parte_da_chave_nao_ha_caminho(self, valor: object) -> None:
        assert path_of("participante", builders.participante(matricula_siape=valor)) is None

    def test_cada_recurso_tem_o_caminho_em_que_se_envia(self) -> None:
        assert [
            path_of(recurso, documento) for recurso, documento in zip(RECURSOS, self.documentos(), strict=True)
        ] == [
            builders.caminho_participante(builders.participante()),
            builders.caminho_plano_entregas(builders.plano_entregas()),
            builders.caminho_plano_trabalho(builders.plano_trabalho()),
            "/user/sistema@orgao.gov.br",
        ]

    def documentos(self) -> list[builders.Documento]:
        return [builders.participante(), builders.plano_entregas(), builders.plano_trabalho(), builders.usuario()]
