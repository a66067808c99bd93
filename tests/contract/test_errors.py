"""A lista de erros como viaja: a ordem, o que se repete do que foi enviado, e o que nunca se repete."""

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from app.contract import moment
from app.contract.errors import Item, codes_of, findings_of, items_of, items_of_model
from app.contract.participante import Participante
from app.contract.plano_entregas import Entrega, PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.contract.usuario import Usuario
from tests.builders import avaliacao, contribuicao, entrega, participante, plano_entregas, plano_trabalho, usuario
from tests.rules.julgamento import AGORA


def itens(modelo: type[BaseModel], documento: Any) -> list[Item]:
    with pytest.raises(ValidationError) as recusa, moment.at(AGORA):
        modelo.model_validate(documento)
    return items_of_model(recusa.value)


def regras_e_lugares(modelo: type[BaseModel], documento: Any) -> list[tuple[str, list[str | int]]]:
    return [(erro["ctx"]["regra"], erro["loc"]) for erro in itens(modelo, documento)]


def falta_e_repete(corpo: dict[str, Any]) -> Any:
    """O `input` do erro de uma entrega a que só falta o id, e que traz o que se dá."""
    documento = entrega(**corpo)
    del documento["id_entrega"]
    (erro,) = itens(Entrega, documento)
    return {nome: erro["input"][nome] for nome in corpo}


class TestItem:
    def test_um_erro_de_campo_inteiro(self) -> None:
        assert itens(Participante, participante(cod_unidade_lotacao="-1")) == [
            {
                "type": "greater_than_equal",
                "loc": ["cod_unidade_lotacao"],
                "msg": "O número tem de ser maior ou igual a 0.",
                "input": "-1",
                "ctx": {"regra": "FO-14", "ge": 0},
            }
        ]

    def test_um_erro_do_documento_repete_o_documento(self) -> None:
        documento = plano_entregas(status=2, entregas=[])
        assert itens(PlanoEntregas, documento) == [
            {
                "type": "value_error",
                "loc": [],
                "msg": "O plano não tem entregas, e está com status 2. Só um plano cancelado (status 1) pode vir sem "
                "elas: inclua ao menos uma entrega.",
                "input": documento,
                "ctx": {"regra": "PE-02", "status": 2},
            }
        ]

    def test_chaves_num_identificador_nao_sao_preenchidas(self) -> None:
        repetidas = [entrega(id_entrega="{regra}"), entrega(id_entrega="{regra}")]
        assert [erro["msg"] for erro in itens(PlanoEntregas, plano_entregas(entregas=repetidas))] == [
            "A entrega {regra} aparece mais de uma vez no plano. Dê a cada entrega um id_entrega próprio, "
            "ou retire a repetida."
        ]

    def test_a_evidencia_com_metade_de_um_caractere_nao_troca_a_regra(self) -> None:
        repetidas = [entrega(id_entrega="e\ud83d"), entrega(id_entrega="e\ud83d")]
        assert [erro["ctx"]["regra"] for erro in itens(PlanoEntregas, plano_entregas(entregas=repetidas))] == ["PE-03"]


