"""Os arquivos do projeto, como os testes de arquitetura os leem."""

import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

RAIZ = Path(__file__).parents[2]


def modulos(*pastas: str) -> list[Path]:
    """Os módulos Python das pastas, em ordem."""
    return sorted(arquivo for pasta in pastas for arquivo in (RAIZ / pasta).rglob("*.py"))


def nome(arquivo: Path) -> str:
    """O caminho a partir da raiz, com barras."""
    return arquivo.relative_to(RAIZ).as_posix()


def comentarios(arquivos: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Onde está e o que diz cada comentário."""
    for arquivo in arquivos:
        with tokenize.open(arquivo) as fonte:
            for token in tokenize.generate_tokens(fonte.readline):
                if token.type == tokenize.COMMENT:
                    yield f"{nome(arquivo)}:{token.start[0]}", token.string
