"""A forma dos valores: cada regra com um documento que a quebra e o vizinho que ainda passa."""

from datetime import date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from app.contract import moment
from app.contract.errors import Item, items_of, items_of_model
from app.contract.participante import Participante
from app.contract.plano_entregas import Entrega, PlanoEntregas
from app.contract.texts import serialize
from app.contract.usuario import Usuario
from app.rules import data, forma, numero, texto
from app.rules.rule import UNFIXED, FieldRefused, Rule
from tests.builders import entrega, participante, plano_entregas, usuario
from tests.rules.julgamento import AGORA, aceito, item, recusas


def conserto(regra: Rule[Any, Any], valor: Any, **evidencia: Any) -> Any:
    """O valor certo, segundo a regra, ou `UNFIXED`."""
    assert regra.fix is not None
    return regra.fix(valor, evidencia)


def recusas_da_entrega(**mudancas: Any) -> list[Item]:
    return recusas(Entrega, entrega(**mudancas))


class TestFO01:
    """Os campos obrigatórios vêm, ainda que nulos onde se pode."""

    MENSAGEM = "Falta este campo, que é obrigatório. Envie-o; quando o valor puder ser vazio, envie null."

    @pytest.mark.parametrize("campo", ["origem_unidade", "avaliacao", "data_avaliacao"])
    def test_campo_que_falta_e_recusado(self, campo: str) -> None:
        documento = plano_entregas()
        del documento[campo]
        assert recusas(PlanoEntregas, documento) == [item("FO-01", [campo], self.MENSAGEM, tipo="missing")]

    def test_avaliacao_nula_e_aceita(self) -> None:
        assert aceito(PlanoEntregas, plano_entregas(avaliacao=None)).avaliacao is None


class TestFO02:
    """Onde se espera um objeto vem um objeto."""

    MENSAGEM = (
        "Aqui se espera um objeto JSON, entre chaves, e veio outra coisa. "
        "Confira o documento e o Content-Type, que tem de ser application/json."
    )

    @pytest.mark.parametrize("valor", [[], "texto", 1, None])
    def test_corpo_que_nao_e_objeto_e_recusado(self, valor: object) -> None:
        with pytest.raises(ValidationError) as recusa, moment.at(AGORA):
            # Como o FastAPI valida: lendo atributos.
            Participante.model_validate(valor, from_attributes=True)
        assert items_of_model(recusa.value) == [
            {
                "type": "model_attributes_type",
                "loc": [],
                "msg": self.MENSAGEM,
                "input": valor,
                "ctx": {"regra": "FO-02"},
            }
        ]

    def test_item_de_lista_que_nao_e_objeto_e_recusado_no_seu_lugar(self) -> None:
        assert recusas(PlanoEntregas, plano_entregas(entregas=[entrega(), "e2"])) == [
            item("FO-02", ["entregas", 1], self.MENSAGEM, tipo="model_type")
        ]


class TestFO03:
    """Onde se espera uma lista vem uma lista."""

    @pytest.mark.parametrize("valor", [None, {}, "", 0])
    def test_o_que_nao_e_lista_e_recusado(self, valor: object) -> None:
        assert recusas(PlanoEntregas, plano_entregas(entregas=valor)) == [
            item(
                "FO-03",
                ["entregas"],
                "Aqui se espera uma lista, entre colchetes. Envie [] quando não houver itens.",
                tipo="list_type",
            )
        ]

    def test_lista_vazia_e_aceita(self) -> None:
        assert aceito(PlanoEntregas, plano_entregas(status=1, entregas=[])).entregas == []

    def test_nada_se_conserta_com_a_lista_vazia(self) -> None:
        assert conserto(forma.NAO_E_LISTA, None) == []

    def test_um_item_sozinho_se_conserta_com_a_lista_dele(self) -> None:
        assert conserto(forma.NAO_E_LISTA, {"id_entrega": "e1"}) == [{"id_entrega": "e1"}]

    @pytest.mark.parametrize("valor", ["", "e1", 0, 1, True])
    def test_de_outro_valor_nao_se_sabe_a_lista(self, valor: object) -> None:
        assert conserto(forma.NAO_E_LISTA, valor) is UNFIXED


