"""`pgd regras`: o catálogo na tela."""

import pytest

from app.rules.catalog import CATALOG
from tests.architecture.fontes import RAIZ
from tests.cli.conftest import Pgd


class TestLista:
    def test_cada_regra_tem_sua_linha(self, pgd: Pgd) -> None:
        feito = pgd("regras")
        assert (feito.codigo, feito.erros) == (0, "")
        assert [codigo for codigo in CATALOG if feito.saida.count(f"│ {codigo} ") != 1] == []
        assert feito.saida.endswith(f"{len(CATALOG)} regras. Para saber mais de uma: pgd regras CÓDIGO\n")

    def test_so_os_avisos(self, pgd: Pgd) -> None:
        saida = pgd("regras", "--severidade", "aviso").saida
        assert ("│ PT-26 " in saida, "│ PT-18 " in saida) == (True, False)


class TestUma:
    def test_diz_o_que_esta_errado_por_que_e_como_se_conserta(self, pgd: Pgd) -> None:
        feito = pgd("regras", "pe-04")
        assert feito.codigo == 0
        assert feito.saida.splitlines()[0] == "PE-04 (erro): O plano termina antes de começar."
        assert "Campo: data_termino. Fonte: contrato. Desde 3.3.9." in feito.saida
        for titulo in ("A mensagem. O plano termina em {termino}", "Por quê. ", "Como consertar. ", "Quebra. "):
            assert titulo in feito.saida
        assert 'data_inicio = "2025-07-01"' in feito.saida

    def test_um_codigo_que_nao_ha_diz_onde_estao_os_outros(self, pgd: Pgd) -> None:
        feito = pgd("regras", "XX-99")
        assert (feito.codigo, feito.saida) == (1, "")
        assert feito.erros == "Não deu. Não há regra com o código XX-99. Veja as que há com: pgd regras\n"

    def test_as_do_perfil_do_orgao_tambem(self, pgd: Pgd, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PGD_PERFIL", str(RAIZ / "exemplos/perfil/meu_orgao.py"))
        assert pgd("regras", "MO-01").saida.startswith("MO-01 (aviso): ")
