"""A leitura tolerante do contrato (seções 1, 5 e 7): o que se converte, o que se ignora e o que vale quando falta."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from app.contract import moment
from app.contract.fields import DocumentoRecebido, SituacaoParticipante, schema_of
from app.contract.participante import Participante
from app.contract.plano_entregas import Entrega, PlanoEntregas
from app.contract.plano_trabalho import PlanoTrabalho
from app.contract.usuario import Usuario
from app.rules.avisos.forma import Esquema
from tests.builders import avaliacao, contribuicao, entrega, participante, plano_entregas, plano_trabalho, usuario
from tests.rules.julgamento import AGORA, aceito


class TestInteiros:
    @pytest.mark.parametrize(
        ("enviado", "lido"),
        [
            ("100", 100),
            ("100.00", 100),
            ("1_000", 1_000),
            (" 1 ", 1),
            ("+5", 5),
            ("0001", 1),
            ("-0", 0),
            (1.0, 1),
            (True, 1),
            (False, 0),
        ],
    )
    def test_o_que_escreve_um_inteiro_e_lido_como_inteiro(self, enviado: object, lido: int) -> None:
        meta = aceito(Entrega, entrega(meta_entrega=enviado)).meta_entrega
        assert (meta, type(meta)) == (lido, int)

    @pytest.mark.parametrize(("enviado", "lido"), [("3", 3), ("3.0", 3), (3.0, 3), (True, 1)])
    def test_o_status_tambem(self, enviado: object, lido: int) -> None:
        status = aceito(PlanoEntregas, plano_entregas(status=enviado)).status
        assert (status, type(status)) == (lido, int)

    def test_o_codigo_de_unidade_tambem(self) -> None:
        documento = aceito(Participante, participante(cod_unidade_autorizadora="1", cod_unidade_lotacao="101"))
        assert (documento.cod_unidade_autorizadora, documento.cod_unidade_lotacao) == (1, 101)


class TestDatas:
    @pytest.mark.parametrize(
        "enviado",
        [
            "2024-06-30",
            "2024-06-30T00:00:00",
            "2024-06-30 00:00",
            "2024-06-30T00:00:00Z",
            "2024-06-30T00:00:00-03:00",
            "2024-06-30T00:00:00.000",
            1_719_705_600,
            1_719_705_600_000,
            "1719705600",
            1_719_705_600.0,
        ],
    )
    def test_data_texto_a_meia_noite_ou_numero_e_lida_como_data(self, enviado: object) -> None:
        assert aceito(Entrega, entrega(data_entrega=enviado)).data_entrega == date(2024, 6, 30)

    @pytest.mark.parametrize(
        ("enviado", "guardado"),
        [
            ("2024-06-01", datetime(2024, 6, 1)),
            ("2024-06-01T23:59:59", datetime(2024, 6, 1)),
            ("2024-06-01T22:00-03:00", datetime(2024, 6, 2)),
            ("2024-06-01T20:59:59-03:00", datetime(2024, 6, 1)),
            ("2024-06-01T01:00:00+02:00", datetime(2024, 5, 31)),
            (1_717_200_000, datetime(2024, 6, 1)),
        ],
    )
    def test_a_assinatura_do_tcr_vira_o_dia_em_utc(self, enviado: object, guardado: datetime) -> None:
        assert aceito(Participante, participante(data_assinatura_tcr=enviado)).data_assinatura_tcr == guardado


class TestTextos:
    @pytest.mark.parametrize("texto", ["", " ", "a\nb", "😀", "  espaços  "])
    def test_texto_livre_e_guardado_como_veio(self, texto: str) -> None:
        assert aceito(PlanoEntregas, plano_entregas(id_plano_entregas=texto)).id_plano_entregas == texto


class TestAusencias:
    @pytest.mark.parametrize("mudanca", [{"entrega_cancelada": None}, {"entrega_cancelada": False}])
    def test_entrega_cancelada_nula_conta_como_falsa(self, mudanca: dict[str, Any]) -> None:
        assert aceito(Entrega, entrega(**mudanca)).entrega_cancelada is False

    def test_entrega_cancelada_que_falta_conta_como_falsa(self) -> None:
        documento = entrega()
        del documento["entrega_cancelada"]
        assert aceito(Entrega, documento).entrega_cancelada is False

    def test_avaliacoes_nulas_contam_como_lista_vazia(self) -> None:
        documento = aceito(PlanoTrabalho, plano_trabalho(avaliacoes_registros_execucao=None))
        assert documento.avaliacoes_registros_execucao == []

    def test_avaliacoes_que_faltam_contam_como_lista_vazia(self) -> None:
        documento = plano_trabalho()
        del documento["avaliacoes_registros_execucao"]
        assert aceito(PlanoTrabalho, documento).avaliacoes_registros_execucao == []

    def test_os_ids_que_faltam_numa_contribuicao_contam_como_nulos(self) -> None:
        documento = contribuicao(tipo_contribuicao=2)
        del documento["id_plano_entregas"]
        del documento["id_entrega"]
        lida = aceito(PlanoTrabalho, plano_trabalho(contribuicoes=[documento])).contribuicoes[0]
        assert (lida.id_plano_entregas, lida.id_entrega) == (None, None)

    def test_um_usuario_e_comum_e_ativo_quando_nao_se_diz(self) -> None:
        documento = usuario()
        del documento["is_admin"]
        del documento["disabled"]
        lido = aceito(Usuario, documento)
        assert (lido.is_admin, lido.disabled) == (False, False)


class TestRepeticoes:
    def test_contribuicoes_e_avaliacoes_podem_repetir_o_id(self) -> None:
        documento = aceito(
            PlanoTrabalho,
            plano_trabalho(
                contribuicoes=[contribuicao(), contribuicao()],
                avaliacoes_registros_execucao=[
                    avaliacao(),
                    avaliacao(data_inicio_periodo_avaliativo="2024-02-01", data_fim_periodo_avaliativo="2024-02-28"),
                ],
            ),
        )
        assert (len(documento.contribuicoes), len(documento.avaliacoes_registros_execucao or ())) == (2, 2)


class TestDocumento:
    def test_chaves_desconhecidas_sao_ignoradas_em_todos_os_niveis(self) -> None:
        documento = plano_entregas(entregas=[entrega(progresso=50)], observacao="x")
        lido = aceito(PlanoEntregas, documento)
        assert lido.model_dump() == aceito(PlanoEntregas, plano_entregas()).model_dump()

    def test_um_documento_nao_muda_depois_de_lido(self) -> None:
        lido = aceito(Participante, participante())
        with pytest.raises(ValidationError):
            lido.situacao = SituacaoParticipante.INATIVO  # type: ignore[misc]  # é o que se quer ver recusado


class TestOQueFoiEnviado:
    """Um documento que se envia inteiro lembra como chegou; os avisos o olham."""

    def test_com_as_chaves_desconhecidas_e_os_tipos_que_vieram(self) -> None:
        enviado = plano_entregas(status="3", entregas=[entrega(meta_entrega="100", progresso=50)], observacao="x")
        assert aceito(PlanoEntregas, enviado).enviado == plano_entregas(
            status="3", entregas=[entrega(meta_entrega="100", progresso=50)], observacao="x"
        )

    @pytest.mark.parametrize(
        ("modelo", "documento"),
        [
            (Participante, participante(situacao="1")),
            (PlanoTrabalho, plano_trabalho(status="3")),
            (Usuario, usuario(disabled="no")),
        ],
    )
    def test_vale_para_todos_os_que_se_enviam(self, modelo: type[DocumentoRecebido], documento: dict[str, Any]) -> None:
        assert aceito(modelo, documento).enviado == documento

    def test_nada_disso_viaja_na_resposta(self) -> None:
        lido = aceito(Participante, participante(desconhecida=1))
        assert "desconhecida" not in lido.model_dump_json()
        assert set(lido.model_dump()) == set(participante())

    def test_um_documento_que_nao_veio_de_um_objeto_nada_lembra(self) -> None:
        lido = aceito(Participante, participante())
        with moment.at(AGORA):
            assert Participante.model_validate(SimpleNamespace(**dict(lido)), from_attributes=True).enviado == {}


class TestEsquema:
    """De que tipo se espera cada campo, lido dos próprios modelos."""

    def test_o_do_participante(self) -> None:
        assert schema_of(Participante) == Esquema(
            campos=frozenset(participante()),
            inteiros=frozenset(
                {
                    "cod_unidade_autorizadora",
                    "cod_unidade_lotacao",
                    "cod_unidade_instituidora",
                    "situacao",
                    "modalidade_execucao",
                }
            ),
            datas=frozenset(),
            instantes=frozenset({"data_assinatura_tcr"}),
            booleanos=frozenset(),
            listas={},
        )

    def test_o_do_plano_de_entregas_com_o_das_entregas(self) -> None:
        assert schema_of(PlanoEntregas) == Esquema(
            campos=frozenset(plano_entregas()),
            inteiros=frozenset(
                {
                    "cod_unidade_autorizadora",
                    "cod_unidade_instituidora",
                    "cod_unidade_executora",
                    "status",
                    "avaliacao",
                }
            ),
            datas=frozenset({"data_inicio", "data_termino", "data_avaliacao"}),
            instantes=frozenset(),
            booleanos=frozenset(),
            listas={
                "entregas": Esquema(
                    campos=frozenset(entrega()),
                    inteiros=frozenset({"meta_entrega"}),
                    datas=frozenset({"data_entrega"}),
                    instantes=frozenset(),
                    booleanos=frozenset({"entrega_cancelada"}),
                    listas={},
                )
            },
        )

    def test_o_do_plano_de_trabalho_tem_as_duas_listas(self) -> None:
        esquema = aceito(PlanoTrabalho, plano_trabalho()).esquema
        assert {nome: item.campos for nome, item in esquema.listas.items()} == {
            "contribuicoes": frozenset(contribuicao()),
            "avaliacoes_registros_execucao": frozenset(avaliacao()),
        }
        assert esquema.listas["avaliacoes_registros_execucao"].datas == {
            "data_inicio_periodo_avaliativo",
            "data_fim_periodo_avaliativo",
            "data_avaliacao_registros_execucao",
        }

    def test_o_do_usuario_nao_toma_verdadeiro_e_falso_por_numeros(self) -> None:
        esquema = schema_of(Usuario)
        assert esquema.inteiros == {"cod_unidade_autorizadora"}
        assert esquema.booleanos == {"is_admin", "disabled"}
