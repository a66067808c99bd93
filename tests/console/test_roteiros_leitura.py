"""Como se lê um roteiro: o exemplo da documentação serve, e cada defeito se diz pelo lugar e pelo nome."""

import os
import re
from datetime import date
from pathlib import Path

import pytest

from app.console.roteiros.leitura import InvalidScript, library, parse
from app.console.roteiros.texto import Bloco, Trecho, address, filled, marks, prose
from tests.architecture.fontes import RAIZ

BOM = """
titulo = "Um roteiro"
resumo = "Para testar."
minutos = 5
unidade = "SIAPE/9999"

[[usuarios]]
email = "u@orgao.gov.br"
senha = "s"

[documentos.pessoa]
situacao = 1
nada = "{nulo}"

[[passos]]
titulo = "O primeiro"
fala = "Olá."

[passos.pedido]
caminho = "/organizacao/{unidade}/101/participante/1234567"
documento = "pessoa"
mudando = { dia = "{hoje-1}" }
espera = 201
"""
TROCAS = marks(date(2025, 3, 1), "SIAPE/9999", "u@orgao.gov.br", "abc")


def motivos(texto: str) -> list[str]:
    """O que se diz deste roteiro, que não serve."""
    with pytest.raises(InvalidScript) as erro:
        parse(texto)
    return [str(motivo) for motivo in erro.value.args]


class TestOQueServe:
    def test_o_exemplo_da_documentacao_e_um_roteiro(self) -> None:
        escrito = re.findall(r"```toml\n(.*?)```", (RAIZ / "docs/roteiros.md").read_text(encoding="utf-8"), re.DOTALL)
        (roteiro,) = map(parse, escrito)
        assert [passo.titulo for passo in roteiro.passos] == [
            "A pessoa e o plano dela",
            "Inativa, por engano",
            "Para levar",
        ]

    def test_os_da_casa_sao_sete_cada_um_com_a_sua_unidade(self) -> None:
        biblioteca = library(None)
        assert biblioteca.defeituosos == ()
        assert [(lido.nome, lido.roteiro.unidade) for lido in biblioteca.roteiros] == [
            ("primeiro-envio", "SIAPE/9001"),
            ("a-ordem-dos-envios", "SIAPE/9002"),
            ("conflito-de-periodo", "SIAPE/9003"),
            ("mudanca-de-lotacao", "SIAPE/9004"),
            ("avaliacao-de-um-periodo", "SIAPE/9005"),
            ("o-que-fazer-com-um-503", "SIAPE/9006"),
            ("recuperacao-de-senha", "SIAPE/9007"),
        ]

    def test_o_corpo_e_o_documento_com_as_mudancas_e_os_marcadores_trocados(self) -> None:
        roteiro = parse(BOM)
        (pedido,) = roteiro.passos[0].pedido
        assert roteiro.body(pedido, TROCAS) == '{\n  "situacao": 1,\n  "nada": null,\n  "dia": "2025-02-28"\n}'
        assert address(pedido.caminho, TROCAS) == "/organizacao/SIAPE/9999/101/participante/1234567"

    def test_so_o_da_senha_quer_o_codigo_do_email(self) -> None:
        assert [lido.nome for lido in library(None).roteiros if lido.roteiro.quer_codigo] == ["recuperacao-de-senha"]

    def test_quem_pede_e_o_primeiro_usuario_se_nao_se_diz_outro(self) -> None:
        roteiro = parse(BOM)
        assert roteiro.asks_as(roteiro.passos[0].pedido[0]) == "u@orgao.gov.br"


class TestOsMarcadores:
    @pytest.mark.parametrize(
        ("texto", "trocado"),
        [
            ("{hoje}", "2025-03-01"),
            ("de {hoje-30} a {hoje+10}", "de 2025-01-30 a 2025-03-11"),
            ("{origem}|{autorizadora}|{usuario}", "SIAPE|9999|u@orgao.gov.br"),
            ('{"a": {"hoje": 1}}', '{"a": {"hoje": 1}}'),
            ("{hoje-99999}{outro}", "{hoje-99999}{outro}"),
        ],
    )
    def test_so_os_que_ha_se_trocam(self, texto: str, trocado: str) -> None:
        assert filled(texto, TROCAS) == trocado

    def test_num_endereco_o_que_eles_trazem_nao_muda_o_sentido(self) -> None:
        trocas = marks(date(2025, 3, 1), "SIAPE/1", "a+b@c.br", "x&password=y")
        assert address("/user/{usuario}?t={codigo}", trocas) == "/user/a%2Bb@c.br?t=x%26password%3Dy"

    def test_uma_data_sem_aspas_vai_como_texto(self) -> None:
        assert filled({"a": [date(2024, 1, 2)]}, TROCAS) == {"a": ["2024-01-02"]}


