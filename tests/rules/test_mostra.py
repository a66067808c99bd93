"""Os exemplos como se leem na página, no terminal e na API."""

import pytest

from app.rules import exemplo, mostra
from app.rules.exemplo import AUSENTE, Exemplo, Pedido


def linhas(texto: str) -> list[str]:
    return texto.split("\n")


class TestFrase:
    @pytest.mark.parametrize(
        ("documento", "frase"),
        [
            (exemplo.participante(), "O participante dos exemplos."),
            (exemplo.plano_entregas(), "O plano de entregas dos exemplos."),
            (exemplo.plano_trabalho(), "O plano de trabalho dos exemplos."),
            (exemplo.usuario(), "O usuário dos exemplos."),
        ],
        ids=["participante", "plano_entregas", "plano_trabalho", "usuario"],
    )
    def test_sem_mudancas_diz_so_o_documento(self, documento: Exemplo, frase: str) -> None:
        assert (mostra.sentence(documento), mostra.block(documento)) == (frase, "")

    def test_uma_mudanca_fica_no_bloco(self) -> None:
        assert mostra.sentence(exemplo.participante(situacao=0)) == "O participante dos exemplos, com esta mudança:"

    def test_varias_mudancas_ficam_no_bloco(self) -> None:
        documento = exemplo.participante(situacao=0, modalidade_execucao=1)
        assert mostra.sentence(documento) == "O participante dos exemplos, com estas mudanças:"
        assert mostra.block(documento) == "situacao = 0\nmodalidade_execucao = 1"

    def test_o_que_vem_antes_e_dito_em_ordem(self) -> None:
        documento = exemplo.participante(antes=(exemplo.participante(), exemplo.participante(situacao=0)))
        assert mostra.sentence(documento) == (
            "Depois de enviar o participante dos exemplos; enviar o participante dos exemplos com `situacao = 0`, "
            "o participante dos exemplos."
        )

    def test_o_que_vem_antes_se_separa_com_ponto_e_virgula(self) -> None:
        antes = (exemplo.participante(situacao=0, modalidade_execucao=1, cpf=AUSENTE), exemplo.usuario(), PEDIDO)
        assert mostra.sentence(exemplo.participante(antes=antes)) == (
            "Depois de enviar o participante dos exemplos com `situacao = 0`, `modalidade_execucao = 1`, "
            "`cpf (não é enviado)`; enviar o usuário dos exemplos; pedir `GET /users`, o participante dos exemplos."
        )

    def test_antes_do_plano_de_trabalho_so_se_diz_o_que_nao_e_de_sempre(self) -> None:
        documento = exemplo.plano_trabalho(antes=(exemplo.participante(),), status=1)
        assert mostra.sentence(documento) == (
            "Depois de enviar o participante dos exemplos, o plano de trabalho dos exemplos, com esta mudança:"
        )

    def test_o_de_sempre_do_plano_de_trabalho_e_dito_antes_de_outro_documento(self) -> None:
        documento = exemplo.participante(antes=exemplo.CITADOS)
        assert mostra.sentence(documento) == (
            "Depois de enviar o participante dos exemplos; enviar o plano de entregas dos exemplos, "
            "o participante dos exemplos."
        )

    def test_um_pedido_e_dito_no_bloco(self) -> None:
        assert mostra.sentence(PEDIDO) == "Este pedido:"

    def test_a_situacao_vem_na_frente(self) -> None:
        pedido = Pedido(metodo="GET", caminho="/users", antes=[exemplo.usuario()], situacao="O banco está fora.")
        assert mostra.sentence(pedido) == "O banco está fora. Depois de enviar o usuário dos exemplos, este pedido:"


PEDIDO = Pedido(metodo="GET", caminho="/users")


class TestMudancas:
    def test_cada_campo_trocado_e_uma_linha_com_o_valor_em_json(self) -> None:
        documento = exemplo.participante(cpf="1", situacao=None, cod_unidade_lotacao=101)
        assert mostra.changes(documento) == ['cpf = "1"', "situacao = null", "cod_unidade_lotacao = 101"]

    def test_um_campo_que_nao_vai_e_dito(self) -> None:
        assert mostra.changes(exemplo.participante(cpf=AUSENTE)) == ["cpf (não é enviado)"]

    def test_um_campo_que_o_documento_de_partida_nao_tem_e_uma_linha(self) -> None:
        assert mostra.changes(exemplo.participante(rotulo=["a", "b"])) == ['rotulo = ["a", "b"]']

    def test_de_um_item_de_lista_so_se_mostra_o_que_muda(self) -> None:
        item = exemplo.entrega(meta_entrega=50, nova=None)
        del item["tipo_meta"]
        assert mostra.changes(exemplo.plano_entregas(entregas=[item])) == [
            "entregas[0].meta_entrega = 50",
            "entregas[0].nova = null",
            "entregas[0].tipo_meta (não é enviado)",
        ]

    def test_todo_item_parte_do_mesmo(self) -> None:
        itens = [exemplo.entrega(), exemplo.entrega(), exemplo.entrega(id_entrega="e2")]
        assert mostra.changes(exemplo.plano_entregas(entregas=itens)) == [
            "entregas[1] (igual ao item dos exemplos)",
            'entregas[2].id_entrega = "e2"',
        ]

    def test_o_que_nao_e_item_se_mostra_inteiro(self) -> None:
        assert mostra.changes(exemplo.plano_entregas(entregas=["e1", None])) == [
            'entregas[0] = "e1"',
            "entregas[1] = null",
        ]

    @pytest.mark.parametrize(("valor", "linha"), [([], "entregas = []"), (None, "entregas = null")])
    def test_uma_lista_vazia_ou_nenhuma_e_uma_linha(self, valor: object, linha: str) -> None:
        assert mostra.changes(exemplo.plano_entregas(entregas=valor)) == [linha]

    def test_um_texto_de_60_caracteres_vai_inteiro(self) -> None:
        assert mostra.changes(exemplo.participante(cpf="é" * 60)) == [f'cpf = "{"é" * 60}"']

    def test_um_texto_mais_longo_e_cortado_e_se_diz_o_tamanho(self) -> None:
        assert mostra.changes(exemplo.participante(cpf="é" * 61)) == [f'cpf = "{"é" * 60}…" (61 caracteres)']

    @pytest.mark.parametrize(
        ("valor", "escrito"), [("a\0", '"a\\u0000"'), ("a\ud83d", '"a\\ud83d"'), (float("nan"), "NaN")]
    )
    def test_o_que_nao_se_escreve_em_utf_8_fica_como_em_json(self, valor: object, escrito: str) -> None:
        assert mostra.changes(exemplo.participante(cpf=valor)) == [f"cpf = {escrito}"]