class TestFO04:
    """Onde se espera um texto vem um texto."""

    @pytest.mark.parametrize("valor", [1, 1.5, True, None, [], {}])
    def test_o_que_nao_e_texto_e_recusado(self, valor: object) -> None:
        assert recusas_da_entrega(id_entrega=valor) == [
            item(
                "FO-04",
                ["id_entrega"],
                "Aqui se espera um texto. Ponha o valor entre aspas; números não são aceitos como texto.",
                tipo="string_type",
            )
        ]

    @pytest.mark.parametrize("valor", ["1", "", " "])
    def test_texto_mesmo_vazio_e_aceito(self, valor: str) -> None:
        assert aceito(Entrega, entrega(id_entrega=valor)).id_entrega == valor

    @pytest.mark.parametrize(("valor", "certo"), [(7, "7"), (0, "0"), (52998224725, "52998224725")])
    def test_um_inteiro_se_conserta_com_os_algarismos_entre_aspas(self, valor: int, certo: str) -> None:
        assert conserto(texto.NAO_E_TEXTO, valor) == certo

    @pytest.mark.parametrize("valor", [None, True, 1.5, [], {}])
    def test_de_outro_valor_nao_se_sabe_o_texto(self, valor: object) -> None:
        assert conserto(texto.NAO_E_TEXTO, valor) is UNFIXED


class TestFO05:
    """O texto não é curto demais."""

    def test_cpf_de_dez_algarismos_e_recusado(self) -> None:
        assert recusas(Participante, participante(cpf="5299822472")) == [
            item(
                "FO-05",
                ["cpf"],
                "O texto é curto demais: são exigidos 11 caracteres.",
                tipo="string_too_short",
                min_length=11,
            )
        ]

    def test_matricula_de_seis_algarismos_e_recusada(self) -> None:
        assert recusas(Participante, participante(matricula_siape="123456")) == [
            item(
                "FO-05",
                ["matricula_siape"],
                "O texto é curto demais: são exigidos 7 caracteres.",
                tipo="string_too_short",
                min_length=7,
            )
        ]

    def test_cpf_de_onze_algarismos_e_aceito(self) -> None:
        assert aceito(Participante, participante(cpf="11144477735")).cpf == "11144477735"


class TestFO06:
    """O texto não é longo demais."""

    def test_cpf_de_doze_algarismos_e_recusado(self) -> None:
        assert recusas(Participante, participante(cpf="529982247250")) == [
            item(
                "FO-06", ["cpf"], "O texto é longo demais: cabem 11 caracteres.", tipo="string_too_long", max_length=11
            )
        ]

    def test_matricula_de_oito_algarismos_e_recusada(self) -> None:
        assert recusas(Participante, participante(matricula_siape="12345678")) == [
            item(
                "FO-06",
                ["matricula_siape"],
                "O texto é longo demais: cabem 7 caracteres.",
                tipo="string_too_long",
                max_length=7,
            )
        ]

    @pytest.mark.parametrize("campo", ["nome_entrega", "nome_unidade_demandante", "nome_unidade_destinataria"])
    def test_nome_de_301_caracteres_e_recusado(self, campo: str) -> None:
        assert recusas_da_entrega(**{campo: "é" * 301}) == [
            item(
                "FO-06",
                [campo],
                "O texto é longo demais: cabem 300 caracteres.",
                tipo="string_too_long",
                max_length=300,
            )
        ]

    @pytest.mark.parametrize("campo", ["nome_entrega", "nome_unidade_demandante", "nome_unidade_destinataria"])
    def test_nome_de_300_caracteres_e_aceito(self, campo: str) -> None:
        assert getattr(aceito(Entrega, entrega(**{campo: "é" * 300})), campo) == "é" * 300

    @pytest.mark.parametrize("valor", ["529.982.247-25", " 529 982 247 25 ", "529982247/25", "52998224725 "])
    def test_um_cpf_com_mascara_se_conserta_sem_ela(self, valor: str) -> None:
        assert conserto(texto.TEXTO_LONGO, valor, max_length=11) == "52998224725"

    def test_uma_matricula_com_mascara_se_conserta_sem_ela(self) -> None:
        assert conserto(texto.TEXTO_LONGO, "1.234.567", max_length=7) == "1234567"

    @pytest.mark.parametrize(
        "valor", ["529982247250", "529.982.247-2", "CPF 529.982.247-25", "529.982.247-25 (CPF)", "-52998224725", None]
    )
    def test_sem_onze_algarismos_ou_com_letras_nao_se_sabe_o_cpf(self, valor: object) -> None:
        assert conserto(texto.TEXTO_LONGO, valor, max_length=11) is UNFIXED


