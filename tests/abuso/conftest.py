"""Um servidor de verdade, que depois de cada abuso tem de responder logo a quem não abusa."""

from collections.abc import Iterator

import pytest

from tests.abuso.conversa import saudavel
from tests.servidor import Servidor, servidor


@pytest.fixture(scope="module")
def _no_ar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servidor]:
    with servidor(tmp_path_factory.mktemp("abuso")) as no_ar:
        yield no_ar


@pytest.fixture
def no_ar(_no_ar: Servidor) -> Iterator[Servidor]:
    yield _no_ar
    assert saudavel(_no_ar)
