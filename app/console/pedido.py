"""Um pedido escrito à mão: o que dele se pode pedir à API, e o que se diz do que não se pode."""

from urllib.parse import quote, unquote

from app.api.paths import of_simulator
from app.api.protocol import MAIS_CABECALHOS

MAIOR_CAMINHO = 16_000
"""Quantos caracteres, já codificados, pode ter um caminho: mais do que qualquer servidor aceita."""
_COMO_ESTAO = "/%?&=:@!$'()*+,;~[]|"
"""O que, num caminho escrito à mão, já se toma por codificado, ou não o precisa ser."""


class Unsayable(Exception):
    """O pedido não se fez, ou não se respondeu; a mensagem diz por quê, e o que mudar."""


def clean_path(caminho: str) -> str:
    """O caminho, com o que não cabe num endereço codificado. Erros: Unsayable."""
    if not caminho.startswith("/"):
        raise Unsayable("O caminho tem de começar com uma barra, como /health ou /organizacao/SIAPE/1/…")
    codificado = quote(caminho.strip(), safe=_COMO_ESTAO, errors="surrogatepass")
    if len(codificado) > MAIOR_CAMINHO:
        raise Unsayable(
            f"O caminho tem {len(codificado)} caracteres, e aqui cabem {MAIOR_CAMINHO}: cliente nenhum o pediria. Se "
            "ele vem da chave do documento, escreva um caminho mais curto no campo do caminho."
        )
    require_official(unquote(codificado.partition("?")[0]))
    return codificado


def require_official(caminho: str) -> None:
    """Recusa um caminho, já decodificado, que não seja só da API oficial. Erros: Unsayable."""
    if of_simulator(caminho) or not {".", ".."}.isdisjoint(caminho.split("/")):
        raise Unsayable(
            "Daqui só se pede à API oficial, por caminhos sem . nem .. no meio, e o que está em /simulador é do "
            "painel. Escolha outro caminho."
        )


def read_headers(texto: str) -> dict[str, str | None]:
    """Os cabeçalhos, um por linha, como `Nome: valor`; sem valor, o cabeçalho não vai. Erros: Unsayable."""
    lidos: dict[str, str | None] = {}
    linhas = [linha for linha in texto.splitlines() if linha.strip()]
    if len(linhas) > MAIS_CABECALHOS:
        raise Unsayable(f"São {len(linhas)} cabeçalhos, e um pedido leva no máximo {MAIS_CABECALHOS}. Tire alguns.")
    for linha in linhas:
        nome, dois_pontos, valor = (parte.strip() for parte in linha.partition(":"))
        if not dois_pontos or not nome.replace("-", "").replace("_", "").isalnum():
            raise Unsayable(f"Não se entende o cabeçalho {linha[:80]!r}. Escreva um por linha, como Nome: valor.")
        if not (nome + valor).isascii() or not (nome + valor).isprintable():
            raise Unsayable(f"O cabeçalho {nome[:80]} só pode levar letras sem acento, algarismos e sinais comuns.")
        lidos[nome] = valor or None
    return lidos
