"""O que se avisa de um pedido, e o vizinho que ainda passa sem aviso."""

from typing import Any

import pytest

from app.rules.avisos.pedido import AVISOS, PedidoVisto
from app.rules.rule import all_broken

PLANO_ENTREGAS = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_entregas/{id_plano_entregas}"


def avisos(**mudancas: Any) -> list[tuple[str, str]]:
    """O código e a mensagem de cada aviso de uma leitura bem feita, com o que se mude nela."""
    visto = {
        "metodo": "GET",
        "caminho": "/organizacao/SIAPE/1/plano_entregas/pe1",
        "rota": PLANO_ENTREGAS,
        "user_agent": "MeuSistema/1.0 (+https://meu.orgao.gov.br)",
        "origin": None,
    }
    return [(a.rule.code, a.message) for a in all_broken(AVISOS, PedidoVisto(**{**visto, **mudancas}), None)]


def test_um_pedido_bem_feito_nao_provoca_aviso() -> None:
    assert avisos() == []


class TestPD17:
    """O User-Agent diz o nome do sistema, a versão e um endereço."""

    @pytest.mark.parametrize(
        "user_agent",
        [
            "python-requests/2.32.3",
            "MeuSistema",
            "MeuSistema (+https://meu.orgao.gov.br)",
            "MeuSistema/1.0",
            "MeuSistema/1.0 (https://meu.orgao.gov.br)",
            "MeuSistema/1.0(+https://meu.orgao.gov.br)",
            "MeuSistema/1.0 (+meu.orgao.gov.br)",
            "MeuSistema/1.0 (+https://)",
            "MeuSistema/1.0 (+https://meu.orgao.gov.br",
            "MeuSistema/1.0 (+https://meu.orgao.gov.br) curl/8",
            "MeuSistema/ (+https://meu.orgao.gov.br)",
            "MeuSistema/1 0 (+https://meu.orgao.gov.br)",
            "/1.0 (+https://meu.orgao.gov.br)",
        ],
    )
    def test_user_agent_em_outra_forma_e_avisado(self, user_agent: str) -> None:
        assert avisos(user_agent=user_agent) == [
            (
                "PD-17",
                f"O User-Agent veio como {user_agent}, e a API central pede que ele diga que sistema envia, em que "
                "versão e onde achar quem cuida dele. Envie-o na forma Nome do sistema/versão (+url), por exemplo: "
                "MeuSistema/1.0 (+https://meu.orgao.gov.br).",
            )
        ]

    @pytest.mark.parametrize(
        "user_agent",
        [
            "Meu Sistema de Gestão/2.1.0-rc.1 (+https://meu.orgao.gov.br/contato)",
            "M/1 (+http://a)",
            " MeuSistema/1.0 (+https://meu.orgao.gov.br) ",
        ],
    )
    def test_user_agent_na_forma_do_contrato_nao_e_avisado(self, user_agent: str) -> None:
        assert avisos(user_agent=user_agent) == []

    @pytest.mark.parametrize("user_agent", ["", "  "])
    def test_pedido_sem_user_agent_e_recusado_por_outra_regra(self, user_agent: str) -> None:
        assert avisos(user_agent=user_agent) == []


class TestPD18:
    """O pedido não usa HEAD nem OPTIONS, a não ser HEAD na documentação."""

    @pytest.mark.parametrize("metodo", ["HEAD", "OPTIONS"])
    @pytest.mark.parametrize("rota", ["/health", PLANO_ENTREGAS])
    def test_metodo_que_a_api_central_nao_atende_e_avisado(self, metodo: str, rota: str) -> None:
        assert avisos(metodo=metodo, rota=rota) == [
            (
                "PD-18",
                f"O pedido usou o método {metodo}, a que a API central responde 405 neste caminho. Para saber se o "
                "serviço está no ar, use GET /health; para conferir um documento, leia-o com GET.",
            )
        ]

    @pytest.mark.parametrize("rota", ["/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"])
    def test_na_documentacao_head_passa_e_options_nao(self, rota: str) -> None:
        assert avisos(metodo="HEAD", rota=rota, caminho=rota) == []
        assert [codigo for codigo, _ in avisos(metodo="OPTIONS", rota=rota, caminho=rota)] == ["PD-18"]

    @pytest.mark.parametrize("metodo", ["GET", "PUT", "POST", "DELETE", "PATCH"])
    def test_outro_metodo_nao_e_avisado(self, metodo: str) -> None:
        assert avisos(metodo=metodo) == []

    @pytest.mark.parametrize("metodo", ["HEAD", "OPTIONS"])
    def test_num_caminho_que_nao_ha_a_resposta_e_404_e_nao_se_avisa(self, metodo: str) -> None:
        assert avisos(metodo=metodo, caminho="/nada", rota=None) == []


