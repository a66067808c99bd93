"""O que um lote já aceitou e ainda não gravou: para as regras, é como se estivesse guardado."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Generic

from app.contract.fields import SituacaoParticipante
from app.contract.participante import Participante
from app.rules.calendario import semestre
from app.rules.facts import (
    Contagem,
    FactsParticipante,
    FactsPlano,
    FactsPlanoEntregas,
    FactsPlanoTrabalho,
    ParticipanteGuardado,
    PlanoGuardado,
)
from app.rules.periodo import CANCELADO
from app.storage.recurso import D, F, Store

Chave = tuple[Any, ...]


class Aceitos(Generic[D, F]):
    """Os documentos aceitos até aqui, na ordem em que vieram; de cada chave vale o último."""

    def __init__(self, store: Store[D, F]) -> None:
        self._store = store
        self._por_chave: dict[Chave, tuple[int, D]] = {}
        self._por_agenda: dict[Chave, dict[Chave, PlanoGuardado]] = {}
        self._pessoas = _Pessoas()

    @property
    def posicoes(self) -> list[int]:
        """As posições, no lote, dos que vão ao banco."""
        return [posicao for posicao, _ in self._por_chave.values()]

    def version_of(self, documento: D) -> D | None:
        """O último aceito com a chave deste documento, se há."""
        aceito = self._por_chave.get(self._store.key_of(documento))
        return aceito[1] if aceito else None

    def add(self, posicao: int, documento: D, known: F) -> None:
        """Aceita o documento que está nesta posição do lote; `known` são os fatos com que foi julgado."""
        chave = self._store.key_of(documento)
        anterior = self.version_of(documento)
        self._por_chave[chave] = posicao, documento
        if isinstance(known, FactsParticipante):
            self._pessoas.add(documento, known)  # type: ignore[arg-type]  # só participantes têm estes fatos
        elif isinstance(known, FactsPlano):
            if anterior:
                self._por_agenda.get(self._store.agenda_of(anterior), {}).pop(chave, None)
            self._add_plan(chave, documento, known)

    def seen_by(self, documento: D, known: F) -> F:
        """Os fatos de um documento, vistos depois dos aceitos."""
        if not self._por_chave:
            return known
        anterior: Any = self.version_of(documento)
        vistos: Any = replace(known, exists=known.exists or anterior is not None)
        if isinstance(vistos, FactsParticipante):
            return self._pessoas.seen_by(documento, vistos)  # type: ignore[return-value, arg-type]  # idem: participantes
        if isinstance(vistos, FactsPlano):
            plano: Any = documento
            conflitos = self._with_accepted(documento, vistos.conflitos, plano.data_inicio, plano.data_termino)
            vistos = replace(vistos, conflitos=conflitos)
        if isinstance(vistos, FactsPlanoEntregas):
            no_semestre = self._with_accepted(documento, vistos.no_semestre, *semestre(plano.data_inicio))
            vistos = replace(vistos, no_semestre=no_semestre)
        if isinstance(vistos, FactsPlanoTrabalho) and anterior:
            periodos = tuple(item.id_periodo_avaliativo for item in anterior.avaliacoes_registros_execucao)
            vistos = replace(vistos, periodos_guardados=periodos)
        found: F = vistos
        return found

    def _add_plan(self, chave: Chave, plano: Any, known: FactsPlano) -> None:
        if plano.status != CANCELADO:
            guardado = PlanoGuardado(str(chave[0]), plano.data_inicio, plano.data_termino, plano.status, known.now)
            self._por_agenda.setdefault(self._store.agenda_of(plano), {})[chave] = guardado

    def _with_accepted(
        self, documento: D, guardados: tuple[PlanoGuardado, ...], inicio: date, termino: date
    ) -> tuple[PlanoGuardado, ...]:
        """Os outros planos da agenda com algum dia no intervalo: os guardados, e os aceitos no lugar dos que trocam."""
        chave = self._store.key_of(documento)
        outros = [outro for outro in guardados if (outro.id,) not in self._por_chave]
        outros += [
            outro
            for outra_chave, outro in self._por_agenda.get(self._store.agenda_of(documento), {}).items()
            if outra_chave != chave and outro.data_termino >= inicio and outro.data_inicio <= termino
        ]
        return tuple(sorted(outros, key=lambda outro: outro.data_termino))


class _Pessoas:
    """Os participantes aceitos: por matrícula, e o que mudam nas contagens de ativos."""

    def __init__(self) -> None:
        self._registros: dict[str, dict[int, ParticipanteGuardado]] = {}
        self._mudou: Counter[tuple[int, int]] = Counter()
        self._mudou_por: dict[tuple[str, int], Counter[tuple[int, int]]] = {}

    def add(self, documento: Participante, known: FactsParticipante) -> None:
        lotacao, matricula = documento.cod_unidade_lotacao, documento.matricula_siape
        novo = ParticipanteGuardado(
            lotacao,
            documento.cpf,
            documento.situacao,
            documento.modalidade_execucao,
            documento.data_assinatura_tcr.date(),
        )
        mudou = Counter(_active([novo]))
        mudou.subtract(_active(item for item in known.registros if item.cod_unidade_lotacao == lotacao))
        self._registros.setdefault(matricula, {})[lotacao] = novo
        self._mudou.update(mudou)
        self._mudou_por.setdefault((matricula, lotacao), Counter()).update(mudou)

    def seen_by(self, documento: Participante, known: FactsParticipante) -> FactsParticipante:
        lotacao, matricula = documento.cod_unidade_lotacao, documento.matricula_siape
        aceitos = self._registros.get(matricula, {})
        registros = {item.cod_unidade_lotacao: item for item in known.registros} | aceitos
        known = replace(known, registros=tuple(registros[codigo] for codigo in sorted(registros)))
        if known.contagem is None:
            return known
        # A contagem do banco já deixa de fora o próprio documento.
        mudou = Counter(self._mudou)
        mudou.subtract(self._mudou_por.get((matricula, lotacao), Counter()))
        na_autorizadora, na_lotacao = Counter(known.contagem.na_autorizadora), Counter(known.contagem.na_lotacao)
        for (da_lotacao, modalidade), quantos in mudou.items():
            na_autorizadora[modalidade] += quantos
            na_lotacao[modalidade] += quantos if da_lotacao == lotacao else 0
        # Com o mais, saem as modalidades que ficaram sem ninguém.
        return replace(known, contagem=Contagem(+na_autorizadora, +na_lotacao))


def _active(registros: Iterable[ParticipanteGuardado]) -> list[tuple[int, int]]:
    """A lotação e a modalidade de cada um dos que estão ativos."""
    return [
        (item.cod_unidade_lotacao, item.modalidade_execucao)
        for item in registros
        if item.situacao == SituacaoParticipante.ATIVO
    ]
