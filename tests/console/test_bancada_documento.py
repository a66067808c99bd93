"""O mesmo documento em formulário e em JSON: ida e volta, sem perder o que o formulário não mostra."""

import json
from typing import Any

import pytest
from starlette.datastructures import FormData

from app.console.bancada import texto as bancada_texto
from app.console.bancada.formulario import Campo, filled, sheet, with_item, without_item
from app.console.bancada.texto import Illegible
from app.console.forms import Formulario
from app.console.pedido import Unsayable, clean_path, read_headers
from app.console.veredito import said_place
from tests import builders

HOSTIL: dict[str, Any] = {
    **builders.plano_trabalho(),
    "id_plano_trabalho": "com\nquebra",
    "status": "3",
    "cod_unidade_executora": [101],
    "cpf_participante": 52998224725,
    "matricula_siape": None,
    "data_inicio": "31/12/2025",
    "carga_horaria_disponivel": 10.5,
    "desconhecido": {"a": [1]},
    "avaliacoes_registros_execucao": "nenhuma",
    "contribuicoes": [
        "não é objeto",
        {**builders.contribuicao(), "mais": 1, "percentual_contribuicao": "cem", "id_entrega": "\ud800"},
        None,
    ],
}


def campos_de(recurso: str, documento: dict[str, Any]) -> dict[str, Campo]:
    """Todos os campos do formulário, pelo nome."""
    ficha = sheet(recurso, documento)
    dos_itens = [campo for lista in ficha.listas for item in lista.itens for campo in item.campos]
    return {campo.nome: campo for campo in (*ficha.campos, *dos_itens)}


def de_volta(recurso: str, documento: dict[str, Any], **escritos: str) -> dict[str, Any]:
    """O documento que o formulário devolve, como um navegador o mandaria, com estes campos escritos de outro modo."""
    mandados = {nome: campo.valor for nome, campo in campos_de(recurso, documento).items()}
    return filled(recurso, documento, Formulario(FormData([*{**mandados, **escritos}.items()])))


class TestIdaEVolta:
    @pytest.mark.parametrize(
        ("recurso", "documento"),
        [
            ("participante", builders.participante()),
            ("plano_entregas", builders.plano_entregas()),
            ("plano_trabalho", builders.plano_trabalho()),
            ("usuario", builders.usuario()),
            ("plano_trabalho", HOSTIL),
            ("plano_entregas", {}),
            ("participante", {"cpf": {"a": 1}, "situacao": True, "data_assinatura_tcr": "2025-02-30"}),
            ("plano_entregas", builders.plano_entregas(entregas=[builders.entrega(nome_entrega="é" * 10_000)])),
        ],
    )
    def test_o_que_ninguem_mudou_fica_como_estava(self, recurso: str, documento: dict[str, Any]) -> None:
        volta = de_volta(recurso, documento)
        assert json.dumps(volta) == json.dumps(documento)

    def test_so_o_campo_mudado_muda(self) -> None:
        mudado = de_volta("plano_trabalho", HOSTIL, **{"doc.carga_horaria_disponivel": "40"})
        assert mudado == {**HOSTIL, "carga_horaria_disponivel": 40}

    def test_o_tipo_e_o_do_contrato_e_o_que_nao_serve_vai_como_texto(self) -> None:
        mudado = de_volta(
            "plano_entregas",
            builders.plano_entregas(),
            **{
                "doc.status": "5",
                "doc.avaliacao": "4",
                "doc.data_avaliacao": "2024-07-01",
                "doc.cod_unidade_executora": "cento e dois",
                "doc.entregas.0.meta_entrega": "9" * 5_000,
                "doc.entregas.0.entrega_cancelada": "true",
                "doc.entregas.0.tipo_meta": '"unidade"',
            },
        )
        assert mudado["status"] == 5
        assert (mudado["avaliacao"], mudado["data_avaliacao"]) == (4, "2024-07-01")
        assert mudado["cod_unidade_executora"] == "cento e dois"
        assert mudado["entregas"][0]["meta_entrega"] == "9" * 5_000
        assert mudado["entregas"][0]["entrega_cancelada"] is True
        assert mudado["entregas"][0]["tipo_meta"] == "unidade"

    def test_um_campo_esvaziado_e_nulo_onde_cabe_e_nao_vai_onde_nao_cabe(self) -> None:
        documento = builders.plano_entregas(status=5, avaliacao=3, data_avaliacao="2024-07-01")
        mudado = de_volta("plano_entregas", documento, **{"doc.data_avaliacao": "", "doc.data_inicio": ""})
        assert mudado["data_avaliacao"] is None
        assert "data_inicio" not in mudado

    def test_a_data_do_tcr_se_mostra_como_dia_e_so_muda_se_a_mudam(self) -> None:
        campo = campos_de("participante", builders.participante())["doc.data_assinatura_tcr"]
        assert (campo.tipo, campo.valor) == ("date", "2024-01-02")
        mudado = de_volta("participante", builders.participante(), **{"doc.data_assinatura_tcr": "2024-01-03"})
        assert mudado["data_assinatura_tcr"] == "2024-01-03"

    def test_o_que_o_campo_nao_mostra_e_dito(self) -> None:
        campos = campos_de("plano_trabalho", HOSTIL)
        assert {nome: campo.mantido for nome, campo in campos.items() if campo.mantido} == {
            "doc.id_plano_trabalho": '"com\\nquebra"',
            "doc.status": '"3"',
            "doc.cod_unidade_executora": "[101]",
            "doc.cpf_participante": "52998224725",
            "doc.matricula_siape": "null",
            "doc.carga_horaria_disponivel": "10.5",
            "doc.contribuicoes.1.percentual_contribuicao": '"cem"',
            "doc.contribuicoes.1.id_entrega": '"\ud800"',
        }
        # Num campo de data o navegador apagaria o que não é um dia.
        assert campos["doc.data_inicio"].tipo == "text"
        ficha = sheet("plano_trabalho", HOSTIL)
        assert ficha.outros == ["desconhecido"]
        assert ficha.listas[0].itens[1].outros == ["mais"]
        assert ficha.listas[1].mantido == "nenhuma"


