"""Conferir: ler tudo, receber na ordem certa num banco que se joga fora, e guardar o que se disse de cada documento."""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.batch import Envio, Malformado, Veredito, receive_many
from app.check.assembling import Assembler
from app.check.base import copy_data
from app.check.files import File
from app.check.kinds import KINDS, Kind
from app.check.reading import A_CADA, Progress, Reading
from app.check.result import Achado, Origem, Resultado, key_of, of_finding, of_items, of_refused
from app.check.spool import Spool
from app.check.verdicts import Verdicts
from app.check.whole import Whole
from app.receive import Recebido
from app.rules.perfis.perfil import Perfil
from app.rules.rule import Finding, Stage
from app.storage import relogio, schema
from app.storage.database import Database
from app.storage.opening import open_disposable
from app.storage.usuario import UsuarioGuardado

QUEM = UsuarioGuardado(
    email="pgd validar",
    is_admin=True,
    disabled=False,
    origem_unidade="SIAPE",
    cod_unidade_autorizadora=1,
    sistema_gerador="pgd validar",
    senha_argon2="",
)
"""Quem envia: um administrador, que pode enviar por qualquer unidade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Como se confere: com os dados de que banco já enviados (nenhum, se vazio), com que perfil, em que instante pelo
    relógio da máquina, que o desse banco pode ter mudado, e até que tamanho, em bytes, um documento é lido.
    """

    banco: str | None
    perfil: Perfil
    now: datetime
    limite: int


async def check(arquivos: Sequence[File], pasta: Path, terms: Terms, verdicts: Verdicts, progress: Progress) -> None:
    """Confere os documentos dos arquivos, com o que for temporário nesta pasta.

    Erros: InvalidDatabase; os do SQLAlchemy, do banco que se copia; Unavailable, se a pasta não tem mais lugar.
    """
    database = open_disposable(pasta)
    try:
        schema.upgrade(database)
        if terms.banco is not None:
            progress("Copiando o banco", 0, None)
            copy_data(terms.banco, database)
        agora = await database.look(lambda connection: relogio.now(connection, terms.now))
        with Spool(pasta) as spool, Assembler(pasta) as assembler:
            reading = Reading(arquivos, spool, assembler, terms.limite)
            for recusado in reading.unread(progress):
                verdicts.add(recusado)
            await _Judging(database, reading, replace(terms, now=agora), verdicts, progress).run()
    finally:
        await database.close()


class _Sent(NamedTuple):
    """Um documento que espera o veredito."""

    origem: Origem
    chave: str


class _Judging:
    """A entrega dos documentos lidos, e a colheita dos vereditos."""

    def __init__(
        self, database: Database, reading: Reading, terms: Terms, verdicts: Verdicts, progress: Progress
    ) -> None:
        self._database = database
        self._reading = reading
        self._terms = terms
        self._verdicts = verdicts
        self._progress = progress
        self._fila: deque[_Sent] = deque()
        self._whole = Whole()

    async def run(self) -> None:
        """Todos os participantes, depois os planos de entregas, depois os de trabalho."""
        total, feitos = self._reading.quantos, 0
        for kind in KINDS:
            envios = self._sent(kind)
            async for veredito in receive_many(self._database, QUEM, envios, self._terms.now, self._terms.perfil):
                self._harvest(kind, veredito)
                feitos += 1
                if feitos % A_CADA == 0:
                    self._progress("Conferindo", feitos, total)
        await self._whole.settle(self._database, QUEM, self._terms.now, self._terms.perfil, self._verdicts)

    def _sent(self, kind: Kind) -> Iterator[Envio]:
        for read in self._reading.documents(kind):
            documento = json.loads(read.texto)
            self._fila.append(_Sent(read.origem, key_of(kind.chave, documento)))
            yield Envio(kind.recurso, documento)

    def _harvest(self, kind: Kind, veredito: Veredito) -> None:
        origem, chave = self._fila.popleft()
        numero = self._verdicts.add(
            Resultado(
                arquivo=self._reading.name_of(origem),
                linha=origem.linha,
                indice=origem.indice,
                recurso=kind.nome,
                chave=chave,
                aceito=isinstance(veredito, Recebido),
                achados=_achados(veredito),
            )
        )
        if isinstance(veredito, Recebido):
            self._whole.note(numero, kind, veredito)


def _achados(veredito: Veredito) -> list[Achado]:
    """O que se disse do documento, menos o que só se sabe depois de todos."""
    match veredito:
        case Recebido():
            return [of_finding(aviso) for aviso in veredito.avisos if not _of_the_whole(aviso)]
        case Malformado(itens):
            return of_items(itens)
        case _:
            return of_refused(veredito, [outra for outra in veredito.also if not _of_the_whole(outra)])


def _of_the_whole(finding: Finding) -> bool:
    return finding.rule.stage is Stage.CONJUNTO
