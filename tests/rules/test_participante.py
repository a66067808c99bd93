"""O que se recusa num participante, e o que ainda se aceita."""

from datetime import datetime

import pytest

from app.contract.participante import Participante
from app.rules import participante as regras
from app.rules.rule import UNFIXED, NotFound
from tests.builders import participante
from tests.rules.consertado import consertado
from tests.rules.julgamento import (
    CPFS_ACEITOS,
    CPFS_QUE_NAO_CONFEREM,
    UNIDADES_ACEITAS,
    UNIDADES_RECUSADAS,
    aceito,
    item,
    recusas,
)


class TestPA01:
    """O código da unidade autorizadora tem os algarismos que a origem pede."""

    @pytest.mark.parametrize(("origem", "codigo"), [*UNIDADES_RECUSADAS, ("SIAPE", 0), ("SIORG", 0)])
    def test_codigo_com_outro_tamanho_e_recusado(self, origem: str, codigo: int) -> None:
        documento = participante(origem_unidade=origem, cod_unidade_autorizadora=codigo)
        assert recusas(Participante, documento) == [
            item(
                "PA-01",
                [],
                f"O código de unidade {codigo} não existe no {origem}. No SIAPE são de 1 a 5 algarismos, ou 14 (5 do "
                "órgão e 9 da UORG); no SIORG, de 1 a 6. Confira o código e a origem.",
                origem=origem,
                codigo=codigo,
            )
        ]

    @pytest.mark.parametrize(("origem", "codigo"), UNIDADES_ACEITAS)
    def test_codigo_com_o_tamanho_da_origem_e_aceito(self, origem: str, codigo: int) -> None:
        documento = participante(origem_unidade=origem, cod_unidade_autorizadora=codigo)
        assert aceito(Participante, documento).cod_unidade_autorizadora == codigo

    @pytest.mark.parametrize("campo", ["cod_unidade_lotacao", "cod_unidade_instituidora"])
    def test_os_outros_codigos_de_unidade_nao_tem_tamanho_certo(self, campo: str) -> None:
        assert getattr(aceito(Participante, participante(**{campo: 1_234_567})), campo) == 1_234_567


class TestPA02:
    """A matrícula SIAPE só tem algarismos de 0 a 9."""

    def test_algarismo_de_outra_escrita_e_recusado(self) -> None:
        assert recusas(Participante, participante(matricula_siape="٣234567")) == [
            item(
                "PA-02",
                ["matricula_siape"],
                "A matrícula ٣234567 tem caracteres que não são algarismos de 0 a 9. Envie os sete do SIAPE.",
                valor="٣234567",
            )
        ]

    def test_um_so_algarismo_de_outra_escrita_no_fim_basta(self) -> None:
        assert [
            recusa["ctx"]["valor"] for recusa in recusas(Participante, participante(matricula_siape="123456７"))
        ] == ["123456７"]

    @pytest.mark.parametrize(
        ("enviada", "certa"),
        [
            ("１234567", "1234567"),
            ("٠٠٠٠٠٠١", "0000001"),
            ("123.456-7", "1234567"),
            (" 1234567 ", "1234567"),
        ],
    )
    def test_o_conserto_passa_os_sete_algarismos_aos_de_0_a_9(self, enviada: str, certa: str) -> None:
        assert consertado("PA-02", enviada) == certa

    @pytest.mark.parametrize("enviada", ["123456", "12345678", "x", ""])
    def test_sem_sete_algarismos_nao_ha_conserto(self, enviada: str) -> None:
        assert consertado("PA-02", enviada) is UNFIXED

    def test_zeros_a_esquerda_sao_aceitos(self) -> None:
        assert aceito(Participante, participante(matricula_siape="0000001")).matricula_siape == "0000001"


