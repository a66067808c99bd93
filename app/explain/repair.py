"""O pedido consertado: o que tem conserto mecânico já feito, e dito, e o que só uma pessoa pode consertar."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from app.achados import Achado
from app.explain.curl import Call, written
from app.explain.explanation import Correcao
from app.explain.places import CORPO, in_body
from app.explain.request import COM_TOKEN, NADA, RECURSOS, Request, is_name, path_of, segments_of, value_at
from app.rules.exemplo import AUSENTE, USER_AGENT
from app.rules.rule import ONDE, UNFIXED, Place, Rule, Severity, Stage

Catalogo = Mapping[str, Rule[Any, Any]]

SEM_CORPO = frozenset({"HEAD", "OPTIONS"})
"""Métodos que um caminho aceita e não servem no lugar de outro."""
DE_QUALQUER_TOKEN = frozenset({"AU-01", "AU-02"})
"""Regras que outro token do mesmo usuário cumpre."""
DE_ADMINISTRADOR = frozenset({"AU-05", "AU-06"})
"""Regras que o token de um administrador ativo cumpre."""


@dataclass(frozen=True, slots=True)
class Consertado:
    """O pedido consertado, o que nele mudou, e as regras que só uma pessoa sabe consertar."""

    call: Call
    mudancas: Sequence[str]
    faltam: Sequence[str]

    @property
    def correcao(self) -> Correcao:
        """O mesmo, como se diz."""
        return Correcao(mudancas=self.mudancas, faltam=self.faltam, curl=str(self.call))


@dataclass
class Repair:
    """Um pedido a consertar, achado por achado, na ordem em que se conferem.

    `admin` é o e-mail do administrador do servidor; com ele se entra quando não se sabe quem pedia.
    """

    request: Request
    admin: str
    mudancas: list[str] = field(default_factory=list)
    faltam: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        registro = self.request.registro
        self._documento = deepcopy(self.request.document)
        self._metodo = registro.metodo
        self._caminho = registro.caminho
        self._user_agent = registro.user_agent
        self._entra = registro.usuario or self.admin

    def mend(self, achados: Iterable[Achado], catalogo: Catalogo, endereco: str) -> Consertado | None:
        """O pedido consertado; nada, se nada se conserta sozinho, ou se não se tem o corpo inteiro."""
        if self.request.hidden or (self.request.registro.bytes_recebidos and self._documento is None):
            return None
        for achado in achados:
            rule = catalogo.get(achado.regra)
            mended = rule is not None and self._mend(rule, achado)
            if not mended and (rule is None or rule.severity is Severity.ERRO) and achado.regra not in self.faltam:
                self.faltam.append(achado.regra)
        if not self.mudancas:
            return None
        call = Call(
            endereco=endereco,
            metodo=self._metodo,
            caminho=self._caminho,
            user_agent=self._user_agent or USER_AGENT,
            entra=self._entra if self.request.route in COM_TOKEN else None,
            corpo=None if self._documento is None else written(self._documento),
        )
        return Consertado(call, self.mudancas, self.faltam)

    def _mend(self, rule: Rule[Any, Any], achado: Achado) -> bool:
        """Conserta o que este achado aponta. Diz se ficou tudo consertado."""
        match achado.regra:
            case "PD-01":
                return self._changed("User-Agent", "(ausente)", USER_AGENT, rule)
            case "PD-06":
                return self._use_the_only_method(rule, achado)
            case "PD-07":
                return self._follow_the_body(rule)
            case codigo if codigo in DE_QUALQUER_TOKEN:
                return self._changed("Authorization", "(o que veio)", "um token novo", rule)
            case codigo if codigo in DE_ADMINISTRADOR:
                self._entra = self.admin
                return self._changed("Authorization", "(o que veio)", "o token de um administrador", rule)
            case "FO-02" if achado.onde == ((CORPO,),) and self._documento is not None:
                # O corpo é um objeto: o que não era JSON era o Content-Type.
                return self._changed("Content-Type", "(o que veio)", "application/json", rule)
            case _:
                return self._fix(rule, achado)

    def _changed(self, nome: str, antes: str, depois: str, rule: Rule[Any, Any]) -> bool:
        self.mudancas.append(f"{nome}: {antes} → {depois} ({rule.code})")
        return True

    def _use_the_only_method(self, rule: Rule[Any, Any], achado: Achado) -> bool:
        aceitos = [metodo for metodo in achado.evidencia.get("aceitos", ()) if metodo not in SEM_CORPO]
        if len(aceitos) != 1:
            return False
        antes, self._metodo = self._metodo, aceitos[0]
        return self._changed("método", antes, self._metodo, rule)

    def _follow_the_body(self, rule: Rule[Any, Any]) -> bool:
        """Põe no caminho a chave que está no corpo."""
        recurso = self.request.resource
        caminho = path_of(recurso, self._documento) if recurso and self._documento else None
        if caminho is None or caminho == self._caminho:
            return False
        antes, self._caminho = self._caminho, caminho
        return self._changed("caminho", antes, caminho, rule)

    def _fix(self, rule: Rule[Any, Any], achado: Achado) -> bool:
        if rule.fix is None or self._documento is None:
            return False
        inside = [in_body(rule, place, self.request) for place in achado.onde]
        # O que o estado recusa se conserta olhando o documento inteiro.
        places = [()] if rule.stage is Stage.ESTADO and rule.severity is Severity.ERRO else inside
        evidence = {ONDE: tuple(inside), **achado.evidencia}
        # Todos, ainda que um não tenha conserto.
        mended = [self._fix_at(rule, place, evidence) for place in places]
        return all(mended)

    def _fix_at(self, rule: Rule[Any, Any], place: Place | None, evidence: Mapping[str, Any]) -> bool:
        antes = NADA if place is None else value_at(self._documento, place)
        if place is None or antes is NADA or rule.fix is None:
            return False
        try:
            depois = rule.fix(antes, evidence)
        except Exception:  # noqa: BLE001  # o diário pode ter só parte da evidência, ou a de outra versão da regra
            return False
        if depois is UNFIXED:
            return False
        depois = self._as_in_path(place, depois)
        self.mudancas += [f"{line} ({rule.code})" for line in changes(place, antes, depois)]
        key = _key_of(self._documento)
        self._put(place, depois)
        if self.request.resource and _key_of(self._documento) != key:
            self._follow_the_body(rule)
        return True

    def _as_in_path(self, place: Place, depois: Any) -> Any:
        """O valor de um campo da chave, com os zeros à esquerda que ele tem no caminho e perdeu no corpo."""
        no_caminho = self.request.key.get(str(place[0])) if len(place) == 1 else None
        if isinstance(no_caminho, str) and isinstance(depois, str) and no_caminho == depois.zfill(len(no_caminho)):
            return no_caminho
        return depois

    def _put(self, place: Place, value: Any) -> None:
        if not place:
            self._documento = value
            return
        *above, last = place
        content = value_at(self._documento, tuple(above))
        if value is AUSENTE:
            del content[last]
        else:
            content[last] = value


NOMES_DE_CHAVE = {parte[1:-1] for rota in RECURSOS.values() for parte in segments_of(rota) if is_name(parte)}


def _key_of(documento: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (documento or {}).items() if name in NOMES_DE_CHAVE}


def changes(place: Place, antes: Any, depois: Any) -> Sequence[str]:
    """O que mudou num lugar, um campo por linha: `data_termino: 2026-01-05 → 2026-01-01`."""
    if isinstance(antes, dict) and isinstance(depois, dict):
        return [
            line
            for name in dict.fromkeys((*antes, *depois))
            for line in changes((*place, name), antes.get(name, AUSENTE), depois.get(name, AUSENTE))
        ]
    if antes == depois and type(antes) is type(depois):
        return []
    onde = "/".join(map(str, place))
    if depois is AUSENTE:
        return [f"{onde}: retirado"]
    plain = all(
        isinstance(valor, str) and valor.isprintable() and valor == valor.strip() != "" for valor in (antes, depois)
    )
    return [f"{onde}: {_said(antes, plain)} → {_said(depois, plain)}"]


def _said(value: Any, plain: bool) -> str:
    """O valor como se lê numa linha: as aspas só aparecem quando fazem diferença."""
    if value is AUSENTE:
        return "(ausente)"
    if isinstance(value, list):
        return f"{len(value)} {'item' if len(value) == 1 else 'itens'}"
    return value if plain else written(value)
