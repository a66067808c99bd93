"""As demonstrações guiadas de um plantão, lidas de arquivos."""

from app.console.roteiros import paginas

router = paginas.router
