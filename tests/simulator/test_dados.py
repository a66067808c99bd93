"""As listas do que está guardado, pelo endereço do simulador: filtros, páginas, planilhas e documentos inteiros."""

from typing import Any

import pytest

from app.records import listing
from app.storage import listagem
from tests import builders
from tests.conftest import Api
from tests.simulator.guardados import guardar, pedir
from tests.storage.documentos import DEPOIS

PLURAIS = {
    "participante": "participantes",
    "plano_entregas": "planos_entregas",
    "plano_trabalho": "planos_trabalho",
}
IDS = {"participante": "matricula_siape", "plano_entregas": "id_plano_entregas", "plano_trabalho": "id_plano_trabalho"}
CHAVE = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": "01"}
MATRICULAS = ("1000001", "1000002", "1000003", "1000004", "1000005")


def ids(api: Api, recurso: str, **parametros: Any) -> list[str]:
    """Os identificadores do que a página traz."""
    resposta = pedir(api, recurso, **parametros)
    assert resposta.status_code == 200, resposta.text
    return [linha[IDS[recurso]] for linha in resposta.json()[PLURAIS[recurso]]]


def paginas(api: Api, recurso: str, **parametros: Any) -> list[list[str]]:
    """Os identificadores, página a página, até a última."""
    lidas = []
    while True:
        resposta = pedir(api, recurso, **parametros).json()
        lidas.append([linha[IDS[recurso]] for linha in resposta[PLURAIS[recurso]]])
        if resposta["proximo"] is None:
            return lidas
        parametros["cursor"] = resposta["proximo"]


def problema(api: Api, caminho: str, **parametros: Any) -> tuple[int, str, str]:
    resposta = pedir(api, caminho, **parametros)
    assert resposta.headers["Content-Type"] == "application/problem+json"
    corpo = resposta.json()
    return resposta.status_code, corpo["title"], corpo["detail"]


class TestForma:
    def test_um_participante(self, api: Api) -> None:
        guardar(api, "participante")
        assert pedir(api, "participante").json() == {
            "participantes": [
                {
                    "origem_unidade": "SIAPE",
                    "cod_unidade_autorizadora": 1,
                    "matricula_siape": "1234567",
                    "cod_unidade_lotacao": 101,
                    "cod_unidade_instituidora": 1,
                    "cpf": "52998224725",
                    "situacao": 1,
                    "modalidade_execucao": 2,
                    "data_assinatura_tcr": "2024-01-02",
                    "data_insercao": "2025-07-01T12:00:00Z",
                    "data_atualizacao": "2025-07-01T12:00:00Z",
                    "documento": (
                        "/simulador/api/dados/participante/documento?origem_unidade=SIAPE&cod_unidade_autorizadora=1"
                        "&cod_unidade_lotacao=101&matricula_siape=1234567"
                    ),
                }
            ],
            "proximo": None,
            "total": None,
        }

    def test_um_plano_de_entregas_com_quantas_entregas_tem(self, api: Api) -> None:
        guardar(api, "plano_entregas", entregas=[builders.entrega(id_entrega=id_) for id_ in ("e1", "e2", "e3")])
        assert pedir(api, "plano_entregas").json()["planos_entregas"] == [
            {
                "origem_unidade": "SIAPE",
                "cod_unidade_autorizadora": 1,
                "id_plano_entregas": "pe1",
                "cod_unidade_instituidora": 1,
                "cod_unidade_executora": 101,
                "status": 3,
                "data_inicio": "2024-01-01",
                "data_termino": "2024-06-30",
                "avaliacao": None,
                "data_avaliacao": None,
                "entregas": 3,
                "data_insercao": "2025-07-01T12:00:00Z",
                "data_atualizacao": "2025-07-01T12:00:00Z",
                "documento": (
                    "/simulador/api/dados/plano_entregas/documento?origem_unidade=SIAPE&cod_unidade_autorizadora=1"
                    "&id_plano_entregas=pe1"
                ),
            }
        ]

    def test_um_plano_de_trabalho_com_o_que_traz(self, api: Api) -> None:
        partes = [builders.contribuicao(percentual_contribuicao=parte) for parte in (40, 35)]
        guardar(api, "plano_trabalho", id_plano_trabalho="a/b&c=á", contribuicoes=partes)
        guardar(api, "plano_trabalho", id_plano_trabalho="vazio", status=1, contribuicoes=[])
        com, sem = pedir(api, "plano_trabalho").json()["planos_trabalho"]
        assert com == {
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 1,
            "id_plano_trabalho": "a/b&c=á",
            "status": 3,
            "cod_unidade_executora": 101,
            "cpf_participante": "52998224725",
            "matricula_siape": "1234567",
            "cod_unidade_lotacao_participante": 101,
            "data_inicio": "2024-01-15",
            "data_termino": "2024-06-30",
            "carga_horaria_disponivel": 480,
            "contribuicoes": 2,
            "soma_dos_percentuais": 75,
            "avaliacoes": 1,
            "data_insercao": "2025-07-01T12:00:00Z",
            "data_atualizacao": "2025-07-01T12:00:00Z",
            "documento": (
                "/simulador/api/dados/plano_trabalho/documento?origem_unidade=SIAPE&cod_unidade_autorizadora=1"
                "&id_plano_trabalho=a%2Fb%26c%3D%C3%A1"
            ),
        }
        assert (sem["contribuicoes"], sem["soma_dos_percentuais"]) == (0, 0)
        assert api.cliente.get(com["documento"]).json()["documento"]["id_plano_trabalho"] == "a/b&c=á"

    def test_reenviar_muda_so_a_data_da_ultima_vez(self, api: Api) -> None:
        guardar(api, "participante")
        guardar(api, "participante", DEPOIS, situacao=0)
        (linha,) = pedir(api, "participante").json()["participantes"]
        assert linha["situacao"] == 0
        assert (linha["data_insercao"], linha["data_atualizacao"]) == ("2025-07-01T12:00:00Z", "2025-07-02T09:30:00Z")


