"""O OpenAPI publicado: contém o contrato inteiro, é válido, fala português e não traz nada do simulador."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from pydantic import BaseModel
from typer.testing import CliRunner

from app.api import responses
from app.cli import main
from app.contract import moment
from app.contract.participante import Participante
from app.contract.plano_entregas import Entrega, PlanoEntregas
from app.contract.plano_trabalho import AvaliacaoRegistrosExecucao, Contribuicao, PlanoTrabalho
from app.contract.usuario import DadosUsuario, Usuario
from tests.conftest import Api

PASTA = Path(__file__).parents[2] / "openapi"
PUBLICADO: dict[str, Any] = json.loads((PASTA / "api-pgd-3.3.9.json").read_text(encoding="utf-8"))
ESTRUTURA: dict[str, Any] = json.loads((PASTA / "estrutura-3.3.9.json").read_text(encoding="utf-8"))

Esquema = dict[str, Any]
Pedaco = tuple[str, dict[str, Any]]

IGUAIS = ("type", "format", "pattern", "default")
LIMITES = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
TAMANHOS = ("minLength", "maxLength", "minItems", "maxItems")
CONHECIDAS = {*IGUAIS, *LIMITES, *TAMANHOS, "enum", "required", "properties", "items", "anyOf"}


def _operacoes(documento: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{metodo.upper()} {caminho}": operacao
        for caminho, metodos in documento["paths"].items()
        for metodo, operacao in metodos.items()
    }


NOSSAS, DELAS = _operacoes(PUBLICADO), _operacoes(ESTRUTURA)
ENVIOS = [nome for nome in NOSSAS if nome.startswith("PUT ")]


def _aberto(esquema: Esquema, documento: dict[str, Any]) -> Esquema:
    """O esquema com `$ref` e `allOf` trocados pelo que dizem."""
    aberto = {chave: valor for chave, valor in esquema.items() if chave not in ("$ref", "allOf")}
    partes = list(esquema.get("allOf", []))
    if "$ref" in esquema:
        partes.append(documento["components"]["schemas"][esquema["$ref"].rsplit("/", 1)[1]])
    for parte in partes:
        aberto = _aberto(parte, documento) | aberto
    return aberto


def _falta(delas: Esquema, nosso: Esquema, onde: str) -> Iterator[str]:
    """O que o esquema da estrutura diz e o nosso não; nada, quando o nosso diz tudo."""
    d, n = _aberto(delas, ESTRUTURA), _aberto(nosso, PUBLICADO)
    assert d.keys() <= CONHECIDAS, f"{onde}: a comparação não conhece {d.keys() - CONHECIDAS}"
    if "anyOf" in n and "anyOf" not in d:
        if not any(not list(_falta(d, alternativa, onde)) for alternativa in n["anyOf"]):
            yield f"{onde}: nenhuma das alternativas é a da estrutura"
        return
    for chave in (*IGUAIS, *TAMANHOS):
        if chave in d and d[chave] != n.get(chave):
            yield f"{onde}: {chave} é {n.get(chave)!r}, e na estrutura {d[chave]!r}"
    for chave in LIMITES:
        if chave in d and float(d[chave]) != float(n.get(chave, "nan")):
            yield f"{onde}: {chave} é {n.get(chave)}, e na estrutura {d[chave]}"
    if "enum" in d and sorted(d["enum"]) != sorted(n.get("enum", [])):
        yield f"{onde}: enum é {n.get('enum')}, e na estrutura {d['enum']}"
    if sorted(d.get("required", [])) != sorted(n.get("required", [])):
        yield f"{onde}: required é {n.get('required')}, e na estrutura {d.get('required')}"
    for nome, propriedade in d.get("properties", {}).items():
        if nome in n.get("properties", {}):
            yield from _falta(propriedade, n["properties"][nome], f"{onde}.{nome}")
        else:
            yield f"{onde}: falta a propriedade {nome}"
    if "items" in d:
        yield from _falta(d["items"], n.get("items", {}), f"{onde}[]")
    for alternativa in d.get("anyOf", []):
        if not any(not list(_falta(alternativa, nossa, onde)) for nossa in n.get("anyOf", [])):
            yield f"{onde}: falta a alternativa {alternativa}"


def _corpos(operacao: dict[str, Any]) -> dict[str, Esquema]:
    """Os esquemas do pedido e das respostas, por lugar."""
    lugares = {"pedido": operacao.get("requestBody", {}), **operacao["responses"]}
    return {
        f"{lugar} {tipo}": conteudo["schema"]
        for lugar, resposta in lugares.items()
        for tipo, conteudo in resposta.get("content", {}).items()
    }


def _citados(esquema: Esquema) -> set[str]:
    """Os componentes que o esquema cita sem entrar neles."""
    if "$ref" in esquema:
        return {esquema["$ref"].rsplit("/", 1)[1]}
    partes = [*esquema.get("anyOf", []), *([esquema["items"]] if "items" in esquema else [])]
    return {nome for parte in partes for nome in _citados(parte)}


class TestContemAEstruturaDoContrato:
    @pytest.mark.parametrize("nome", ESTRUTURA["components"]["schemas"])
    def test_o_componente_existe_com_o_mesmo_nome_e_diz_o_mesmo(self, nome: str) -> None:
        delas, nosso = ESTRUTURA["components"]["schemas"][nome], PUBLICADO["components"]["schemas"][nome]
        assert list(_falta(delas, nosso, nome)) == []

    @pytest.mark.parametrize("nome", DELAS)
    def test_a_operacao_tem_os_mesmos_parametros(self, nome: str) -> None:
        nossos = {(p["in"], p["name"]): p for p in NOSSAS[nome].get("parameters", [])}
        delas = {(p["in"], p["name"]): p for p in DELAS[nome].get("parameters", [])}
        assert nossos.keys() == delas.keys()
        assert [nossos[chave]["required"] for chave in delas] == [p["required"] for p in delas.values()]
        assert [f for chave, p in delas.items() for f in _falta(p["schema"], nossos[chave]["schema"], str(chave))] == []

    @pytest.mark.parametrize("nome", DELAS)
    def test_a_operacao_tem_as_mesmas_respostas_e_o_mesmo_pedido(self, nome: str) -> None:
        nossos, delas = _corpos(NOSSAS[nome]), _corpos(DELAS[nome])
        assert delas.keys() <= nossos.keys()
        assert [falta for lugar in delas for falta in _falta(delas[lugar], nossos[lugar], lugar)] == []
        assert {lugar: _citados(delas[lugar]) - _citados(nossos[lugar]) for lugar in delas} == {
            lugar: set() for lugar in delas
        }

    @pytest.mark.parametrize("nome", DELAS)
    def test_a_operacao_pede_as_mesmas_credenciais(self, nome: str) -> None:
        assert NOSSAS[nome].get("security") == DELAS[nome].get("security")
        assert NOSSAS[nome].get("requestBody", {}).get("required") == DELAS[nome].get("requestBody", {}).get("required")

    def test_a_entrada_e_a_mesma(self) -> None:
        entrada = PUBLICADO["components"]["securitySchemes"]["OAuth2PasswordBearer"]
        assert {chave: entrada[chave] for chave in ("flows", "type")} == (
            ESTRUTURA["components"]["securitySchemes"]["OAuth2PasswordBearer"]
        )

    def test_de_novo_so_ha_a_saude_e_os_erros_que_a_estrutura_nao_nomeia(self) -> None:
        assert NOSSAS.keys() - DELAS.keys() == {"GET /health"}
        assert PUBLICADO["components"]["schemas"].keys() - ESTRUTURA["components"]["schemas"].keys() == {
            "ContentTooLargeErrorResponse",
            "RefusedErrorResponse",
            "Saude",
            "TooSoonErrorResponse",
            "UnavailableErrorResponse",
        }


class TestEValido:
    def test_o_arquivo_publicado_e_o_que_o_comando_gera(self) -> None:
        gerado = CliRunner().invoke(main.app, ["openapi"])
        assert gerado.output == (PASTA / "api-pgd-3.3.9.json").read_text(encoding="utf-8")

    def test_o_arquivo_publicado_e_o_que_o_servidor_entrega(self, api: Api) -> None:
        assert api.get("/openapi.json", token=None).json() == PUBLICADO

    def test_cumpre_o_openapi_3_1(self) -> None:
        documento = json.loads(json.dumps(PUBLICADO))
        # O contrato publica o endereço relativo "token", que o esquema do OpenAPI, mais rígido que o texto, não aceita.
        documento["components"]["securitySchemes"]["OAuth2PasswordBearer"]["flows"]["password"]["tokenUrl"] = (
            "http://x/token"
        )
        schemathesis.openapi.from_dict(documento).validate()

    @pytest.mark.parametrize("nome", PUBLICADO["components"]["schemas"])
    def test_todo_componente_e_um_json_schema(self, nome: str) -> None:
        jsonschema_rs.meta.validate(PUBLICADO["components"]["schemas"][nome])

    def test_toda_referencia_leva_a_um_componente(self) -> None:
        citados = {no["$ref"] for _, no in _nos(PUBLICADO, "") if "$ref" in no}
        assert citados <= {f"#/components/schemas/{nome}" for nome in PUBLICADO["components"]["schemas"]}


def _nos(no: Any, onde: str) -> Iterator[Pedaco]:
    """Todos os objetos do documento, com o lugar de cada um; dentro de exemplos não se entra."""
    if isinstance(no, dict):
        yield onde, no
        for chave, valor in no.items():
            if chave != "examples":
                yield from _nos(valor, f"{onde}/{chave}")
    elif isinstance(no, list):
        for n, valor in enumerate(no):
            yield from _nos(valor, f"{onde}/{n}")


COM_EXEMPLOS = {onde: no for onde, no in _nos(PUBLICADO, "") if "examples" in no} | {
    f"{nome} {parametro['name']}": {**parametro["schema"], "examples": [parametro["example"]]}
    for nome, operacao in NOSSAS.items()
    for parametro in operacao.get("parameters", [])
    if parametro["in"] == "path"
}
MODELOS: dict[str, type[BaseModel]] = {
    "ParticipanteSchema": Participante,
    "PlanoEntregasSchema-Input": PlanoEntregas,
    "PlanoEntregasSchema-Output": PlanoEntregas,
    "PlanoEntregasResponseSchema": PlanoEntregas,
    "EntregaSchema": Entrega,
    "PlanoTrabalhoSchema-Input": PlanoTrabalho,
    "PlanoTrabalhoSchema-Output": PlanoTrabalho,
    "PlanoTrabalhoResponseSchema": PlanoTrabalho,
    "ContribuicaoSchema": Contribuicao,
    "AvaliacaoRegistrosExecucaoSchema": AvaliacaoRegistrosExecucao,
    "UsersSchema": Usuario,
    "UsersGetSchema": DadosUsuario,
    "BadRequestErrorResponse": responses.BadRequestErrorResponse,
    "UnauthorizedErrorResponse": responses.UnauthorizedErrorResponse,
    "ForbiddenErrorResponse": responses.ForbiddenErrorResponse,
    "NotFoundErrorResponse": responses.NotFoundErrorResponse,
    "TooSoonErrorResponse": responses.TooSoonErrorResponse,
    "UnavailableErrorResponse": responses.UnavailableErrorResponse,
    "RefusedErrorResponse": responses.RefusedErrorResponse,
    "ValidationError": responses.ValidationError,
    "Saude": responses.Saude,
}


class TestExemplos:
    @pytest.mark.parametrize("onde", COM_EXEMPLOS)
    def test_cumprem_o_esquema_em_que_estao(self, onde: str) -> None:
        esquema = COM_EXEMPLOS[onde]
        validador = jsonschema_rs.Draft202012Validator(
            {"components": PUBLICADO["components"], **esquema}, validate_formats=True
        )
        # Os exemplos da data do TCR vêm sem fuso, como a API os devolve; o formato date-time do JSON Schema o exige.
        erros = [
            erro.message
            for exemplo in esquema["examples"]
            for erro in validador.iter_errors(exemplo)
            if 'is not a "date-time"' not in erro.message
        ]
        assert erros == []

    @pytest.mark.parametrize("nome", MODELOS)
    def test_cumprem_o_modelo_e_voltam_iguais(self, nome: str) -> None:
        for exemplo in PUBLICADO["components"]["schemas"][nome]["examples"]:
            with moment.at(datetime(2025, 7, 1, tzinfo=UTC)):
                assert MODELOS[nome].model_validate(exemplo).model_dump(mode="json") == exemplo

    def test_nenhum_componente_com_exemplo_fica_sem_modelo(self) -> None:
        com_exemplo = {nome for nome, esquema in PUBLICADO["components"]["schemas"].items() if "examples" in esquema}
        assert com_exemplo == set(MODELOS)

    def test_enviados_na_ordem_criam_os_documentos(self, api: Api) -> None:
        enviados = {nome: _enviar_exemplo(api, nome) for nome in sorted(ENVIOS, key=_ordem_de_envio)}
        assert enviados == dict.fromkeys(ENVIOS, 201)


def _ordem_de_envio(nome: str) -> int:
    return [parte in nome for parte in ("/user/", "/participante/", "/plano_entregas/", "/plano_trabalho/")].index(True)


def _enviar_exemplo(api: Api, nome: str) -> int:
    operacao = NOSSAS[nome]
    caminho = nome.removeprefix("PUT ").format(**{p["name"]: p["example"] for p in operacao["parameters"]})
    (componente,) = _citados(operacao["requestBody"]["content"]["application/json"]["schema"])
    return api.put(caminho, PUBLICADO["components"]["schemas"][componente]["examples"][0]).status_code


class TestDizTudoEmPortugues:
    @pytest.mark.parametrize("nome", NOSSAS)
    def test_a_operacao_os_parametros_e_as_respostas(self, nome: str) -> None:
        operacao = NOSSAS[nome]
        partes = [operacao, *operacao.get("parameters", []), *operacao["responses"].values()]
        assert [parte for parte in partes if not parte.get("description")] == []
        assert operacao["summary"]

    @pytest.mark.parametrize("nome", PUBLICADO["components"]["schemas"])
    def test_o_componente_e_as_propriedades(self, nome: str) -> None:
        esquema = PUBLICADO["components"]["schemas"][nome]
        assert esquema["description"]
        assert [campo for campo, texto in esquema.get("properties", {}).items() if not texto.get("title")] == []

    @pytest.mark.parametrize("ingles", ["Successful Response", "Validation Error", "Response ", "Input should"])
    def test_nada_do_que_o_fastapi_diz_em_ingles(self, ingles: str) -> None:
        textos = [no.get(chave) for _, no in _nos(PUBLICADO, "") for chave in ("title", "description", "summary")]
        assert [texto for texto in textos if isinstance(texto, str) and ingles in texto] == []

    def test_nenhum_titulo_e_o_nome_do_campo_em_ingles(self) -> None:
        titulos = [
            (campo, propriedade["title"])
            for esquema in PUBLICADO["components"]["schemas"].values()
            for campo, propriedade in esquema.get("properties", {}).items()
            if propriedade["title"] == campo.replace("_", " ").title() and campo not in ("status", "entregas")
        ]
        assert titulos == []


class TestRespostasDeclaradas:
    @pytest.mark.parametrize("nome", ENVIOS)
    def test_criar_e_substituir_respondem_o_mesmo_documento(self, nome: str) -> None:
        corpos = _corpos(NOSSAS[nome])
        assert corpos["201 application/json"] == corpos["200 application/json"]

    @pytest.mark.parametrize("nome", [*ENVIOS, "POST /token"])
    def test_o_que_tem_corpo_declara_as_duas_formas_do_422_e_o_413(self, nome: str) -> None:
        lista, texto = _corpos(NOSSAS[nome])["422 application/json"]["anyOf"]
        tipos = [_aberto(forma, PUBLICADO)["properties"]["detail"]["type"] for forma in (lista, texto)]
        assert tipos == ["array", "string"]
        assert _citados(_corpos(NOSSAS[nome])["413 application/json"]) == {"ContentTooLargeErrorResponse"}

    @pytest.mark.parametrize("nome", NOSSAS)
    def test_tudo_declara_o_400_e_o_503(self, nome: str) -> None:
        corpos = _corpos(NOSSAS[nome])
        assert _citados(corpos["400 application/json"]) == {"BadRequestErrorResponse"}
        assert _citados(corpos["503 application/json"]) == {"UnavailableErrorResponse"}
        assert NOSSAS[nome]["responses"]["503"]["headers"].keys() == {"Retry-After"}

    @pytest.mark.parametrize("nome", [nome for nome, operacao in NOSSAS.items() if "401" in operacao["responses"]])
    def test_o_401_diz_como_se_entra(self, nome: str) -> None:
        assert NOSSAS[nome]["responses"]["401"]["headers"].keys() == {"WWW-Authenticate"}

    def test_tudo_o_que_pede_token_declara_o_401_e_o_403(self) -> None:
        com_token = [operacao["responses"] for operacao in NOSSAS.values() if "security" in operacao]
        assert len(com_token) == 9
        assert [respostas.keys() & {"401", "403"} for respostas in com_token] == [{"401", "403"}] * 9


class TestLigacoes:
    @pytest.mark.parametrize("nome", ENVIOS)
    @pytest.mark.parametrize("status", ["200", "201"])
    def test_todo_envio_leva_a_leitura_e_ao_reenvio_com_a_mesma_chave(self, nome: str, status: str) -> None:
        por_id = {operacao["operationId"]: operacao for operacao in NOSSAS.values()}
        ligacoes = NOSSAS[nome]["responses"][status]["links"]
        daqui = {f"$request.path.{p['name']}" for p in NOSSAS[nome]["parameters"]}
        assert len(ligacoes) == 2
        for ligacao in ligacoes.values():
            alvo = por_id[ligacao["operationId"]]
            assert ligacao["description"]
            assert ligacao["parameters"].keys() == {p["name"] for p in alvo["parameters"]}
            assert set(ligacao["parameters"].values()) <= daqui
            assert ("requestBody" in ligacao) == ("requestBody" in alvo)


class TestNadaDoSimulador:
    @pytest.mark.parametrize("nosso", ["X-PGD", "/simulador", "regra", "PGD_", "registro "])
    def test_nao_aparece_no_documento_oficial(self, nosso: str) -> None:
        assert nosso.lower() not in json.dumps(PUBLICADO, ensure_ascii=False).lower()

    def test_o_simulador_tem_documento_proprio_so_com_os_seus_caminhos(self, api: Api) -> None:
        documento = api.get("/simulador/openapi.json", token=None).json()
        assert documento["info"]["title"] != PUBLICADO["info"]["title"]
        assert documento["paths"]
        assert [caminho for caminho in documento["paths"] if not caminho.startswith("/api/")] == []