class TestFO07:
    """O texto segue o padrão pedido."""

    @pytest.mark.parametrize("cpf", ["529.982.247", "5299822472a", "5299822472 ", "5299822472\n"])
    def test_cpf_com_o_que_nao_e_algarismo_e_recusado(self, cpf: str) -> None:
        assert recusas(Participante, participante(cpf=cpf)) == [
            item(
                "FO-07",
                ["cpf"],
                r"O texto não segue o padrão \d{11}. Confira os caracteres e retire pontos, traços e espaços.",
                tipo="string_pattern_mismatch",
                pattern=r"\d{11}",
            )
        ]

    def test_cpf_so_com_algarismos_e_aceito(self) -> None:
        assert aceito(Participante, participante(cpf="12345678909")).cpf == "12345678909"


class TestFO08:
    """Onde se espera um inteiro vem um número, ou um texto que o escreve."""

    @pytest.mark.parametrize("valor", [None, [], {}])
    def test_o_que_nao_e_numero_e_recusado(self, valor: object) -> None:
        assert recusas_da_entrega(meta_entrega=valor) == [
            item(
                "FO-08",
                ["meta_entrega"],
                "Aqui se espera um número inteiro, e o valor não é um número.",
                tipo="int_type",
            )
        ]

    def test_booleano_e_aceito_como_numero(self) -> None:
        assert aceito(Entrega, entrega(meta_entrega=True)).meta_entrega == 1


class TestFO09:
    """O texto posto num inteiro escreve um inteiro."""

    @pytest.mark.parametrize("valor", ["", "abc", "1,5", "1.5", "1e3", "0x10", "1__0", "٣"])
    def test_texto_que_nao_escreve_um_inteiro_e_recusado(self, valor: str) -> None:
        assert recusas_da_entrega(meta_entrega=valor) == [
            item(
                "FO-09",
                ["meta_entrega"],
                "Aqui se espera um número inteiro, e o texto enviado não é um. Envie só algarismos, sem vírgula nem "
                "ponto.",
                tipo="int_parsing",
            )
        ]

    def test_texto_que_escreve_um_inteiro_e_aceito(self) -> None:
        assert aceito(Entrega, entrega(meta_entrega="15")).meta_entrega == 15

    @pytest.mark.parametrize(
        ("valor", "certo"),
        [("100,00", 100), ("403,0", 403), (" 50,00 ", 50), ("-1,0", -1), ("9223372036854775807,0", 2**63 - 1)],
    )
    def test_uma_fracao_zero_depois_da_virgula_se_retira(self, valor: str, certo: int) -> None:
        assert conserto(numero.INTEIRO_ILEGIVEL, valor) == certo

    @pytest.mark.parametrize(
        "valor",
        [
            "",
            "35,50",
            "1,000",
            "1.000,00",
            "100,",
            ",00",
            "R$ 100,00",
            "100%",
            "100,00x",
            "12345678901234567890,0",
            1.5,
        ],
    )
    def test_do_que_pode_ser_outro_numero_nao_se_sabe_qual_e(self, valor: object) -> None:
        assert conserto(numero.INTEIRO_ILEGIVEL, valor) is UNFIXED


class TestFO10:
    """O número não tem algarismos demais."""

    @pytest.mark.parametrize("valor", ["9" * 4_301, 1e20], ids=["texto", "numero"])
    def test_numero_com_algarismos_demais_e_recusado(self, valor: object) -> None:
        assert recusas_da_entrega(meta_entrega=valor) == [
            item(
                "FO-10",
                ["meta_entrega"],
                "O número tem algarismos demais para ser lido. Confira o valor.",
                tipo="int_parsing_size",
            )
        ]

    def test_numero_de_4300_algarismos_ainda_e_lido_e_so_passa_do_maximo(self) -> None:
        assert [recusa["ctx"]["regra"] for recusa in recusas_da_entrega(meta_entrega="9" * 4_300)] == ["FO-15"]


class TestFO11:
    """O número posto num inteiro não tem parte fracionária."""

    def test_numero_com_fracao_e_recusado(self) -> None:
        assert recusas_da_entrega(meta_entrega=1.5) == [
            item(
                "FO-11",
                ["meta_entrega"],
                "Aqui se espera um número inteiro, e o valor tem parte fracionária. Arredonde-o.",
                tipo="int_from_float",
            )
        ]

    def test_numero_com_fracao_zero_e_aceito(self) -> None:
        assert aceito(Entrega, entrega(meta_entrega=15.0)).meta_entrega == 15


