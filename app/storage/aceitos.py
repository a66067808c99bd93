"""O que um lote já aceitou e ainda não gravou: para as regras, é como se estivesse guardado."""

from dataclasses import replace
from typing import Any, Generic

from app.rules.facts import FactsPlano, PlanoGuardado
from app.rules.periodo import CANCELADO
from app.storage.recurso import D, F, Store


class Aceitos(Generic[D, F]):
    """Os documentos aceitos até aqui, na ordem em que vieram; de cada chave vale o último."""

    def __init__(self, store: Store[D, F]) -> None:
        self._store = store
        self._por_chave: dict[tuple[Any, ...], tuple[int, D]] = {}
        self._por_agenda: dict[tuple[Any, ...], dict[tuple[Any, ...], PlanoGuardado]] = {}

    @property
    def posicoes(self) -> list[int]:
        """As posições, no lote, dos que vão ao banco."""
        return [posicao for posicao, _ in self._por_chave.values()]

    def add(self, posicao: int, documento: D) -> None:
        """Aceita o documento que está nesta posição do lote."""
        chave = self._store.key_of(documento)
        anterior = self._por_chave.get(chave)
        self._por_chave[chave] = posicao, documento
        if anterior:
            self._por_agenda.get(self._store.agenda_of(anterior[1]), {}).pop(chave, None)
        agenda, plano = self._store.agenda_of(documento), documento
        if agenda and plano.status != CANCELADO:  # type: ignore[attr-defined]  # só planos têm agenda
            guardado = PlanoGuardado(str(chave[0]), plano.data_inicio, plano.data_termino, plano.status)  # type: ignore[attr-defined]  # idem: só planos
            self._por_agenda.setdefault(agenda, {})[chave] = guardado

    def seen_by(self, documento: D, known: F) -> F:
        """Os fatos de um documento, vistos depois dos aceitos."""
        if not self._por_chave:
            return known
        chave = self._store.key_of(documento)
        exists = known.exists or chave in self._por_chave
        if not isinstance(known, FactsPlano):
            return replace(known, exists=exists)
        aceitos = self._por_agenda.get(self._store.agenda_of(documento), {})
        plano: Any = documento
        conflitos = [outro for outro in known.conflitos if (outro.id,) not in self._por_chave]
        conflitos += [
            outro
            for outra_chave, outro in aceitos.items()
            if outra_chave != chave
            and outro.data_termino >= plano.data_inicio
            and outro.data_inicio <= plano.data_termino
        ]
        return replace(known, exists=exists, conflitos=tuple(sorted(conflitos, key=lambda outro: outro.data_termino)))
