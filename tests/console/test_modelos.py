"""O que os modelos das páginas usam."""

import pytest

from app.console.registros import em_palavras
from app.console.templates_env import environment


def test_dois_filtros_com_um_nome_nao_se_aceitam(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(em_palavras, "FILTROS", {**em_palavras.FILTROS, "em_linha": str})
    with pytest.raises(ValueError, match="em_linha"):
        environment()
