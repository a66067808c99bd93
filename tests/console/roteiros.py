"""O que cada roteiro da casa deve dar, passo a passo, escrito à mão: os status, e os códigos que os acompanham."""

from typing import NamedTuple


class Dado(NamedTuple):
    """O que um pedido de um roteiro deve dar."""

    status: int
    codigos: str = ""


SO_CONTA: list[Dado] = []
CRIADO, ACEITO, FORA = Dado(201), Dado(200), Dado(503)

ROTEIROS: dict[str, list[list[Dado]]] = {
    "primeiro-envio": [
        SO_CONTA,
        [Dado(401, "AU-01")],
        [ACEITO],
        [CRIADO],
        [ACEITO],
        [ACEITO],
        [ACEITO],
        SO_CONTA,
    ],
    "a-ordem-dos-envios": [
        SO_CONTA,
        [Dado(422, "PT-20")],
        [CRIADO],
        [Dado(422, "PT-21")],
        [CRIADO],
        [CRIADO],
        SO_CONTA,
    ],
    "conflito-de-periodo": [
        [CRIADO, CRIADO, CRIADO],
        [Dado(422, "PT-18")],
        SO_CONTA,
        [CRIADO],
        [Dado(422, "PT-18")],
        [ACEITO],
        [CRIADO],
        SO_CONTA,
    ],
    "mudanca-de-lotacao": [
        [CRIADO, CRIADO, CRIADO, CRIADO],
        SO_CONTA,
        [ACEITO],
        [Dado(201, "PA-13")],
        [ACEITO],
        [Dado(201, "PT-39")],
        [ACEITO],
        SO_CONTA,
    ],
    "avaliacao-de-um-periodo": [
        [CRIADO, CRIADO, CRIADO],
        [Dado(422, "PT-09")],
        [Dado(422, "PT-13")],
        [Dado(200, "PT-37")],
        [Dado(200, "PT-34")],
        [ACEITO],
        [Dado(200, "PT-49")],
        [ACEITO],
        SO_CONTA,
    ],
    "o-que-fazer-com-um-503": [
        SO_CONTA,
        SO_CONTA,
        [FORA],
        [FORA],
        [CRIADO],
        [FORA],
        [ACEITO],
        SO_CONTA,
        SO_CONTA,
    ],
    "recuperacao-de-senha": [
        SO_CONTA,
        [Dado(401, "AU-03")],
        [ACEITO],
        [ACEITO],
        [Dado(401, "AU-09")],
        [Dado(401, "AU-03")],
        [ACEITO],
        SO_CONTA,
    ],
}