class TestPA03:
    """A matrícula SIAPE do participante não tem todos os algarismos iguais."""

    @pytest.mark.parametrize("matricula", ["0000000", "1111111", "9999999"])
    def test_matricula_de_algarismos_iguais_e_recusada(self, matricula: str) -> None:
        assert recusas(Participante, participante(matricula_siape=matricula)) == [
            item(
                "PA-03",
                ["matricula_siape"],
                f"A matrícula {matricula} tem os sete algarismos iguais e não é de ninguém. Confira-a no SIAPE.",
                matricula=matricula,
            )
        ]

    def test_um_algarismo_diferente_basta(self) -> None:
        assert aceito(Participante, participante(matricula_siape="1111112")).matricula_siape == "1111112"


class TestPA04:
    """O CPF só tem algarismos de 0 a 9."""

    def test_algarismo_de_outra_escrita_e_recusado(self) -> None:
        assert recusas(Participante, participante(cpf="５2998224725")) == [
            item(
                "PA-04",
                ["cpf"],
                "O CPF ５2998224725 tem caracteres que não são algarismos de 0 a 9. "
                "Envie os onze, sem ponto nem traço.",
                valor="５2998224725",
            )
        ]

    @pytest.mark.parametrize(
        ("enviado", "certo"),
        [
            ("５2998224725", "52998224725"),
            ("٠٠٠٠٠٠٠٠١٩١", "00000000191"),
            ("529.982.247-25", "52998224725"),
            (" 52998224725", "52998224725"),
        ],
    )
    def test_o_conserto_passa_os_onze_algarismos_aos_de_0_a_9(self, enviado: str, certo: str) -> None:
        assert consertado("PA-04", enviado) == certo

    @pytest.mark.parametrize("enviado", ["529.982.247-2", "529.982.247-255", "x", ""])
    def test_sem_onze_algarismos_nao_ha_conserto(self, enviado: str) -> None:
        assert consertado("PA-04", enviado) is UNFIXED

    def test_onze_algarismos_sao_aceitos(self) -> None:
        assert aceito(Participante, participante(cpf="52998224725")).cpf == "52998224725"


class TestPA05:
    """O CPF não tem todos os algarismos iguais."""

    @pytest.mark.parametrize("cpf", ["00000000000", "11111111111", "99999999999"])
    def test_cpf_de_algarismos_iguais_e_recusado(self, cpf: str) -> None:
        assert recusas(Participante, participante(cpf=cpf)) == [
            item(
                "PA-05",
                ["cpf"],
                f"O CPF {cpf} tem todos os algarismos iguais e não é de ninguém. Confira o cadastro.",
                cpf=cpf,
            )
        ]

    def test_cpf_de_um_algarismo_diferente_e_aceito(self) -> None:
        assert aceito(Participante, participante(cpf="00000000191")).cpf == "00000000191"


class TestPA06:
    """Os dois algarismos verificadores do CPF conferem."""

    @pytest.mark.parametrize("cpf", CPFS_QUE_NAO_CONFEREM)
    def test_verificador_errado_e_recusado(self, cpf: str) -> None:
        assert recusas(Participante, participante(cpf=cpf)) == [
            item(
                "PA-06",
                ["cpf"],
                f"Os dois últimos algarismos do CPF {cpf} não conferem com os demais. Confira se foi digitado certo.",
                cpf=cpf,
            )
        ]

    @pytest.mark.parametrize("cpf", CPFS_ACEITOS)
    def test_verificadores_certos_sao_aceitos(self, cpf: str) -> None:
        assert aceito(Participante, participante(cpf=cpf)).cpf == cpf


