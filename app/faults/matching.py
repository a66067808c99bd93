"""A que pedidos uma falha armada cabe."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.explain.request import is_name, route_of, segments_of, typed
from app.faults.presets import PREDEFINICOES
from app.storage.falha import FalhaArmada

POUPADOS = frozenset({"", "health", "docs", "redoc", "openapi.json", "robots.txt", "favicon.ico"})
"""Começos de caminho em que uma falha sem rota não se dá: ali perguntam os vigias e passeiam as pessoas."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Um pedido, como as falhas o veem: `caminho` já decodificado, `rota` nula se ele não existe na API."""

    metodo: str
    caminho: str
    rota: str | None
    chave: Mapping[str, str]

    @classmethod
    def of(cls, metodo: str, caminho: str) -> "Asked":
        """O pedido com este método e este caminho."""
        partes = segments_of(caminho)
        rota = route_of(partes)
        da_rota = segments_of(rota) if rota else []
        chave = {nome[1:-1]: valor for nome, valor in zip(da_rota, partes, strict=False) if is_name(nome)}
        return cls(metodo, caminho, rota, chave)


def fits(falha: FalhaArmada, asked: Asked) -> bool:
    """Se a falha cabe no pedido, seja de quem for."""
    predefinicao = PREDEFINICOES.get(falha.predefinicao)
    return (
        # Outra versão do simulador pode ter armado uma que esta não conhece.
        predefinicao is not None
        and predefinicao.fits(asked.metodo, asked.rota)
        and falha.metodo in (None, asked.metodo)
        and _on_route(falha.rota, asked)
        and (falha.origem_unidade is None or _of_unit(falha, asked.chave))
    )


def reaches(rota: str, destino: str) -> bool:
    """Se algum pedido à rota `destino` começa por `rota`: a própria, o começo dela, ou um caminho que ela atende."""
    partes, do_destino = segments_of(rota.rstrip("/")), segments_of(destino)
    return len(partes) <= len(do_destino) and all(
        parte == do_molde or (is_name(do_molde) and parte != "" and not is_name(parte))
        for parte, do_molde in zip(partes, do_destino, strict=False)
    )


def _on_route(rota: str | None, asked: Asked) -> bool:
    if rota is None:
        return asked.caminho.lstrip("/").partition("/")[0] not in POUPADOS
    inicio = f"{rota.rstrip('/')}/"
    return any(f"{texto}/".startswith(inicio) for texto in (asked.caminho, asked.rota or ""))


def _of_unit(falha: FalhaArmada, chave: Mapping[str, str]) -> bool:
    return (
        chave.get("origem_unidade") == falha.origem_unidade
        and typed("cod_unidade_autorizadora", chave["cod_unidade_autorizadora"]) == falha.cod_unidade_autorizadora
    )
