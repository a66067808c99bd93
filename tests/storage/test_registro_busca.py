"""Procurar no diário: o mesmo nos dois bancos, seja o que for que os corpos tragam."""

import json
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from app.storage import registro, registro_busca
from app.storage.registro import Linha, Registro
from app.storage.registro_busca import Filtro
from tests.storage.conftest import Guarda
from tests.storage.documentos import AGORA
from tests.storage.registros import linha

TRABALHO = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_trabalho/{id_plano_trabalho}"


def guardar(guarda: Guarda, *linhas: dict[str, Any]) -> None:
    guarda.escrever(partial(registro.keep, linhas=linhas, limite=10_000))


def achar(guarda: Guarda, **filtro: Any) -> list[int]:
    """Os números do que se acha, do mais antigo ao mais novo."""
    ordens = guarda.ler(registro_busca.extent)
    procurar = partial(registro_busca.search, forma=Linha, filtro=Filtro(**filtro), ordens=ordens, quantos=100)
    return [achado.numero for achado in guarda.ler(procurar)]


CORPOS = {
    1: '{"nome":"Secretaria de Gestão"}'.encode(),
    2: rb'{"nome":"Secretaria de Gest\u00E3o"}',
    3: b"\xff\xfe\x00ABC\x00def\x80\x00a\\000b",
    4: '100%_certo\\barra "aspas" 😀'.encode(),
    5: "Gestão".encode("latin-1"),
    6: rb"\303\243",
    7: rb'{"diz":"\"sim\" \\ n\u00e3o"}',
}
TEXTOS: list[tuple[str, list[int]]] = [
    ("Gestão", [1, 2]),
    ("gestão", [1, 2]),
    ("GESTÃO", []),
    ("Gest", [1, 2, 5]),
    ("secretaria DE", [1, 2]),
    ("abc", [3]),
    ("DEF", [3]),
    ("def\ufffd", []),
    ("ÿ", []),
    ("303", [6]),
    ("\\303", [6]),
    ("377", []),
    ("134", []),
    ("000", [3]),
    ("\\000", [3]),
    ("a\\000b", [3]),
    ("%_certo", [4]),
    ("%", [4]),
    ("_", [4]),
    ("100_", []),
    ("\\b", [4]),
    ('"aspas"', [4]),
    ("'", []),
    ("😀", [4]),
    ("\\", [2, 3, 4, 6, 7]),
    ('"sim" \\ não', [7]),
    ("ã", [1, 2, 7]),
]


@pytest.mark.parametrize("lado", ["corpo_recebido", "corpo_enviado"])
@pytest.mark.parametrize(("texto", "numeros"), TEXTOS, ids=[repr(caso[0]) for caso in TEXTOS])
def test_um_texto_se_acha_em_corpos_de_quaisquer_bytes(
    guarda: Guarda, lado: str, texto: str, numeros: list[int]
) -> None:
    guardar(guarda, *(linha(numero, **{lado: corpo}) for numero, corpo in CORPOS.items()))
    assert achar(guarda, texto=texto) == numeros


@pytest.mark.parametrize(
    ("texto", "numeros"),
    [
        ("A B", [1]),
        ("a%20b", [1]),
        ("a_b", []),
        ("FULANO@x", [2]),
        ("sistema/2.0", [3]),
        ("São", [3]),
        ("SÃO", []),
        ("o'brien", [2]),
        ("health", [2, 3]),
    ],
)
def test_um_texto_se_acha_tambem_no_caminho_no_usuario_e_no_user_agent(
    guarda: Guarda, texto: str, numeros: list[int]
) -> None:
    guardar(
        guarda,
        linha(1, caminho="/plano/a%20B"),
        linha(2, usuario="Fulano@X.gov.br O'Brien"),
        linha(3, user_agent="SISTEMA/2.0 (São Paulo)"),
    )
    assert achar(guarda, texto=texto) == numeros


