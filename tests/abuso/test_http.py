"""O que chega malformado, grande demais ou fora de ordem: a recusa é em JSON, com a regra, e só quem abusou a sente."""

from collections.abc import Iterator

import pytest

from tests import builders
from tests.abuso.conversa import CABECALHOS, SAUDE, conversa
from tests.servidor import Servidor

NAO_E_HTTP = (400, "PD-12", str)
CABECALHOS_DEMAIS = (431, "PD-13", str)
FORMULARIO = b"username=admin%40pgd.gov.br&password=demonstracao-pgd"
PARTICIPANTE = builders.caminho_participante(builders.participante()).encode()


def pedido(metodo: bytes, caminho: bytes, *cabecalhos: bytes, corpo: bytes = b"") -> bytes:
    """Um pedido com estes cabeçalhos além dos de sempre."""
    extras = b"".join(cabecalho + b"\r\n" for cabecalho in cabecalhos)
    return metodo + b" " + caminho + b" HTTP/1.1\r\n" + CABECALHOS + extras + b"\r\n" + corpo


def entrada(*cabecalhos: bytes) -> bytes:
    """Um `POST /token` que dá certo, com estes cabeçalhos a mais."""
    tipo, tamanho = b"Content-Type: application/x-www-form-urlencoded", b"Content-Length: %d" % len(FORMULARIO)
    return pedido(b"POST", b"/token", tipo, tamanho, *cabecalhos, corpo=FORMULARIO)


MALFORMADOS = {
    "outro-protocolo": b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
    "sem-caminho": b"GET\r\n\r\n",
    "metodo-inventado": pedido(b"COAR", b"/health"),
    "connect": pedido(b"CONNECT", b"exemplo:80"),
    "http-2-direto": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "versao-inventada": b"GET /health HTTP/3.7\r\n" + CABECALHOS + b"\r\n",
    "acento-em-utf-8": pedido(b"GET", "/usuário".encode()),
    "acento-em-latin-1": pedido(b"GET", "/usuário".encode("latin-1")),
    "cabecalho-sem-dois-pontos": pedido(b"GET", b"/health", b"Isto nao e cabecalho"),
    "espaco-antes-dos-dois-pontos": pedido(b"GET", b"/health", b"X : y"),
    "nulo-num-cabecalho": pedido(b"GET", b"/health", b"X: a\0b"),
    "cabecalho-dobrado": pedido(b"GET", b"/health", b"X: a\r\n b"),
    "linhas-sem-cr": b"GET /health HTTP/1.1\nHost: x\nUser-Agent: t\n\n",
    "tamanho-e-pedacos": pedido(b"PUT", b"/x", b"Content-Length: 5", b"Transfer-Encoding: chunked", corpo=b"0\r\n\r\n"),
    "dois-tamanhos": pedido(b"PUT", b"/x", b"Content-Length: 2", b"Content-Length: 3", corpo=b"{}"),
    "tamanho-negativo": pedido(b"PUT", b"/x", b"Content-Length: -2", corpo=b"{}"),
    "tamanho-enorme": pedido(b"PUT", b"/x", b"Content-Length: " + b"9" * 30, corpo=b"{}"),
    "pedaco-sem-tamanho": pedido(b"PUT", PARTICIPANTE, b"Transfer-Encoding: chunked", corpo=b"zz\r\nabc\r\n"),
    "pedaco-de-tamanho-enorme": pedido(b"PUT", PARTICIPANTE, b"Transfer-Encoding: chunked", corpo=b"f" * 17 + b"\r\n"),
}
INUNDACOES = {
    "cabecalhos-demais": pedido(b"GET", b"/health", *[b"X-%d: y" % n for n in range(99)]),
    "milhares-de-cabecalhos": pedido(b"GET", b"/health", *[b"X-%d: y" % n for n in range(20_000)]),
    "um-cabecalho-enorme": pedido(b"GET", b"/health", b"X: " + b"y" * 65_536),
    "um-caminho-enorme": pedido(b"GET", b"/" + b"a" * 65_536),
    "um-cabecalho-sem-fim": SAUDE[:-2] + b"X: " + b"y" * 5_000_000,
    "cabecalhos-sem-fim": SAUDE[:-2] + b"X: y\r\n" * 1_000_000,
    "um-caminho-sem-fim": b"GET /" + b"a" * 5_000_000,
}


