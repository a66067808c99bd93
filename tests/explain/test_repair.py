"""O pedido consertado: o que muda, o que falta, e o pedido pronto."""

import json
import shlex
from typing import Any

import pytest

from app.achados import Achado
from app.explain.explanation import Correcao
from app.explain.repair import Repair
from app.explain.request import Request
from app.rules.catalog import CATALOG
from tests import builders
from tests.explain.registros import ADMIN, achado, de_entregas, de_participante, de_trabalho, um_envio, um_pedido

SERVIDOR = "http://127.0.0.1:5057"


def consertar(pedido: Request, *achados: Achado) -> Correcao | None:
    mudado = Repair(pedido, ADMIN).mend(achados, CATALOG, SERVIDOR)
    return mudado.correcao if mudado else None


def consertado(pedido: Request, *achados: Achado) -> Correcao:
    correcao = consertar(pedido, *achados)
    assert correcao is not None
    return correcao


def argumentos(correcao: Correcao) -> list[str]:
    """O que se passa ao curl, na última das linhas."""
    return shlex.split(correcao.curl[correcao.curl.index("curl -gi") :].replace("\\\n", ""))


def documento(correcao: Correcao) -> Any:
    partes = argumentos(correcao)
    return json.loads(partes[partes.index("--data-raw") + 1])


