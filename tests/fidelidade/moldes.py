"""Os moldes: textos entre chaves duplas dentro dos casos, resolvidos a cada rodada.

    {{R}}            seis algarismos da rodada (isolam uma rodada da outra: não é preciso zerar o banco)
    {{N:7}}          inteiro de 14 algarismos, próprio da rodada (unidades executoras, lotações)
    {{U:2}}          inteiro de 14 algarismos: código SIAPE da unidade autorizadora 2 da rodada
    {{S:0}}          inteiro de 6 algarismos: código SIORG da rodada
    {{hoje}} {{hoje+3}} {{hoje-1}}        data ISO
    {{agora-3600|z}}  instante em segundos; formatos: z (UTC, Z), m3 (-03:00), p9 (+09:00), ms, epoch
    {{rep:x:300}}    o texto x repetido 300 vezes
    {{v:nome}}       valor capturado de uma resposta anterior do mesmo caso
    {{jwt:nome}}     token feito aqui (tokens.py), assinado com o segredo do servidor
    {{email:papel}} {{senha:papel}}       credenciais dos papéis
    {{base}}         endereço do servidor (em cabeçalhos Location)

Um texto que é inteiro um molde numérico vira número; embutido, vira texto.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from tests.fidelidade import tokens

MOLDE = re.compile(
    r"\{\{(R|base|(?:[NUS]:\d+)|(?:hoje(?:[+-]\d+)?)|(?:agora(?:[+-]\d+)?(?:\|\w+)?)"
    r"|(?:rep:[^{}]+?:\d+)|(?:(?:v|jwt|email|senha):[\w-]+))\}\}"
)
HORAS_DO_FUSO = {"m3": -3, "p9": 9, "p14": 14, "m12": -12}
RODADAS = 1_000_000


class SemSegredo(Exception):
    """O caso pede um token assinado, e o segredo do servidor não foi informado."""


@dataclass(frozen=True, slots=True)
class Credencial:
    """Com que um papel entra."""

    email: str
    senha: str


@dataclass(slots=True)
class Estado:
    """O que um caso acumula enquanto corre: a unidade dele e os valores capturados."""

    unidade: int = 0
    capturas: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Moldes:
    """Resolve os moldes de uma rodada: `numero` a isola das outras."""

    numero: int
    base: str
    segredo: str | None
    credenciais: dict[str, Credencial]

    @property
    def rodada(self) -> str:
        """O número da rodada em seis algarismos."""
        return f"{self.numero:06d}"

    def resolve(self, valor: Any, estado: Estado) -> Any:
        """O valor JSON com os moldes trocados. Erros: SemSegredo, KeyError (captura ausente)."""
        match valor:
            case str():
                return self._text(valor, estado)
            case list():
                return [self.resolve(item, estado) for item in valor]
            case dict():
                return {
                    self._text(chave, estado) if "{{" in chave else chave: self.resolve(item, estado)
                    for chave, item in valor.items()
                }
            case _:
                return valor

    def code(self, tipo: str, resto: str) -> int:
        """Um código numérico próprio da rodada: de lotação (N), de unidade SIAPE (U) ou SIORG (S)."""
        if tipo == "N":
            return int(f"1{self.rodada}{int(resto):07d}")
        if tipo == "U":
            return int(f"{20_000 + int(resto)}{self.rodada}{int(resto):03d}")
        return 100_000 + (self.numero * 7 + int(resto)) % 900_000

    def _text(self, texto: str, estado: Estado) -> Any:
        inteiro = MOLDE.fullmatch(texto)
        if inteiro:
            return self._value(inteiro.group(1), estado)
        return MOLDE.sub(lambda molde: str(self._value(molde.group(1), estado)), texto)

    def _value(self, nome: str, estado: Estado) -> Any:
        if nome == "R":
            return self.rodada
        if nome == "base":
            return self.base
        if nome.startswith("hoje"):
            return _day(nome)
        if nome.startswith("agora"):
            return _instant(nome)
        tipo, _, resto = nome.partition(":")
        if tipo in ("N", "U", "S"):
            return self.code(tipo, resto)
        if tipo == "v":
            return _captured(resto, estado.capturas)
        if tipo == "email":
            return self.credenciais[resto].email
        if tipo == "senha":
            return self.credenciais[resto].senha
        if tipo == "jwt":
            return self._token(resto)
        texto, _, vezes = resto.rpartition(":")
        return texto * int(vezes)

    def _token(self, nome: str) -> str:
        admin = self.credenciais["admin"].email
        if nome.startswith(tokens.SEM_ASSINATURA):
            return tokens.unsigned(nome.removeprefix(tokens.SEM_ASSINATURA), admin)
        if not self.segredo:
            raise SemSegredo(nome)
        ninguem = f"ninguem-{self.numero}@exemplo.gov.br"
        return tokens.signed(nome, self.credenciais["dono"].email, admin, ninguem, self.segredo)


def _captured(nome: str, capturas: Mapping[str, Any]) -> Any:
    if nome not in capturas:
        raise KeyError(f"captura {nome} ausente")
    return capturas[nome]


def _day(nome: str) -> str:
    return (_today() + timedelta(days=int(nome.removeprefix("hoje") or 0))).isoformat()


def _today() -> date:
    return datetime.now(UTC).date()


def _instant(nome: str) -> str | int:
    segundos, _, forma = nome.removeprefix("agora").partition("|")
    instante = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=int(segundos or 0))
    if forma == "epoch":
        return int(instante.timestamp())
    if forma == "ms":
        return int(instante.timestamp() * 1_000)
    if forma in HORAS_DO_FUSO:
        return instante.astimezone(timezone(timedelta(hours=HORAS_DO_FUSO[forma]))).isoformat()
    return instante.strftime("%Y-%m-%dT%H:%M:%SZ")
