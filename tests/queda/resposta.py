"""O que o servidor responde: o que tem de trazer quando não pode guardar."""

import json
from dataclasses import dataclass
from email.message import Message

from tests.builders import Documento


@dataclass(frozen=True)
class Resposta:
    """O que voltou."""

    status: int
    cabecalhos: Message
    corpo: bytes

    @property
    def documento(self) -> Documento:
        lido: Documento = json.loads(self.corpo)
        return lido


@dataclass(frozen=True)
class Recusa:
    """A resposta de quem não pode guardar agora: um 503 em JSON, que diz por quê e quando tentar de novo."""

    regra: str
    detalhe: str
    nada_guardado: bool = True
    """Se ela diz que nada ficou guardado."""

    def conferir(self, resposta: Resposta) -> None:
        cabecalhos = [resposta.cabecalhos[nome] for nome in ("Content-Type", "X-PGD-Regra", "Retry-After")]
        vista = (resposta.status, cabecalhos, resposta.corpo.decode())
        assert vista[:2] == (503, ["application/json", self.regra, "5"]), vista
        assert resposta.documento == {"detail": self.detalhe}, vista


BANCO_FORA = Recusa(
    "PD-10",
    "O banco de dados não está respondendo, e nada deste pedido foi guardado. Espere alguns segundos e envie de novo.",
)
SEM_CONFIRMACAO = Recusa(
    "PD-16",
    "A conexão com o banco de dados caiu quando este pedido era confirmado, e não se sabe se ele foi guardado. "
    "Espere alguns segundos e envie de novo: repetir um envio não o duplica.",
    nada_guardado=False,
)
DISCO_CHEIO = Recusa(
    "PD-15",
    "O disco em que fica o banco de dados não aceitou a gravação, por estar cheio ou com defeito, e nada deste pedido "
    "foi guardado. Libere espaço nele e envie de novo: não é preciso reiniciar o simulador.",
)
