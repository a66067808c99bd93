"""O que recusa um pedido antes de se olhar o documento: o que cada recusa diz, e as chaves que cabem."""

import pytest

from app.contract.errors import item_of, items_of
from app.rules import pedido, protocolo, servidor
from app.rules.rule import FieldRefused, Refused


class TestPD01:
    """Todo pedido diz quem o faz, no cabeçalho User-Agent."""

    def test_a_mensagem_da_um_exemplo(self) -> None:
        assert Refused(pedido.SEM_USER_AGENT).message == (
            "O pedido veio sem o cabeçalho User-Agent, que a API exige em todos os caminhos. Envie nele o nome do "
            "sistema e a versão, por exemplo: MeuSistema/1.0 (+https://meu.orgao.gov.br)."
        )


class TestPD02:
    """O corpo é um texto que se consegue ler."""

    def test_a_mensagem_diz_as_codificacoes_aceitas(self) -> None:
        assert Refused(pedido.CORPO_ILEGIVEL).message == (
            "O corpo do pedido não pôde ser lido: os bytes não formam um texto em UTF-8, UTF-16 ou UTF-32, há níveis, "
            "listas ou algarismos demais, ou o formulário está mal dividido. Envie JSON em UTF-8."
        )


class TestPD03:
    """O corpo é JSON."""

    def test_o_erro_de_sintaxe_diz_a_posicao(self) -> None:
        erro = {
            "type": "json_invalid",
            "loc": ("body", 12),
            "msg": "JSON decode error",
            "input": {},
            "ctx": {"error": "Expecting ',' delimiter"},
        }
        assert items_of([erro]) == [
            {
                "type": "json_invalid",
                "loc": ["body", 12],
                "msg": "O corpo não é um JSON válido: o erro está no caractere 12. "
                "Confira aspas, vírgulas e chaves perto desse ponto e envie de novo.",
                "input": {},
                "ctx": {"regra": "PD-03", "posicao": 12},
            }
        ]


class TestPD04:
    """O corpo cabe no limite do servidor."""

    def test_a_mensagem_diz_o_limite_e_como_aumenta_lo(self) -> None:
        assert Refused(pedido.CORPO_GRANDE_DEMAIS, {"limite": 16_777_216}).message == (
            "O corpo do pedido passa do limite de 16777216 bytes deste servidor. Envie um documento por pedido, "
            "ou aumente o limite em PGD_LIMITE_CORPO."
        )


class TestPD05:
    """O caminho existe."""

    def test_a_mensagem_e_a_que_a_api_central_manda(self) -> None:
        assert Refused(pedido.CAMINHO_DESCONHECIDO).message == "Not Found"


class TestPD06:
    """O caminho aceita o método."""

    def test_a_mensagem_diz_os_metodos_aceitos(self) -> None:
        assert Refused(pedido.METODO_NAO_ACEITO, {"metodo": "DELETE", "aceitos": ["GET", "PUT"]}).message == (
            "Este caminho não aceita o método DELETE. Use um destes: GET, PUT."
        )


class TestPD07:
    """O caminho e o corpo trazem a mesma chave."""

    def test_a_mensagem_diz_o_campo_e_os_dois_valores(self) -> None:
        evidencia = {"campo": "matricula_siape", "no_caminho": "1234567", "no_corpo": "7654321"}
        assert Refused(pedido.CAMINHO_DIFERE_DO_CORPO, evidencia).message == (
            "O campo matricula_siape do caminho é 1234567, e no corpo é 7654321. Os dois têm de ser iguais: "
            "corrija um deles e envie de novo."
        )


class TestPD08:
    """Os números da chave cabem em 64 bits."""

    @pytest.mark.parametrize("valor", [2**63, -(2**63), 10**40])
    def test_numero_alem_de_64_bits_e_recusado_no_seu_lugar(self, valor: int) -> None:
        with pytest.raises(FieldRefused) as recusa:
            pedido.require_storable([("origem_unidade", "SIAPE"), ("cod_unidade_autorizadora", valor)])
        assert item_of(recusa.value) == {
            "type": "less_than_equal",
            "loc": ["path", "cod_unidade_autorizadora"],
            "msg": f"O número {valor} não cabe em 64 bits e não pode ser a chave de nada. Confira o código no caminho.",
            "input": valor,
            "ctx": {"regra": "PD-08", "valor": valor},
        }

    @pytest.mark.parametrize("valor", [2**63 - 1, 1 - 2**63, 0])
    def test_numero_de_64_bits_e_aceito(self, valor: int) -> None:
        pedido.require_storable([("cod_unidade_autorizadora", valor)])


