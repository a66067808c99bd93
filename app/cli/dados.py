"""`pgd dados`: o que está guardado, em listas, e as versões de um documento que chegaram."""

from typing import Annotated

import typer

from app.cli.dados_lista import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Forma, show
from app.cli.dados_versoes import versoes
from app.cli.simulador import Url, simulator
from app.cli.terminal import Banco
from app.records.asked import PAGINA

dados = typer.Typer(help="O que está guardado: listar, exportar, e ver o que chegou de cada um.", no_args_is_help=True)
dados.command()(versoes)

Unidade = Annotated[str | None, typer.Option(help="Unidade autorizadora, como SIAPE/1.")]
Instituidora = Annotated[str | None, typer.Option(help="Código da unidade instituidora.")]
Executora = Annotated[str | None, typer.Option(help="Código da unidade executora.")]
Lotacao = Annotated[str | None, typer.Option(help="Código da unidade de lotação.")]
Matricula = Annotated[str | None, typer.Option(help="Matrícula SIAPE, com os sete algarismos.")]
Cpf = Annotated[str | None, typer.Option(help="CPF, com os onze algarismos.")]
Id = Annotated[str | None, typer.Option("--id", help="Identificador do plano.")]
Inicio = Annotated[str | None, typer.Option(help="Só os planos com algum dia a partir desta data, como 2025-01-31.")]
Termino = Annotated[str | None, typer.Option(help="Só os planos com algum dia até esta data.")]
AlteradoDesde = Annotated[
    str | None, typer.Option(help="Só o que foi guardado daí em diante: data, ou data e hora; sem fuso, em UTC.")
]
Limite = Annotated[
    int | None,
    typer.Option(min=1, help=f"Quantas linhas, no máximo. Sem ele: na tela, {PAGINA}; em json e csv, todas."),
]
EmForma = Annotated[
    Forma, typer.Option("--formato", help="tabela, para ler na tela; json, para programas; csv, para planilhas.")
]


@dados.command("participante")
def participante(
    unidade: Unidade = None,
    instituidora: Instituidora = None,
    lotacao: Lotacao = None,
    matricula: Matricula = None,
    cpf: Cpf = None,
    situacao: Annotated[str | None, typer.Option(help="0 inativo, 1 ativo.")] = None,
    modalidade: Annotated[
        str | None, typer.Option(help="1 presencial; 2 teletrabalho parcial; 3 integral; 4 e 5 no exterior.")
    ] = None,
    alterado_desde: AlteradoDesde = None,
    limite: Limite = None,
    formato: EmForma = Forma.TABELA,
    url: Url = None,
    banco: Banco = None,
) -> None:
    """Lista os participantes guardados."""
    filtros = {
        "unidade": unidade,
        "instituidora": instituidora,
        "lotacao": lotacao,
        "matricula": matricula,
        "cpf": cpf,
        "situacao": situacao,
        "modalidade": modalidade,
        "alterado_desde": alterado_desde,
    }
    with simulator(url, banco) as server:
        show(server, PARTICIPANTE, filtros, limite, formato)


@dados.command("plano_entregas")
def plano_entregas(
    unidade: Unidade = None,
    id_: Id = None,
    instituidora: Instituidora = None,
    executora: Executora = None,
    status: Annotated[
        str | None, typer.Option(help="1 cancelado; 2 aprovado; 3 em execução; 4 concluído; 5 avaliado.")
    ] = None,
    inicio: Inicio = None,
    termino: Termino = None,
    avaliado: Annotated[bool | None, typer.Option("--avaliado/--nao-avaliado", help="Se tem avaliação.")] = None,
    alterado_desde: AlteradoDesde = None,
    limite: Limite = None,
    formato: EmForma = Forma.TABELA,
    url: Url = None,
    banco: Banco = None,
) -> None:
    """Lista os planos de entregas guardados."""
    filtros = {
        "unidade": unidade,
        "id": id_,
        "instituidora": instituidora,
        "executora": executora,
        "status": status,
        "inicio": inicio,
        "termino": termino,
        "avaliado": avaliado,
        "alterado_desde": alterado_desde,
    }
    with simulator(url, banco) as server:
        show(server, PLANO_ENTREGAS, filtros, limite, formato)


@dados.command("plano_trabalho")
def plano_trabalho(
    unidade: Unidade = None,
    id_: Id = None,
    executora: Executora = None,
    lotacao: Lotacao = None,
    matricula: Matricula = None,
    cpf: Cpf = None,
    status: Annotated[str | None, typer.Option(help="1 cancelado; 2 aprovado; 3 em execução; 4 concluído.")] = None,
    inicio: Inicio = None,
    termino: Termino = None,
    alterado_desde: AlteradoDesde = None,
    limite: Limite = None,
    formato: EmForma = Forma.TABELA,
    url: Url = None,
    banco: Banco = None,
) -> None:
    """Lista os planos de trabalho guardados."""
    filtros = {
        "unidade": unidade,
        "id": id_,
        "executora": executora,
        "lotacao": lotacao,
        "matricula": matricula,
        "cpf": cpf,
        "status": status,
        "inicio": inicio,
        "termino": termino,
        "alterado_desde": alterado_desde,
    }
    with simulator(url, banco) as server:
        show(server, PLANO_TRABALHO, filtros, limite, formato)
