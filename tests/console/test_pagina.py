"""O que toda página do painel tem."""

from playwright.sync_api import expect

from tests.console.conftest import Painel


class TestTodaPagina:
    def test_a_faixa_diz_que_nao_e_o_ambiente_do_mgi(self, painel: Painel) -> None:
        aba = painel.abrir("/")
        expect(aba.locator(".faixa")).to_contain_text("SIMULADOR: não é o ambiente do MGI")

    def test_um_endereco_que_nao_existe_leva_de_volta_ao_inicio(self, painel: Painel) -> None:
        aba = painel.abrir("/nao-existe")
        expect(aba.get_by_role("heading", level=1)).to_have_text("Página não encontrada")
        aba.get_by_role("link", name="Ir ao início").click()
        expect(aba.get_by_role("heading", level=1)).to_have_text("O simulador está no ar")