class TestPA07:
    """A assinatura do TCR está no passado. Agora é meio-dia de 1º de julho de 2025, em UTC."""

    @pytest.mark.parametrize(
        ("enviada", "assinatura", "por_extenso", "agora"),
        [
            ("2025-07-01T12:00:00Z", "2025-07-01T12:00:00+00:00", "01/07/2025 12:00", "12:00"),
            ("2025-07-01T12:00:00", "2025-07-01T12:00:00+00:00", "01/07/2025 12:00", "12:00"),
            ("2025-07-01T09:00:00-03:00", "2025-07-01T09:00:00-03:00", "01/07/2025 09:00", "09:00"),
            ("2025-07-02", "2025-07-02T00:00:00+00:00", "02/07/2025 00:00", "12:00"),
            ("9999-12-31T23:00:00-03:00", "9999-12-31T23:00:00-03:00", "31/12/9999 23:00", "09:00"),
        ],
    )
    def test_assinatura_que_ainda_nao_passou_e_recusada(
        self, enviada: str, assinatura: str, por_extenso: str, agora: str
    ) -> None:
        assert recusas(Participante, participante(data_assinatura_tcr=enviada)) == [
            item(
                "PA-07",
                ["data_assinatura_tcr"],
                f"A assinatura do TCR está no futuro: {por_extenso}, e agora são 01/07/2025 {agora} no mesmo fuso. "
                "Só se envia o participante depois de assinado o termo.",
                tipo="datetime_past",
                assinatura=assinatura,
                agora=f"2025-07-01T{agora}:00{assinatura[-6:]}",
            )
        ]

    @pytest.mark.parametrize(
        "assinatura",
        [
            "2025-07-01",
            "2025-07-01T11:59:59Z",
            "2025-07-01T11:59:59",
            "2025-07-01T08:59:59-03:00",
            "2025-07-02T00:30:00+13:00",
        ],
    )
    def test_assinatura_um_instante_antes_de_agora_e_aceita(self, assinatura: str) -> None:
        documento = aceito(Participante, participante(data_assinatura_tcr=assinatura))
        assert documento.data_assinatura_tcr == datetime(2025, 7, 1)


class TestPA08:
    """O TCR não foi assinado antes de 31 de julho de 2023, olhando-se a data como enviada."""

    @pytest.mark.parametrize("assinatura", ["2023-07-30", "2023-07-30T23:59:59", "2023-07-30T23:59:59-03:00"])
    def test_termo_assinado_em_30_de_julho_de_2023_e_recusado(self, assinatura: str) -> None:
        assert recusas(Participante, participante(data_assinatura_tcr=assinatura)) == [
            item(
                "PA-08",
                ["data_assinatura_tcr"],
                "A assinatura do TCR é de 30/07/2023, e a API central só aceita termos assinados a partir de "
                "31/07/2023. Envie a data do termo do PGD atual.",
                data="2023-07-30",
                minimo="2023-07-31",
            )
        ]

    def test_termo_do_ano_1_e_recusado_sem_falhar(self) -> None:
        assert recusas(Participante, participante(data_assinatura_tcr="0001-01-01T00:00:00+03:00")) == [
            item(
                "PA-08",
                ["data_assinatura_tcr"],
                "A assinatura do TCR é de 01/01/0001, e a API central só aceita termos assinados a partir de "
                "31/07/2023. Envie a data do termo do PGD atual.",
                data="0001-01-01",
                minimo="2023-07-31",
            )
        ]

    @pytest.mark.parametrize("assinatura", ["2023-07-31", "2023-07-31T00:00:00", "2023-07-31T00:00:00Z"])
    def test_termo_assinado_em_31_de_julho_de_2023_e_aceito(self, assinatura: str) -> None:
        documento = aceito(Participante, participante(data_assinatura_tcr=assinatura))
        assert documento.data_assinatura_tcr == datetime(2023, 7, 31)

    def test_o_fuso_pode_levar_a_data_guardada_ao_dia_anterior(self) -> None:
        documento = aceito(Participante, participante(data_assinatura_tcr="2023-07-31T00:00:00+03:00"))
        assert documento.data_assinatura_tcr == datetime(2023, 7, 30)


class TestPA09:
    """Só se lê um participante guardado com a chave inteira: origem, autorizadora, lotação e matrícula."""

    def test_a_mensagem_repete_a_chave_e_lembra_a_lotacao(self) -> None:
        chave = {
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 1,
            "cod_unidade_lotacao": 102,
            "matricula_siape": "1234567",
        }
        assert NotFound(regras.NAO_ENCONTRADO, chave).message == (
            "Não há participante com origem SIAPE, autorizadora 1, lotação 102 e matrícula 1234567. "
            "A lotação faz parte da chave: confira-a também."
        )