class TestFO12:
    """O número é finito."""

    @pytest.mark.parametrize("valor", [float("nan"), float("inf"), float("-inf")])
    def test_nan_e_infinito_sao_recusados(self, valor: float) -> None:
        assert recusas_da_entrega(meta_entrega=valor) == [
            item(
                "FO-12",
                ["meta_entrega"],
                "NaN e infinito não são números que se possam guardar. Envie um número inteiro.",
                tipo="finite_number",
            )
        ]

    def test_numero_finito_e_inteiro_e_aceito(self) -> None:
        assert aceito(Entrega, entrega(meta_entrega=1e3)).meta_entrega == 1_000


class TestFO13:
    """O número é maior que o limite de baixo."""

    @pytest.mark.parametrize("campo", ["cod_unidade_autorizadora", "cod_unidade_instituidora", "cod_unidade_executora"])
    def test_codigo_de_unidade_zero_num_plano_e_recusado(self, campo: str) -> None:
        assert recusas(PlanoEntregas, plano_entregas(**{campo: 0})) == [
            item("FO-13", [campo], "O número tem de ser maior que 0.", tipo="greater_than", gt=0)
        ]

    def test_codigo_de_unidade_um_e_aceito(self) -> None:
        assert aceito(PlanoEntregas, plano_entregas(cod_unidade_executora=1)).cod_unidade_executora == 1

    def test_nota_zero_do_plano_de_entregas_e_recusada(self) -> None:
        assert recusas(PlanoEntregas, plano_entregas(avaliacao=0)) == [
            item("FO-13", ["avaliacao"], "O número tem de ser maior que 0.", tipo="greater_than", gt=0)
        ]


class TestFO14:
    """O número não é menor que o mínimo."""

    @pytest.mark.parametrize("campo", ["cod_unidade_lotacao", "cod_unidade_instituidora"])
    def test_codigo_de_unidade_negativo_num_participante_e_recusado(self, campo: str) -> None:
        assert recusas(Participante, participante(**{campo: -1})) == [
            item("FO-14", [campo], "O número tem de ser maior ou igual a 0.", tipo="greater_than_equal", ge=0)
        ]

    def test_lotacao_zero_e_aceita(self) -> None:
        assert aceito(Participante, participante(cod_unidade_lotacao=0)).cod_unidade_lotacao == 0

    def test_meta_negativa_e_recusada(self) -> None:
        assert recusas_da_entrega(meta_entrega=-1) == [
            item("FO-14", ["meta_entrega"], "O número tem de ser maior ou igual a 0.", tipo="greater_than_equal", ge=0)
        ]

    def test_meta_zero_e_aceita(self) -> None:
        assert aceito(Entrega, entrega(meta_entrega=0)).meta_entrega == 0


class TestFO15:
    """O número não é maior que o máximo."""

    def test_meta_alem_de_32_bits_e_recusada(self) -> None:
        assert recusas_da_entrega(meta_entrega=2_147_483_648) == [
            item(
                "FO-15",
                ["meta_entrega"],
                "O número tem de ser menor ou igual a 2147483647.",
                tipo="less_than_equal",
                le=2_147_483_647,
            )
        ]

    def test_meta_de_32_bits_e_aceita(self) -> None:
        assert aceito(Entrega, entrega(meta_entrega=2_147_483_647)).meta_entrega == 2_147_483_647

    def test_meta_percentual_de_mais_de_100_e_aceita(self) -> None:
        assert aceito(Entrega, entrega(meta_entrega=101, tipo_meta="percentual")).meta_entrega == 101

    def test_codigo_de_unidade_alem_de_64_bits_e_recusado(self) -> None:
        assert recusas(PlanoEntregas, plano_entregas(cod_unidade_executora=2**63)) == [
            item(
                "FO-15",
                ["cod_unidade_executora"],
                "O número tem de ser menor ou igual a 9223372036854775807.",
                tipo="less_than_equal",
                le=9_223_372_036_854_775_807,
            )
        ]

    def test_codigo_de_unidade_de_64_bits_e_aceito(self) -> None:
        documento = aceito(PlanoEntregas, plano_entregas(cod_unidade_executora=2**63 - 1))
        assert documento.cod_unidade_executora == 9_223_372_036_854_775_807

    def test_nota_seis_do_plano_de_entregas_e_recusada(self) -> None:
        assert recusas(PlanoEntregas, plano_entregas(avaliacao=6)) == [
            item("FO-15", ["avaliacao"], "O número tem de ser menor ou igual a 5.", tipo="less_than_equal", le=5)
        ]


