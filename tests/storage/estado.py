"""Um estado com linhas em todas as tabelas, escrito à mão, e como se leem de volta todas as linhas de um banco."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, insert, select, update

from app.storage import tables

Linha = dict[str, Any]

HORA = datetime(2025, 7, 1, 12, 30, 15, 123456, tzinfo=UTC)
CHEIA = datetime(2025, 7, 1, 12, tzinfo=UTC)
"""Sem fração de segundo, que cada banco escreveria a seu modo."""
RESUMO = "$argon2id$v=19$m=19456,t=2,p=1$c2FsZ2FkbyBjb20gc2Fs$Zm9pIHJlc3VtaWRvIGF0w6kgbsOjbyBzZXIgbWFpcyBu"

_UNIDADE = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 9_223_372_036_854_775_807}
_GUARDA = {"data_insercao": HORA, "data_atualizacao": CHEIA}

LINHAS: dict[str, list[Linha]] = {
    "plano_trabalho": [
        {
            **_UNIDADE,
            "id_plano_trabalho": "pt 1/á;\"'\t\n",
            "status": 3,
            "cod_unidade_executora": 101,
            "cpf_participante": "52998224725",
            "matricula_siape": "1234567",
            "cod_unidade_lotacao_participante": 101,
            "data_inicio": date(1, 1, 1),
            "data_termino": date(9999, 12, 31),
            "carga_horaria_disponivel": 2_147_483_647,
            **_GUARDA,
        }
    ],
    "participante": [
        {
            **_UNIDADE,
            "matricula_siape": "1234567",
            "cod_unidade_lotacao": 101,
            "cod_unidade_instituidora": 1,
            "cpf": "52998224725",
            "situacao": 1,
            "modalidade_execucao": 2,
            "data_assinatura_tcr": date(2024, 1, 2),
            **_GUARDA,
        }
    ],
    "plano_entregas": [
        {
            **_UNIDADE,
            "id_plano_entregas": "pe1",
            "cod_unidade_instituidora": 1,
            "cod_unidade_executora": 101,
            "status": 5,
            "data_inicio": date(2024, 1, 1),
            "data_termino": date(2024, 6, 30),
            "avaliacao": 3,
            "data_avaliacao": date(2024, 7, 1),
            **_GUARDA,
        },
        {
            "origem_unidade": "SIORG",
            "cod_unidade_autorizadora": 2,
            "id_plano_entregas": "pe2",
            "cod_unidade_instituidora": 1,
            "cod_unidade_executora": 102,
            "status": 3,
            "data_inicio": date(2024, 1, 1),
            "data_termino": date(2024, 6, 30),
            "avaliacao": None,
            "data_avaliacao": None,
            **_GUARDA,
        },
    ],
    "entrega": [
        {
            **_UNIDADE,
            "id_plano_entregas": "pe1",
            "id_entrega": "e1",
            "ordem": 0,
            "entrega_cancelada": True,
            "nome_entrega": "Painel \\N de “acompanhamento” 📊",
            "meta_entrega": 100,
            "tipo_meta": "percentual",
            "data_entrega": date(2024, 6, 30),
            "nome_unidade_demandante": "",
            "nome_unidade_destinataria": "Sociedade",
        }
    ],
    "contribuicao": [
        {
            **_UNIDADE,
            "id_plano_trabalho": "pt 1/á;\"'\t\n",
            "ordem": 0,
            "id_contribuicao": "c1",
            "tipo_contribuicao": 1,
            "percentual_contribuicao": 100,
            "id_plano_entregas": None,
            "id_entrega": None,
        }
    ],
    "avaliacao_registros_execucao": [
        {
            **_UNIDADE,
            "id_plano_trabalho": "pt 1/á;\"'\t\n",
            "ordem": 0,
            "id_periodo_avaliativo": "p1",
            "data_inicio_periodo_avaliativo": date(2024, 1, 15),
            "data_fim_periodo_avaliativo": date(2024, 1, 31),
            "avaliacao_registros_execucao": 3,
            "data_avaliacao_registros_execucao": date(2024, 2, 5),
        }
    ],
    "usuario": [
        {
            "email": "pessoa@orgao.gov.br",
            "senha_argon2": RESUMO,
            "is_admin": False,
            "disabled": True,
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 1,
            "sistema_gerador": "Sistema 1.0",
            "perfil": "antaq",
            **_GUARDA,
        }
    ],
    "recuperacao": [{"resumo": "ab12", "email": "pessoa@orgao.gov.br", "vence_em": HORA}],
    "tentativa": [{"chave": "cd34", "falhas": 2, "vence_em": HORA}],
    "mensagem": [
        {
            "numero": 7,
            "criada_em": HORA,
            "para": "pessoa@orgao.gov.br",
            "assunto": "Recuperação",
            "texto": "linha um\nlinha dois",
            "entregue_em": None,
            "falha": "o servidor não respondeu",
        }
    ],
    "registro": [
        {
            "numero": 41,
            "ordem": 3,
            "recebido_em": HORA,
            "metodo": "PUT",
            "caminho": "/organizacao/SIAPE/1/plano_trabalho/pt1",
            "rota": "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_trabalho/{id_plano_trabalho}",
            "chave": '["SIAPE", "1", "pt1"]',
            "usuario": "pessoa@orgao.gov.br",
            "status": 503,
            "falha": "html-503",
            "status_verdadeiro": 201,
            "regra": None,
            "avisos": "AV-01",
            "achados": '[{"regra":"AV-01","onde":[["id",0]],"evidencia":{"a":1},"valor":2,"mensagem":"m"}]',
            "duracao_ms": 0.1,
            "bytes_recebidos": 12,
            "bytes_enviados": 34,
            "user_agent": "testes/1.0",
            "cabecalhos_recebidos": '[["host", "127.0.0.1"]]',
            "cabecalhos_enviados": "[]",
            "corpo_recebido": b'\x00\xff{"a": 1}',
            "corpo_enviado": b"",
        }
    ],
    "falha": [
        {
            "numero": 5,
            "predefinicao": "html-503",
            "parametros": "{}",
            "metodo": "PUT",
            "rota": None,
            "origem_unidade": None,
            "cod_unidade_autorizadora": None,
            "usuario": None,
            "pular": 1,
            "restantes": None,
            "probabilidade": 0.25,
            "semente": 9_223_372_036_854_775_807,
            "ate": HORA,
            "vistos": 4,
            "aplicada": 2,
            "armada_em": HORA,
        }
    ],
    "relogio": [{"numero": 1, "congelado_em": HORA, "adiantado_us": -5}],
}
"""De cada tabela, menos a dos contadores e a dos instantâneos, o que há nela."""
CONTADORES = {"registro": 2_501, "ordem": 4, "controles": 9}


def encher(connection: Connection) -> None:
    """Guarda `LINHAS` e `CONTADORES` num banco vazio."""
    for tabela in tables.metadata.sorted_tables:
        if tabela.name in LINHAS:
            connection.execute(insert(tabela), LINHAS[tabela.name])
    for nome, proximo in CONTADORES.items():
        connection.execute(update(tables.contador).where(tables.contador.c.nome == nome).values(proximo=proximo))


def todas_as_linhas(connection: Connection) -> dict[str, list[Linha]]:
    """As linhas de todas as tabelas do banco, também das que o código não conheça, em ordem."""
    reais = MetaData()
    reais.reflect(connection)
    return {
        nome: sorted(
            (_lida(linha) for linha in connection.execute(select(tables.metadata.tables.get(nome, tabela))).mappings()),
            key=str,
        )
        for nome, tabela in reais.tables.items()
    }


def _lida(linha: Mapping[Any, Any]) -> Linha:
    # O SQLite devolve os instantes sem o fuso.
    return {
        coluna: valor.replace(tzinfo=valor.tzinfo or UTC) if isinstance(valor, datetime) else valor
        for coluna, valor in linha.items()
    }