class TestOrdem:
    def test_os_erros_de_campo_vem_na_ordem_dos_campos_e_nao_na_do_envio(self) -> None:
        documento = plano_entregas(data_inicio="x", status=9, origem_unidade="x", entregas="x")
        assert regras_e_lugares(PlanoEntregas, documento) == [
            ("FO-16", ["origem_unidade"]),
            ("FO-16", ["status"]),
            ("FO-20", ["data_inicio"]),
            ("FO-03", ["entregas"]),
        ]

    def test_regras_de_campo_e_forma_se_misturam_na_ordem_dos_campos(self) -> None:
        documento = participante(data_assinatura_tcr="2023-07-30", cpf="11111111111", situacao=7)
        assert regras_e_lugares(Participante, documento) == [
            ("PA-05", ["cpf"]),
            ("FO-16", ["situacao"]),
            ("PA-08", ["data_assinatura_tcr"]),
        ]

    def test_todas_as_regras_quebradas_do_documento_vem_na_ordem_da_tabela(self) -> None:
        documento = plano_entregas(
            cod_unidade_autorizadora=123_456,
            entregas=[],
            data_termino="2023-12-31",
            data_avaliacao="2023-12-31",
            status=5,
        )
        assert regras_e_lugares(PlanoEntregas, documento) == [
            ("PE-01", []),
            ("PE-02", []),
            ("PE-04", []),
            ("PE-05", []),
            ("PE-06", []),
        ]

    def test_as_do_plano_de_trabalho_tambem(self) -> None:
        documento = plano_trabalho(cod_unidade_autorizadora=123_456, contribuicoes=[], data_inicio="2024-07-01")
        assert regras_e_lugares(PlanoTrabalho, documento) == [
            ("PT-01", []),
            ("PT-15", []),
            ("PT-16", []),
            ("PT-17", []),
        ]

    def test_com_um_campo_errado_as_regras_do_documento_nao_se_conferem(self) -> None:
        documento = plano_entregas(cod_unidade_autorizadora=123_456, entregas=[], status=9)
        assert regras_e_lugares(PlanoEntregas, documento) == [("FO-16", ["status"])]

    def test_as_regras_de_um_item_sao_ditas_sem_as_do_documento(self) -> None:
        documento = plano_trabalho(
            cod_unidade_autorizadora=123_456,
            contribuicoes=[contribuicao(), contribuicao(id_entrega=None)],
            avaliacoes_registros_execucao=[
                avaliacao(data_fim_periodo_avaliativo="2024-01-01", data_avaliacao_registros_execucao="2024-01-01")
            ],
        )
        assert regras_e_lugares(PlanoTrabalho, documento) == [
            ("PT-10", ["contribuicoes", 1]),
            ("PT-12", ["avaliacoes_registros_execucao", 0]),
            ("PT-13", ["avaliacoes_registros_execucao", 0]),
        ]

    def test_de_um_campo_so_se_diz_a_primeira_regra(self) -> None:
        assert regras_e_lugares(Participante, participante(cpf="１１１１１１１１１１１")) == [("PA-04", ["cpf"])]

    def test_os_codigos_se_dizem_uma_vez_na_ordem_dos_erros(self) -> None:
        documento = plano_entregas(status=9, origem_unidade="x", entregas="x")
        assert codes_of(itens(PlanoEntregas, documento)) == ["FO-16", "FO-03"]


class TestAchados:
    """Os mesmos erros como regras quebradas, para o diário e a explicação."""

    def test_um_por_erro_com_o_lugar_a_evidencia_e_o_valor(self) -> None:
        erros = itens(PlanoEntregas, plano_entregas(status=9, entregas=[entrega(meta_entrega=-1)]))
        assert [(um.rule.code, um.places, um.evidence, um.value) for um in findings_of(erros)] == [
            ("FO-16", (("status",),), {"expected": "1, 2, 3, 4 ou 5"}, 9),
            ("FO-14", (("entregas", 0, "meta_entrega"),), {"ge": 0}, -1),
        ]

    def test_o_do_documento_inteiro_aponta_o_documento(self) -> None:
        (achado,) = findings_of(itens(PlanoEntregas, plano_entregas(status=2, entregas=[])))
        assert (achado.rule.code, achado.places, achado.evidence) == ("PE-02", ((),), {"status": 2})
        assert achado.message == (
            "O plano não tem entregas, e está com status 2. Só um plano cancelado (status 1) pode vir sem elas: "
            "inclua ao menos uma entrega."
        )

    def test_a_senha_recusada_nao_e_valor_de_achado(self) -> None:
        (achado,) = findings_of(itens(Usuario, usuario(password="x" * 4_097)))
        assert achado.value == "***"

    def test_de_erro_algum_nao_ha_achados(self) -> None:
        assert findings_of([]) == []