class TestD51OQueNaoEHttp:
    """A recusa é em JSON, com a regra."""

    @pytest.mark.parametrize("bytes_", MALFORMADOS.values(), ids=MALFORMADOS)
    def test_o_que_nao_e_http_recebe_400_em_json_e_a_conexao_acaba(self, no_ar: Servidor, bytes_: bytes) -> None:
        with conversa(no_ar.endereco) as nova:
            resposta = nova.mandar(bytes_).resposta()
            assert (resposta.recusa, resposta.cabecalhos["connection"]) == (NAO_E_HTTP, "close")
            assert nova.encerrada()

    @pytest.mark.parametrize("bytes_", INUNDACOES.values(), ids=INUNDACOES)
    def test_cabecalhos_demais_recebem_431_ainda_que_nunca_acabem(self, no_ar: Servidor, bytes_: bytes) -> None:
        with conversa(no_ar.endereco) as nova:
            resposta = nova.mandar(bytes_).resposta()
            assert (resposta.recusa, resposta.cabecalhos["connection"]) == (CABECALHOS_DEMAIS, "close")
            assert nova.encerrada()

    def test_ate_o_limite_os_cabecalhos_sao_aceitos(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            cem = pedido(b"GET", b"/health", *[b"X-%d: y" % n for n in range(98)])
            enorme = pedido(b"GET", b"/health", b"X: " + b"y" * 65_000)
            assert [nova.mandar(bytes_).resposta().status for bytes_ in (cem, enorme, SAUDE)] == [200, 200, 200]


def test_uma_recusa_nao_leva_registro_e_fica_no_log_sem_o_que_foi_mandado(no_ar: Servidor) -> None:
    with conversa(no_ar.endereco) as nova:
        resposta = nova.mandar(b"segredo-que-nao-e-http\r\n\r\n").resposta()
        assert nova.encerrada()
    assert "x-pgd-registro" not in resposta.cabecalhos
    assert "- - 400 PD-12 sem registro" in no_ar.registro
    assert "segredo-que-nao-e-http" not in no_ar.registro


class TestVariosDeUmaVez:
    def test_sao_respondidos_em_ordem(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            nova.mandar(SAUDE + pedido(b"GET", b"/nada") + SAUDE)
            assert [nova.resposta().status for _ in range(3)] == [200, 404, 200]

    def test_o_que_chegou_inteiro_antes_do_lixo_e_respondido_e_a_conexao_acaba(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            nova.mandar(SAUDE + pedido(b"GET", b"/nada") + b"lixo\r\n\r\n")
            assert [nova.resposta().status for _ in range(2)] == [200, 404]
            assert nova.encerrada()

    def test_o_corpo_malformado_de_um_que_espera_a_vez_encerra_sem_trocar_as_respostas(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            espera = pedido(b"PUT", PARTICIPANTE, b"Transfer-Encoding: chunked", corpo=b"zz\r\n")
            nova.mandar(SAUDE + SAUDE + espera)
            assert nova.encerrada()

    def test_centenas_sao_atendidas_ate_cem_na_fila_e_a_conexao_acaba(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            nova.mandar(SAUDE * 500)
            assert [nova.resposta().status for _ in range(101)] == [200] * 101
            assert nova.encerrada()


class TestGrandeDemais:
    """Quem manda tudo antes de ler recebe o 413, e não uma conexão desfeita."""

    LIMITE = 16 * 1024 * 1024

    def pedacos(self) -> Iterator[bytes]:
        mebibyte = b"100000\r\n" + b" " * 1_048_576 + b"\r\n"
        for _ in range(20):
            yield mebibyte
        yield b"0\r\n\r\n"

    def test_com_o_tamanho_declarado(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            corpo = b" " * (self.LIMITE + 1)
            nova.mandar(pedido(b"PUT", PARTICIPANTE, b"Content-Length: %d" % len(corpo), corpo=corpo))
            assert nova.resposta().recusa == (413, "PD-04", str)
            assert nova.mandar(SAUDE).resposta().status == 200

    def test_em_pedacos(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            nova.mandar(pedido(b"PUT", PARTICIPANTE, b"Transfer-Encoding: chunked"), *self.pedacos())
            assert nova.resposta().recusa == (413, "PD-04", str)
            assert nova.mandar(SAUDE).resposta().status == 200

    def test_quem_pergunta_antes_nao_precisa_mandar(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            tamanho = b"Content-Length: %d" % (self.LIMITE + 1)
            nova.mandar(pedido(b"PUT", PARTICIPANTE, tamanho, b"Expect: 100-continue"))
            assert nova.resposta().recusa == (413, "PD-04", str)


class TestModosDeHttp:
    def test_um_cliente_de_http_1_0_e_atendido_e_a_conexao_acaba(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            resposta = nova.mandar(b"GET /health HTTP/1.0\r\n" + CABECALHOS + b"\r\n").resposta()
            assert (resposta.status, resposta.documento) == (200, {"status": "ok"})
            assert nova.encerrada()

    def test_quem_pergunta_se_pode_mandar_o_corpo_ouve_que_sim(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            cabecalhos, _, corpo = entrada(b"Expect: 100-continue").partition(b"\r\n\r\n")
            assert nova.mandar(cabecalhos + b"\r\n\r\n").resposta().status == 100
            assert nova.mandar(corpo).resposta().documento["token_type"] == "bearer"

    @pytest.mark.parametrize(
        "proposta",
        [
            (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"),
            (b"upgrade: websocket", b"connection: upgrade", b"Sec-WebSocket-Version: 13"),
        ],
        ids=["http-2-do-java", "websocket"],
    )
    def test_quem_propoe_outro_protocolo_e_atendido_neste_com_o_corpo(
        self, no_ar: Servidor, proposta: tuple[bytes, ...]
    ) -> None:
        with conversa(no_ar.endereco) as nova:
            assert nova.mandar(entrada(*proposta)).resposta().documento["token_type"] == "bearer"
            assert nova.mandar(entrada()).resposta().documento["token_type"] == "bearer"

    def test_o_corpo_em_pedacos_de_um_byte_e_lido(self, no_ar: Servidor) -> None:
        tipo = b"Content-Type: application/x-www-form-urlencoded"
        pedacos = b"".join(b"1\r\n%c\r\n" % byte for byte in FORMULARIO) + b"0\r\n\r\n"
        with conversa(no_ar.endereco) as nova:
            nova.mandar(pedido(b"POST", b"/token", tipo, b"Transfer-Encoding: chunked", corpo=pedacos))
            assert nova.resposta().documento["token_type"] == "bearer"

    def test_um_pedido_que_chega_byte_a_byte_e_atendido(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            nova.mandar(*(entrada()[n : n + 1] for n in range(len(entrada()))))
            assert nova.resposta().documento["token_type"] == "bearer"

    @pytest.mark.parametrize(
        "repetido", [b"Authorization: Bearer x", b"User-Agent: outro", b"Content-Type: text/plain"]
    )
    def test_um_cabecalho_repetido_nao_derruba_nada(self, no_ar: Servidor, repetido: bytes) -> None:
        with conversa(no_ar.endereco) as nova:
            assert nova.mandar(pedido(b"GET", PARTICIPANTE, repetido, repetido)).resposta().status == 401

    def test_quem_desiste_no_meio_do_corpo_nao_atrapalha(self, no_ar: Servidor) -> None:
        with conversa(no_ar.endereco) as nova:
            nova.mandar(pedido(b"PUT", PARTICIPANTE, b"Content-Length: 1000", corpo=b"{"))
