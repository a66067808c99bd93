"""O que se recusa num arquivo, antes de haver um documento: o que cada recusa diz. Quando acontecem: tests/check."""

from app.rules import arquivo
from app.rules.rule import Refused


class TestVA01:
    """Cada documento de um arquivo é de um dos três recursos."""

    def test_a_mensagem_diz_que_campos_se_procuram(self) -> None:
        campos = {"participante": ["cpf"], "plano_entregas": ["entregas"], "plano_trabalho": ["contribuicoes"]}
        assert Refused(arquivo.DOCUMENTO_DESCONHECIDO, {"motivo": "nenhum campo é conhecido", **campos}).message == (
            "Não se sabe de que recurso é este documento: nenhum campo é conhecido. Foram procurados os campos que só "
            "um recurso tem. De um participante: cpf. De um plano de entregas: entregas. De um plano de trabalho: "
            "contribuicoes. Confira os nomes dos campos, que são os do contrato."
        )


class TestVA02:
    """A linha de um item traz a chave de um plano que está em alguma das tabelas."""

    def test_a_mensagem_diz_o_plano_e_os_campos_que_o_apontam(self) -> None:
        evidencia = {
            "lista": "entregas",
            "chave": "SIAPE/1/pe1",
            "recurso": "plano de entregas",
            "campos": ["id_plano_entregas"],
        }
        assert Refused(arquivo.ITEM_SEM_PLANO, evidencia).message == (
            "Esta linha é um item de entregas do plano SIAPE/1/pe1, e nenhuma das tabelas dadas traz esse plano. Dê "
            "junto a tabela do plano de entregas, ou confira os campos id_plano_entregas desta linha."
        )


class TestVA03:
    """As linhas de um plano que se repete dizem dele a mesma coisa."""

    def test_a_mensagem_diz_com_que_linha_ela_discorda(self) -> None:
        evidencia = {"chave": "SIAPE/1/pe1", "primeira": 2, "campos": ["status"]}
        assert Refused(arquivo.LINHAS_DISCORDAM, evidencia).message == (
            "Esta linha repete o plano SIAPE/1/pe1, da linha 2, com outro valor em status, e não foi contada. Numa "
            "tabela em que o plano se repete, uma linha por item, os dados dele têm de ser os mesmos em todas: "
            "corrija a que estiver errada."
        )


class TestVA04:
    """Uma linha não tem mais células do que o cabeçalho tem colunas."""

    def test_a_mensagem_diz_quantas_sao(self) -> None:
        assert Refused(arquivo.CELULAS_DEMAIS, {"celulas": 10, "colunas": 9}).message == (
            "Esta linha tem 10 células, e o cabeçalho só 9: não se sabe a que coluna cada uma pertence, e a linha não "
            "foi contada. Ponha entre aspas os textos que trazem o separador."
        )


class TestVA05:
    """Uma tabela se lê até o fim."""

    def test_a_mensagem_diz_o_motivo(self) -> None:
        assert Refused(arquivo.TABELA_INTERROMPIDA, {"motivo": arquivo.ASPAS}).message == (
            "A tabela não pôde ser lida desta linha em diante: há aspas que abrem e não fecham, ou algo depois das que "
            "fecham. Escreva duas vezes cada aspa de um texto, e confira de novo."
        )
