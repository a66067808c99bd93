"""O que se recusa num arquivo que `pgd validar` lê, antes de haver um documento que se envie.

A API nunca diz estas regras.
"""

import json
from collections.abc import Mapping
from typing import Any

from app.rules import exemplo
from app.rules.rule import Rule, Stage

VALIDAR = "pgd validar"
"""Fonte das regras que só a leitura de arquivos tem."""

_PARTICIPANTE = exemplo.Arquivo(nome="participante.json", texto=json.dumps(dict(exemplo.PARTICIPANTE), indent=2))
_PLANO = {name: valor for name, valor in exemplo.PLANO_ENTREGAS.items() if name != "entregas"}
_CHAVE = {name: _PLANO[name] for name in ("origem_unidade", "cod_unidade_autorizadora", "id_plano_entregas")}
_ENTREGA = _CHAVE | dict(exemplo.ENTREGA)
_OUTRA = _ENTREGA | {"id_entrega": "e2"}


def _tabela(*linhas: Mapping[str, Any], sobra: str = "") -> str:
    """Uma tabela com as colunas da primeira linha; `sobra` se acrescenta à última."""
    celulas = [";".join(linhas[0]), *(";".join(str(valor) for valor in linha.values()) for linha in linhas)]
    return "\n".join(celulas) + sobra + "\n"


DOCUMENTO_DESCONHECIDO = Rule[Any, Any](
    code="VA-01",
    stage=Stage.ARQUIVO,
    field="",
    source=VALIDAR,
    message=(
        "Não se sabe de que recurso é este documento: {motivo}. Foram procurados os campos que só um recurso tem. De "
        "um participante: {participante}. De um plano de entregas: {plano_entregas}. De um plano de trabalho: "
        "{plano_trabalho}. Confira os nomes dos campos, que são os do contrato."
    ),
    wrong="O documento não se parece com nenhum dos três recursos.",
    why=(
        "Um arquivo não diz, como o caminho de um envio, de que recurso é cada documento: ele é reconhecido pelos "
        "campos que traz."
    ),
    mend=(
        "Escreva os campos com os nomes do contrato, um objeto por documento. `pgd modelo` grava um exemplo de cada "
        "recurso, que se pode comparar com o seu."
    ),
    breaks=exemplo.Arquivo(nome="plano.json", texto='{"plano": "pe1"}'),
    keeps=_PARTICIPANTE,
)
ITEM_SEM_PLANO = Rule[Any, Any](
    code="VA-02",
    stage=Stage.ARQUIVO,
    field="",
    source=VALIDAR,
    message=(
        "Esta linha é um item de {lista} do plano {chave}, e nenhuma das tabelas dadas traz esse plano. Dê junto a "
        "tabela do {recurso}, ou confira os campos {campos} desta linha."
    ),
    wrong="A linha é um item de um plano que não está em nenhuma das tabelas.",
    why=(
        "Um plano é enviado inteiro, com os seus itens: um item não se envia sozinho, nem se acrescenta a um plano "
        "que já foi enviado."
    ),
    mend=(
        "Dê, no mesmo comando, a tabela em que o plano está, e confira se os campos da chave são iguais nas duas, "
        "também nas letras maiúsculas e nos espaços."
    ),
    breaks=exemplo.Arquivo(nome="entrega.csv", texto=_tabela(_ENTREGA)),
    keeps=exemplo.Arquivo(nome="plano_entregas.csv", texto=_tabela(_PLANO | _ENTREGA)),
)
LINHAS_DISCORDAM = Rule[Any, Any](
    code="VA-03",
    stage=Stage.ARQUIVO,
    field="",
    source=VALIDAR,
    message=(
        "Esta linha repete o plano {chave}, da linha {primeira}, com outro valor em {campos}, e não foi contada. Numa "
        "tabela em que o plano se repete, uma linha por item, os dados dele têm de ser os mesmos em todas: corrija a "
        "que estiver errada."
    ),
    wrong="Duas linhas do mesmo plano dizem coisas diferentes dele.",
    why="Quando o plano se repete para que cada linha traga um item, só se pode enviar um valor de cada campo dele.",
    mend=(
        "Deixe os campos do plano iguais em todas as linhas dele. Se são dois planos, dê a cada um o seu "
        "identificador; se são duas versões do mesmo, deixe só a que vale."
    ),
    breaks=exemplo.Arquivo(
        nome="plano_entregas.csv", texto=_tabela(_PLANO | _ENTREGA, _PLANO | {"status": "4"} | _OUTRA)
    ),
    keeps=exemplo.Arquivo(nome="plano_entregas.csv", texto=_tabela(_PLANO | _ENTREGA, _PLANO | _OUTRA)),
)
CELULAS_DEMAIS = Rule[Any, Any](
    code="VA-04",
    stage=Stage.ARQUIVO,
    field="",
    source=VALIDAR,
    message=(
        "Esta linha tem {celulas} células, e o cabeçalho só {colunas}: não se sabe a que coluna cada uma pertence, e a "
        "linha não foi contada. Ponha entre aspas os textos que trazem o separador."
    ),
    wrong="A linha da tabela tem mais células do que o cabeçalho tem colunas.",
    why="Cada célula é lida pelo nome da coluna em que está; uma célula a mais desloca as seguintes.",
    mend=(
        "Ponha entre aspas os textos que trazem ponto e vírgula, vírgula ou tabulação, conforme o separador da "
        "tabela. Se falta uma coluna no cabeçalho, acrescente-a."
    ),
    breaks=exemplo.Arquivo(nome="participante.csv", texto=_tabela(exemplo.PARTICIPANTE, sobra=";2")),
    keeps=exemplo.Arquivo(nome="participante.csv", texto=_tabela(exemplo.PARTICIPANTE)),
)
TABELA_INTERROMPIDA = Rule[Any, Any](
    code="VA-05",
    stage=Stage.ARQUIVO,
    field="",
    source=VALIDAR,
    message="A tabela não pôde ser lida desta linha em diante: {motivo}, e confira de novo.",
    wrong="A tabela não pôde ser lida até o fim.",
    why=(
        "Entre aspas cabem separadores e quebras de linha: se elas não fecham, não se sabe onde a célula acaba. E "
        "bytes que não formam um texto não se leem."
    ),
    mend=(
        "Feche as aspas da célula, e escreva duas vezes cada aspa que fizer parte do texto. Na dúvida, grave a tabela "
        "de novo como CSV UTF-8 no programa de planilhas."
    ),
    breaks=exemplo.Arquivo(nome="participante.csv", texto=_tabela(exemplo.PARTICIPANTE, sobra=';"2')),
    keeps=exemplo.Arquivo(nome="participante.csv", texto=_tabela(exemplo.PARTICIPANTE)),
)

ASPAS = "há aspas que abrem e não fecham, ou algo depois das que fecham. Escreva duas vezes cada aspa de um texto"
BYTES = "os bytes não são um texto em UTF-8, nem na codificação das planilhas do Windows. Grave-a em UTF-8"

ARQUIVO: tuple[Rule[Any, Any], ...] = (
    DOCUMENTO_DESCONHECIDO,
    ITEM_SEM_PLANO,
    LINHAS_DISCORDAM,
    CELULAS_DEMAIS,
    TABELA_INTERROMPIDA,
)
