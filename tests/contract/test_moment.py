"""O instante em que se julga: quem recebe o diz, e fora disso não há nenhum."""

from datetime import UTC, datetime

import pytest

from app.contract import moment
from app.contract.participante import Participante
from app.rules.facts import Facts
from tests.builders import participante

MANHA = datetime(2025, 7, 1, 8, tzinfo=UTC)
TARDE = datetime(2025, 7, 1, 14, tzinfo=UTC)


def test_sem_instante_nao_ha_fatos() -> None:
    with pytest.raises(LookupError):
        moment.facts()


def test_sem_instante_um_documento_nao_se_valida() -> None:
    with pytest.raises(LookupError):
        Participante.model_validate(participante())


def test_os_fatos_sao_os_do_instante_dito() -> None:
    with moment.at(MANHA) as fatos:
        assert (fatos, moment.facts()) == (Facts(now=MANHA), Facts(now=MANHA))


def test_um_instante_dentro_de_outro_devolve_o_de_fora_ao_terminar() -> None:
    with moment.at(MANHA):
        with moment.at(TARDE):
            assert moment.facts().now == TARDE
        assert moment.facts().now == MANHA


def test_o_instante_acaba_mesmo_quando_ha_erro() -> None:
    with pytest.raises(RuntimeError), moment.at(MANHA):
        raise RuntimeError
    with pytest.raises(LookupError):
        moment.facts()