class TestFiltros:
    def test_de_participantes(self, api: Api) -> None:
        guardar(api, "participante", matricula_siape="1000001")
        guardar(
            api,
            "participante",
            DEPOIS,
            matricula_siape="1000002",
            cod_unidade_lotacao=102,
            cod_unidade_instituidora=9,
            cpf="11144477735",
            situacao=0,
            modalidade_execucao=3,
        )
        guardar(api, "participante", origem_unidade="SIORG", matricula_siape="1000003")
        esperado: list[tuple[dict[str, Any], list[str]]] = [
            ({}, ["1000001", "1000002", "1000003"]),
            ({"unidade": "SIAPE/1"}, ["1000001", "1000002"]),
            ({"unidade": "SIAPE/01"}, ["1000001", "1000002"]),
            ({"unidade": "SIORG/1"}, ["1000003"]),
            ({"unidade": "SIAPE/2"}, []),
            ({"instituidora": 9}, ["1000002"]),
            ({"lotacao": 102}, ["1000002"]),
            ({"matricula": "1000002"}, ["1000002"]),
            ({"unidade": "SIAPE/1", "matricula": "1000002"}, ["1000002"]),
            ({"matricula": "100000_"}, []),
            ({"matricula": "%"}, []),
            ({"matricula": ""}, ["1000001", "1000002", "1000003"]),
            ({"cpf": "11144477735"}, ["1000002"]),
            ({"situacao": 0}, ["1000002"]),
            ({"situacao": 1, "modalidade": 2}, ["1000001", "1000003"]),
            ({"modalidade": 3}, ["1000002"]),
            ({"alterado_desde": "2025-07-02"}, ["1000002"]),
            ({"alterado_desde": "2025-07-02T09:30:00Z"}, ["1000002"]),
            ({"alterado_desde": "2025-07-02T06:30:00-03:00"}, ["1000002"]),
            ({"alterado_desde": "2025-07-02T09:30:01"}, []),
        ]
        assert [(filtro, ids(api, "participante", **filtro)) for filtro, _ in esperado] == esperado

    def test_de_planos_de_entregas(self, api: Api) -> None:
        guardar(api, "plano_entregas", id_plano_entregas="a")
        guardar(
            api,
            "plano_entregas",
            DEPOIS,
            id_plano_entregas="b",
            cod_unidade_instituidora=9,
            cod_unidade_executora=102,
            status=5,
            data_inicio="2024-07-01",
            data_termino="2024-12-31",
            avaliacao=3,
            data_avaliacao="2025-01-10",
        )
        esperado: list[tuple[dict[str, Any], list[str]]] = [
            ({"id": "b"}, ["b"]),
            ({"id": "B"}, []),
            ({"unidade": "SIAPE/1", "id": "b"}, ["b"]),
            ({"instituidora": 9}, ["b"]),
            ({"executora": 102}, ["b"]),
            ({"status": 5}, ["b"]),
            ({"status": 3}, ["a"]),
            ({"avaliado": True}, ["b"]),
            ({"avaliado": False}, ["a"]),
            ({"inicio": "2024-06-30"}, ["a", "b"]),
            ({"inicio": "2024-07-01"}, ["b"]),
            ({"termino": "2024-06-30"}, ["a"]),
            ({"termino": "2023-12-31"}, []),
            ({"inicio": "2024-06-30", "termino": "2024-07-01"}, ["a", "b"]),
            ({"alterado_desde": "2025-07-02"}, ["b"]),
        ]
        assert [(filtro, ids(api, "plano_entregas", **filtro)) for filtro, _ in esperado] == esperado

    def test_de_planos_de_trabalho(self, api: Api) -> None:
        guardar(api, "plano_trabalho", id_plano_trabalho="a")
        guardar(
            api,
            "plano_trabalho",
            DEPOIS,
            id_plano_trabalho="b",
            status=1,
            cod_unidade_executora=102,
            cpf_participante="11144477735",
            matricula_siape="1000002",
            cod_unidade_lotacao_participante=103,
            data_inicio="2024-07-01",
            data_termino="2024-12-31",
            avaliacoes_registros_execucao=[],
        )
        esperado: list[tuple[dict[str, Any], list[str]]] = [
            ({"id": "b"}, ["b"]),
            ({"executora": 102}, ["b"]),
            ({"lotacao": 103}, ["b"]),
            ({"matricula": "1000002"}, ["b"]),
            ({"unidade": "SIAPE/1", "matricula": "1000002", "status": 1}, ["b"]),
            ({"cpf": "11144477735"}, ["b"]),
            ({"status": 1}, ["b"]),
            ({"inicio": "2024-07-01"}, ["b"]),
            ({"termino": "2024-06-30"}, ["a"]),
            ({"alterado_desde": "2025-07-02"}, ["b"]),
        ]
        assert [(filtro, ids(api, "plano_trabalho", **filtro)) for filtro, _ in esperado] == esperado


