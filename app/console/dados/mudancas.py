"""O que mudou entre duas versões, em palavras: onde, o que havia e o que passou a haver."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.console.writing import AVALIACAO, MODALIDADE, SITUACAO, STATUS_PLANO_ENTREGAS, STATUS_PLANO_TRABALHO, dia
from app.console.writing import TIPO_CONTRIBUICAO as TIPO
from app.records.versions_difference import Mudanca, Tipo

CAMPOS: Mapping[str, str] = {
    "cod_unidade_instituidora": "unidade instituidora",
    "cod_unidade_executora": "unidade executora",
    "cod_unidade_lotacao": "unidade de lotação",
    "cod_unidade_lotacao_participante": "lotação do participante",
    "cpf": "CPF",
    "cpf_participante": "CPF do participante",
    "matricula_siape": "matrícula SIAPE",
    "situacao": "situação",
    "modalidade_execucao": "modalidade de execução",
    "data_assinatura_tcr": "assinatura do TCR",
    "status": "status",
    "data_inicio": "data de início",
    "data_termino": "data de término",
    "avaliacao": "avaliação",
    "data_avaliacao": "data da avaliação",
    "carga_horaria_disponivel": "carga horária disponível",
    "entregas": "ordem das entregas",
    "entrega_cancelada": "cancelamento",
    "nome_entrega": "nome",
    "meta_entrega": "meta",
    "tipo_meta": "tipo de meta",
    "data_entrega": "prazo",
    "nome_unidade_demandante": "unidade demandante",
    "nome_unidade_destinataria": "unidade destinatária",
    "id_contribuicao": "identificador",
    "tipo_contribuicao": "tipo",
    "percentual_contribuicao": "percentual",
    "id_plano_entregas": "plano de entregas",
    "id_entrega": "entrega",
    "id_periodo_avaliativo": "identificador",
    "data_inicio_periodo_avaliativo": "início do período",
    "data_fim_periodo_avaliativo": "fim do período",
    "avaliacao_registros_execucao": "nota",
    "data_avaliacao_registros_execucao": "data da avaliação",
}
"""Como se chama cada campo, numa frase."""
ITENS: Mapping[str, str] = {
    "contribuicoes": "contribuição",
    "avaliacoes_registros_execucao": "avaliação",
}
"""Como se chama um item de cada lista em que é o lugar que o identifica; as entregas têm identificador."""
NADA = "nada"

_DATA = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T00:00:00)?")


@dataclass(frozen=True, slots=True)
class Dita:
    """Uma mudança em palavras; `antes` e `depois` são nulos quando não havia, ou não há mais, o lugar."""

    onde: str
    tipo: str
    antes: str | None
    depois: str | None


def told(recurso: str, mudancas: Iterable[Mudanca]) -> list[Dita]:
    """As mudanças de um documento deste recurso, na mesma ordem."""
    return [_told(recurso, mudanca) for mudanca in mudancas]


def _told(recurso: str, mudanca: Mudanca) -> Dita:
    lista, lugar, campo = [*mudanca.caminho.split("/")[1:], "", ""][:3]
    do_documento = not lugar
    nome = lista if do_documento else campo
    return Dita(
        onde=CAMPOS.get(nome, nome) if do_documento else _of_item(lista, int(lugar), campo, mudanca.item),
        tipo=mudanca.tipo.value,
        antes=None if mudanca.tipo is Tipo.ACRESCENTADO else _value(recurso, nome, mudanca.antes),
        depois=None if mudanca.tipo is Tipo.RETIRADO else _value(recurso, nome, mudanca.depois),
    )


def _of_item(lista: str, lugar: int, campo: str, item: str | None) -> str:
    """`meta da entrega e1`, ou `percentual da 2ª contribuição`; sem campo, o item inteiro."""
    dele = f"entrega {item}" if item is not None else f"{lugar + 1}ª {ITENS.get(lista, lista)}"
    return f"{CAMPOS.get(campo, campo)} da {dele}" if campo else dele


def _value(recurso: str, campo: str, valor: Any) -> str:
    """O valor como se lê: com o nome do que um código quer dizer, e as datas como se escrevem no Brasil."""
    match valor:
        case None:
            return NADA
        case bool():
            return "sim" if valor else "não"
        case int():
            nome = _names(recurso).get(campo, {}).get(valor)
            return f"{valor} ({nome})" if nome else str(valor)
        case str():
            return _day(valor) if _DATA.fullmatch(valor) else valor
        case list():
            return ", ".join(map(str, valor))
        case Mapping():
            return "; ".join(
                f"{CAMPOS.get(nome, nome)}: {_value(recurso, nome, parte)}" for nome, parte in valor.items()
            )
        case _:
            return str(valor)


def _day(texto: str) -> str:
    """O dia que o texto escreve; o próprio texto, se só parece um: um nome pode ser o que for."""
    try:
        return dia(texto)
    except ValueError:
        return texto


def _names(recurso: str) -> Mapping[str, Mapping[int, str]]:
    return {
        "status": STATUS_PLANO_ENTREGAS if recurso == "plano_entregas" else STATUS_PLANO_TRABALHO,
        "situacao": SITUACAO,
        "modalidade_execucao": MODALIDADE,
        "avaliacao": AVALIACAO,
        "avaliacao_registros_execucao": AVALIACAO,
        "tipo_contribuicao": TIPO,
    }