class TestAProsa:
    def test_paragrafos_itens_forca_e_codigo(self) -> None:
        assert prose("Um\ndois **três**.\n\n- `a`\n- b\n  c\n") == [
            Bloco("paragrafo", [[Trecho("texto", "Um dois "), Trecho("forte", "três"), Trecho("texto", ".")]]),
            Bloco("lista", [[Trecho("codigo", "a")], [Trecho("texto", "b c")]]),
        ]

    def test_o_dia_se_escreve_como_no_brasil(self) -> None:
        assert prose("{hoje+10}", TROCAS) == [Bloco("paragrafo", [[Trecho("texto", "11/03/2025")]])]


class TestOQueNaoServe:
    def test_um_toml_quebrado_diz_a_linha(self) -> None:
        (motivo,) = motivos("titulo = 'a'\nresumo = = 1")
        assert "linha 2, coluna 10" in motivo

    def test_um_arquivo_vazio_diz_tudo_o_que_falta(self) -> None:
        assert [motivo.split(":")[0] for motivo in motivos("")] == [
            "Em titulo",
            "Em resumo",
            "Em minutos",
            "Em unidade",
            "Em passos",
        ]

    @pytest.mark.parametrize(
        ("antes", "depois", "dito"),
        [
            ("minutos = 5", "minutos = 5\nmusica = 1", "Em musica: Um roteiro não tem este campo."),
            ('"SIAPE/9999"', '"9999"', "Em unidade: A unidade se escreve com a origem"),
            ("minutos = 5", "minutos = 0", "Em minutos: "),
            ('fala = "Olá."', "", "Em passo 1, fala: Falta este campo."),
            ("espera = 201", "", "Em passo 1, pedido 1, espera: Falta este campo."),
            ("espera = 201", "espera = 2010", "Em passo 1, pedido 1, espera: "),
            ("espera = 201", "espera = 201\nregras = ['x']", "regras 1: Não é um código de regra."),
            ("espera = 201", "espera = 201\nmetodo = 'GIT'", "Em passo 1, pedido 1, metodo: O valor não é um dos que"),
            ("espera = 201", "espera = 201\nsenha = 'x'", "Em passo 1, pedido 1, senha: Um roteiro não tem"),
            ('documento = "pessoa"', 'documento = "bicho"', "O passo 1 cita o documento bicho"),
            ("espera = 201", "espera = 201\nde = 'x@y.br'", "O passo 1 pede como x@y.br, que o roteiro não cria."),
            ("espera = 201", "espera = 201\ncorpo = '{}'", "O pedido traz corpo e documento."),
            ("/organizacao/{unidade}", "/simulador/api", "Daqui só se pede à API oficial"),
            ("/organizacao/{unidade}", "/x/../simulador/api", "Daqui só se pede à API oficial"),
            ("/organizacao/{unidade}", "/%73imulador/api", "Daqui só se pede à API oficial"),
            ("/organizacao/{unidade}", "http://outro", "O caminho é um da API PGD"),
            ('"u@orgao.gov.br"', '"u"', "Em usuário 1, email: Não é um e-mail."),
        ],
    )
    def test_cada_defeito_diz_onde_esta(self, antes: str, depois: str, dito: str) -> None:
        assert BOM.count(antes) >= 1
        assert dito in " ".join(motivos(BOM.replace(antes, depois, 1)))

    def test_um_corpo_que_nao_e_json_diz_onde_e_como_o_mandar_assim_mesmo(self) -> None:
        com_corpo = BOM.replace('documento = "pessoa"\nmudando = { dia = "{hoje-1}" }', "corpo = '{\"a\": }'")
        (motivo,) = motivos(com_corpo)
        assert "linha 1, coluna 7" in motivo
        assert "cru = true" in motivo
        assert parse(com_corpo.replace("espera", "cru = true\nespera")).passos[0].pedido[0].corpo == '{"a": }'

    @pytest.mark.parametrize(
        ("controle", "dito"),
        [
            ("controle = { armar = { predefinicao = 'nada' } }", "Não há a predefinição nada"),
            ("controle = { desarmar = true, reiniciar = true }", "Cada controle faz uma coisa só"),
            ("mostra = { diario = true, pessoa = '1' }", "Cada efeito mostra uma coisa só"),
            ("mostra = { lista = 'bichos' }", "O valor não é um dos que servem aqui"),
        ],
    )
    def test_um_controle_ou_um_efeito_que_nao_ha(self, controle: str, dito: str) -> None:
        com_controle = BOM.replace('fala = "Olá."', f'fala = "Olá."\n{controle}')
        assert dito in " ".join(motivos(com_controle))

    def test_de_muitos_defeitos_se_dizem_os_primeiros(self) -> None:
        demais = "\n".join(f"x{n} = 1" for n in range(50))
        ditos = motivos(f"{demais}\n{BOM}")
        assert len(ditos) == 9
        assert ditos[-1] == "E mais 42."