class TestCampos:
    def test_a_chave_que_perdeu_os_zeros_no_corpo_volta_a_te_los_como_no_caminho(self) -> None:
        pedido = um_envio(
            builders.participante(matricula_siape=123456), caminho="/organizacao/SIAPE/1/101/participante/0123456"
        )
        correcao = consertado(pedido, achado("FO-04", ("body", "matricula_siape")))
        assert correcao.mudancas == ['matricula_siape: 123456 → "0123456" (FO-04)']
        assert argumentos(correcao)[-1].endswith("/participante/0123456")

    def test_a_chave_que_no_caminho_e_outra_leva_o_caminho_consigo(self) -> None:
        pedido = um_envio(
            builders.participante(matricula_siape=123456), caminho="/organizacao/SIAPE/1/101/participante/7654321"
        )
        correcao = consertado(pedido, achado("FO-04", ("body", "matricula_siape")))
        assert correcao.mudancas[0] == 'matricula_siape: 123456 → "123456" (FO-04)'
        assert argumentos(correcao)[-1].endswith("/participante/123456")

    def test_um_campo_no_lugar_apontado(self) -> None:
        correcao = consertado(de_participante(cpf="529.982.247-25"), achado("FO-06", ("body", "cpf"), max_length=11))
        assert (correcao.mudancas, correcao.faltam) == (["cpf: 529.982.247-25 → 52998224725 (FO-06)"], [])
        assert documento(correcao) == builders.participante()

    def test_um_campo_de_um_item(self) -> None:
        entregas = [builders.entrega(), builders.entrega(id_entrega="e2", meta_entrega="50,00")]
        correcao = consertado(de_entregas(entregas=entregas), achado("FO-09", ("body", "entregas", 1, "meta_entrega")))
        assert correcao.mudancas == ['entregas/1/meta_entrega: "50,00" → 50 (FO-09)']
        assert documento(correcao)["entregas"] == [entregas[0], {**entregas[1], "meta_entrega": 50}]

    def test_cada_lugar_de_um_aviso(self) -> None:
        pedido = de_entregas(rotulo="x", entregas=[builders.entrega(tipo=1)])
        correcao = consertado(pedido, achado("FO-31", ("rotulo",), ("entregas", 0, "tipo"), chaves=["rotulo", "tipo"]))
        assert correcao.mudancas == ["rotulo: retirado (FO-31)", "entregas/0/tipo: retirado (FO-31)"]
        assert documento(correcao) == builders.plano_entregas()

    def test_o_objeto_de_uma_regra_do_item(self) -> None:
        contribuicao = builders.contribuicao(tipo_contribuicao=2)
        correcao = consertado(
            de_trabalho(contribuicoes=[contribuicao]),
            achado("PT-11", ("body", "contribuicoes", 0), sobram=["id_plano_entregas", "id_entrega"]),
        )
        assert correcao.mudancas == [
            'contribuicoes/0/id_plano_entregas: "pe1" → null (PT-11)',
            'contribuicoes/0/id_entrega: "e1" → null (PT-11)',
        ]
        assert documento(correcao)["contribuicoes"] == [{**contribuicao, "id_plano_entregas": None, "id_entrega": None}]

    def test_o_documento_inteiro_de_uma_regra_do_estado_com_a_data_que_o_diario_guardou(self) -> None:
        correcao = consertado(
            de_trabalho(data_inicio="2025-01-01", data_termino="2026-01-05"),
            achado("PT-19", ("data_termino",), dias=369, limite=365, ultimo_dia="2026-01-01"),
        )
        assert correcao.mudancas == ["data_termino: 2026-01-05 → 2026-01-01 (PT-19)"]
        assert documento(correcao)["data_termino"] == "2026-01-01"

    def test_um_conserto_ve_o_que_o_anterior_fez(self) -> None:
        pedido = de_trabalho(data_inicio="2025-01-01", data_termino="2026-01-05", rotulo="x")
        correcao = consertado(
            pedido,
            achado("PT-19", ("data_termino",), dias=369, limite=365, ultimo_dia="2026-01-01"),
            achado("FO-31", ("rotulo",), chaves=["rotulo"]),
        )
        enviado = documento(correcao)
        assert (enviado["data_termino"], "rotulo" in enviado) == ("2026-01-01", False)

    def test_um_instante_com_fuso_volta_ao_dia_escrito(self) -> None:
        enviada = "2024-12-02T21:00:00-03:00"
        evidencia = {"enviada": enviada, "escrita": "2024-12-02", "guardada": "2024-12-03"}
        pedido = de_participante(data_assinatura_tcr=enviada)
        correcao = consertado(pedido, achado("PA-11", ("data_assinatura_tcr",), **evidencia))
        assert correcao.mudancas == [f"data_assinatura_tcr: {enviada} → 2024-12-02 (PA-11)"]

    def test_um_caractere_que_nao_se_ve_aparece_entre_aspas(self) -> None:
        entregas = [builders.entrega(nome_entrega="Painel\0")]
        correcao = consertado(de_entregas(entregas=entregas), achado("FO-25", ("body", "entregas", 0, "nome_entrega")))
        assert correcao.mudancas == ['entregas/0/nome_entrega: "Painel\\u0000" → "Painel" (FO-25)']

    def test_um_espaco_em_volta_aparece_entre_aspas(self) -> None:
        entregas = [builders.entrega(tipo_meta=" unidade")]
        pedido = de_entregas(entregas=entregas)
        aceitos = "'unidade' ou 'percentual'"
        correcao = consertado(pedido, achado("FO-16", ("body", "entregas", 0, "tipo_meta"), expected=aceitos))
        assert correcao.mudancas == ['entregas/0/tipo_meta: " unidade" → "unidade" (FO-16)']

    def test_uma_lista_que_se_troca_diz_quantos_itens_tem(self) -> None:
        correcao = consertado(de_entregas(entregas=builders.entrega()), achado("FO-03", ("body", "entregas")))
        assert correcao.mudancas[0].endswith(" → 1 item (FO-03)")