class TestPedido:
    def test_traz_o_user_agent_e_de_quem_e_o_token(self) -> None:
        assert linhas(mostra.block(PEDIDO)) == [
            "GET /users HTTP/1.1",
            "User-Agent: MeuSistema/1.0 (+https://meu.orgao.gov.br)",
            "Authorization: Bearer (o token de admin@pgd.gov.br)",
        ]

    def test_sem_quem_peca_nao_traz_token(self) -> None:
        assert linhas(mostra.block(Pedido(metodo="GET", caminho="/health", de=""))) == [
            "GET /health HTTP/1.1",
            "User-Agent: MeuSistema/1.0 (+https://meu.orgao.gov.br)",
        ]

    def test_o_corpo_vem_depois_de_uma_linha_vazia(self) -> None:
        assert linhas(mostra.block(Pedido(metodo="PUT", caminho="/x", de="", corpo="{}"))) == [
            "PUT /x HTTP/1.1",
            "User-Agent: MeuSistema/1.0 (+https://meu.orgao.gov.br)",
            "Content-Type: application/json",
            "",
            "{}",
        ]

    def test_o_corpo_da_entrada_e_um_formulario(self) -> None:
        assert linhas(mostra.block(Pedido(metodo="POST", caminho="/token", de="", corpo="a=b")))[2:] == [
            "Content-Type: application/x-www-form-urlencoded",
            "",
            "a=b",
        ]

    def test_os_cabecalhos_do_exemplo_trocam_ou_tiram_os_de_sempre(self) -> None:
        cabecalhos = {"User-Agent": None, "Authorization": "Bearer x", "Origin": "https://a.b"}
        assert linhas(mostra.block(Pedido(metodo="GET", caminho="/", cabecalhos=cabecalhos))) == [
            "GET / HTTP/1.1",
            "Authorization: Bearer x",
            "Origin: https://a.b",
        ]


def test_o_documento_de_partida_vai_em_json_legivel() -> None:
    assert linhas(mostra.base_text("usuario")) == [
        "{",
        '  "email": "sistema@orgao.gov.br",',
        '  "password": "troque-esta-senha",',
        '  "is_admin": false,',
        '  "disabled": false,',
        '  "origem_unidade": "SIAPE",',
        '  "cod_unidade_autorizadora": 1,',
        '  "sistema_gerador": "MeuSistema 1.0"',
        "}",
    ]


def test_os_acentos_do_documento_de_partida_se_leem() -> None:
    assert '      "nome_unidade_demandante": "Secretaria de Gestão",' in linhas(mostra.base_text("plano_entregas"))


class TestBody:
    """O corpo inteiro, como se envia."""

    def test_o_de_um_documento_e_json_com_escapes(self) -> None:
        assert mostra.body(exemplo.participante(cpf="é")).splitlines()[:2] == [
            "{",
            '  "origem_unidade": "SIAPE",',
        ]
        assert '  "cpf": "\\u00e9",' in mostra.body(exemplo.participante(cpf="é")).splitlines()

    def test_o_de_um_pedido_e_o_texto_dele(self) -> None:
        assert mostra.body(exemplo.Pedido(metodo="POST", caminho="/token", corpo="username=a")) == "username=a"

    def test_o_de_um_arquivo_e_o_conteudo(self) -> None:
        assert mostra.body(exemplo.Arquivo(nome="a.csv", texto="a;b\n1;2\n")) == "a;b\n1;2\n"


class TestArquivo:
    """Um arquivo que se confere."""

    def test_a_frase_diz_o_nome_e_o_comando(self) -> None:
        um = exemplo.Arquivo(nome="a.csv", texto="a;b\n1;2\n")
        assert (mostra.sentence(um), mostra.block(um)) == (
            "O arquivo `a.csv`, conferido com `pgd validar`:",
            "a;b\n1;2",
        )