class TestFO16:
    """O valor é um dos que o contrato enumera."""

    @pytest.mark.parametrize("valor", ["siape", "", None, 1, "OUTRA"])
    def test_origem_desconhecida_e_recusada(self, valor: object) -> None:
        assert recusas(Participante, participante(origem_unidade=valor)) == [
            item(
                "FO-16",
                ["origem_unidade"],
                "O valor não está entre os aceitos. Use um destes: 'SIAPE' ou 'SIORG'.",
                tipo="enum",
                expected="'SIAPE' ou 'SIORG'",
            )
        ]

    @pytest.mark.parametrize("valor", [0, 6, "x", 1.5, None])
    def test_status_desconhecido_e_recusado(self, valor: object) -> None:
        assert recusas(PlanoEntregas, plano_entregas(status=valor)) == [
            item(
                "FO-16",
                ["status"],
                "O valor não está entre os aceitos. Use um destes: 1, 2, 3, 4 ou 5.",
                tipo="enum",
                expected="1, 2, 3, 4 ou 5",
            )
        ]

    @pytest.mark.parametrize(
        ("campo", "valor", "aceitos"),
        [
            ("situacao", -1, "0 ou 1"),
            ("situacao", 2, "0 ou 1"),
            ("modalidade_execucao", 0, "1, 2, 3, 4 ou 5"),
            ("modalidade_execucao", 6, "1, 2, 3, 4 ou 5"),
        ],
    )
    def test_situacao_ou_modalidade_desconhecida_e_recusada(self, campo: str, valor: int, aceitos: str) -> None:
        assert recusas(Participante, participante(**{campo: valor})) == [
            item(
                "FO-16",
                [campo],
                f"O valor não está entre os aceitos. Use um destes: {aceitos}.",
                tipo="enum",
                expected=aceitos,
            )
        ]

    @pytest.mark.parametrize(
        ("campo", "valor"),
        [
            ("origem_unidade", "SIAPE"),
            ("origem_unidade", "SIORG"),
            ("situacao", 0),
            ("situacao", 1),
            ("modalidade_execucao", 1),
            ("modalidade_execucao", 2),
            ("modalidade_execucao", 3),
            ("modalidade_execucao", 4),
            ("modalidade_execucao", 5),
        ],
    )
    def test_valor_enumerado_e_aceito(self, campo: str, valor: object) -> None:
        assert getattr(aceito(Participante, participante(**{campo: valor})), campo) == valor

    @pytest.mark.parametrize("valor", ["Unidade", "UNIDADE", " unidade "])
    def test_maiusculas_e_espacos_se_consertam(self, valor: str) -> None:
        assert conserto(forma.FORA_DAS_OPCOES, valor, expected="'unidade' ou 'percentual'") == "unidade"

    def test_a_sigla_em_minusculas_se_conserta(self) -> None:
        assert conserto(forma.FORA_DAS_OPCOES, "siorg", expected="'SIAPE' ou 'SIORG'") == "SIORG"

    @pytest.mark.parametrize("valor", ["", "unidades", "ou", 1, None])
    def test_do_que_nao_esta_na_lista_nao_se_sabe_qual_seria(self, valor: object) -> None:
        assert conserto(forma.FORA_DAS_OPCOES, valor, expected="'unidade' ou 'percentual'") is UNFIXED

    def test_de_um_numero_fora_da_lista_nao_se_sabe_qual_seria(self) -> None:
        assert conserto(forma.FORA_DAS_OPCOES, "6", expected="1, 2, 3, 4 ou 5") is UNFIXED


class TestFO17:
    """Onde se espera true ou false vem algo que possa sê-lo."""

    @pytest.mark.parametrize("valor", [[], {}, 0.5])
    def test_o_que_nao_pode_ser_booleano_e_recusado(self, valor: object) -> None:
        assert recusas_da_entrega(entrega_cancelada=valor) == [
            item("FO-17", ["entrega_cancelada"], "Aqui se espera true ou false.", tipo="bool_type")
        ]

    def test_nulo_e_aceito_como_falso(self) -> None:
        assert aceito(Entrega, entrega(entrega_cancelada=None)).entrega_cancelada is False