class TestOQueFalta:
    def test_uma_regra_sem_conserto_e_dita_junto_com_o_que_se_consertou(self) -> None:
        correcao = consertado(
            de_participante(cpf="529.982.247-25", situacao=9),
            achado("FO-06", ("body", "cpf"), max_length=11),
            achado("FO-16", ("body", "situacao"), expected="0 ou 1"),
        )
        assert (correcao.mudancas, correcao.faltam) == (["cpf: 529.982.247-25 → 52998224725 (FO-06)"], ["FO-16"])

    def test_a_mesma_regra_falta_uma_vez_so(self) -> None:
        correcao = consertado(
            de_participante(cpf="529.982.247-25"),
            achado("FO-06", ("body", "cpf"), max_length=11),
            achado("FO-08", ("body", "situacao")),
            achado("FO-08", ("body", "modalidade_execucao")),
        )
        assert correcao.faltam == ["FO-08"]

    def test_um_lugar_sem_conserto_basta_para_faltar(self) -> None:
        entregas = [builders.entrega(meta_entrega="50,00"), builders.entrega(id_entrega="e2", meta_entrega="muito")]
        correcao = consertado(
            de_entregas(entregas=entregas),
            achado("FO-09", ("body", "entregas", 1, "meta_entrega")),
            achado("FO-09", ("body", "entregas", 0, "meta_entrega")),
        )
        assert (correcao.mudancas, correcao.faltam) == (['entregas/0/meta_entrega: "50,00" → 50 (FO-09)'], ["FO-09"])

    def test_um_aviso_sem_conserto_nao_falta(self) -> None:
        correcao = consertado(
            de_entregas(rotulo="x", status=2),
            achado("PE-12", ("status",), status=2),
            achado("FO-31", ("rotulo",), chaves=["rotulo"]),
        )
        assert correcao.faltam == []

    def test_sem_conserto_algum_nao_ha_pedido_consertado(self) -> None:
        assert consertar(de_participante(situacao=9), achado("FO-16", ("body", "situacao"), expected="0 ou 1")) is None

    def test_sem_a_evidencia_o_que_depende_dela_falta(self) -> None:
        pedido = de_trabalho(rotulo="x")
        correcao = consertado(pedido, achado("PT-19", ("data_termino",)), achado("FO-31", ("rotulo",)))
        assert correcao.faltam == ["PT-19"]

    def test_uma_regra_de_outro_catalogo_falta(self) -> None:
        correcao = consertado(de_entregas(rotulo="x"), achado("XX-99"), achado("FO-31", ("rotulo",)))
        assert correcao.faltam == ["XX-99"]

    def test_um_lugar_que_o_corpo_nao_tem_falta(self) -> None:
        pedido = de_entregas(rotulo="x")
        correcao = consertado(pedido, achado("FO-03", ("body", "nada")), achado("FO-31", ("rotulo",)))
        assert correcao.faltam == ["FO-03"]

    @pytest.mark.parametrize(
        "pedido",
        [
            um_pedido(b'{"cpf": "529.982.247-25"', bytes_recebidos=99),
            um_pedido(b"[]"),
            um_pedido(None, bytes_recebidos=5),
            um_envio({"password": "***"}),
            um_pedido(caminho="/user/reset_password/?access_token=***"),
        ],
        ids=["cortado", "lista", "nao-guardado", "com-segredo", "com-segredo-no-caminho"],
    )
    def test_sem_o_pedido_inteiro_nao_ha_o_que_consertar(self, pedido: Request) -> None:
        assert consertar(pedido, achado("PD-01", ("User-Agent",))) is None


