"""O que se avisa da forma de qualquer documento: o que o contrato tolera, e convém não enviar."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import NoneType
from typing import Any, Protocol, TypeAlias

from app.rules import exemplo
from app.rules.avisos import leitura
from app.rules.avisos.lugares import DE_QUEM
from app.rules.rule import CONTRATO, LUGARES, ONDE, UNFIXED, Evidence, Place, Rule, Severity, Stage


@dataclass(frozen=True, slots=True)
class Esquema:
    """Os campos que um modelo do contrato conhece, e de que tipo JSON se espera o valor de cada um.

    `listas` são os campos que trazem itens, com o esquema de cada item.
    """

    campos: frozenset[str]
    inteiros: frozenset[str]
    datas: frozenset[str]
    instantes: frozenset[str]
    booleanos: frozenset[str]
    listas: Mapping[str, Esquema]


class Enviado(Protocol):
    """O que estes avisos precisam ver: o documento como chegou, antes de lido, e o esquema dele."""

    @property
    def enviado(self) -> Mapping[str, Any]: ...
    @property
    def esquema(self) -> Esquema: ...


NUMEROS_SOLTOS = frozenset({str, float})
"""Tipos em que um inteiro também é aceito: texto, e número com ponto."""

BOOLEANOS = frozenset({bool, NoneType})

MAIOR_NOME = 60
"""Quanto do nome de uma chave desconhecida se repete na mensagem, em caracteres."""

Grupo: TypeAlias = tuple[str, Sequence[Mapping[str, Any]], Esquema]
"""O nome de uma lista, vazio para o próprio documento, os objetos dela e o esquema deles."""


# Estes avisos correm a cada envio, e quase sempre sem nada a dizer: cada um olha primeiro os valores em conjunto, e só
# procura os lugares quando há algum estranho.


def _grupos(documento: Enviado) -> list[Grupo]:
    """O documento e cada uma das listas dele; no contrato, nenhuma lista traz outra dentro."""
    enviado, esquema = documento.enviado, documento.esquema
    grupos: list[Grupo] = [("", (enviado,), esquema)]
    for nome, do_item in esquema.listas.items():
        itens = enviado.get(nome)
        if itens:
            grupos.append((nome, itens, do_item))
    return grupos


def _achados(grupos: list[Grupo], estranho: Callable[[Esquema, str, Any], bool]) -> list[tuple[Place, Any]]:
    """Os lugares, e o valor de cada um, em que um campo é estranho ao esquema: em ordem, até `LUGARES`."""
    return list(islice(_lugares(grupos, estranho), LUGARES))


def _lugares(grupos: list[Grupo], estranho: Callable[[Esquema, str, Any], bool]) -> Iterator[tuple[Place, Any]]:
    for lista, objetos, esquema in grupos:
        for numero, objeto in enumerate(objetos):
            for nome, valor in objeto.items():
                if estranho(esquema, nome, valor):
                    yield (lista, numero, nome) if lista else (nome,), valor


def _evidence(achados: list[tuple[Place, Any]]) -> dict[str, Any]:
    """O primeiro achado por extenso, com o valor como viajou, e o lugar de todos."""
    primeiro, valor = achados[0]
    do_item = f" {DE_QUEM[str(primeiro[0])]} {int(primeiro[1]) + 1}" if len(primeiro) > 1 else ""
    return {
        "campo": f"{primeiro[-1]}{do_item}",
        "valor": json.dumps(valor),
        "mais": ", e não só ele," if len(achados) > 1 else "",
        ONDE: tuple(lugar for lugar, _ in achados),
    }


def _e_numero_solto(esquema: Esquema, nome: str, valor: Any) -> bool:
    return nome in esquema.inteiros and type(valor) in NUMEROS_SOLTOS


def _numero_solto(documento: Enviado, _: object) -> Evidence | None:
    grupos = _grupos(documento)
    for _nome, objetos, esquema in grupos:
        if not NUMEROS_SOLTOS.isdisjoint({type(o.get(nome)) for nome in esquema.inteiros for o in objetos}):
            return _evidence(_achados(grupos, _e_numero_solto))
    return None


def _e_booleano_trocado(esquema: Esquema, nome: str, valor: Any) -> bool:
    if nome in esquema.inteiros:
        return isinstance(valor, bool)
    return nome in esquema.booleanos and type(valor) not in BOOLEANOS


def _booleano_trocado(documento: Enviado, _: object) -> Evidence | None:
    grupos = _grupos(documento)
    for _nome, objetos, esquema in grupos:
        if (
            bool in {type(o.get(nome)) for nome in esquema.inteiros for o in objetos}
            or not {type(o.get(nome)) for nome in esquema.booleanos for o in objetos} <= BOOLEANOS
        ):
            evidence = _evidence(_achados(grupos, _e_booleano_trocado))
            esperado = "um número inteiro" if evidence["valor"] in {"true", "false"} else "true ou false, sem aspas"
            return {**evidence, "esperado": esperado}
    return None


def _so_dia(valor: Any) -> bool:
    return valor is None or (isinstance(valor, str) and len(valor) == 10 and valor[4] == "-")


def _dia_ou_instante(valor: Any) -> bool:
    return valor is None or leitura.comeca_pelo_dia(valor)


def _e_data_solta(esquema: Esquema, nome: str, valor: Any) -> bool:
    if nome in esquema.datas:
        return not _so_dia(valor)
    return nome in esquema.instantes and not _dia_ou_instante(valor)


def _data_solta(documento: Enviado, _: object) -> Evidence | None:
    grupos = _grupos(documento)
    for _nome, objetos, esquema in grupos:
        dias = {o.get(nome) for nome in esquema.datas for o in objetos}
        instantes = {o.get(nome) for nome in esquema.instantes for o in objetos}
        if not (all(map(_so_dia, dias)) and all(map(_dia_ou_instante, instantes))):
            return _evidence(_achados(grupos, _e_data_solta))
    return None


def _e_chave_desconhecida(esquema: Esquema, nome: str, _: Any) -> bool:
    return nome not in esquema.campos


def _chave_desconhecida(documento: Enviado, _: object) -> Evidence | None:
    grupos = _grupos(documento)
    for _nome, objetos, esquema in grupos:
        if not set().union(*objetos) <= esquema.campos:
            # Só os nomes: o valor de uma chave que não se conhece pode ser uma senha.
            lugares = tuple(lugar for lugar, _ in _achados(grupos, _e_chave_desconhecida))
            return {"chaves": list(dict.fromkeys(_escrita(str(lugar[-1])) for lugar in lugares)), ONDE: lugares}
    return None


def _escrita(nome: str) -> str:
    """O nome de uma chave como cabe numa frase, ainda que o texto traga metade de um caractere."""
    inteiro = nome.encode(errors="backslashreplace").decode()
    return inteiro if len(inteiro) <= MAIOR_NOME else f"{inteiro[:MAIOR_NOME]}…"


def _sem_a_chave(valor: Any, _: Evidence) -> Any:
    # Uma lista ou um objeto pode ser um campo do contrato com o nome trocado: retirá-lo perderia o que ele traz.
    return UNFIXED if isinstance(valor, list | dict) else exemplo.AUSENTE


AVISOS: tuple[Rule[Enviado, object], ...] = (
    Rule(
        code="FO-28",
        stage=Stage.FORMA,
        field="",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O campo {campo}{mais} veio como {valor}, e o contrato pede um número inteiro. A API central converte este "
            'valor, mas recusa outros parecidos com ele, como "35.50": envie só os algarismos, sem aspas nem ponto.'
        ),
        broken=_numero_solto,
        wrong="Um número inteiro veio como texto, ou com ponto.",
        why=(
            'O contrato pede números inteiros. A API central também aceita "100.00", "0123" e 1.0, e os converte, mas '
            'recusa "35.50" e 403.2: o envio que passa hoje deixa de passar no dia em que o valor tiver centavos.'
        ),
        mend=(
            "Envie o número sem aspas, sem ponto e sem zeros à esquerda. No sistema, converta o valor para inteiro "
            "antes de montar o JSON, e decida ali como arredondar o que tiver fração."
        ),
        breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega="100.00")]),
        keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(meta_entrega=99)]),
        fix=leitura.como_inteiro,
    ),
    Rule(
        code="FO-29",
        stage=Stage.FORMA,
        field="",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O campo {campo}{mais} veio como {valor}, e o contrato pede {esperado}. A API central converte um no "
            "outro sem dizer nada: confira se o campo do seu sistema é mesmo este, e envie o tipo pedido."
        ),
        broken=_booleano_trocado,
        wrong="Veio true ou false onde se espera um número, ou um número ou texto onde se espera true ou false.",
        why=(
            "O contrato separa números de verdadeiro e falso, mas a API central lê true como 1, e 0 como false. Quando "
            "dois campos são trocados no sistema, ela guarda o valor errado sem recusar nada."
        ),
        mend=(
            "Confira de que campo do sistema o valor vem. Depois envie um número inteiro onde o contrato pede número, "
            "e true ou false, sem aspas, onde ele pede um dos dois."
        ),
        breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(entrega_cancelada=0)]),
        keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(entrega_cancelada=None)]),
        fix=leitura.destrocado,
    ),
    Rule(
        code="FO-30",
        stage=Stage.FORMA,
        field="",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O campo {campo}{mais} veio como {valor}, e o contrato pede a data em texto, com ano, mês e dia, como "
            "2025-01-31. A API central converte o que veio, mas recusa outra hora que não a meia-noite, e lê um "
            "número como segundos desde 1970: envie só a data."
        ),
        broken=_data_solta,
        wrong="Uma data veio em outra forma que não o texto com ano, mês e dia.",
        why=(
            "O contrato pede datas como 2025-01-31. A API central também aceita data com hora, se for a meia-noite, e "
            "números contados desde 1970, mas uma hora a mais, que o fuso do servidor acrescenta, vira recusa."
        ),
        mend=(
            "Escreva a data com quatro algarismos do ano, dois do mês e dois do dia, separados por traço. No sistema, "
            "formate o campo como data, sem hora e sem fuso, antes de montar o JSON."
        ),
        breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(data_entrega="2025-06-30T00:00:00")]),
        keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(data_entrega="2025-06-30")]),
        fix=leitura.como_dia,
    ),
    Rule(
        code="FO-31",
        stage=Stage.FORMA,
        field="",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O documento traz chaves que o contrato não tem: {chaves}. A API central as ignora, e o que elas dizem se "
            "perde. Se uma delas é um campo do contrato escrito de outro modo, corrija o nome; senão, deixe de "
            "enviá-la."
        ),
        broken=_chave_desconhecida,
        wrong="O documento traz chaves que o contrato não tem.",
        why=(
            "A API central ignora as chaves que não conhece, sem recusar nem avisar. O dado que vai numa delas não é "
            "guardado, e um campo opcional com o nome trocado se perde sem que ninguém perceba."
        ),
        mend=(
            "Confira se a chave não é um campo do contrato escrito de outro modo, e corrija o nome. Se é um dado que "
            "só interessa ao sistema que envia, retire-o do documento."
        ),
        breaks=exemplo.plano_entregas(rotulo="1º semestre"),
        keeps=exemplo.plano_entregas(),
        fix=_sem_a_chave,
    ),
)