class TestPD19:
    """O pedido parte de um servidor, e não de uma página aberta num navegador."""

    @pytest.mark.parametrize("origin", ["https://meu.orgao.gov.br", "null", ""])
    def test_pedido_com_o_cabecalho_origin_e_avisado(self, origin: str) -> None:
        assert avisos(origin=origin) == [
            (
                "PD-19",
                f"O pedido partiu de uma página aberta num navegador, em {origin}. A API central não envia os "
                "cabeçalhos de CORS, e o navegador esconde da página a resposta: faça o pedido a partir do servidor do "
                "sistema. Se a página é a documentação desta API, não há o que corrigir.",
            )
        ]

    def test_pedido_sem_origin_nao_e_avisado(self) -> None:
        assert avisos(origin=None) == []


class TestPD20:
    """Também em /health o pedido traz o User-Agent."""

    @pytest.mark.parametrize("user_agent", ["", " "])
    @pytest.mark.parametrize("rota", [None, "/health"])
    def test_saude_sem_user_agent_e_avisada(self, user_agent: str, rota: str | None) -> None:
        assert avisos(caminho="/health", rota=rota, user_agent=user_agent) == [
            (
                "PD-20",
                "A pergunta em /health veio sem User-Agent, e até ali a API central o exige: sem ele responde 400, e o "
                "serviço parece fora do ar. Configure um User-Agent em quem faz a pergunta.",
            )
        ]

    def test_saude_com_user_agent_nao_e_avisada(self) -> None:
        assert avisos(caminho="/health", rota="/health") == []

    def test_em_outro_caminho_basta_a_recusa(self) -> None:
        assert avisos(caminho="/users", rota=None, user_agent="") == []


class TestPD21:
    """Nenhum identificador traz uma barra."""

    @pytest.mark.parametrize("barra", ["%2F", "%2f"])
    def test_barra_codificada_no_caminho_e_avisada(self, barra: str) -> None:
        assert avisos(caminho=f"/organizacao/SIAPE/1/plano_entregas/2025{barra}1", rota=None) == [
            (
                "PD-21",
                f"O caminho /organizacao/SIAPE/1/plano_entregas/2025{barra}1 traz uma barra codificada (%2F). A API "
                "central a lê como uma barra qualquer, não acha o caminho e responde 404: um identificador com barra "
                "não pode ser enviado nem lido. Use outro, sem barra.",
            )
        ]

    @pytest.mark.parametrize("id_", ["2025-1", "2025%2D1", "2025%20F1", "2%2E0"])
    def test_outro_caractere_codificado_nao_e_avisado(self, id_: str) -> None:
        assert avisos(caminho=f"/organizacao/SIAPE/1/plano_entregas/{id_}") == []


class TestPD22:
    """A origem no caminho é SIAPE ou SIORG, em maiúsculas."""

    @pytest.mark.parametrize("origem", ["siape", "Siorg", "SIAPE2", "XSIAPE", "SIAP", "1", "SIAPE%20"])
    def test_outra_origem_no_caminho_e_avisada(self, origem: str) -> None:
        assert avisos(caminho=f"/organizacao/{origem}/1/plano_entregas/pe1") == [
            (
                "PD-22",
                f"A origem no caminho é {origem}, que não é SIAPE nem SIORG. A API central não o diz: compara o texto "
                "como veio, maiúsculas também, e responde 403, 404 ou 422 por outra razão. Escreva SIAPE ou SIORG, em "
                "maiúsculas.",
            )
        ]

    @pytest.mark.parametrize("origem", ["SIAPE", "SIORG"])
    def test_siape_e_siorg_nao_sao_avisados(self, origem: str) -> None:
        assert avisos(caminho=f"/organizacao/{origem}/1/plano_entregas/pe1") == []

    @pytest.mark.parametrize("caminho", ["/users", "/user/organizacao/siape/1", "/organizacao/siape"])
    def test_so_a_origem_de_um_caminho_dos_tres_recursos_e_olhada(self, caminho: str) -> None:
        assert avisos(caminho=caminho) == []