class TestPedido:
    def test_o_caminho_segue_o_corpo(self) -> None:
        pedido = de_participante(matricula_siape="7654321")
        correcao = consertado(pedido, achado("PD-07", ("caminho",), campo="matricula_siape"))
        assert correcao.mudancas == [
            "caminho: /organizacao/SIAPE/1/101/participante/1234567 → "
            "/organizacao/SIAPE/1/101/participante/7654321 (PD-07)"
        ]
        assert argumentos(correcao)[-1] == f"{SERVIDOR}/organizacao/SIAPE/1/101/participante/7654321"
        assert documento(correcao) == builders.participante(matricula_siape="7654321")

    def test_uma_chave_consertada_vai_tambem_no_caminho(self) -> None:
        pedido = um_envio(
            builders.participante(matricula_siape="１234567"),
            caminho="/organizacao/SIAPE/1/101/participante/%EF%BC%91234567",
        )
        correcao = consertado(pedido, achado("PA-02", ("body", "matricula_siape"), valor="１234567"))
        assert correcao.mudancas == [
            "matricula_siape: １234567 → 1234567 (PA-02)",
            "caminho: /organizacao/SIAPE/1/101/participante/%EF%BC%91234567 → "
            "/organizacao/SIAPE/1/101/participante/1234567 (PA-02)",
        ]
        assert argumentos(correcao)[-1] == f"{SERVIDOR}/organizacao/SIAPE/1/101/participante/1234567"

    def test_um_conserto_fora_da_chave_deixa_o_caminho_como_veio(self) -> None:
        pedido = de_entregas(rotulo="x")
        correcao = consertado(pedido, achado("FO-31", ("rotulo",)))
        assert argumentos(correcao)[-1] == f"{SERVIDOR}/organizacao/SIAPE/1/plano_entregas/pe1"

    def test_sem_user_agent_vai_o_do_exemplo(self) -> None:
        pedido = um_pedido(metodo="GET", caminho="/health", user_agent=None)
        correcao = consertado(pedido, achado("PD-01", ("User-Agent",)))
        assert correcao.mudancas == ["User-Agent: (ausente) → MeuSistema/1.0 (+https://meu.orgao.gov.br) (PD-01)"]
        assert argumentos(correcao)[4:6] == ["-A", "MeuSistema/1.0 (+https://meu.orgao.gov.br)"]

    def test_o_unico_metodo_aceito(self) -> None:
        pedido = um_pedido(metodo="GET", caminho="/token")
        correcao = consertado(pedido, achado("PD-06", ("metodo",), metodo="GET", aceitos=["POST"]))
        assert correcao.mudancas == ["método: GET → POST (PD-06)"]
        assert argumentos(correcao)[2:4] == ["-X", "POST"]

    def test_um_get_no_lugar_de_um_head(self) -> None:
        pedido = um_pedido(metodo="HEAD", caminho="/health")
        assert consertado(pedido, achado("PD-06", ("metodo",), aceitos=["GET", "HEAD", "OPTIONS"])).faltam == []

    def test_entre_dois_metodos_ninguem_escolhe(self) -> None:
        pedido = um_pedido(metodo="DELETE")
        assert consertar(pedido, achado("PD-06", ("metodo",), aceitos=["GET", "PUT"])) is None

    def test_um_objeto_enviado_com_outro_content_type_vai_como_json(self) -> None:
        correcao = consertado(de_participante(), achado("FO-02", ("body",), valor="{…}"))
        assert correcao.mudancas == ["Content-Type: (o que veio) → application/json (FO-02)"]
        assert documento(correcao) == builders.participante()

    @pytest.mark.parametrize("codigo", ["AU-01", "AU-02"])
    def test_o_token_se_pede_de_novo_pelo_mesmo_usuario(self, codigo: str) -> None:
        pedido = um_pedido(metodo="GET", caminho="/users", usuario="a@b.gov.br")
        correcao = consertado(pedido, achado(codigo, ("Authorization",)))
        assert correcao.mudancas == [f"Authorization: (o que veio) → um token novo ({codigo})"]
        assert "-d username=a@b.gov.br " in correcao.curl

    @pytest.mark.parametrize("codigo", ["AU-05", "AU-06"])
    def test_a_quem_nao_pode_se_sugere_um_administrador(self, codigo: str) -> None:
        pedido = um_pedido(metodo="GET", caminho="/users", usuario="a@b.gov.br")
        correcao = consertado(pedido, achado(codigo, ("Authorization",), email="a@b.gov.br"))
        assert correcao.mudancas == [f"Authorization: (o que veio) → o token de um administrador ({codigo})"]
        assert "-d username=admin@pgd.gov.br " in correcao.curl

    def test_sem_saber_quem_pedia_entra_o_administrador(self) -> None:
        pedido = um_pedido(metodo="GET", caminho="/users", usuario=None)
        assert "-d username=admin@pgd.gov.br " in consertado(pedido, achado("AU-01", ("Authorization",))).curl

    def test_onde_nao_se_pede_token_nao_vai_um(self) -> None:
        pedido = um_pedido(metodo="GET", caminho="/health", user_agent=None)
        assert "TOKEN" not in consertado(pedido, achado("PD-01", ("User-Agent",))).curl
