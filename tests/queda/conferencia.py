"""O que tem de valer depois de uma queda: cada envio confirmado está inteiro, e o banco está são."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import psycopg
from sqlalchemy import make_url

from tests.queda.envio import Conexao
from tests.queda.versoes import Historia
from tests.servidor import Servidor

_PAIS = {
    "entrega": ("plano_entregas", "id_plano_entregas"),
    "contribuicao": ("plano_trabalho", "id_plano_trabalho"),
    "avaliacao_registros_execucao": ("plano_trabalho", "id_plano_trabalho"),
}
_ITENS = {
    "entregas": "entrega",
    "contribuicoes": "contribuicao",
    "avaliacoes_registros_execucao": "avaliacao_registros_execucao",
}


def conferir(servidor: Servidor, token: str, historias: Iterable[Historia]) -> None:
    """Lê cada chave e compara com o que se enviou a ela."""
    with closing(Conexao(servidor, token)) as conexao:
        for historia in historias:
            resposta = conexao.pedir("GET", historia.caminho)
            assert resposta.status in (200, 404), (historia.caminho, resposta.status, resposta.corpo)
            historia.conferir(resposta.documento if resposta.status == 200 else None)


def conferir_banco(endereco: str, historias: Iterable[Historia]) -> None:
    """O banco passa nas suas próprias conferências, e tem só o que se enviou. As histórias já foram conferidas."""
    with closing(_abrir(endereco)) as conexao:
        if isinstance(conexao, sqlite3.Connection):
            for pragma, sao in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
                achado = conexao.execute(f"PRAGMA {pragma}").fetchall()
                assert achado == sao, f"PRAGMA {pragma}: {achado}"
        else:
            _amcheck(conexao)
        for tabela, (pai, chave) in _PAIS.items():
            (orfaos,) = conexao.execute(
                f"SELECT count(*) FROM {tabela} AS f WHERE NOT EXISTS (SELECT 1 FROM {pai} AS p "
                "WHERE p.origem_unidade = f.origem_unidade "
                f"AND p.cod_unidade_autorizadora = f.cod_unidade_autorizadora AND p.{chave} = f.{chave})"
            ).fetchone()
            assert orfaos == 0, f"{orfaos} linhas de {tabela} sem {pai}"
        esperadas = _linhas(historias)
        achadas = {tabela: conexao.execute(f"SELECT count(*) FROM {tabela}").fetchone()[0] for tabela in esperadas}
        assert achadas == esperadas, f"linhas achadas: {achadas}; esperadas: {esperadas}"


def registros(endereco: str) -> set[int]:
    """Os números que estão no diário."""
    with closing(_abrir(endereco)) as conexao:
        return {numero for (numero,) in conexao.execute("SELECT numero FROM registro").fetchall()}


def _linhas(historias: Iterable[Historia]) -> dict[str, int]:
    """Quantas linhas devem estar em cada tabela."""
    total = Counter(dict.fromkeys(("participante", "plano_entregas", "plano_trabalho", *_PAIS), 0))
    for historia in historias:
        if historia.confirmada:
            documento = historia.documento(historia.confirmada)
            total[historia.recurso] += 1
            for campo, tabela in _ITENS.items():
                total[tabela] += len(documento.get(campo, ()))
    return dict(total)


def _abrir(endereco: str) -> Any:
    """Uma conexão do próprio driver: as duas sabem `execute` e `close`."""
    if endereco.startswith("sqlite"):
        return sqlite3.connect(str(make_url(endereco).database))
    return psycopg.connect(endereco, autocommit=True)


def _amcheck(conexao: Any) -> None:
    """Confere as árvores dos índices contra as tabelas, onde o PostgreSQL traz como e deixa."""
    pode = "SELECT rolsuper AND EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck') FROM pg_roles"
    if conexao.execute(f"{pode} WHERE rolname = current_user").fetchone() == (True,):
        conexao.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        # Um índice que não bate com a tabela é erro do comando.
        conexao.execute(
            "SELECT bt_index_parent_check(indexrelid, true) FROM pg_index "
            "JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace"
        )