class TestSegredos:
    @pytest.mark.parametrize(
        "senha",
        ["", "x" * 4_097, 12_345, ["segredo"], {"a": "segredo"}],
        ids=["vazia", "longa", "numero", "lista", "objeto"],
    )
    def test_a_senha_recusada_nao_se_repete(self, senha: object) -> None:
        assert [erro["input"] for erro in itens(Usuario, usuario(password=senha))] == ["***"]

    def test_a_senha_igual_a_outro_valor_recusado_tambem_nao(self) -> None:
        documento = usuario(sistema_gerador=12_345, password=12_345)
        assert [(erro["loc"], erro["input"]) for erro in itens(Usuario, documento)] == [
            (["sistema_gerador"], 12_345),
            (["password"], "***"),
        ]

    def test_a_senha_nao_se_repete_com_o_documento(self) -> None:
        (erro,) = itens(Usuario, usuario(cod_unidade_autorizadora=0))
        assert erro["input"] == {
            "email": "sistema@orgao.gov.br",
            "password": "***",
            "is_admin": False,
            "disabled": False,
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 0,
            "sistema_gerador": "Sistema de teste 1.0",
        }

    @pytest.mark.parametrize("nome", ["password", "access_token", "client_secret"])
    def test_segredos_nao_se_repetem_em_nivel_algum(self, nome: str) -> None:
        assert falta_e_repete({"extra": [{"dentro": {nome: "segredo", "resto": 1}}]}) == {
            "extra": [{"dentro": {nome: "***", "resto": 1}}]
        }

    @pytest.mark.parametrize("nome", ["password", "access_token", "client_secret"])
    def test_o_segredo_recusado_no_caminho_ou_no_formulario_nao_se_repete(self, nome: str) -> None:
        erro = {"type": "string_type", "loc": ("query", nome), "msg": "", "input": "segredo"}
        assert [item["input"] for item in items_of([erro])] == ["***"]

    def test_a_senha_nula_se_diz_nula(self) -> None:
        assert [erro["input"] for erro in itens(Usuario, usuario(password=None))] == [None]

    @pytest.mark.parametrize(
        ("corpo", "ocultar", "repetido"),
        [
            ("um texto qualquer", False, "um texto qualquer"),
            ("um texto qualquer", True, "***"),
            ("password=segredo", False, "***"),
            (b'{"Senha": "segredo"', False, "***"),
        ],
    )
    def test_o_corpo_que_veio_como_texto_corrido_se_oculta_quando_se_pede_ou_fala_de_senha(
        self, corpo: object, ocultar: bool, repetido: str
    ) -> None:
        erro = {"type": "model_attributes_type", "loc": ("body",), "msg": "", "input": corpo}
        assert [item["input"] for item in items_of([erro], hide_text=ocultar)] == [repetido]

    def test_o_que_se_repete_numa_resposta_tem_um_total(self) -> None:
        grande = {f"k{n}": ["x" * 1_000] * 100 for n in range(6)}
        erros = [{"type": "missing", "loc": ("body", f"campo{n}"), "msg": "", "input": grande} for n in range(3)]
        assert [item["input"] for item in items_of(erros)] == [grande, "…", "…"]

    def test_um_campo_de_texto_nao_se_oculta_com_o_corpo(self) -> None:
        erro = {"type": "string_too_short", "loc": ("body", "cpf"), "msg": "", "input": "1", "ctx": {"min_length": 11}}
        assert [item["input"] for item in items_of([erro], hide_text=True)] == ["1"]