class TestItens:
    def test_um_item_novo_tem_identificador_so_seu(self) -> None:
        documento = with_item("plano_entregas", builders.plano_entregas(), "entregas")
        assert [entrega["id_entrega"] for entrega in documento["entregas"]] == ["e1", "e2"]
        assert with_item("plano_entregas", documento, "contribuicoes") == documento

    def test_uma_lista_que_nao_e_lista_vira_uma(self) -> None:
        (avaliacao,) = with_item("plano_trabalho", HOSTIL, "avaliacoes_registros_execucao")[
            "avaliacoes_registros_execucao"
        ]
        assert avaliacao["id_periodo_avaliativo"] == "p1"

    def test_tirar_um_item_deixa_os_outros_e_o_que_nao_ha_nao_se_tira(self) -> None:
        assert without_item(HOSTIL, "contribuicoes", 0)["contribuicoes"] == HOSTIL["contribuicoes"][1:]
        assert without_item(HOSTIL, "contribuicoes", 9) == HOSTIL
        assert without_item(HOSTIL, "status", 0) == HOSTIL


class TestTexto:
    @pytest.mark.parametrize(
        ("texto", "documentos", "varios"),
        [
            ('{"a": 1}', [{"a": 1}], False),
            (' \n{"a": 1}\n ', [{"a": 1}], False),
            ('[{"a": 1}, 2]', [{"a": 1}, 2], True),
            ('{"a": 1}\n{"b": 2}', [{"a": 1}, {"b": 2}], True),
            ("[]", [], True),
            ("3", [3], False),
        ],
    )
    def test_le_um_ou_varios(self, texto: str, documentos: list[Any], varios: bool) -> None:
        lido = bancada_texto.read(texto)
        assert (lido.documentos, lido.varios, lido.repetidas) == (documentos, varios, [])

    def test_diz_que_chave_se_repete(self) -> None:
        assert bancada_texto.read('{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}').repetidas == ["c", "a"]

    @pytest.mark.parametrize(
        ("texto", "trecho"),
        [
            ("", "Não há nada escrito"),
            ('{"a": 1,\n "b": }', "na linha 2, coluna 7; perto de:"),
            ('{"a": ', "o texto acaba antes do tempo"),
            ("[" * 60 + "]" * 60, "níveis demais"),
            ("[" * 100_000, "níveis demais"),
            ('{"a": ' + "9" * 5_000 + "}", "algarismos demais"),
        ],
    )
    def test_diz_onde_se_quebra(self, texto: str, trecho: str) -> None:
        with pytest.raises(Illegible, match=trecho):
            bancada_texto.read(texto)

    def test_metade_de_um_caractere_vai_escrita_por_extenso(self) -> None:
        assert bancada_texto.pretty({"nome": "é\ud800"}) == '{\n  "nome": "\\u00e9\\ud800"\n}'
        assert bancada_texto.pretty({"nome": "é"}) == '{\n  "nome": "é"\n}'


class TestPedido:
    @pytest.mark.parametrize(
        ("escrito", "caminho"),
        [
            ("/health", "/health"),
            ("/user/a b?c=d&e=ç#f", "/user/a%20b?c=d&e=%C3%A7%23f"),
            ("/organizacao/SIAPE/1/plano_trabalho/a%2Fb", "/organizacao/SIAPE/1/plano_trabalho/a%2Fb"),
            ("//outro.lugar/x", "//outro.lugar/x"),
        ],
    )
    def test_o_caminho_se_pede_como_foi_escrito(self, escrito: str, caminho: str) -> None:
        assert clean_path(escrito) == caminho

    @pytest.mark.parametrize(
        "caminho", ["", "health", "http://outro/", "/simulador/api/reinicio", "/%73imulador/x", "/" + "é" * 9_000]
    )
    def test_o_que_nao_e_da_api_nao_se_pede(self, caminho: str) -> None:
        with pytest.raises(Unsayable):
            clean_path(caminho)

    def test_os_cabecalhos_vao_um_por_linha_e_o_que_nao_tem_valor_nao_vai(self) -> None:
        assert read_headers("A: b:c\r\n\r\nUser-Agent:\r\n") == {"A": "b:c", "User-Agent": None}

    @pytest.mark.parametrize("texto", ["sem dois pontos", ": valor", "A b: c", "A: á", "A: \x07", "Ação: 1"])
    def test_um_cabecalho_que_nao_viaja_e_dito(self, texto: str) -> None:
        with pytest.raises(Unsayable):
            read_headers(texto)


@pytest.mark.parametrize(
    ("caminho", "dito"),
    [
        ("", "o documento inteiro"),
        ("/cpf", "cpf"),
        ("/contribuicoes/1", "2º item de contribuicoes"),
        ("/contribuicoes/1/id_entrega", "id_entrega, no 2º item de contribuicoes"),
        ("/a~1b/c", "c, em a/b"),
        ("User-Agent", "User-Agent"),
    ],
)
def test_um_lugar_se_diz_em_palavras(caminho: str, dito: str) -> None:
    assert said_place(caminho) == dito
