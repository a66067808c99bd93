"""A conferência de um caso: o que veio contra o que a API central respondeu."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from tests.fidelidade.cliente import Quebra, Resposta, Rodada
from tests.fidelidade.esqueleto import ERROS, relative, skeleton
from tests.fidelidade.gravacao import Caso, Espera, Passo
from tests.fidelidade.moldes import Estado, SemSegredo

LISTAS_SEM_ORDEM = {"entregas", "contribuicoes", "avaliacoes_registros_execucao"}
PERTO_DA_MEIA_NOITE = "perto da meia-noite"
INICIO_DA_JANELA, FIM_DA_JANELA = 4 * 60 + 30, 23 * 60 + 30
"""Minutos do dia, em UTC, entre os quais UTC e Brasília concordam sobre que dia é, longe da meia-noite."""


class Veredito(StrEnum):
    """O que se concluiu de um caso."""

    OK = "ok"
    DIFERE = "difere"
    PULADO = "pulado"


@dataclass(frozen=True, slots=True)
class Conferido:
    """Um caso, o veredito, o motivo quando não confere, e o status da última resposta."""

    caso: Caso
    veredito: Veredito
    motivo: str = ""
    status: int = 0


def safe_window(agora: datetime | None = None) -> bool:
    """Se os casos presos ao dia podem correr: fora da janela, UTC e Brasília discordam ou a virada está perto."""
    agora = agora or datetime.now(UTC)
    return INICIO_DA_JANELA <= agora.hour * 60 + agora.minute <= FIM_DA_JANELA


def check_case(rodada: Rodada, caso: Caso, sem: Collection[str]) -> Conferido:
    """Corre os passos de um caso até o primeiro que difere."""
    if caso.get("dia") and not safe_window():
        return Conferido(caso, Veredito.PULADO, PERTO_DA_MEIA_NOITE)
    for preciso in caso.get("requer", []):
        if preciso in sem:
            return Conferido(caso, Veredito.PULADO, f"sem {preciso}")
    estado = Estado(caso.get("unidade", 0))
    status = 0
    for numero, passo in enumerate(caso["passos"], 1):
        erro: str | None
        try:
            resposta = rodada.execute(passo, estado)
            status = resposta.status
            erro = check_step(rodada, passo, estado, resposta)
        except SemSegredo:
            return Conferido(caso, Veredito.PULADO, "sem segredo")
        except Quebra as quebra:
            erro = f"conexão caiu: {quebra}"
        except KeyError as falta:
            erro = f"valor anterior ausente: {falta}"
        if erro:
            onde = f"passo {numero}/{len(caso['passos'])} {passo['metodo']} {passo['caminho'][:90]}"
            return Conferido(caso, Veredito.DIFERE, f"{onde} ({passo.get('papel', 'dono')}): {erro}", status)
    return Conferido(caso, Veredito.OK, status=status)


def check_step(rodada: Rodada, passo: Passo, estado: Estado, resposta: Resposta) -> str | None:
    """Nada quando confere; senão, o que difere."""
    espera = passo["espera"]
    if "defeito" in espera:
        return _crash_avoided(resposta)
    veio = skeleton(passo, resposta, rodada.moldes, estado)
    if resposta.status != espera["status"]:
        return f"status {espera['status']} != {resposta.status} {_shown(espera['corpo'])} {resposta.corpo[:160]!r}"
    return _headers(rodada, espera, veio, estado) or _body(rodada, espera["corpo"], veio["corpo"], estado, resposta)


def _crash_avoided(resposta: Resposta) -> str | None:
    if resposta.status >= 500:
        return f"defeito repetido: {resposta.status}"
    try:
        json.loads(resposta.corpo)
    except ValueError:
        return f"{resposta.status} sem corpo JSON no lugar do defeito"
    return None


def _headers(rodada: Rodada, espera: Espera, veio: Espera, estado: Estado) -> str | None:
    if veio.get("ct") != espera.get("ct"):
        return f"content-type {espera.get('ct')} != {veio.get('ct')}"
    if espera.get("www-authenticate") != veio.get("www-authenticate"):
        return f"www-authenticate {espera.get('www-authenticate')!r} != {veio.get('www-authenticate')!r}"
    if "location" in espera:
        destino = relative(str(rodada.moldes.resolve(espera["location"], estado)))
        if veio.get("location") != destino:
            return f"location {destino!r} != {veio.get('location')!r}"
    if "allow" in espera and not set(espera["allow"]) <= set(veio.get("allow", [])):
        return f"allow {espera['allow']} != {veio.get('allow')}"
    if espera.get("csp") and not veio.get("csp"):
        return "falta Content-Security-Policy"
    return None


def _body(rodada: Rodada, quero: Espera, veio: Espera, estado: Estado, resposta: Resposta) -> str | None:
    forma = quero["t"]
    if veio["t"] != forma:
        return f"forma do corpo {forma} != {veio['t']} {resposta.corpo[:160]!r}"
    if forma == "json":
        valor = rodada.moldes.resolve(quero["v"], estado)
        if not same(valor, veio["v"]):
            return f"corpo {json.dumps(valor)[:600]} != {json.dumps(veio['v'])[:600]}"
    if forma in ("lista", "json-in-str"):
        return _errors(quero["v"], veio)
    return None


def _errors(quero: list[Any], veio: Espera) -> str | None:
    if not same_errors(quero, veio["v"]):
        return f"erros {json.dumps(quero)[:500]} != {json.dumps(veio['v'])[:500]}"
    for item in veio[ERROS]:
        if not isinstance(item.get("msg"), str) or not item["msg"] or "input" not in item:
            return f"item de erro sem msg ou input: {json.dumps(item)[:200]}"
    return None


def same(a: Any, b: Any) -> bool:
    """Igualdade com tipos: 1, 1.0 e true são três coisas."""
    return bool(_canonical(a) == _canonical(b))


def _canonical(valor: Any, chave: str | None = None) -> Any:
    if isinstance(valor, dict):
        return {nome: _canonical(item, nome) for nome, item in valor.items()}
    if isinstance(valor, list):
        itens = [_canonical(item) for item in valor]
        em_ordem = chave not in LISTAS_SEM_ORDEM
        return itens if em_ordem else sorted(itens, key=lambda item: json.dumps(item, sort_keys=True))
    return [type(valor).__name__, valor] if isinstance(valor, (bool, int, float)) else valor


def same_errors(quero: list[Any], veio: list[Any]) -> bool:
    """Iguais, ou com mais regras de objeto (value_error no mesmo lugar) depois da primeira, como o contrato permite."""
    if quero == veio:
        return True
    vistos: set[str] = set()
    enxuta = []
    for item in veio:
        marca = json.dumps(item, sort_keys=True)
        if item["type"] == "value_error" and marca in vistos:
            continue
        vistos.add(marca)
        enxuta.append(item)
    return len(enxuta) < len(veio) and enxuta == quero


def _shown(corpo: Espera) -> str:
    return json.dumps(corpo.get("v", corpo["t"]))[:300]