class TestInput:
    @pytest.mark.parametrize(
        ("valor", "texto"), [(float("nan"), "nan"), (float("inf"), "inf"), (float("-inf"), "-inf")]
    )
    def test_numero_que_nao_e_finito_se_repete_como_texto(self, valor: float, texto: str) -> None:
        assert falta_e_repete({"extra": [valor, 1.5]}) == {"extra": [texto, 1.5]}

    def test_metade_de_um_caractere_se_repete_escrita_por_extenso(self) -> None:
        assert falta_e_repete({"extra": "a\ud83db"}) == {"extra": "a\\ud83db"}

    def test_metade_de_um_caractere_no_nome_de_uma_chave_tambem(self) -> None:
        assert falta_e_repete({"extra": {"a\ud83d": 1}}) == {"extra": {"a\\ud83d": 1}}

    def test_o_que_e_fundo_demais_e_cortado(self) -> None:
        fundo: Any = "fundo"
        for _ in range(500):
            fundo = [fundo]
        esperado: Any = "…"
        for _ in range(19):
            esperado = [esperado]
        assert falta_e_repete({"extra": fundo}) == {"extra": esperado}

    def test_lista_de_cem_itens_se_repete_inteira(self) -> None:
        assert falta_e_repete({"extra": list(range(100))}) == {"extra": list(range(100))}

    def test_lista_maior_se_corta_e_diz_quanto_falta(self) -> None:
        assert falta_e_repete({"extra": list(range(103))}) == {"extra": [*range(100), "… e mais 3 itens"]}

    def test_objeto_maior_que_cem_chaves_se_corta_e_diz_quantas_faltam(self) -> None:
        chaves = {f"k{n}": n for n in range(102)}
        cortado = {f"k{n}": n for n in range(100)} | {"…": "e mais 2 chaves"}
        assert falta_e_repete({"extra": chaves}) == {"extra": cortado}

    @pytest.mark.parametrize("corpo", ['{"password": "abacate"}', b'{"password": "abacate"}'])
    def test_corpo_em_texto_corrido_se_oculta_onde_pode_haver_senha(self, corpo: object) -> None:
        erro = {"type": "model_attributes_type", "loc": ("body",), "msg": "", "input": corpo}
        assert [item["input"] for item in items_of([erro], hide_text=True)] == ["***"]

    @pytest.mark.parametrize(
        ("enviado", "repetido"),
        [("x" * 1_000, "x" * 1_000), ("x" * 1_001, "x" * 1_000 + "…")],
        ids=["cabe", "passa"],
    )
    def test_texto_de_mais_de_mil_caracteres_se_corta(self, enviado: str, repetido: str) -> None:
        assert falta_e_repete({"extra": enviado}) == {"extra": repetido}

    def test_bytes_se_repetem_como_texto(self) -> None:
        erro = {"type": "model_attributes_type", "loc": ("body",), "msg": "", "input": b'{"a": "\xff"}'}
        assert [item["input"] for item in items_of([erro])] == ['{"a": "\\xff"}']

    def test_valores_simples_se_repetem_como_vieram(self) -> None:
        simples = [None, True, 0, -1, 10**40, 1.5, "é"]
        assert falta_e_repete({"extra": simples}) == {"extra": simples}

    @pytest.mark.parametrize(
        "estranho",
        [float("nan"), "\ud83d", 10**4_000, "\0", [[["\ud83d"]]], {"\ud83d": "\ud83d"}],
        ids=["nan", "surrogate", "enorme", "nulo", "lista", "objeto"],
    )
    def test_a_lista_sempre_se_escreve_em_json(self, estranho: object) -> None:
        documento = plano_entregas(status=9, extra=estranho, cod_unidade_executora=estranho, id_plano_entregas=estranho)
        del documento["origem_unidade"]
        erros = itens(PlanoEntregas, documento)
        assert len(json.loads(to_json(erros))) == len(erros)


class TestQuantidade:
    def test_mil_erros_cabem_e_os_seguintes_ficam_de_fora(self) -> None:
        erros = itens(PlanoEntregas, plano_entregas(entregas=["x"] * 1_500))
        assert (len(erros), erros[-1]["loc"]) == (1_000, ["entregas", 999])

    def test_menos_de_mil_erros_vem_todos(self) -> None:
        assert len(itens(PlanoEntregas, plano_entregas(entregas=["x"] * 999))) == 999
