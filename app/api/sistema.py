"""As rotas que não tratam de dados: raiz, saúde, robôs e as páginas da documentação (contrato, seção 2)."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.answers import stored
from app.api.dependencies import ServerParts
from app.api.openapi import describe
from app.api.paths import ESTATICO
from app.api.responses import HEALTH_RESPONSES
from app.storage.database import answers

router = APIRouter(tags=["sistema"])

PASTA_ESTATICA = Path(__file__).resolve().parents[1] / "static"

POLITICA = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Content-Security-Policy das páginas da documentação: nenhum endereço de fora, nenhum script na página."""

ROBOS = "User-agent: *\nAllow: /docs\nAllow: /redoc\nDisallow: /\n"


@router.get("/", include_in_schema=False)
async def get_root(request: Request) -> Response:
    """Leva à documentação: a de programas quando só JSON é aceito, a de pessoas nos demais casos."""
    only_json = request.headers.get("accept") == "application/json"
    return RedirectResponse("/openapi.json" if only_json else "/docs", status_code=307)


@router.get("/health", responses=HEALTH_RESPONSES, summary="Diz se o serviço está no ar")
async def get_health(parts: ServerParts) -> Response:
    """Responde `{"status":"ok"}` enquanto o banco de dados responde."""
    await parts.database.look(answers)
    return stored({"status": "ok"})


@router.get("/robots.txt", include_in_schema=False)
async def get_robots() -> Response:
    """Só a documentação pode ser indexada."""
    return PlainTextResponse(ROBOS)


def install_pages(app: FastAPI) -> None:
    """Liga as páginas da documentação e o documento OpenAPI, que aceitam GET e HEAD."""

    async def openapi(_: Request) -> Response:
        return JSONResponse(describe(app))

    pages = {
        "/docs": _page("swagger.html"),
        "/redoc": _page("redoc.html"),
        "/docs/oauth2-redirect": _page("oauth2-redirect.html"),
        "/openapi.json": openapi,
    }
    for path, endpoint in pages.items():
        app.router.routes.append(Route(path, endpoint, methods=["GET"], include_in_schema=False))
    app.mount(ESTATICO, StaticFiles(directory=PASTA_ESTATICA), name="estatico")


def _page(name: str) -> Callable[[Request], Awaitable[Response]]:
    content = (PASTA_ESTATICA / "docs" / name).read_text(encoding="utf-8")

    async def page(_: Request) -> Response:
        return HTMLResponse(content)

    return page


class DocumentationPolicy:
    """Põe a política de segurança em tudo o que se responde sob `/docs` e `/redoc`, também nos erros."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(("/docs", "/redoc")):
            await self._app(scope, receive, send)
            return

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", POLITICA.encode())]
            await send(message)

        await self._app(scope, receive, with_policy)