class TestFiltros:
    def test_sem_filtro_acha_tudo(self, guarda: Guarda) -> None:
        guardar(guarda, linha(1), linha(2))
        assert achar(guarda) == [1, 2]

    def test_metodo_rota_usuario_e_falha_sao_inteiros(self, guarda: Guarda) -> None:
        guardar(
            guarda,
            linha(1, metodo="PUT", rota=TRABALHO, usuario="a@b.br", falha="html-503"),
            linha(2, metodo="PUTT", rota=f"{TRABALHO}s", usuario="a@b.brr", falha="html-50"),
            linha(3),
        )
        filtros = {"metodo": "PUT", "rota": TRABALHO, "usuario": "a@b.br", "falha": "html-503"}
        assert [achar(guarda, **{nome: valor}) for nome, valor in filtros.items()] == [[1], [1], [1], [1]]
        assert achar(guarda, **filtros) == [1]
        assert achar(guarda, **filtros | {"metodo": "GET"}) == []

    def test_um_trecho_da_rota_acha_o_recurso(self, guarda: Guarda) -> None:
        guardar(guarda, linha(1, rota=TRABALHO), linha(2, rota=None, caminho="/plano_trabalho/x"), linha(3))
        assert achar(guarda, trecho_da_rota="/plano_trabalho/") == [1]

    @pytest.mark.parametrize(
        ("regra", "numeros"), [("PT-18", [1, 3]), ("PT-1", []), ("FO-01", [3]), ("PE-12", [2]), ("PT-18, FO-01", [3])]
    )
    def test_a_regra_se_acha_inteira_entre_as_regras_e_os_avisos(
        self, guarda: Guarda, regra: str, numeros: list[int]
    ) -> None:
        guardar(
            guarda,
            linha(1, regra="PT-18"),
            linha(2, avisos="PE-11, PE-12, PE-13"),
            linha(3, regra="PT-18, FO-01", avisos="XPT-18"),
        )
        assert achar(guarda, regra=regra) == numeros

    @pytest.mark.parametrize(
        ("unidade", "numeros"),
        [
            (("SIAPE", "1"), [1]),
            (("SIAPE", "11"), [2]),
            (("SIAPE", "%"), []),
            (("SIAPE", '1"'), [3]),
            (("SIORG", "ção"), [4]),
        ],
    )
    def test_a_unidade_e_o_comeco_da_chave_como_veio(
        self, guarda: Guarda, unidade: tuple[str, str], numeros: list[int]
    ) -> None:
        chaves = (["SIAPE", "1", "x"], ["SIAPE", "11", "x"], ["SIAPE", '1"', "x"], ["SIORG", "ção", "1"])
        guardar(guarda, *(linha(n, chave=json.dumps(c, ensure_ascii=False)) for n, c in enumerate(chaves, 1)), linha(9))
        assert achar(guarda, unidade=unidade) == numeros

    def test_o_status_vai_de_um_a_outro(self, guarda: Guarda) -> None:
        guardar(guarda, *(linha(n, status=status) for n, status in enumerate((0, 399, 400, 422, 499, 500))))
        assert achar(guarda, status=(400, 499)) == [2, 3, 4]
        assert achar(guarda, status=(422, 422)) == [3]
        assert achar(guarda, status=(0, 0)) == [0]

    def test_os_instantes_dos_extremos_contam(self, guarda: Guarda) -> None:
        passo = timedelta(microseconds=1)
        guardar(guarda, *(linha(n, recebido_em=AGORA + n * passo) for n in range(5)))
        assert achar(guarda, desde=AGORA + passo, ate=AGORA + 3 * passo) == [1, 2, 3]

    @pytest.mark.parametrize(("extremo", "numeros"), [(datetime.min, []), (datetime.max, [1])])
    def test_os_anos_1_e_9999_tambem_sao_instantes(self, guarda: Guarda, extremo: datetime, numeros: list[int]) -> None:
        guardar(guarda, linha(1))
        assert achar(guarda, ate=extremo.replace(tzinfo=AGORA.tzinfo)) == numeros


class TestOrdem:
    def test_sem_registros_nao_ha_ordens(self, guarda: Guarda) -> None:
        assert list(guarda.ler(registro_busca.extent)) == []

    def test_as_ordens_vao_da_mais_antiga_a_mais_nova(self, guarda: Guarda) -> None:
        guardar(guarda, *(linha(numero) for numero in range(7)))
        ordens = guarda.ler(registro_busca.extent)
        assert len(ordens) == 7
        primeiro, ultimo = guarda.ler(partial(registro.find, numero=0)), guarda.ler(partial(registro.find, numero=6))
        assert primeiro is not None
        assert ultimo is not None
        assert (ordens[0], ordens[-1]) == (primeiro.ordem, ultimo.ordem)

    def test_a_direcao_e_a_das_ordens_e_o_limite_corta_o_fim(self, guarda: Guarda) -> None:
        guardar(guarda, *(linha(numero) for numero in range(10)))
        ordens = guarda.ler(registro_busca.extent)
        procurar = partial(registro_busca.search, forma=Linha, filtro=Filtro(), quantos=3)
        assert [achado.numero for achado in guarda.ler(partial(procurar, ordens=ordens[2:8]))] == [2, 3, 4]
        assert [achado.numero for achado in guarda.ler(partial(procurar, ordens=ordens[2:8][::-1]))] == [7, 6, 5]

    def test_o_registro_inteiro_traz_tudo(self, guarda: Guarda) -> None:
        guardado = linha(3, corpo_recebido=b"\x00\xff", cabecalhos_enviados='[["a", "b"]]', status_verdadeiro=201)
        guardar(guarda, guardado)
        ordens = guarda.ler(registro_busca.extent)
        procurar = partial(registro_busca.search, forma=Registro, filtro=Filtro(), ordens=ordens, quantos=1)
        assert guarda.ler(procurar) == [Registro(**guardado, ordem=ordens[0])]