class TestFO18:
    """O texto ou número posto num booleano pode ser lido como um."""

    @pytest.mark.parametrize("valor", [2, "sim", ""])
    def test_o_que_nao_se_le_como_booleano_e_recusado(self, valor: object) -> None:
        assert recusas_da_entrega(entrega_cancelada=valor) == [
            item(
                "FO-18",
                ["entrega_cancelada"],
                "O valor não pode ser lido como true ou false. Envie um dos dois.",
                tipo="bool_parsing",
            )
        ]

    @pytest.mark.parametrize("valor", [True, 1, "1", "true", "on", "yes"])
    def test_o_que_se_le_como_verdadeiro_e_aceito(self, valor: object) -> None:
        assert aceito(Entrega, entrega(entrega_cancelada=valor)).entrega_cancelada is True

    @pytest.mark.parametrize("valor", ["sim", "Sim", "S", " s ", "verdadeiro"])
    def test_um_sim_em_portugues_se_conserta_com_true(self, valor: str) -> None:
        assert conserto(forma.BOOLEANO_ILEGIVEL, valor) is True

    @pytest.mark.parametrize("valor", ["não", "Não", "NAO", " não ", "falso"])
    def test_um_nao_em_portugues_se_conserta_com_false(self, valor: str) -> None:
        assert conserto(forma.BOOLEANO_ILEGIVEL, valor) is False

    @pytest.mark.parametrize("valor", ["", "talvez", "2", 2, None])
    def test_de_outro_valor_nao_se_sabe_qual_dos_dois_seria(self, valor: object) -> None:
        assert conserto(forma.BOOLEANO_ILEGIVEL, valor) is UNFIXED


class TestFO19:
    """Onde se espera uma data vem um texto ou um número."""

    @pytest.mark.parametrize("valor", [None, True, [], {}])
    def test_o_que_nao_pode_ser_data_e_recusado(self, valor: object) -> None:
        assert recusas_da_entrega(data_entrega=valor) == [
            item("FO-19", ["data_entrega"], "Aqui se espera uma data em texto, como 2025-01-31.", tipo="date_type")
        ]

    def test_numero_e_aceito_como_segundos_desde_1970(self) -> None:
        assert aceito(Entrega, entrega(data_entrega=86_400)).data_entrega == date(1970, 1, 2)


class TestFO20:
    """A data existe no calendário e vem como ano, mês e dia."""

    MENSAGEM = "O texto não é uma data que exista no calendário. Escreva ano, mês e dia assim: 2025-01-31."

    @pytest.mark.parametrize(
        "valor",
        ["", "2024-6-30", "2023-02-29", "30/06/2024"],
    )
    def test_texto_que_nao_e_data_e_recusado(self, valor: str) -> None:
        assert recusas_da_entrega(data_entrega=valor) == [
            item("FO-20", ["data_entrega"], self.MENSAGEM, tipo="date_from_datetime_parsing")
        ]

    @pytest.mark.parametrize("dia", [date(1, 1, 1), date(2024, 2, 29), date(9999, 12, 31)])
    def test_data_do_calendario_e_aceita_em_qualquer_ano(self, dia: date) -> None:
        assert aceito(Entrega, entrega(data_entrega=dia.isoformat())).data_entrega == dia

    @pytest.mark.parametrize(
        ("valor", "certo"),
        [
            ("31/01/2025", "2025-01-31"),
            (" 1/2/2025 ", "2025-02-01"),
            ("29/02/2024", "2024-02-29"),
            ("31/01/2025 08:30", "2025-01-31"),
            ("31/01/2025T08:30:15", "2025-01-31"),
        ],
    )
    def test_a_ordem_brasileira_se_conserta_com_ano_mes_e_dia(self, valor: str, certo: str) -> None:
        assert conserto(data.DATA_ILEGIVEL, valor) == certo

    @pytest.mark.parametrize(
        "valor",
        [
            "",
            "None",
            "null",
            "29/02/2025",
            "01/31/2025",
            "31/01/25",
            "31-01-2025",
            "31/01/2025 8h",
            "31/01/2025 25:00",
            1,
        ],
    )
    def test_do_que_nao_e_uma_data_brasileira_nao_se_sabe_o_dia(self, valor: object) -> None:
        assert conserto(data.DATA_ILEGIVEL, valor) is UNFIXED


