"""A forma de uma predefinição de falha: uma linha da tabela de `app.faults.presets`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.faults.call import Call

Number: TypeAlias = int | float
Inject: TypeAlias = Callable[[Call, Mapping[str, Number]], Awaitable[None]]
"""Faz a falha acontecer num pedido, com estes parâmetros."""

MAIS_CARACTERES = 60
"""Quanto se repete do que veio escrito errado."""


class InvalidFault(Exception):
    """A falha pedida não existe, ou não se daria nunca; a mensagem diz o que fazer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parametro:
    """Um número que se pode mudar numa predefinição, e entre que limites."""

    nome: str
    o_que_e: str
    padrao: Number
    minimo: Number
    maximo: Number

    @property
    def whole(self) -> bool:
        """Se só serve um número inteiro."""
        return isinstance(self.padrao, int)

    def read(self, valor: object) -> Number:
        """O número que o valor diz, venha ele num texto ou não. Erros: InvalidFault."""
        number = self._number(valor)
        if number is None or not self.minimo <= number <= self.maximo:
            especie = "um número inteiro" if self.whole else "um número"
            raise InvalidFault(
                f"O parâmetro {self.nome} tem de ser {especie} de {self.minimo:g} a {self.maximo:g}, e veio "
                f"{short(str(valor))}."
            )
        return number

    def _number(self, valor: object) -> Number | None:
        if not isinstance(valor, (int, float, str)) or isinstance(valor, bool):
            return None
        try:
            number = float(valor)
        except (ValueError, OverflowError):
            return None
        if not self.whole:
            return number
        return int(number) if number.is_integer() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Predefinicao:
    """Uma falha que o simulador sabe injetar, e o que um bom cliente faz com ela.

    Só se dá nestas `rotas` e com este `metodo`, se os diz; `vezes` são quantas, quando quem a arma não diz.
    """

    nome: str
    o_que_se_ve: str
    onde_se_viu: str
    o_que_fazer: str
    inject: Inject
    parametros: tuple[Parametro, ...] = ()
    metodo: str | None = None
    rotas: tuple[str, ...] = ()
    vezes: int | None = None

    def fits(self, metodo: str, rota: str | None) -> bool:
        """Se cabe num pedido com este método, a esta rota (nula, se o caminho não existe)."""
        return self.metodo in (None, metodo) and (not self.rotas or rota in self.rotas)

    def where(self) -> str:
        """Onde ela cabe, numa frase."""
        metodo = f" com o método {self.metodo}," if self.metodo else ""
        return f"A falha {self.nome} só se dá{metodo} em: {', '.join(self.rotas)}."

    def settle(self, valores: Mapping[str, object]) -> dict[str, Number]:
        """Todos os parâmetros, com o padrão nos que não se dizem. Erros: InvalidFault."""
        conhecidos = [parametro.nome for parametro in self.parametros]
        for nome in valores:
            if nome not in conhecidos:
                ha = f"os que há são: {', '.join(conhecidos)}" if conhecidos else "ela não tem nenhum"
                raise InvalidFault(f"A falha {self.nome} não tem o parâmetro {short(nome)}; {ha}.")
        return {p.nome: p.read(valores[p.nome]) if p.nome in valores else p.padrao for p in self.parametros}


def short(texto: str) -> str:
    """O texto, se é curto e se lê; senão, o começo."""
    legivel = texto.encode(errors="backslashreplace").decode()
    return legivel if len(legivel) <= MAIS_CARACTERES else f"{legivel[:MAIS_CARACTERES]}…"
