"""O que o valor de X-PGD-Falha pede."""

import pytest

from app.faults.preset import InvalidFault
from app.faults.presets import asked_in


def test_um_parametro_de_cada() -> None:
    predefinicao, parametros = asked_in("gotejamento; bytes=1 ; intervalo=0.5;")
    assert (predefinicao.nome, parametros) == ("gotejamento", {"bytes": 1, "intervalo": 0.5})


@pytest.mark.parametrize("repetido", ["bytes=1; bytes=2", "bytes=1; intervalo=1; bytes = 1"])
def test_um_parametro_repetido_e_recusado(repetido: str) -> None:
    with pytest.raises(InvalidFault) as recusada:
        asked_in(f"gotejamento; {repetido}")
    assert str(recusada.value) == "O parâmetro bytes veio mais de uma vez. Escreva-o uma vez só."
