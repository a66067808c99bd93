"""O que um teste muda no servidor: o relógio, as falhas armadas e os instantâneos."""

from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Any

from simulador_pgd.conversa import Conversa, ErroDoSimulador

__tracebackhide__ = True

Instante = datetime | date | str
"""Um instante; uma data é a meia-noite dela, e o que não traz fuso está em UTC. Em texto, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Relogio:
    """O relógio do simulador, que decide as datas e a validade dos tokens. Cada teste começa na hora da máquina."""

    _conversa: Conversa

    @property
    def agora(self) -> datetime:
        """Que horas são para o simulador."""
        return datetime.fromisoformat(self._conversa.ask("GET", "/relogio")["agora"])

    def congelar(self, instante: Instante | None = None) -> None:
        """Para o relógio neste instante, ou no de agora."""
        self._conversa.ask("PUT", "/relogio", body={"agora": instante, "congelado": True})

    def ajustar(self, instante: Instante) -> None:
        """Põe o relógio neste instante, e ele segue andando dali."""
        self._conversa.ask("PUT", "/relogio", body={"agora": instante, "congelado": False})

    def avancar(self, **quanto: float) -> None:
        """Adianta o relógio, parado ou andando: em `segundos`, `minutos`, `horas` e `dias`. Negativos o atrasam."""
        self._conversa.ask("POST", "/relogio/avanco", body=quanto)

    def soltar(self) -> None:
        """Devolve o relógio à hora da máquina."""
        self._conversa.ask("DELETE", "/relogio")


@dataclass(frozen=True, slots=True)
class Falha:
    """Uma falha armada: dá-se até que se esgote, se desarme ou o teste acabe. Num `with`, desarma-se ao sair dele."""

    _conversa: Conversa
    numero: int
    predefinicao: str

    def desarmar(self) -> None:
        """Desarma a falha; se ela já se esgotou, nada muda."""
        try:
            self._conversa.ask("DELETE", f"/falhas/{self.numero}")
        except ErroDoSimulador as erro:
            if erro.status != 404:
                raise

    def __enter__(self) -> "Falha":
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, erro: BaseException | None, rastro: TracebackType | None
    ) -> None:
        self.desarmar()


@dataclass(frozen=True, slots=True)
class Instantaneos:
    """O estado inteiro do servidor, guardado com um nome. O reinício de antes de cada teste não os apaga."""

    _conversa: Conversa

    def salvar(self, nome: str) -> dict[str, Any]:
        """Guarda o estado com este nome, no lugar do que havia com ele, e diz o que guardou."""
        salvo: dict[str, Any] = self._conversa.ask("PUT", f"/instantaneos/{nome}")
        return salvo

    def restaurar(self, nome: str) -> None:
        """Volta ao estado guardado com este nome."""
        self._conversa.ask("POST", f"/instantaneos/{nome}/restauracao")

    def listar(self) -> list[dict[str, Any]]:
        """Os que há."""
        return self._conversa.all("/instantaneos", "instantaneos", {})

    def apagar(self, nome: str) -> None:
        """Apaga o instantâneo; o estado do servidor não muda."""
        self._conversa.ask("DELETE", f"/instantaneos/{nome}")
