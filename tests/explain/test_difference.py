"""Em que diferem duas chaves, numa frase."""

import pytest

from app.explain.difference import difference, distance, fold

CHAVE = {
    "origem_unidade": "SIAPE",
    "cod_unidade_autorizadora": 1,
    "cod_unidade_lotacao": 101,
    "matricula_siape": "1234567",
}


class TestDiferenca:
    def test_de_duas_chaves_iguais_nada_se_diz(self) -> None:
        assert (difference(CHAVE, CHAVE), distance(CHAVE, CHAVE)) == ("", 0)

    def test_diz_o_que_esta_guardado_e_o_que_se_procurou(self) -> None:
        achada = {**CHAVE, "cod_unidade_lotacao": 102}
        assert (difference(CHAVE, achada), distance(CHAVE, achada)) == ("a lotação é 102, e não 101", 1)

    def test_de_varios_campos_diz_cada_um_na_ordem_da_chave(self) -> None:
        achada = {**CHAVE, "origem_unidade": "SIORG", "cod_unidade_autorizadora": 2}
        assert difference(CHAVE, achada) == "a origem é SIORG, e não SIAPE; a autorizadora é 2, e não 1"
        assert distance(CHAVE, achada) == 2

    @pytest.mark.parametrize(
        ("procurado", "guardado", "frase"),
        [
            ("PE1", "pe1", "o id do plano de entregas é pe1, e não PE1 (só mudam as maiúsculas)"),
            ("pe1 ", "pe1", 'o id do plano de entregas é pe1, e não "pe1 " (só mudam os espaços)'),
            ("pe 1", "pe1", 'o id do plano de entregas é pe1, e não "pe 1" (só mudam os espaços)'),
            ("acao", "ação", 'o id do plano de entregas é "ação", e não acao (só mudam os acentos)'),
            (
                "pe%201",
                "pe 1",
                'o id do plano de entregas é "pe 1", e não "pe%201" (só muda a codificação com %)',
            ),
            (
                "pe%25201",
                "pe 1",
                'o id do plano de entregas é "pe 1", e não "pe%25201" (só muda a codificação com %)',
            ),
            (
                "ACAO 1",
                "ação1",
                'o id do plano de entregas é "ação1", e não "ACAO 1" (só mudam os espaços, os acentos e as maiúsculas)',
            ),
            ("pe1", "pe2", "o id do plano de entregas é pe2, e não pe1"),
        ],
    )
    def test_de_dois_ids_diz_tambem_o_que_mal_se_ve(self, procurado: str, guardado: str, frase: str) -> None:
        assert difference({"id_plano_entregas": procurado}, {"id_plano_entregas": guardado}) == frase

    @pytest.mark.parametrize(
        ("procurada", "frase"),
        [
            ("123456", "a matrícula é 0123456, e não 123456 (só mudam os zeros à esquerda)"),
            (
                "0123456%20",
                'a matrícula é 0123456, e não "0123456%20" (só mudam a codificação com % e os caracteres que não são '
                "algarismos)",
            ),
            ("0-123456", "a matrícula é 0123456, e não 0-123456 (só mudam os caracteres que não são algarismos)"),
            ("1123456", "a matrícula é 0123456, e não 1123456"),
        ],
    )
    def test_de_duas_matriculas_tambem(self, procurada: str, frase: str) -> None:
        assert difference({"matricula_siape": procurada}, {"matricula_siape": "0123456"}) == frase


class TestDobra:
    @pytest.mark.parametrize(
        "texto", ["Plano 1", "plano1", "PLANO 1", "pláno\t1", " plano 1 ", "plano%201", "Plano%25201"]
    )
    def test_textos_que_so_diferem_na_escrita_dobram_igual(self, texto: str) -> None:
        assert fold(texto) == "plano1"

    @pytest.mark.parametrize("texto", ["plano2", "plano-1", "plano01", ""])
    def test_os_outros_nao(self, texto: str) -> None:
        assert fold(texto) != "plano1"
