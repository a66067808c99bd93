"""A carga mista, por uns segundos: `make resistencia` a corre por dez minutos e confere também a memória."""

from pathlib import Path

from tests.abuso.processo import MEBIBYTE
from tests.abuso.resistencia import resistir
from tests.servidor import servidor

SEGUNDOS, CLIENTES = 5, 32
MAIOR_MEMORIA = 512 * MEBIBYTE
"""O que a API central ocupa depois de 32 clientes: aqui é só um teto; a conta apertada é a de dez minutos."""


def test_trinta_e_dois_clientes_so_recebem_o_que_se_espera(banco: str, tmp_path: Path) -> None:
    with servidor(tmp_path, "--banco", banco) as no_ar:
        relato = resistir(no_ar, SEGUNDOS, CLIENTES)
    assert relato.inesperadas == {}
    assert len(relato.tempos) == 17
    assert max(relato.memoria) < MAIOR_MEMORIA
