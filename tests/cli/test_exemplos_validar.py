"""Os exemplos de cada regra, em arquivos: o que a quebra a provoca, e o que a cumpre não provoca nada."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.rules.catalog import CATALOG, GROUPS
from app.rules.exemplo import Arquivo, Documento, Exemplo
from app.rules.rule import Rule, Severity
from tests.check.arquivos import em_linhas, guardar, relatorio
from tests.cli.conftest import Pgd

ORDEM = ("participante", "plano_entregas", "plano_trabalho")
PERFIL = {regra.code: grupo for grupo in ("antaq", "censipam") for regra in GROUPS[grupo]}
"""Em que perfil se confere cada regra; as que não estão aqui valem em todos."""


def em_arquivos(exemplo: Exemplo | None) -> bool:
    """Se o exemplo é um arquivo, ou feito só de documentos que um arquivo traz."""
    if isinstance(exemplo, Arquivo):
        return True
    return isinstance(exemplo, Documento) and exemplo.recurso in ORDEM and all(em_arquivos(um) for um in exemplo.antes)


def casos(qual: str) -> list[Any]:
    return [
        pytest.param(regra, getattr(regra, qual), id=regra.code)
        for regra in CATALOG.values()
        if em_arquivos(getattr(regra, qual))
    ]


def documentos(exemplos: Sequence[Exemplo]) -> list[Documento]:
    return [exemplo for exemplo in exemplos if isinstance(exemplo, Documento)]


def ja_enviado(pasta: Path, antes: Sequence[Documento]) -> str:
    """O endereço de um banco em que estes documentos já foram aceitos, nesta ordem."""
    banco = f"sqlite:///{pasta.as_posix()}/antes.sqlite"
    guardar(banco, *(um.documento for um in antes))
    return banco


def conferir(pgd: Pgd, pasta: Path, regra: Rule[Any, Any], exemplo: Documento | Arquivo) -> list[dict[str, Any]]:
    """O que se diz do que vem antes do exemplo e, por último, dele.

    O que vem antes e se confere depois, como o plano de trabalho de um participante que agora se inativa, já está no
    banco; o resto vai no arquivo.
    """
    if isinstance(exemplo, Arquivo):
        (pasta / exemplo.nome).write_text(exemplo.texto, encoding="utf-8")
        # Por último, o que não foi aceito.
        return sorted(relatorio(pgd("validar", exemplo.nome, "--formato", "json")), key=lambda um: not um["aceito"])
    antes = documentos(exemplo.antes)
    na_ordem = all(ORDEM.index(um.recurso) <= ORDEM.index(exemplo.recurso) for um in antes)
    opcoes = [] if na_ordem else ["--banco", ja_enviado(pasta, antes)]
    arquivo = em_linhas(pasta / "x.jsonl", [um.documento for um in [*(antes if na_ordem else []), exemplo]])
    perfil = PERFIL.get(regra.code, "nacional")
    return relatorio(pgd("validar", arquivo, "--formato", "json", "--perfil", perfil, *opcoes))


def achados(documento: dict[str, Any]) -> list[str]:
    return [achado["codigo"] for achado in documento["achados"]]


@pytest.mark.parametrize(("regra", "exemplo"), casos("breaks"))
def test_o_que_quebra_a_regra_a_provoca(
    pgd: Pgd, pasta: Path, regra: Rule[Any, Any], exemplo: Documento | Arquivo
) -> None:
    do_exemplo = conferir(pgd, pasta, regra, exemplo)[-1]
    assert regra.code in achados(do_exemplo)
    assert regra.severity is Severity.AVISO or not do_exemplo["aceito"]


@pytest.mark.parametrize(("regra", "exemplo"), casos("keeps"))
def test_o_que_cumpre_a_regra_nao_provoca_nada(
    pgd: Pgd, pasta: Path, regra: Rule[Any, Any], exemplo: Documento | Arquivo
) -> None:
    do_exemplo = conferir(pgd, pasta, regra, exemplo)[-1]
    assert (do_exemplo["aceito"], achados(do_exemplo)) == (True, [])


def test_toda_regra_de_um_documento_tem_os_dois_exemplos_corridos_aqui() -> None:
    assert len(casos("breaks")) > 60