class TestFO21:
    """A data não traz hora."""

    @pytest.mark.parametrize("valor", ["2024-06-30T08:00:00", "2024-06-30T00:00:01Z", 1_719_705_601])
    def test_data_com_hora_e_recusada(self, valor: object) -> None:
        assert recusas_da_entrega(data_entrega=valor) == [
            item(
                "FO-21",
                ["data_entrega"],
                "Aqui se espera só a data, e o valor foi lido como um instante com hora. Envie ano, mês e dia, assim: "
                "2025-01-31.",
                tipo="date_from_datetime_inexact",
            )
        ]

    def test_data_com_meia_noite_e_aceita(self) -> None:
        assert aceito(Entrega, entrega(data_entrega="2024-06-30T00:00:00")).data_entrega == date(2024, 6, 30)

    @pytest.mark.parametrize(
        "valor",
        ["2025-01-31T08:30", "2025-01-31 08:30:15", " 2025-01-31T08:30:15.123 ", "2025-01-31T23:59:59"],
    )
    def test_a_hora_se_retira(self, valor: str) -> None:
        assert conserto(data.DATA_COM_HORA, valor) == "2025-01-31"

    @pytest.mark.parametrize("valor", ["2025-01-31T23:30:00Z", "2025-01-31T23:30:00-03:00", "20250131", 1_738_281_601])
    def test_com_fuso_ou_so_algarismos_nao_se_sabe_o_dia(self, valor: object) -> None:
        assert conserto(data.DATA_COM_HORA, valor) is UNFIXED


class TestFO22:
    """Onde se espera data e hora vem um texto ou um número."""

    @pytest.mark.parametrize("valor", [None, True, [], {}])
    def test_o_que_nao_pode_ser_data_e_hora_e_recusado(self, valor: object) -> None:
        assert recusas(Participante, participante(data_assinatura_tcr=valor)) == [
            item(
                "FO-22",
                ["data_assinatura_tcr"],
                "Aqui se espera uma data, ou data e hora, em texto, como 2025-01-31T00:00:00.",
                tipo="datetime_type",
            )
        ]

    def test_numero_e_aceito_como_segundos_desde_1970(self) -> None:
        documento = aceito(Participante, participante(data_assinatura_tcr=1_719_705_600))
        assert documento.data_assinatura_tcr == datetime(2024, 6, 30)


class TestFO23:
    """A data e hora existe no calendário."""

    MENSAGEM = (
        "O texto não é uma data, nem data e hora, que exista no calendário. Escreva 2025-01-31 ou 2025-01-31T08:30:00."
    )

    @pytest.mark.parametrize(
        "valor",
        ["", "2023-02-29", "2024-13-01T00:00:00"],
    )
    def test_texto_que_nao_e_data_e_hora_e_recusado(self, valor: str) -> None:
        assert recusas(Participante, participante(data_assinatura_tcr=valor)) == [
            item("FO-23", ["data_assinatura_tcr"], self.MENSAGEM, tipo="datetime_from_date_parsing")
        ]

    def test_numero_que_nao_e_instante_e_recusado(self) -> None:
        assert recusas(Participante, participante(data_assinatura_tcr=float("nan"))) == [
            item(
                "FO-23",
                ["data_assinatura_tcr"],
                self.MENSAGEM,
                tipo="datetime_parsing",
            )
        ]

    @pytest.mark.parametrize("valor", ["2024-06-30", "2024-06-30T08:30:00", "2024-06-30 08:30Z"])
    def test_data_ou_data_e_hora_e_aceita(self, valor: str) -> None:
        documento = aceito(Participante, participante(data_assinatura_tcr=valor))
        assert documento.data_assinatura_tcr == datetime(2024, 6, 30)

    @pytest.mark.parametrize(
        ("valor", "certo"),
        [
            ("31/01/2025", "2025-01-31T00:00:00"),
            ("31/01/2025 08:30", "2025-01-31T08:30:00"),
            (" 1/2/2025 08:30:15 ", "2025-02-01T08:30:15"),
        ],
    )
    def test_a_ordem_brasileira_se_conserta_e_a_hora_fica(self, valor: str, certo: str) -> None:
        assert conserto(data.DATA_E_HORA_ILEGIVEL, valor) == certo

    @pytest.mark.parametrize("valor", ["", "None", "30/02/2025", "31/01/2025 24:00", float("nan")])
    def test_do_que_nao_e_uma_data_brasileira_nao_se_sabe_o_instante(self, valor: object) -> None:
        assert conserto(data.DATA_E_HORA_ILEGIVEL, valor) is UNFIXED


