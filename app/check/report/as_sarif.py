"""O relatório em SARIF 2.1.0, que as ferramentas de revisão mostram na linha do arquivo."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from app import __version__
from app.check.report.report import Report
from app.check.result import Achado, Resultado
from app.rules.rule import Rule, Severity

ESQUEMA = "https://json.schemastore.org/sarif-2.1.0.json"
NIVEL: Mapping[str, str] = {Severity.ERRO: "error", Severity.AVISO: "warning"}


def write_sarif(report: Report, destino: TextIO) -> None:
    """As regras do catálogo, todas, e um resultado por achado."""
    posicoes = {codigo: posicao for posicao, codigo in enumerate(report.regras)}
    driver = {
        "name": "pgd validar",
        "version": __version__,
        "language": "pt-BR",
        "rules": [_rule(rule) for rule in report.regras.values()],
    }
    comeco = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
    destino.write(f'{{"$schema": "{ESQUEMA}", "version": "2.1.0", "runs": [')
    destino.write(json.dumps(comeco, ensure_ascii=False).removesuffix("}") + ', "results": [')
    separador = "\n"
    for resultado in report.com_achados:
        for achado in resultado.achados:
            destino.write(separador + json.dumps(_result(resultado, achado, posicoes), ensure_ascii=False))
            separador = ",\n"
    destino.write("\n]}]}\n")


def _rule(rule: Rule[Any, Any]) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.wrong},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.mend},
        "defaultConfiguration": {"level": NIVEL[rule.severity]},
        "properties": {"fonte": rule.source},
    }


def _result(resultado: Resultado, achado: Achado, posicoes: Mapping[str, int]) -> dict[str, Any]:
    fisico = {"artifactLocation": {"uri": _uri(resultado.arquivo)}, "region": {"startLine": resultado.linha}}
    logicos = [{"fullyQualifiedName": f"{resultado.chave} {lugar}".strip()} for lugar in achado.lugares or [""]]
    local = {"physicalLocation": fisico, "logicalLocations": [nome for nome in logicos if nome["fullyQualifiedName"]]}
    return {
        "ruleId": achado.codigo,
        "ruleIndex": posicoes[achado.codigo],
        "level": NIVEL[achado.severidade],
        "message": {"text": achado.mensagem},
        "locations": [local],
    }


def _uri(arquivo: str) -> str:
    """O caminho como endereço: relativo, com barras; o absoluto, com o esquema `file`."""
    caminho = Path(arquivo)
    return caminho.as_uri() if caminho.is_absolute() else quote(caminho.as_posix())
