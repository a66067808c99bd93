"""Onde as peças se juntam: `create_app` é o único lugar que conhece todas."""

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.types import Lifespan

from app import access
from app.api import errors, openapi, participante, plano_entregas, plano_trabalho, sistema, usuario
from app.api.dependencies import Clock, Parts
from app.api.journaling import JournalingMiddleware
from app.api.paths import SIMULADOR
from app.console.application import create_console
from app.console.ensaio import Ensaios
from app.controls import Controls
from app.faults.middleware import FaultsMiddleware
from app.journal import Journal, Keeper
from app.mail import Smtp
from app.perfis import Perfis
from app.records.feed import FEED, Feed
from app.rehearsal import Notebook
from app.settings import Settings
from app.simulator.application import create_simulator
from app.storage import relogio, schema
from app.storage.database import Database
from app.storage.opening import open_database


def system_clock() -> datetime:
    """O instante agora, em UTC."""
    return datetime.now(UTC)


async def prepare(settings: Settings, database: Database, clock: Clock) -> schema.Migrated:
    """Deixa o banco pronto para servir: na versão deste programa e com o administrador.

    Erros: NewerDatabase, Unavailable.
    """
    migrated = schema.upgrade(database)
    agora = await database.look(lambda connection: relogio.now(connection, clock()))
    await access.ensure_administrator(database, _administrator(settings), agora)
    return migrated


def create_app(settings: Settings, clock: Clock = system_clock) -> FastAPI:
    """A aplicação inteira. Abre o banco ao iniciar e o fecha ao terminar.

    Erros: InvalidDatabase, quando o endereço do banco não serve; InvalidProfile, quando o perfil não serve.
    """
    database = open_database(settings.banco)
    journal = Journal(database, settings.diario_registros, settings.processos)
    feed = Feed(database)
    controls = Controls(database)
    parts = Parts(
        endereco=settings.endereco,
        loopback=settings.is_loopback,
        ambiente=settings.ambiente,
        clock=clock,
        database=database,
        journal=journal,
        feed=feed,
        controls=controls,
        admin=_administrator(settings),
        signing_key=settings.signing_key(),
        token_minutos=settings.token_minutos,
        limite_login=settings.limite_login,
        smtp=_smtp(settings),
        perfis=Perfis.load(settings.perfil),
        ajustes=settings.told(),
    )

    ensaios = Ensaios(parts, lambda de_ensaio: _official(de_ensaio, settings, Notebook()))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Feed]]:
        await prepare(settings, database, clock)
        await journal.start()
        try:
            yield {FEED: feed}
        finally:
            try:
                await feed.stop()
                await journal.stop()
            finally:
                await ensaios.close()
                await database.close()

    app = _official(parts, settings, journal, lifespan)
    simulator = create_simulator()
    console = create_console(simulator, ensaios, settings.roteiros)
    for part in (simulator, console.pages):
        part.state.parts = parts
        part.state.api = app
    app.mount(SIMULADOR, console)
    _take_newlines(app.router.routes[-1])
    return app


def _official(parts: Parts, settings: Settings, journal: Keeper, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """A API PGD sobre estas peças, com este diário."""
    app = FastAPI(
        title="API PGD",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        strict_content_type=False,
        generate_unique_id_function=lambda route: route.name,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        middleware=[
            Middleware(sistema.DocumentationPolicy),
            Middleware(
                JournalingMiddleware,
                journal=journal,
                controls=parts.controls,
                clock=parts.clock,
                limite_corpo=settings.limite_corpo,
                diario_corpo=settings.diario_corpo,
            ),
            Middleware(FaultsMiddleware, database=parts.database, signing_key=parts.signing_key),
        ],
    )
    app.state.parts = parts
    errors.install(app)
    # Na ordem do que mais se pede: as rotas são tentadas uma a uma.
    for module in (plano_trabalho, participante, plano_entregas, usuario, sistema):
        app.include_router(module.router)
    sistema.install_pages(app)
    app.openapi = lambda: openapi.describe(app)  # type: ignore[method-assign]  # é como o FastAPI recebe um próprio
    return app


def _take_newlines(mount: BaseRoute) -> None:
    """Faz caber no simulador também um caminho com quebras de linha, que senão seria recusado como da API oficial."""
    assert isinstance(mount, Mount)  # noqa: S101  # acabou de ser montado
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)


def from_environment() -> FastAPI:
    """A aplicação configurada pelo ambiente: o ponto de entrada de cada processo do servidor."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    for ruidoso in ("alembic", "httpx2", "uvicorn.error"):
        logging.getLogger(ruidoso).setLevel(logging.WARNING)
    # As linhas dos pedidos já trazem a hora de cada um.
    pedidos = logging.getLogger("pgd.pedidos")
    pedidos.addHandler(logging.StreamHandler())
    pedidos.propagate = False
    return create_app(Settings.load())


def _administrator(settings: Settings) -> access.InitialAdministrator:
    return access.InitialAdministrator(settings.admin_email, settings.admin_senha.get_secret_value())


def _smtp(settings: Settings) -> Smtp:
    return Smtp(
        servidor=settings.smtp_servidor,
        porta=settings.smtp_porta,
        usuario=settings.smtp_usuario,
        senha=settings.smtp_senha.get_secret_value() if settings.smtp_senha else None,
        remetente=settings.smtp_remetente,
        nome=settings.smtp_nome,
    )