class TestFO24:
    """O e-mail é um endereço de e-mail."""

    @pytest.mark.parametrize(
        "email",
        ["", "sistema", "a@localhost"],
    )
    def test_texto_que_nao_e_email_e_recusado(self, email: str) -> None:
        assert recusas(Usuario, usuario(email=email)) == [
            item(
                "FO-24",
                ["email"],
                "O texto não é um endereço de e-mail aceito. Confira o arroba, o domínio e os espaços.",
            )
        ]

    @pytest.mark.parametrize(
        ("enviado", "guardado"),
        [
            ("fulano@orgao.gov.br", "fulano@orgao.gov.br"),
            (" Fulano@ORGAO.gov.br ", "Fulano@orgao.gov.br"),
            ("Fulano <fulano@orgao.gov.br>", "fulano@orgao.gov.br"),
        ],
    )
    def test_email_e_aceito_e_normalizado(self, enviado: str, guardado: str) -> None:
        assert aceito(Usuario, usuario(email=enviado)).email == guardado


class TestFO25:
    """Nenhum texto traz caractere nulo."""

    def test_texto_com_caractere_nulo_e_recusado_no_seu_lugar(self) -> None:
        documento = aceito(PlanoEntregas, plano_entregas(entregas=[entrega(nome_entrega="a\0b")]))
        with pytest.raises(FieldRefused) as recusa:
            serialize(documento)
        assert (recusa.value.rule.code, recusa.value.loc, recusa.value.message) == (
            "FO-25",
            ("body", "entregas", 0, "nome_entrega"),
            "O texto traz um caractere nulo (\\u0000), que não pode ser guardado. Retire-o.",
        )

    def test_o_caractere_nulo_se_retira_onde_quer_que_esteja(self) -> None:
        assert conserto(texto.TEXTO_COM_NULO, "\0Pai\0nel\0") == "Painel"


class TestFO26:
    """Nenhum texto traz metade de um caractere."""

    def test_surrogate_num_texto_livre_e_recusado_no_seu_lugar(self) -> None:
        documento = aceito(PlanoEntregas, plano_entregas(id_plano_entregas="pe\ud83d"))
        with pytest.raises(FieldRefused) as recusa:
            serialize(documento)
        assert (recusa.value.rule.code, recusa.value.loc, recusa.value.message) == (
            "FO-26",
            ("body", "id_plano_entregas"),
            "O texto traz metade de um caractere (um surrogate sem par, na posição 2), que não pode ser guardada. "
            "Confira como o seu sistema escreve emojis e símbolos em JSON.",
        )

    def test_surrogate_num_texto_com_tamanho_e_recusado_pelo_esquema(self) -> None:
        assert recusas_da_entrega(nome_entrega="\ud83d") == [
            item(
                "FO-26",
                ["nome_entrega"],
                "O texto traz metade de um caractere (um surrogate sem par, na posição 0), que não pode ser guardada. "
                "Confira como o seu sistema escreve emojis e símbolos em JSON.",
                tipo="string_unicode",
                posicao=0,
            )
        ]

    def test_surrogate_no_meio_de_um_texto_com_tamanho_e_recusado_com_a_posicao_certa(self) -> None:
        assert [recusa["ctx"] for recusa in recusas_da_entrega(nome_entrega="abc\ud83d")] == [
            {"regra": "FO-26", "posicao": 3}
        ]


class TestFO27:
    """O que nenhuma outra regra da forma descreve ainda se diz em português."""

    def test_tipo_sem_regra_propria_e_nomeado_na_mensagem(self) -> None:
        erro = {"type": "decimal_type", "loc": ("body", "x"), "msg": "Decimal input should be…", "input": "1"}
        assert items_of([erro]) == [
            {
                "type": "decimal_type",
                "loc": ["body", "x"],
                "msg": "O valor não tem a forma que o contrato pede (decimal_type). "
                "Confira-o na documentação, em /docs.",
                "input": "1",
                "ctx": {"regra": "FO-27", "tipo": "decimal_type"},
            }
        ]
