"""Os últimos pedidos que o servidor recebeu, contados para quem lê o relato de um teste que falhou."""

from collections.abc import Iterator
from typing import Any

from simulador_pgd.conversa import Conversa

ULTIMOS = 10
"""Quantos pedidos se contam: os que importam a uma falha costumam ser os últimos."""


def tell(conversa: Conversa) -> str:
    """Uma linha por pedido e, das recusas, o que houve e como se conserta. Erros: ErroDoSimulador."""
    registros = conversa.ask("GET", "/registros", {"limite": ULTIMOS})["registros"]
    if not registros:
        return (
            "Nenhum pedido chegou ao servidor neste teste. Confira se o seu cliente usa o endereço em pgd.url: "
            f"{conversa.servidor.url}"
        )
    linhas = [linha for registro in reversed(registros) for linha in _lines(conversa, registro)]
    return "\n".join(["Os últimos pedidos que o servidor recebeu, do mais antigo ao mais novo:", *linhas])


def _lines(conversa: Conversa, registro: dict[str, Any]) -> Iterator[str]:
    status = registro["status"] or "sem resposta"
    avisos = f" (avisos: {', '.join(registro['avisos'])})" if registro["avisos"] else ""
    falha = f" (falha injetada: {registro['falha']})" if registro["falha"] else ""
    yield f"  {registro['numero']}  {registro['metodo']} {registro['caminho']} → {status}{avisos}{falha}"
    if not registro["regras"]:
        return
    for regra in conversa.ask("GET", f"/registros/{registro['numero']}/explicacao")["regras"]:
        yield f"      {regra['codigo']}: {regra['o_que_houve']}"
        yield f"      Como consertar: {regra['como_consertar']}"
