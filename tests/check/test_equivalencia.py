"""Conferir arquivos é o mesmo que enviar os documentos deles, um a um e na ordem certa, a um servidor vazio."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.rules.catalog import CATALOG
from app.rules.rule import Stage
from app.settings import SENHA_DE_DEMONSTRACAO
from tests import builders
from tests.check.arquivos import Documento, em_json, em_linhas, participante, plano_entregas, plano_trabalho, relatorio
from tests.cli.conftest import Pgd
from tests.conftest import ADMIN, Api

UNIDADES = st.sampled_from([1, 2])
DATAS = st.sampled_from(["2025-01-01", "2025-02-15", "2025-03-31", "2026-05-01", "2023-01-01", "31/01/2025"])
PARTICIPANTES = st.builds(
    participante,
    cod_unidade_autorizadora=UNIDADES,
    matricula_siape=st.sampled_from(["1234567", "7654321", "1111111"]),
    situacao=st.sampled_from([0, 1, "1", 2]),
    modalidade_execucao=st.sampled_from([1, 2, 9]),
    data_assinatura_tcr=st.sampled_from(["2024-12-02", "2025-02-03T22:00:00-03:00", "2020-01-01"]),
)
PLANOS_DE_ENTREGAS = st.builds(
    plano_entregas,
    cod_unidade_autorizadora=UNIDADES,
    id_plano_entregas=st.sampled_from(["a", "b"]),
    cod_unidade_executora=st.sampled_from([101, 102]),
    status=st.sampled_from([1, 3, 5]),
    data_inicio=DATAS,
    data_termino=DATAS,
    entregas=st.sampled_from([[], [builders.entrega()], [builders.entrega(), builders.entrega()]]),
)
PLANOS_DE_TRABALHO = st.builds(
    plano_trabalho,
    cod_unidade_autorizadora=UNIDADES,
    id_plano_trabalho=st.sampled_from(["x", "y"]),
    matricula_siape=st.sampled_from(["1234567", "7654321"]),
    status=st.sampled_from([1, 2, 3]),
    data_inicio=DATAS,
    data_termino=DATAS,
    contribuicoes=st.lists(
        st.builds(
            builders.contribuicao,
            tipo_contribuicao=st.sampled_from([1, 2, 3]),
            id_plano_entregas=st.sampled_from(["a", "b", None]),
            percentual_contribuicao=st.sampled_from([50, 100, 101]),
        ),
        max_size=2,
    ),
    avaliacoes_registros_execucao=st.just([]),
)
DOCUMENTOS = st.lists(PARTICIPANTES | PLANOS_DE_ENTREGAS | PLANOS_DE_TRABALHO, max_size=10)
CAMINHOS: dict[str, Callable[[Documento], str]] = {
    "situacao": builders.caminho_participante,
    "entregas": builders.caminho_plano_entregas,
    "contribuicoes": builders.caminho_plano_trabalho,
}
"""Os recursos, na ordem em que se enviam, pelo campo que só um deles tem."""
FORA_DO_DOCUMENTO = (Stage.PEDIDO, Stage.CONJUNTO)
"""O que a API diz do pedido, e o que só se sabe depois de todos os documentos."""


def da_api(api: Api, documentos: list[Documento]) -> list[tuple[bool, list[str], list[str]]]:
    """De cada documento, na ordem certa: se a API o aceita, as regras que o recusam e os avisos."""
    ditos = []
    for campo, caminho in CAMINHOS.items():
        for documento in documentos:
            if campo not in documento:
                continue
            resposta = api.put(caminho(documento), documento)
            recusas, avisos = (
                [codigo for codigo in resposta.headers.get(nome, "").split(", ") if codigo]
                for nome in ("X-PGD-Regra", "X-PGD-Avisos")
            )
            do_documento = [codigo for codigo in avisos if CATALOG[codigo].stage not in FORA_DO_DOCUMENTO]
            ditos.append((resposta.is_success, recusas, do_documento))
    return ditos


def dos_arquivos(documentos: list[Documento]) -> list[tuple[bool, list[str], list[str]]]:
    """O mesmo, lido de um relatório. De um estado recusado, como a resposta, só a primeira regra."""
    ditos = []
    for documento in documentos:
        recusas, avisos = (
            [
                achado["codigo"]
                for achado in documento["achados"]
                if achado["severidade"] == severidade and CATALOG[achado["codigo"]].stage not in FORA_DO_DOCUMENTO
            ]
            for severidade in ("erro", "aviso")
        )
        de_estado = any(CATALOG[codigo].stage is Stage.ESTADO for codigo in recusas)
        ditos.append((documento["aceito"], recusas[:1] if de_estado else list(dict.fromkeys(recusas)), avisos))
    return ditos


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documentos=DOCUMENTOS, em_lista=st.booleans())
def test_os_mesmos_codigos_que_a_api_diria(
    api: Api, pgd: Pgd, pasta: Path, documentos: list[Documento], em_lista: bool
) -> None:
    api.relogio.agora = datetime.now(UTC)
    api.token = str(api.entrar(ADMIN, SENHA_DE_DEMONSTRACAO).json()["access_token"])
    assert api.cliente.post("/simulador/api/reinicio", params={"escopo": "dados"}).status_code == 200
    arquivo = em_json(pasta / "x.json", documentos) if em_lista else em_linhas(pasta / "x.jsonl", documentos)
    feito = pgd("validar", arquivo, "--formato", "json")
    assert dos_arquivos(relatorio(feito)) == da_api(api, documentos)