class TestPaginas:
    @pytest.fixture(autouse=True)
    def _cinco(self, api: Api) -> None:
        for n, matricula in enumerate(MATRICULAS):
            guardar(api, "participante", matricula_siape=matricula, cod_unidade_autorizadora=1 + n // 3, situacao=n % 2)

    @pytest.mark.parametrize("passo", [1, 2, 5, 5_000])
    def test_as_paginas_trazem_tudo_uma_vez_em_ordem(
        self, api: Api, passo: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listagem, "PASSO", passo)
        um, dois, tres, quatro, cinco = MATRICULAS
        assert paginas(api, "participante", limite=1) == [[um], [dois], [tres], [quatro], [cinco]]
        assert paginas(api, "participante", limite=2) == [[um, dois], [tres, quatro], [cinco]]
        assert paginas(api, "participante", limite=5) == [[um, dois, tres, quatro, cinco]]

    def test_dentro_de_uma_unidade(self, api: Api) -> None:
        assert paginas(api, "participante", unidade="SIAPE/1", limite=2) == [["1000001", "1000002"], ["1000003"]]

    def test_so_as_lotacoes_de_uma_pessoa(self, api: Api) -> None:
        for lotacao in (102, 103):
            guardar(api, "participante", matricula_siape="1000002", cod_unidade_lotacao=lotacao)
        da_pessoa = {"unidade": "SIAPE/1", "matricula": "1000002"}
        assert paginas(api, "participante", limite=2, **da_pessoa) == [["1000002", "1000002"], ["1000002"]]

    def test_o_que_chega_entre_uma_pagina_e_outra_nao_repete_nem_esconde_nada(self, api: Api) -> None:
        primeira = pedir(api, "participante", limite=2).json()
        guardar(api, "participante", matricula_siape="1000000")
        guardar(api, "participante", matricula_siape="1000002", situacao=0)
        resto = pedir(api, "participante", limite=500, cursor=primeira["proximo"]).json()["participantes"]
        assert [linha["matricula_siape"] for linha in resto] == ["1000003", "1000004", "1000005"]

    def test_uma_procura_longa_vem_em_partes_e_chega_ao_fim(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(listagem, "PASSO", 1)
        monkeypatch.setattr(listing, "PACIENCIA", -1)
        assert paginas(api, "participante", situacao=1) == [[], ["1000002"], [], ["1000004"], [], []]

    @pytest.mark.parametrize("passo", [1, 2, 5_000])
    def test_o_total_se_conta_quando_se_pede(self, api: Api, passo: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(listagem, "PASSO", passo)
        totais = [
            pedir(api, "participante", limite=1, total=True, **filtro).json()["total"]
            for filtro in ({}, {"unidade": "SIAPE/1"}, {"situacao": 1}, {"unidade": "SIAPE/9"})
        ]
        assert totais == [5, 3, 2, 0]

    def test_um_cursor_de_outros_filtros_e_recusado(self, api: Api) -> None:
        cursor = pedir(api, "participante", limite=1).json()["proximo"]
        assert problema(api, "participante", unidade="SIAPE/1", cursor=cursor) == (
            422,
            "Cursor desconhecido",
            "O cursor não é o de uma página desta lista, com estes filtros. Mande em cursor o proximo da página "
            "anterior, inteiro, ou comece de novo, sem ele.",
        )


class TestHostil:
    def test_um_filtro_que_nao_se_entende(self, api: Api) -> None:
        esperado = [
            ({"unidade": "SIAPE"}, "unidade: A unidade se escreve com a origem, uma barra e o código"),
            ({"unidade": "siape/1"}, "unidade: A unidade se escreve"),
            ({"unidade": "SIAPE/9223372036854775808"}, "unidade: A unidade se escreve"),
            ({"unidade": "SIAPE/" + "9" * 10_000}, "unidade: A unidade se escreve"),
            ({"unidade": "SIAPE/١"}, "unidade: A unidade se escreve"),
            ({"matricula": "12\0"}, "matricula: O valor traz um caractere nulo (%00)"),
            ({"lotacao": "9223372036854775808"}, "lotacao: O número tem de ser menor ou igual a 9223372036854775807."),
            ({"lotacao": "cento e um"}, "lotacao: "),
            ({"situacao": "2"}, "situacao: O valor não está entre os aceitos. Use um destes: 0 ou 1."),
            ({"alterado_desde": "ontem"}, "alterado_desde: "),
            ({"alterado_desde": "0001-01-01T00:00:00+14:00"}, "alterado_desde: "),
            ({"limite": "0"}, "limite: "),
            ({"limite": "501"}, "limite: O número tem de ser menor ou igual a 500."),
            ({"formato": "xml"}, "formato: "),
            ({"matrícula": "1"}, "Não há aqui o parâmetro matrícula. Os que há: unidade, alterado_desde, limite,"),
        ]
        ditos = [problema(api, "participante", **parametros) for parametros, _ in esperado]
        assert [dito[:2] for dito in ditos] == [(422, "Pedido não entendido")] * len(esperado)
        assert [dito[2][: len(detalhe)] for dito, (_, detalhe) in zip(ditos, esperado, strict=True)] == [
            detalhe for _, detalhe in esperado
        ]

    def test_um_periodo_que_nao_ha(self, api: Api) -> None:
        assert problema(api, "plano_trabalho", inicio="2024-13-01")[:2] == (422, "Pedido não entendido")
        assert problema(api, "plano_trabalho", inicio="2024-02-01", termino="2024-01-01") == (
            422,
            "Pedido não entendido",
            "O período começa em 2024-02-01 e termina antes, em 2024-01-01. Troque as datas.",
        )

    def test_um_cursor_que_nao_e_daqui(self, api: Api) -> None:
        cursores = (
            *("x", "á", "====", "W10", "bnVsbA", "e30", "WzFd", "W1siU0lBUEUiXV0"),
            # [1e400], ["\ud800"], ["\u0000"], [true] e um texto só, no lugar de uma lista
            *("WzFlNDAwXQ", "WyJcdWQ4MDAiXQ", "WyJcdTAwMDAiXQ", "W3RydWVd", "InB0MSI", "A" * 10_000),
        )
        ditos = [problema(api, "plano_trabalho", unidade="SIAPE/1", cursor=cursor)[:2] for cursor in cursores]
        assert ditos == [(422, "Cursor desconhecido")] * len(cursores)

    def test_um_texto_que_nada_tem_nao_acha_nada(self, api: Api) -> None:
        guardar(api, "participante")
        for valor in ("a" * 10_000, "'; DROP TABLE participante; --", "<b>", "😀", "\ufffd"):
            assert ids(api, "participante", matricula=valor) == []
        assert ids(api, "participante") == ["1234567"]

    def test_os_extremos_do_calendario(self, api: Api) -> None:
        guardar(api, "plano_trabalho")
        assert ids(api, "plano_trabalho", inicio="0001-01-01", termino="9999-12-31") == ["pt1"]
        assert ids(api, "plano_trabalho", inicio="9999-12-31") == ids(api, "plano_trabalho", termino="0001-01-01") == []

    def test_uma_pagina_de_outro_site_nao_le_a_lista(self, api: Api) -> None:
        resposta = api.cliente.get("/simulador/api/dados/participante", headers={"Origin": "https://atacante.example"})
        assert (resposta.status_code, resposta.json()["title"]) == (403, "Página de outro site")


class TestPlanilha:
    def test_o_csv_abre_numa_planilha_em_portugues(self, api: Api) -> None:
        guardar(api, "plano_entregas", id_plano_entregas='aspas " e ; e á')
        resposta = pedir(api, "plano_entregas", formato="csv")
        assert resposta.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert resposta.headers["Content-Disposition"] == 'attachment; filename="plano_entregas.csv"'
        assert resposta.content.decode() == (
            "\ufefforigem_unidade;cod_unidade_autorizadora;id_plano_entregas;cod_unidade_instituidora;"
            "cod_unidade_executora;status;data_inicio;data_termino;avaliacao;data_avaliacao;entregas;data_insercao;"
            "data_atualizacao\r\n"
            'SIAPE;1;"aspas "" e ; e á";1;101;3;2024-01-01;2024-06-30;;;1;2025-07-01T12:00:00Z;2025-07-01T12:00:00Z\r\n'
        )

    def test_sem_nada_guardado_vem_so_o_nome_das_colunas(self, api: Api) -> None:
        for recurso in PLURAIS:
            linhas = pedir(api, recurso, formato="csv").text.splitlines()
            assert len(linhas) == 1
            assert linhas[0].startswith("\ufefforigem_unidade;cod_unidade_autorizadora;")

    def test_um_texto_que_seria_formula_ganha_um_apostrofo(self, api: Api) -> None:
        formulas = ["\t=1", "\r=1", "+1", "-1", "=1+1", "@SUM(A1)"]
        for id_ in formulas:
            guardar(api, "plano_trabalho", id_plano_trabalho=id_)
        texto = pedir(api, "plano_trabalho", formato="csv").content.decode()
        assert [f"'{id_}" for id_ in formulas if f"'{id_}" not in texto] == []
        assert ids(api, "plano_trabalho") == formulas

    def test_traz_tudo_o_que_os_filtros_deixam_passar_por_mais_paginas_que_sejam(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "TRECHO", 2)
        for n, matricula in enumerate(MATRICULAS):
            guardar(api, "participante", matricula_siape=matricula, situacao=min(n, 1))
        linhas = pedir(api, "participante", formato="csv", situacao=1, limite=1).text.splitlines()
        assert [linha.split(";")[2] for linha in linhas[1:]] == [*MATRICULAS[1:]]

    def test_um_cursor_errado_e_dito_antes_de_comecar(self, api: Api) -> None:
        assert problema(api, "participante", formato="csv", cursor="x")[:2] == (422, "Cursor desconhecido")


class TestDocumento:
    def test_o_documento_inteiro_como_viaja(self, api: Api) -> None:
        guardar(api, "plano_trabalho")
        guardar(api, "plano_trabalho", DEPOIS, carga_horaria_disponivel=100)
        assert pedir(api, "plano_trabalho/documento", id_plano_trabalho="pt1", **CHAVE).json() == {
            "documento": builders.plano_trabalho(carga_horaria_disponivel=100),
            "data_insercao": "2025-07-01T12:00:00Z",
            "data_atualizacao": "2025-07-02T09:30:00Z",
            "versoes": (
                "/simulador/api/dados/plano_trabalho/versoes?origem_unidade=SIAPE&cod_unidade_autorizadora=1"
                "&id_plano_trabalho=pt1"
            ),
        }

    def test_o_de_um_participante_e_o_de_um_plano_de_entregas(self, api: Api) -> None:
        guardar(api, "participante")
        guardar(api, "plano_entregas")
        do_participante = {**CHAVE, "cod_unidade_lotacao": 101, "matricula_siape": "1234567"}
        participante = pedir(api, "participante/documento", **do_participante).json()["documento"]
        entregas = pedir(api, "plano_entregas/documento", id_plano_entregas="pe1", **CHAVE).json()["documento"]
        assert (participante, entregas) == (builders.participante(), builders.plano_entregas())

    def test_o_que_nao_ha_diz_a_chave_que_se_procurou(self, api: Api) -> None:
        guardar(api, "plano_trabalho")
        assert problema(api, "plano_trabalho/documento", id_plano_trabalho="PT1", **CHAVE) == (
            404,
            "Documento não encontrado",
            "Não há plano_trabalho guardado com a chave origem_unidade SIAPE, cod_unidade_autorizadora 1, "
            "id_plano_trabalho PT1. Confira cada parte da chave, ou procure-o em /simulador/api/dados/plano_trabalho.",
        )

    @pytest.mark.parametrize("o_que", ["documento", "versoes"])
    def test_uma_chave_que_nao_se_entende(self, api: Api, o_que: str) -> None:
        chaves: list[dict[str, Any]] = [
            {},
            {"origem_unidade": "SIAPE"},
            {**CHAVE, "id_plano_trabalho": "a\0"},
            {**CHAVE, "cod_unidade_autorizadora": 2**63, "id_plano_trabalho": "a"},
            {**CHAVE, "id_plano_trabalho": "a", "matricula_siape": "1234567"},
        ]
        ditos = [problema(api, f"plano_trabalho/{o_que}", **chave)[:2] for chave in chaves]
        assert ditos == [(422, "Pedido não entendido")] * 5

    @pytest.mark.parametrize("o_que", ["documento", "versoes"])
    def test_uma_chave_que_ninguem_tem(self, api: Api, o_que: str) -> None:
        assert api.com_base().enviar_plano_trabalho().status_code == 201
        for id_ in ("a" * 10_000, "%", "_", '"]', "á"):
            status, titulo, _ = problema(api, f"plano_trabalho/{o_que}", id_plano_trabalho=id_, **CHAVE)
            assert (status, titulo) == (404, "Documento não encontrado")