class TestPD09:
    """Os textos da chave não têm caractere nulo."""

    def test_texto_com_caractere_nulo_e_recusado_no_seu_lugar(self) -> None:
        with pytest.raises(FieldRefused) as recusa:
            pedido.require_storable([("cod_unidade_autorizadora", 1), ("id_plano_entregas", "pe\x001")])
        assert item_of(recusa.value) == {
            "type": "value_error",
            "loc": ["path", "id_plano_entregas"],
            "msg": "O caminho traz um caractere nulo (%00), que não pode fazer parte de uma chave. Retire-o.",
            "input": "pe\x001",
            "ctx": {"regra": "PD-09"},
        }

    @pytest.mark.parametrize("texto", ["pe 1", "pe\n1", "pe.1", "😀", "%00"])
    def test_espacos_quebras_pontos_e_emojis_sao_aceitos(self, texto: str) -> None:
        pedido.require_storable([("id_plano_entregas", texto)])


class TestPD10:
    """O banco de dados responde."""

    def test_a_mensagem_diz_que_nada_foi_guardado(self) -> None:
        assert Refused(servidor.BANCO_FORA).message == (
            "O banco de dados não está respondendo, e nada deste pedido foi guardado. "
            "Espere alguns segundos e envie de novo."
        )


class TestPD11:
    """O simulador não falha."""

    def test_a_mensagem_diz_o_numero_do_registro(self) -> None:
        assert Refused(servidor.ERRO_INTERNO, {"registro": 42}).message == (
            "O simulador falhou ao atender este pedido, e a culpa não é do que foi enviado. "
            "Relate o defeito citando o registro 42."
        )


class TestPD12:
    """O que chega é um pedido HTTP/1.1."""

    def test_a_mensagem_diz_onde_olhar_e_como_se_escreve_um_acento(self) -> None:
        assert Refused(protocolo.NAO_E_HTTP).message == (
            "O que chegou não pôde ser lido como um pedido HTTP/1.1: a primeira linha, um cabeçalho ou o tamanho do "
            "corpo está malformado. Confira o programa que envia; no caminho, letras com acento e espaços vão "
            "codificados (á é %C3%A1)."
        )


class TestPD13:
    """Os cabeçalhos cabem no limite."""

    def test_a_mensagem_diz_o_limite_e_os_que_bastam(self) -> None:
        assert Refused(protocolo.CABECALHOS_DEMAIS).message == (
            "Os cabeçalhos do pedido passam de 100, ou somam, com o caminho, mais de 65536 bytes. "
            "Retire os que a API não usa: bastam User-Agent, Authorization e Content-Type."
        )


class TestPD14:
    """O pedido não para no meio do caminho."""

    def test_a_mensagem_diz_que_nada_foi_guardado(self) -> None:
        assert Refused(protocolo.LENTO_DEMAIS).message == (
            "O pedido começou a chegar e parou, ou veio a menos de 1024 bytes por segundo, e nada dele foi guardado. "
            "Confira a rede e envie de novo, inteiro."
        )


class TestPD15:
    """O disco do banco aceita a gravação."""

    def test_a_mensagem_diz_que_nada_foi_guardado_e_o_que_fazer(self) -> None:
        assert Refused(servidor.DISCO_CHEIO).message == (
            "O disco em que fica o banco de dados não aceitou a gravação, por estar cheio ou com defeito, e nada deste "
            "pedido foi guardado. Libere espaço nele e envie de novo: não é preciso reiniciar o simulador."
        )


class TestPD16:
    """O banco confirma o que guarda."""

    def test_a_mensagem_nao_promete_o_que_nao_se_sabe(self) -> None:
        assert Refused(servidor.SEM_CONFIRMACAO).message == (
            "A conexão com o banco de dados caiu quando este pedido era confirmado, e não se sabe se ele foi guardado. "
            "Espere alguns segundos e envie de novo: repetir um envio não o duplica."
        )