class TestAPasta:
    def lidos(self, pasta: Path) -> tuple[list[str], dict[str, str]]:
        """Os nomes dos roteiros de fora, e o que se diz de cada arquivo que não serve."""
        biblioteca = library(pasta)
        meus = [lido.nome for lido in biblioteca.roteiros if not lido.da_casa]
        return meus, {um.arquivo: " ".join(um.motivos) for um in biblioteca.defeituosos}

    def test_os_meus_vem_depois_dos_da_casa_pela_ordem(self, tmp_path: Path) -> None:
        (tmp_path / "b.toml").write_text(BOM, encoding="utf-8")
        (tmp_path / "a-2.toml").write_text(f"ordem = 200\n{BOM}", encoding="utf-8")
        (tmp_path / "leiame.txt").write_text("não é um roteiro", encoding="utf-8")
        assert self.lidos(tmp_path) == (["b", "a-2"], {})
        assert library(tmp_path).roteiros[0].da_casa

    def test_um_arquivo_mudado_se_le_de_novo(self, tmp_path: Path) -> None:
        arquivo = tmp_path / "meu.toml"
        arquivo.write_text(BOM, encoding="utf-8")
        library(tmp_path)
        arquivo.write_text(BOM.replace("Um roteiro", "Outro título"), encoding="utf-8")
        lido = library(tmp_path).find("meu")
        assert lido is not None
        assert lido.roteiro.titulo == "Outro título"

    def test_um_defeito_nao_esconde_os_outros(self, tmp_path: Path) -> None:
        (tmp_path / "bom.toml").write_text(BOM, encoding="utf-8")
        (tmp_path / "ruim.toml").write_text("titulo = ", encoding="utf-8")
        (tmp_path / "latim.toml").write_bytes("título = 1".encode("latin-1"))
        (tmp_path / "enorme.toml").write_text("#" * 300_000, encoding="utf-8")
        (tmp_path / "pasta.toml").mkdir()
        (tmp_path / "fora.toml").symlink_to(tmp_path / "nada.toml")
        (tmp_path / "primeiro-envio.toml").write_text(BOM, encoding="utf-8")
        os.mkfifo(tmp_path / "cano.toml")
        meus, defeitos = self.lidos(tmp_path)
        assert meus == ["bom"]
        assert {nome: motivo.split(".")[0] for nome, motivo in defeitos.items()} == {
            "cano.toml": "Isto não é um arquivo comum",
            "enorme.toml": "O arquivo passa de 256 KiB",
            "fora.toml": "O arquivo não pôde ser aberto (não existe)",
            "latim.toml": "O arquivo não está em UTF-8",
            "pasta.toml": "Isto não é um arquivo comum",
            "primeiro-envio.toml": "Já há um roteiro chamado primeiro-envio, O primeiro envio",
            "ruim.toml": "O arquivo não é um TOML válido: o arquivo acaba no meio de alguma coisa",
        }

    @pytest.mark.parametrize(
        "nome", ["Grande.toml", "com espaço.toml", "<b>.toml", "-a.toml", "é.toml", f"{'a' * 61}.toml", "a..b.toml"]
    )
    def test_um_nome_que_nao_vira_endereco_se_recusa(self, tmp_path: Path, nome: str) -> None:
        (tmp_path / nome).write_text(BOM, encoding="utf-8")
        meus, defeitos = self.lidos(tmp_path)
        assert meus == []
        assert "O nome do arquivo vira o endereço do roteiro" in defeitos[nome]

    def test_uma_pasta_que_nao_ha_se_diz(self, tmp_path: Path) -> None:
        meus, defeitos = self.lidos(tmp_path / "nao-ha")
        assert meus == []
        assert "A pasta de PGD_ROTEIROS não pôde ser aberta (não existe)" in defeitos[str(tmp_path / "nao-ha")]
