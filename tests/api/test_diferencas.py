"""As diferenças em relação à API central: uma classe por linha de docs/diferencas.md, com o número dela no nome.

O que imitamos de estranho, e a gravação já traz, se prova em tests/fidelidade; aqui, só o que ela não traz. O que se lê
de um banco com dados antigos (D-07) está em test_leitura_antiga.py; o que acontece ao mesmo tempo (D-19 e D-20), em
tests/concorrencia.
"""

import base64
import json
import random
import re
import string
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher
from httpx2 import Response
from jose import jwt
from sqlalchemy import Connection, select

from app import access
from app.settings import SENHA_DE_DEMONSTRACAO, InvalidSettings, Settings
from app.storage import mensagem
from app.storage.database import Database
from app.storage.tables import registro
from tests import builders
from tests.builders import (
    avaliacao,
    caminho_participante,
    caminho_plano_entregas,
    contribuicao,
    entrega,
    participante,
    plano_entregas,
    plano_trabalho,
    usuario,
)
from tests.conftest import ADMIN, CHAVE, Api
from tests.fidelidade.pagina import FAMILIAS
from tests.servidor import ate

RAIZ = Path(__file__).resolve().parents[2]
PAGINA = RAIZ / "docs" / "diferencas.md"

PARTICIPANTE = "/organizacao/SIAPE/1/101/participante/1234567"
PLANO_ENTREGAS = "/organizacao/SIAPE/1/plano_entregas/pe1"
PLANO_TRABALHO = "/organizacao/SIAPE/1/plano_trabalho/pt1"
USUARIO = "/user/sistema@orgao.gov.br"
JSON = {"Content-Type": "application/json"}
LIMITE = 16 * 1024 * 1024
SEGREDO = "segredo-que-nao-pode-voltar"
REDEFINIR = "/user/reset_password/"

Lugar = list[str | int]
Resumo = tuple[int, str, str | None, list[tuple[str, Lugar, Any]]]


def em_lista(resposta: Response) -> Resumo:
    """A recusa em lista, menos as palavras: status, tipo, regras, e de cada erro o tipo, o lugar e o `input`."""
    assert list(resposta.json()) == ["detail"]
    erros = resposta.json()["detail"]
    assert [set(erro) for erro in erros] == [{"type", "loc", "msg", "input", "ctx"}] * len(erros)
    return (
        resposta.status_code,
        resposta.headers["content-type"],
        resposta.headers["x-pgd-regra"],
        [(erro["type"], erro["loc"], erro["input"]) for erro in erros],
    )


def em_texto(resposta: Response) -> tuple[int, str, str | None]:
    """A recusa em texto, menos as palavras: status, tipo e regra."""
    assert list(resposta.json()) == ["detail"]
    assert isinstance(resposta.json()["detail"], str)
    return resposta.status_code, resposta.headers["content-type"], resposta.headers["x-pgd-regra"]


def uma(regra: str, tipo: str, lugar: Lugar, valor: Any) -> Resumo:
    """A recusa em lista de um erro só."""
    return 422, "application/json", regra, [(tipo, lugar, valor)]


def texto(status: int, regra: str) -> tuple[int, str, str | None]:
    """A recusa em texto."""
    return status, "application/json", regra


def cru(documento: builders.Documento, campo: str, valor: str) -> str:
    """O documento em JSON, com este valor escrito como se quer, ainda que JSON não o permita."""
    return json.dumps({**documento, campo: "@"}).replace('"@"', valor)


def no_laco(api: Api, trabalho: Any, *argumentos: Any) -> Any:
    """Corre uma corrotina no laço do servidor de teste."""
    assert api.cliente.portal is not None
    return api.cliente.portal.call(trabalho, *argumentos)


def banco_de(api: Api) -> Database:
    database: Database = api.cliente.app.state.parts.database  # type: ignore[attr-defined]  # o TestClient só promete um ASGI
    return database


def codigo_de_recuperacao(api: Api, email: str) -> str:
    """Pede a recuperação e lê o código no e-mail escrito."""
    assert api.cliente.post(f"/user/forgot_password/{email}").status_code == 200
    ultima = no_laco(api, banco_de(api).look, lambda connection: mensagem.newest(connection, 1))[0]
    return str(re.findall(r"access_token=([\w-]+)", ultima.texto)[0])


def redefinir(api: Api, codigo: str, senha: str) -> Response:
    return api.cliente.get(REDEFINIR, params={"access_token": codigo, "password": senha})


def incompressivel(tamanho: int) -> str:
    """Um texto que nenhum banco encolhe, sempre o mesmo."""
    return "".join(random.Random(3).choices(string.ascii_letters + string.digits, k=tamanho))


# Falhas da API central


class TestD01NumerosQueNaoSaoFinitos:
    @pytest.mark.parametrize(
        ("escrito", "lido"), [("NaN", "nan"), ("Infinity", "inf"), ("-Infinity", "-inf"), ("1e400", "inf")]
    )
    def test_num_campo_sao_recusados_em_lista(self, api: Api, escrito: str, lido: str) -> None:
        corpo = cru(participante(), "cod_unidade_lotacao", escrito)
        resposta = api.pedir("PUT", PARTICIPANTE, content=corpo, headers=JSON)
        assert em_lista(resposta) == uma("FO-12", "finite_number", ["body", "cod_unidade_lotacao"], lido)

    @pytest.mark.parametrize("caminho", [PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, USUARIO])
    def test_no_lugar_do_documento_sao_recusados_em_lista(self, api: Api, caminho: str) -> None:
        resposta = api.pedir("PUT", caminho, content="NaN", headers=JSON)
        assert em_lista(resposta) == uma("FO-02", "model_attributes_type", ["body"], "nan")


class TestD02NuloEMeioCaractere:
    @pytest.mark.parametrize(("campo", "tipo"), [("nome_entrega", "string_unicode"), ("id_entrega", "value_error")])
    def test_meio_caractere_num_plano_de_entregas(self, api: Api, campo: str, tipo: str) -> None:
        corpo = json.dumps(plano_entregas(entregas=[entrega(**{campo: "a\ud800"})]))
        resposta = api.pedir("PUT", PLANO_ENTREGAS, content=corpo, headers=JSON)
        assert em_lista(resposta) == uma("FO-26", tipo, ["body", "entregas", 0, campo], "a\\ud800")

    def test_meio_caractere_num_plano_de_trabalho_e_recusado_em_texto_como_na_api_central(self, api: Api) -> None:
        corpo = json.dumps(plano_trabalho(contribuicoes=[contribuicao(id_contribuicao="\ud800")]))
        resposta = api.com_base().pedir("PUT", PLANO_TRABALHO, content=corpo, headers=JSON)
        assert em_texto(resposta) == texto(422, "PT-24")

    def test_nulo_num_plano_de_entregas(self, api: Api) -> None:
        resposta = api.enviar_plano_entregas(entregas=[entrega(), entrega(id_entrega="e2", nome_entrega="a\0b")])
        assert em_lista(resposta) == uma("FO-25", "value_error", ["body", "entregas", 1, "nome_entrega"], "a\0b")

    def test_nulo_num_plano_de_trabalho(self, api: Api) -> None:
        resposta = api.com_base().enviar_plano_trabalho(
            avaliacoes_registros_execucao=[avaliacao(id_periodo_avaliativo="\0")]
        )
        lugar: Lugar = ["body", "avaliacoes_registros_execucao", 0, "id_periodo_avaliativo"]
        assert em_lista(resposta) == uma("FO-25", "value_error", lugar, "\0")

    @pytest.mark.parametrize(
        ("caminho", "campo", "valor"),
        [
            ("/organizacao/SIAPE/1/101/participante/%00", "matricula_siape", "\0"),
            ("/organizacao/%00/1/101/participante/1234567", "origem_unidade", "\0"),
            ("/organizacao/SIAPE/1/plano_entregas/a%00b", "id_plano_entregas", "a\0b"),
            ("/organizacao/SIAPE/1/plano_trabalho/%00", "id_plano_trabalho", "\0"),
            ("/user/%00", "email", "\0"),
        ],
    )
    def test_nulo_no_caminho_lido_por_um_administrador(self, api: Api, caminho: str, campo: str, valor: str) -> None:
        assert em_lista(api.get(caminho)) == uma("PD-09", "value_error", ["path", campo], valor)

    @pytest.mark.parametrize(
        ("caminho", "regra"),
        [
            ("/organizacao/SIAPE/1/101/participante/%00", "AU-07"),
            ("/organizacao/SIAPE/1/plano_entregas/%00", "AU-07"),
            ("/organizacao/SIAPE/1/plano_trabalho/%00", "AU-07"),
            ("/user/%00", "AU-08"),
        ],
    )
    def test_nulo_no_caminho_lido_por_usuario_de_outra_unidade(self, api: Api, caminho: str, regra: str) -> None:
        token = api.token_de(usuario(cod_unidade_autorizadora=2))
        assert em_texto(api.get(caminho, token=token)) == texto(403, regra)

    def test_nulo_no_caminho_lido_por_usuario_da_unidade(self, api: Api) -> None:
        resposta = api.get("/organizacao/SIAPE/1/plano_entregas/%00", token=api.token_de(usuario()))
        assert em_lista(resposta) == uma("PD-09", "value_error", ["path", "id_plano_entregas"], "\0")

    @pytest.mark.parametrize(
        ("caminho", "documento"),
        [
            ("/organizacao/SIAPE/1/101/participante/%00", participante()),
            ("/organizacao/SIAPE/1/plano_entregas/%00", plano_entregas()),
            ("/organizacao/SIAPE/1/plano_trabalho/%00", plano_trabalho()),
            ("/user/%00", usuario()),
        ],
    )
    def test_nulo_no_caminho_de_um_envio_difere_do_corpo(
        self, api: Api, caminho: str, documento: builders.Documento
    ) -> None:
        assert em_texto(api.put(caminho, documento)) == texto(422, "PD-07")

    def test_nulo_no_caminho_e_no_corpo(self, api: Api) -> None:
        resposta = api.put("/organizacao/SIAPE/1/plano_entregas/%00", plano_entregas(id_plano_entregas="\0"))
        assert em_lista(resposta) == uma("FO-25", "value_error", ["body", "id_plano_entregas"], "\0")

    def test_nulo_no_pedido_de_recuperacao(self, api: Api) -> None:
        resposta = api.cliente.post("/user/forgot_password/%00")
        assert em_lista(resposta) == uma("PD-09", "value_error", ["path", "email"], "\0")

    @pytest.mark.parametrize(("senha", "regra"), [("\0", "FO-25"), ("\ud800", "FO-26")])
    def test_na_senha_de_um_usuario(self, api: Api, senha: str, regra: str) -> None:
        resposta = api.pedir("PUT", USUARIO, content=json.dumps(usuario(password=senha)), headers=JSON)
        assert em_lista(resposta) == uma(regra, "value_error", ["body", "password"], "***")

    def test_na_senha_redefinida(self, api: Api) -> None:
        resposta = redefinir(api, codigo_de_recuperacao(api, ADMIN), "a\0b")
        assert em_lista(resposta) == uma("FO-25", "value_error", ["query", "password"], "***")

    def test_na_senha_ao_entrar(self, api: Api) -> None:
        assert em_texto(api.entrar(ADMIN, "a\0b")) == texto(401, "AU-03")

    @pytest.mark.parametrize("sub", ["a\0b@orgao.gov.br", "\ud800@orgao.gov.br"])
    def test_no_dono_de_um_token(self, api: Api, sub: str) -> None:
        token = jwt.encode({"sub": sub, "exp": api.relogio() + timedelta(hours=1)}, CHAVE)
        assert em_texto(api.get("/users", token=token)) == texto(401, "AU-02")


class TestD03NumerosQueNaoCabem:
    @pytest.mark.parametrize("meta", [2**31, "9223372036854775808", 10**30, 1e18])
    def test_meta_alem_de_32_bits(self, api: Api, meta: Any) -> None:
        resposta = api.enviar_plano_entregas(entregas=[entrega(meta_entrega=meta)])
        assert em_lista(resposta) == uma("FO-15", "less_than_equal", ["body", "entregas", 0, "meta_entrega"], meta)

    def test_carga_horaria_alem_de_32_bits(self, api: Api) -> None:
        resposta = api.com_base().enviar_plano_trabalho(carga_horaria_disponivel=2**31)
        assert em_lista(resposta) == uma("FO-15", "less_than_equal", ["body", "carga_horaria_disponivel"], 2**31)

    def test_a_maior_meta_de_32_bits_e_guardada(self, api: Api) -> None:
        documento = plano_entregas(entregas=[entrega(meta_entrega=2**31 - 1)])
        assert api.put(PLANO_ENTREGAS, documento).status_code == 201
        assert api.get(PLANO_ENTREGAS).json() == documento

    @pytest.mark.parametrize("numero", [2**63, -(2**63) - 1, 10**4_000])
    @pytest.mark.parametrize(
        ("caminho", "campo"),
        [
            ("/organizacao/SIAPE/{}/101/participante/1234567", "cod_unidade_autorizadora"),
            ("/organizacao/SIAPE/1/{}/participante/1234567", "cod_unidade_lotacao"),
            ("/organizacao/SIAPE/{}/plano_entregas/pe1", "cod_unidade_autorizadora"),
            ("/organizacao/SIAPE/{}/plano_trabalho/pt1", "cod_unidade_autorizadora"),
        ],
    )
    def test_chave_alem_de_64_bits_no_caminho(self, api: Api, caminho: str, campo: str, numero: int) -> None:
        resposta = api.get(caminho.format(numero))
        assert em_lista(resposta) == uma("PD-08", "less_than_equal", ["path", campo], numero)

    def test_chave_de_milhares_de_algarismos_no_caminho(self, api: Api) -> None:
        numero = "9" * 5_000
        resposta = api.get(f"/organizacao/SIAPE/{numero}/plano_entregas/pe1")
        lugar: Lugar = ["path", "cod_unidade_autorizadora"]
        assert em_lista(resposta) == uma("FO-10", "int_parsing_size", lugar, "9" * 1_000 + "…")

    def test_a_maior_chave_de_64_bits_so_nao_e_encontrada(self, api: Api) -> None:
        resposta = api.get(f"/organizacao/SIAPE/1/{2**63 - 1}/participante/1234567")
        assert em_texto(resposta) == texto(404, "PA-09")

    def test_unidade_alem_de_64_bits_lida_por_usuario_de_outra(self, api: Api) -> None:
        resposta = api.get(f"/organizacao/SIAPE/{2**63}/plano_entregas/pe1", token=api.token_de(usuario()))
        assert em_texto(resposta) == texto(403, "AU-07")


class TestD04IdentificadoresQueOIndiceNaoComporta:
    @pytest.mark.parametrize("longo", ["x" * 4_001, "é" * 2_001])
    def test_acima_de_4000_bytes_sao_recusados_nos_dois_bancos(self, api: Api, longo: str) -> None:
        pe = api.put(f"/organizacao/SIAPE/1/plano_entregas/{longo}", plano_entregas(id_plano_entregas=longo))
        pt = api.com_base().put(f"/organizacao/SIAPE/1/plano_trabalho/{longo}", plano_trabalho(id_plano_trabalho=longo))
        da_entrega = api.enviar_plano_entregas(entregas=[entrega(id_entrega=longo)])
        cortado = longo[:1_000] + "…"
        assert em_lista(pe) == uma("PE-10", "value_error", ["body", "id_plano_entregas"], cortado)
        assert em_lista(pt) == uma("PT-23", "value_error", ["body", "id_plano_trabalho"], cortado)
        assert em_lista(da_entrega) == uma("PE-11", "value_error", ["body", "entregas", 0, "id_entrega"], cortado)

    @pytest.mark.parametrize("longo", ["x" * 4_000, "é" * 2_000])
    def test_de_4000_bytes_que_se_encolhem_sao_guardados_nos_dois_bancos(self, api: Api, longo: str) -> None:
        documento = plano_entregas(id_plano_entregas=longo, entregas=[entrega(id_entrega=longo)])
        caminho = f"/organizacao/SIAPE/1/plano_entregas/{longo}"
        assert api.put(caminho, documento).status_code == 201
        assert api.get(caminho).json() == documento

    def test_de_3000_que_nao_se_encolhem_so_o_sqlite_guarda(self, api: Api) -> None:
        longo = incompressivel(3_000)
        caminho = f"/organizacao/SIAPE/1/plano_entregas/{longo}"
        enviado = api.put(caminho, plano_entregas(id_plano_entregas=longo))
        lido = api.get(caminho)
        veio = (enviado.status_code, enviado.headers.get("x-pgd-regra"), lido.status_code)
        esperado = {"sqlite": (201, None, 200), "postgresql": (422, "PE-10", 404)}
        assert veio == esperado[banco_de(api).kind]

    def test_o_item_recusado_pelo_postgresql_e_o_maior_id(self, api: Api) -> None:
        longo = incompressivel(3_000)
        resposta = api.enviar_plano_entregas(entregas=[entrega(), entrega(id_entrega=longo)])
        erros = [(erro["type"], erro["loc"], erro["input"]) for erro in resposta.json().get("detail", [])]
        recusado = ("value_error", ["body", "entregas", 1, "id_entrega"], longo[:1_000] + "…")
        esperado = {"sqlite": (201, None, []), "postgresql": (422, "PE-11", [recusado])}
        veio = (resposta.status_code, resposta.headers.get("x-pgd-regra"), erros)
        assert veio == esperado[banco_de(api).kind]

    def test_depois_da_recusa_o_banco_continua_atendendo(self, api: Api) -> None:
        longo = incompressivel(3_900)
        assert api.enviar_plano_entregas(entregas=[entrega(id_entrega=longo)]).status_code in (201, 422)
        assert api.enviar_plano_entregas(id_plano_entregas="pe2", cod_unidade_executora=7).status_code == 201


class TestD05Senhas:
    def test_contam_todos_os_caracteres_e_nao_so_os_72_primeiros_bytes(self, api: Api) -> None:
        assert api.put(USUARIO, usuario(password="a" * 72 + "b")).status_code == 201
        assert em_texto(api.entrar("sistema@orgao.gov.br", "a" * 72 + "c")) == texto(401, "AU-03")
        assert em_texto(api.entrar("sistema@orgao.gov.br", "a" * 72)) == texto(401, "AU-03")
        assert api.entrar("sistema@orgao.gov.br", "a" * 72 + "b").status_code == 200

    def test_de_4096_caracteres_serve(self, api: Api) -> None:
        assert api.put(USUARIO, usuario(password="é" * 4_096)).status_code == 201
        assert api.entrar("sistema@orgao.gov.br", "é" * 4_096).status_code == 200

    def test_acima_disso_e_recusada_ao_guardar_e_nao_confere_ao_entrar(self, api: Api) -> None:
        guardar = api.put(USUARIO, usuario(password="x" * 4_097))
        assert em_lista(guardar) == uma("US-03", "value_error", ["body", "password"], "***")
        assert em_texto(api.entrar(ADMIN, "x" * 4_097)) == texto(401, "AU-03")

    def test_vazia_e_recusada_ao_guardar(self, api: Api) -> None:
        resposta = api.put(USUARIO, usuario(password=""))
        assert em_lista(resposta) == uma("US-02", "value_error", ["body", "password"], "***")

    @pytest.mark.parametrize(("senha", "regra"), [("", "US-02"), ("x" * 4_097, "US-03")])
    def test_que_nao_serve_e_recusada_ao_redefinir_e_nao_gasta_o_codigo(self, api: Api, senha: str, regra: str) -> None:
        codigo = codigo_de_recuperacao(api, ADMIN)
        assert em_lista(redefinir(api, codigo, senha)) == uma(regra, "value_error", ["query", "password"], "***")
        assert redefinir(api, codigo, "uma-senha-nova").status_code == 200
        assert api.entrar(ADMIN, "uma-senha-nova").status_code == 200


class TestD06DataDoTcrComFuso:
    @pytest.mark.parametrize(
        ("enviada", "guardada"),
        [
            ("2023-07-31T00:30:00+03:00", "2023-07-30T00:00:00"),
            ("2023-07-31T00:00:00+14:00", "2023-07-30T00:00:00"),
            ("2024-06-01T22:00:00-03:00", "2024-06-02T00:00:00"),
            ("2024-06-01T23:59:59", "2024-06-01T00:00:00"),
        ],
    )
    def test_e_guardada_no_dia_em_utc_e_continua_legivel(self, api: Api, enviada: str, guardada: str) -> None:
        esperado = participante(data_assinatura_tcr=guardada)
        criado, lido = api.enviar_participante(data_assinatura_tcr=enviada), api.get(PARTICIPANTE)
        de_novo = api.enviar_participante(data_assinatura_tcr=enviada)
        assert (criado.status_code, criado.json()) == (201, esperado)
        assert (lido.status_code, lido.json()) == (200, esperado)
        assert (de_novo.status_code, de_novo.json()) == (200, esperado)

    @pytest.mark.parametrize("enviada", ["2023-07-30T23:30:00-03:00", "2023-07-30", "2023-07-30T23:59:59Z"])
    def test_o_minimo_olha_a_data_como_enviada(self, api: Api, enviada: str) -> None:
        resposta = api.enviar_participante(data_assinatura_tcr=enviada)
        assert em_texto_ou_lista(resposta) == (422, "PA-08", ["value_error"], [["body", "data_assinatura_tcr"]])


def em_texto_ou_lista(resposta: Response) -> tuple[int, str, list[str], list[Lugar]]:
    """A recusa em lista, sem o `input`, que o Pydantic às vezes já converteu."""
    erros = resposta.json()["detail"]
    tipos, lugares = [erro["type"] for erro in erros], [erro["loc"] for erro in erros]
    return resposta.status_code, resposta.headers["x-pgd-regra"], tipos, lugares


class TestD08ErroInterno:
    def test_viaja_em_json_com_o_numero_do_registro(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        def falhar(*_: object) -> None:
            raise RuntimeError("falha provocada pelo teste")

        monkeypatch.setattr(type(banco_de(api)), "look", falhar)
        resposta = api.cliente.get("/health")
        assert em_texto(resposta) == texto(500, "PD-11")
        assert resposta.headers["x-pgd-registro"] in resposta.json()["detail"]
        assert "falha provocada" not in resposta.text


class TestD09CorpoGrandeDemais:
    @pytest.mark.parametrize("caminho", [PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, USUARIO])
    def test_pelo_tamanho_declarado_antes_de_se_olhar_o_token(self, api: Api, caminho: str) -> None:
        resposta = api.pedir("PUT", caminho, token=None, content=b" " * (LIMITE + 1), headers=JSON)
        assert em_texto(resposta) == texto(413, "PD-04")

    def test_pelo_que_chega_quando_o_tamanho_nao_e_declarado(self, api: Api) -> None:
        def pedacos() -> Iterator[bytes]:
            yield b" " * LIMITE
            yield b" "

        resposta = api.pedir("PUT", PARTICIPANTE, token=None, content=pedacos(), headers=JSON)
        assert "content-length" not in resposta.request.headers
        assert em_texto(resposta) == texto(413, "PD-04")

    def test_tambem_ao_entrar(self, api: Api) -> None:
        resposta = api.entrar(ADMIN, "x" * LIMITE)
        assert em_texto(resposta) == texto(413, "PD-04")

    def test_do_tamanho_do_limite_e_aceito(self, api: Api) -> None:
        corpo = json.dumps(participante()).encode().ljust(LIMITE)
        resposta = api.pedir("PUT", PARTICIPANTE, content=corpo, headers=JSON)
        assert (resposta.status_code, resposta.json()) == (201, participante())


class TestD10CorposIlegiveis:
    @pytest.mark.parametrize("caminho", [PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, USUARIO])
    @pytest.mark.parametrize(
        "corpo",
        [
            pytest.param(b"[" * 200_000 + b"]" * 200_000, id="200 mil listas"),
            pytest.param(b'{"a":' * 200_000 + b"1" + b"}" * 200_000, id="200 mil objetos"),
            pytest.param(b'{"origem_unidade": "\xff\xfe"}', id="fora de UTF-8"),
            pytest.param(b'{"cod_unidade_autorizadora": ' + b"9" * 5_000 + b"}", id="5 mil algarismos"),
        ],
    )
    def test_sao_recusados_em_texto_antes_de_se_olhar_o_token(self, api: Api, caminho: str, corpo: bytes) -> None:
        resposta = api.pedir("PUT", caminho, token=None, content=corpo, headers=JSON)
        assert em_texto(resposta) == texto(400, "PD-02")

    @pytest.mark.parametrize("niveis", [300, 500, 700, 800])
    def test_chave_desconhecida_com_muitos_niveis_e_ignorada(self, api: Api, niveis: int) -> None:
        fundo = "[" * niveis + "]" * niveis
        resposta = api.pedir("PUT", USUARIO, content=cru(usuario(), "desconhecida", fundo), headers=JSON)
        assert resposta.status_code == 201
        assert api.get(USUARIO).status_code == 200

    def test_milhares_de_algarismos_que_ainda_se_leem_sao_recusados_em_lista(self, api: Api) -> None:
        corpo = cru(participante(), "cod_unidade_lotacao", "9" * 4_000)
        resposta = api.pedir("PUT", PARTICIPANTE, content=corpo, headers=JSON)
        lugar: Lugar = ["body", "cod_unidade_lotacao"]
        assert em_lista(resposta) == uma("FO-15", "less_than_equal", lugar, 10**4_000 - 1)


class TestD11AnoZero:
    def test_num_plano_de_entregas(self, api: Api) -> None:
        resposta = api.enviar_plano_entregas(data_avaliacao="0000-01-01")
        assert em_lista(resposta) == uma("FO-20", "date_parsing", ["body", "data_avaliacao"], "0000-01-01")

    def test_num_plano_de_trabalho(self, api: Api) -> None:
        resposta = api.com_base().enviar_plano_trabalho(data_termino="0000-01-01")
        assert em_lista(resposta) == uma("FO-20", "date_parsing", ["body", "data_termino"], "0000-01-01")

    def test_numa_avaliacao(self, api: Api) -> None:
        zero = avaliacao(data_inicio_periodo_avaliativo="0000-01-01")
        resposta = api.com_base().enviar_plano_trabalho(avaliacoes_registros_execucao=[zero])
        lugar: Lugar = ["body", "avaliacoes_registros_execucao", 0, "data_inicio_periodo_avaliativo"]
        assert em_lista(resposta) == uma("FO-20", "date_parsing", lugar, "0000-01-01")


# Segurança


class TestD12ChaveDeAssinatura:
    @pytest.fixture(autouse=True)
    def sem_configuracao(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Numa pasta sem `.env`, e sem as variáveis de quem testa."""
        monkeypatch.chdir(tmp_path)
        for nome in ("PGD_CHAVE_SECRETA", "SECRET_KEY", "PGD_ADMIN_SENHA", "API_PGD_ADMIN_PASSWORD"):
            monkeypatch.delenv(nome, raising=False)

    def test_sem_chave_gera_uma_e_a_guarda_ao_lado_do_banco(self, tmp_path: Path) -> None:
        banco = f"sqlite:///{tmp_path.as_posix()}/dados/pgd.sqlite"
        primeira = Settings.load(banco=banco).signing_key()
        assert re.fullmatch(r"[0-9a-f]{64}", primeira)
        assert (tmp_path / "dados" / "chave").read_text(encoding="ascii") == primeira
        assert Settings.load(banco=banco).signing_key() == primeira

    @pytest.mark.parametrize(
        "chave",
        [
            "None",
            "menos-de-trinta-e-dois-bytes",
            "a" * 64,
            "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        ],
    )
    def test_fraca_ou_publicada_so_serve_nesta_maquina(self, chave: str) -> None:
        assert Settings.load(host="127.0.0.1", chave_secreta=chave).signing_key() == chave
        with pytest.raises(InvalidSettings, match="PGD_CHAVE_SECRETA"):
            Settings.load(host="192.0.2.1", admin_senha="uma-senha-so-minha", chave_secreta=chave)

    def test_token_assinado_com_o_texto_none_nao_vale(self, api: Api) -> None:
        token = jwt.encode({"sub": ADMIN, "exp": api.relogio() + timedelta(hours=1)}, "None")
        assert em_texto(api.get("/users", token=token)) == texto(401, "AU-02")


class TestD13AdministradorDesativado:
    @pytest.mark.parametrize(
        ("metodo", "caminho"),
        [
            ("GET", "/users"),
            ("GET", "/user/admin@pgd.gov.br"),
            ("PUT", "/user/outro@orgao.gov.br"),
            ("GET", PARTICIPANTE),
            ("GET", PLANO_ENTREGAS),
            ("GET", PLANO_TRABALHO),
        ],
    )
    def test_e_recusado_em_todas_as_rotas(self, api: Api, metodo: str, caminho: str) -> None:
        chefe = usuario(email="chefe@orgao.gov.br", is_admin=True)
        token = api.token_de(chefe)
        assert api.get("/users", token=token).status_code == 200
        assert api.put("/user/chefe@orgao.gov.br", {**chefe, "disabled": True}).status_code == 200
        resposta = api.pedir(metodo, caminho, token=token, json=usuario(email="outro@orgao.gov.br"))
        assert em_texto(resposta) == texto(400, "AU-05")
        assert em_texto(api.get("/user/outro@orgao.gov.br")) == texto(404, "US-04")


class TestD14RecuperacaoDeSenha:
    def test_o_codigo_troca_a_senha_uma_vez_so(self, api: Api) -> None:
        codigo = codigo_de_recuperacao(api, ADMIN)
        assert redefinir(api, codigo, "primeira").status_code == 200
        assert em_texto(redefinir(api, codigo, "segunda")) == texto(401, "AU-09")
        assert em_texto(api.entrar(ADMIN, SENHA_DE_DEMONSTRACAO)) == texto(401, "AU-03")
        assert api.entrar(ADMIN, "primeira").status_code == 200

    def test_um_token_de_acesso_nao_redefine_senha(self, api: Api) -> None:
        resposta = redefinir(api, api.token, "outra")
        assert em_texto(resposta) == texto(401, "AU-09")
        assert resposta.headers["www-authenticate"] == "Bearer"
        assert api.entrar(ADMIN, SENHA_DE_DEMONSTRACAO).status_code == 200

    def test_o_codigo_nao_serve_de_token(self, api: Api) -> None:
        codigo = codigo_de_recuperacao(api, ADMIN)
        assert em_texto(api.get("/users", token=codigo)) == texto(401, "AU-02")

    def test_o_codigo_vale_trinta_minutos(self, api: Api) -> None:
        codigo = codigo_de_recuperacao(api, ADMIN)
        api.relogio.avancar(minutes=29, seconds=59)
        assert redefinir(api, codigo, "a-tempo").status_code == 200

    def test_passados_os_trinta_minutos_nao_vale_mais(self, api: Api) -> None:
        codigo = codigo_de_recuperacao(api, ADMIN)
        api.relogio.avancar(minutes=30)
        assert em_texto(redefinir(api, codigo, "tarde")) == texto(401, "AU-09")
        assert api.entrar(ADMIN, SENHA_DE_DEMONSTRACAO).status_code == 200

    def test_outro_codigo_usado_antes_acaba_com_ele(self, api: Api) -> None:
        primeiro, segundo = codigo_de_recuperacao(api, ADMIN), codigo_de_recuperacao(api, ADMIN)
        assert redefinir(api, segundo, "nova").status_code == 200
        assert em_texto(redefinir(api, primeiro, "outra")) == texto(401, "AU-09")

    def test_a_troca_da_senha_por_um_administrador_acaba_com_ele(self, api: Api) -> None:
        assert api.put(USUARIO, usuario()).status_code == 201
        codigo = codigo_de_recuperacao(api, "sistema@orgao.gov.br")
        assert api.put(USUARIO, usuario(password="trocada-pelo-administrador")).status_code == 200
        assert em_texto(redefinir(api, codigo, "tomada")) == texto(401, "AU-09")
        assert api.entrar("sistema@orgao.gov.br", "trocada-pelo-administrador").status_code == 200

    def test_um_usuario_desativado_nao_redefine(self, api: Api) -> None:
        assert api.put(USUARIO, usuario()).status_code == 201
        codigo = codigo_de_recuperacao(api, "sistema@orgao.gov.br")
        assert api.put(USUARIO, usuario(disabled=True)).status_code == 200
        assert redefinir(api, codigo, "nova").status_code in (400, 401)
        assert api.put(USUARIO, usuario()).status_code == 200
        assert api.entrar("sistema@orgao.gov.br", "nova").status_code == 401


def _sem_assinatura(conteudo: dict[str, Any]) -> str:
    partes = [base64.urlsafe_b64encode(json.dumps(parte).encode()) for parte in ({"alg": "none"}, conteudo)]
    return b".".join(parte.rstrip(b"=") for parte in partes).decode() + "."


class TestD15TokensQueNaoValem:
    @pytest.mark.parametrize(
        "token",
        [
            pytest.param(jwt.encode({"sub": ADMIN}, CHAVE), id="sem exp"),
            pytest.param(jwt.encode({"sub": ADMIN, "exp": 2_000_000_000}, CHAVE, "HS384"), id="HS384"),
            pytest.param(jwt.encode({"sub": ADMIN, "exp": 2_000_000_000}, CHAVE, "HS512"), id="HS512"),
            pytest.param(_sem_assinatura({"sub": ADMIN, "exp": 2_000_000_000}), id="none"),
            pytest.param(jwt.encode({"sub": ADMIN, "exp": 2_000_000_000}, CHAVE + "x"), id="outra chave"),
            pytest.param(jwt.encode({"exp": 2_000_000_000}, CHAVE), id="sem sub"),
            pytest.param(jwt.encode({"sub": ADMIN, "exp": 1_000_000_000}, CHAVE), id="vencido"),
        ],
    )
    def test_sao_recusados(self, api: Api, token: str) -> None:
        resposta = api.get("/users", token=token)
        assert em_texto(resposta) == texto(401, "AU-02")
        assert resposta.headers["www-authenticate"] == "Bearer"
        assert resposta.json() == {"detail": "Credenciais não podem ser validadas"}

    def test_com_exp_assinado_aqui_vale(self, api: Api) -> None:
        assert api.get("/users", token=jwt.encode({"sub": ADMIN, "exp": 2_000_000_000}, CHAVE)).status_code == 200

    def test_o_que_a_api_deu_vence_pelo_relogio(self, api: Api) -> None:
        api.relogio.avancar(minutes=30)
        assert api.get("/users").status_code == 200
        api.relogio.avancar(seconds=1)
        assert em_texto(api.get("/users")) == texto(401, "AU-02")


COM_SEGREDO = {
    "campos que faltam": {"password": SEGREDO},
    "chave desconhecida": usuario(email="sem arroba", password="outra", mais=[{"fundo": {"password": SEGREDO}}]),
    "senha numa lista": usuario(password=[SEGREDO]),
    "senha num objeto": usuario(password={"password": SEGREDO}),
    "documento numa lista": [usuario(password=SEGREDO)],
    "documento em texto": json.dumps(usuario(password=SEGREDO)),
    "regra do documento": usuario(password=SEGREDO, cod_unidade_autorizadora=100_000),
    "senha longa": usuario(password=SEGREDO.ljust(4_097, "x")),
    "outro nome": usuario(email="sem arroba", Password=SEGREDO, senha=SEGREDO, client_secret=SEGREDO),
}


def corpos_no_diario(api: Api, resposta: Response) -> bytes:
    """O que o diário guardou deste pedido, que ele grava logo depois da resposta."""
    numero = int(resposta.headers["x-pgd-registro"])

    def do_pedido(connection: Connection) -> list[bytes]:
        colunas = select(registro.c.corpo_recebido, registro.c.corpo_enviado, registro.c.caminho)
        achados = connection.execute(colunas.where(registro.c.numero == numero)).all()
        return [repr(achado).encode() for achado in achados]

    ate(lambda: bool(no_laco(api, banco_de(api).look, do_pedido)), "o diário guardar o pedido")
    guardado: bytes = no_laco(api, banco_de(api).look, do_pedido)[0]
    return guardado


class TestD16Segredos:
    @pytest.mark.parametrize("corpo", [pytest.param(corpo, id=nome) for nome, corpo in COM_SEGREDO.items()])
    def test_a_senha_nao_volta_na_recusa_nem_fica_no_diario(self, api: Api, corpo: Any) -> None:
        resposta = api.put(USUARIO, corpo)
        assert resposta.status_code == 422
        assert SEGREDO not in resposta.text
        assert SEGREDO.encode() not in corpos_no_diario(api, resposta)

    @pytest.mark.parametrize("tipo", ["text/plain", "application/xml", "", "application/x-www-form-urlencoded"])
    def test_nem_quando_o_corpo_vem_com_outro_tipo(self, api: Api, tipo: str) -> None:
        corpo = json.dumps(usuario(email="sem arroba", password=SEGREDO))
        resposta = api.pedir("PUT", USUARIO, content=corpo, headers={"Content-Type": tipo})
        assert resposta.status_code == 422
        assert SEGREDO not in resposta.text
        assert SEGREDO.encode() not in corpos_no_diario(api, resposta)

    @pytest.mark.parametrize(
        "campos",
        [
            {"password": SEGREDO},
            {"username": "sem arroba", "password": SEGREDO},
            {"username": ADMIN, "password": SEGREDO, "grant_type": "outro"},
            {"username": ADMIN, "client_secret": SEGREDO},
        ],
    )
    def test_nem_na_recusa_do_formulario_de_entrada(self, api: Api, campos: dict[str, str]) -> None:
        resposta = api.cliente.post("/token", data=campos)
        assert resposta.status_code == 422
        assert SEGREDO not in resposta.text
        assert SEGREDO.encode() not in corpos_no_diario(api, resposta)

    def test_nem_num_formulario_em_partes(self, api: Api) -> None:
        resposta = api.cliente.post("/token", files={"username": (None, ADMIN), "password": (None, SEGREDO)})
        assert em_texto(resposta) == texto(401, "AU-03")
        assert SEGREDO.encode() not in corpos_no_diario(api, resposta)

    @pytest.mark.parametrize("consulta", [{"password": SEGREDO}, {"access_token": SEGREDO, "password": SEGREDO}])
    def test_nem_na_consulta_da_redefinicao(self, api: Api, consulta: dict[str, str]) -> None:
        resposta = api.cliente.get(REDEFINIR, params=consulta)
        assert resposta.status_code in (401, 422)
        assert SEGREDO not in resposta.text
        assert SEGREDO.encode() not in corpos_no_diario(api, resposta)

    def test_o_token_dado_nao_fica_no_diario(self, api: Api) -> None:
        resposta = api.entrar(ADMIN, SENHA_DE_DEMONSTRACAO)
        guardado = corpos_no_diario(api, resposta)
        assert SENHA_DE_DEMONSTRACAO.encode() not in guardado
        assert resposta.json()["access_token"].encode() not in guardado

    @pytest.mark.parametrize("caminho", ["/users", USUARIO])
    def test_nenhuma_leitura_traz_a_senha_nem_o_resumo_dela(self, api: Api, caminho: str) -> None:
        assert api.put(USUARIO, usuario()).status_code == 201
        resposta = api.get(caminho)
        assert resposta.status_code == 200
        assert not {"password", "senha", "senha_argon2"} & set(re.findall(r'"(\w+)":', resposta.text))
        assert "argon2" not in resposta.text


class Contador(PasswordHasher):
    """Confere senhas e conta quantas vezes, com que parâmetros."""

    def __init__(self) -> None:
        super().__init__(time_cost=2, memory_cost=19_456, parallelism=1)
        self.conferidas: Counter[str] = Counter()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002  # o nome é o da biblioteca
        self.conferidas[str(hash).rsplit("$", 2)[0]] += 1
        return super().verify(hash, password)


class TestD17MesmoTrabalhoAoEntrar:
    @pytest.mark.parametrize("email", [ADMIN, "ninguem@orgao.gov.br"])
    @pytest.mark.parametrize("senha", ["errada", "x" * 4_097])
    def test_confere_uma_senha_exista_ou_nao_o_usuario(
        self, api: Api, monkeypatch: pytest.MonkeyPatch, email: str, senha: str
    ) -> None:
        contador = Contador()
        monkeypatch.setattr(access, "_HASHER", contador)
        assert em_texto(api.entrar(email, senha)) == texto(401, "AU-03")
        assert contador.conferidas == {"$argon2id$v=19$m=19456,t=2,p=1": 1}


class TestD18EntrarNaoParaOsDemais:
    def test_outro_pedido_e_atendido_enquanto_uma_senha_se_confere(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        conferindo, liberada = threading.Event(), threading.Event()

        class Demorado(PasswordHasher):
            def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002  # o nome é o da biblioteca
                conferindo.set()
                assert liberada.wait(30)
                return super().verify(hash, password)

        monkeypatch.setattr(access, "_HASHER", Demorado(time_cost=2, memory_cost=19_456, parallelism=1))
        with ThreadPoolExecutor(1) as outra_linha:
            entrada = outra_linha.submit(api.entrar, ADMIN, SENHA_DE_DEMONSTRACAO)
            assert conferindo.wait(30)
            saude = api.cliente.get("/health")
            ainda_conferindo = not entrada.done()
            liberada.set()
        assert (saude.status_code, saude.json(), ainda_conferindo) == (200, {"status": "ok"}, True)
        assert entrada.result().status_code == 200


# Dados

ESCRITAS = ["١٢٣٤٥٦٧", "१२३४५६७", "１２３４５６７", "123456٧"]


class TestD21AlgarismosDeOutrasEscritas:
    @pytest.mark.parametrize("matricula", ESCRITAS)
    def test_na_matricula_de_um_participante(self, api: Api, matricula: str) -> None:
        resposta = api.enviar_participante(matricula_siape=matricula)
        assert em_lista(resposta) == uma("PA-02", "value_error", ["body", "matricula_siape"], matricula)

    @pytest.mark.parametrize("matricula", ESCRITAS)
    def test_na_matricula_de_um_plano_de_trabalho(self, api: Api, matricula: str) -> None:
        resposta = api.com_base().enviar_plano_trabalho(matricula_siape=matricula)
        assert em_lista(resposta) == uma("PT-02", "value_error", ["body", "matricula_siape"], matricula)

    @pytest.mark.parametrize("cpf", ["٥٢٩٩٨٢٢٤٧٢٥", "５２９９８２２４７２５", "5299822472٥"])
    def test_no_cpf_de_um_participante(self, api: Api, cpf: str) -> None:
        assert em_lista(api.enviar_participante(cpf=cpf)) == uma("PA-04", "value_error", ["body", "cpf"], cpf)

    @pytest.mark.parametrize("cpf", ["٥٢٩٩٨٢٢٤٧٢٥", "５２９９８２２４７２５", "5299822472٥"])
    def test_no_cpf_de_um_plano_de_trabalho(self, api: Api, cpf: str) -> None:
        resposta = api.com_base().enviar_plano_trabalho(cpf_participante=cpf)
        assert em_lista(resposta) == uma("PT-03", "value_error", ["body", "cpf_participante"], cpf)


class TestD22MensagensEmPortugues:
    def test_dizem_o_que_houve_e_o_que_fazer_sem_nomes_de_programa(self, api: Api) -> None:
        resposta = api.put(
            PLANO_ENTREGAS,
            {
                "origem_unidade": "siape",
                "cod_unidade_autorizadora": "um",
                "cod_unidade_instituidora": None,
                "cod_unidade_executora": 1.5,
                "id_plano_entregas": 7,
                "status": 9,
                "data_inicio": "2024-02-30",
                "data_termino": "2024-06-30T10:00:00",
                "avaliacao": 6,
                "data_avaliacao": None,
                "entregas": {},
            },
        )
        assert [(erro["loc"][1], erro["msg"]) for erro in resposta.json()["detail"]] == [
            ("origem_unidade", "O valor não está entre os aceitos. Use um destes: 'SIAPE' ou 'SIORG'."),
            (
                "cod_unidade_autorizadora",
                "Aqui se espera um número inteiro, e o texto enviado não é um. "
                "Envie só algarismos, sem vírgula nem ponto.",
            ),
            ("cod_unidade_instituidora", "Aqui se espera um número inteiro, e o valor não é um número."),
            (
                "cod_unidade_executora",
                "Aqui se espera um número inteiro, e o valor tem parte fracionária. Arredonde-o.",
            ),
            (
                "id_plano_entregas",
                "Aqui se espera um texto. Ponha o valor entre aspas; números não são aceitos como texto.",
            ),
            ("status", "O valor não está entre os aceitos. Use um destes: 1, 2, 3, 4 ou 5."),
            (
                "data_inicio",
                "O texto não é uma data que exista no calendário. Escreva ano, mês e dia assim: 2025-01-31.",
            ),
            (
                "data_termino",
                "Aqui se espera só a data, e o valor foi lido como um instante com hora. "
                "Envie ano, mês e dia, assim: 2025-01-31.",
            ),
            ("avaliacao", "O número tem de ser menor ou igual a 5."),
            (
                "entregas",
                "Aqui se espera uma lista, entre colchetes. Envie [] quando não houver itens.",
            ),
        ]

    def test_o_conflito_de_periodo_nomeia_o_outro_plano(self, api: Api) -> None:
        resposta = api.com_base().enviar_plano_entregas(id_plano_entregas="pe2", data_inicio="2024-06-30")
        assert em_texto(resposta) == texto(422, "PE-07")
        assert resposta.json() == {
            "detail": "A unidade executora 101 já tem o plano de entregas pe1, de 01/01/2024 a 30/06/2024 (status 3), "
            "que divide dias com este, de 30/06/2024 a 30/06/2024. Cada executora tem um plano por vez: ajuste as "
            "datas, ou cancele o outro reenviando-o com status 1."
        }


# O que acrescentamos


class TestD23InputCortado:
    @pytest.mark.parametrize(
        ("itens", "repetido"),
        [(list(range(100)), list(range(100))), (list(range(103)), [*range(100), "… e mais 3 itens"])],
    )
    def test_listas_repetem_os_cem_primeiros_itens(self, api: Api, itens: list[int], repetido: list[Any]) -> None:
        resposta = api.put(PARTICIPANTE, itens)
        assert em_lista(resposta) == uma("FO-02", "model_attributes_type", ["body"], repetido)

    def test_objetos_repetem_as_cem_primeiras_chaves(self, api: Api) -> None:
        resposta = api.put(PARTICIPANTE, [{f"chave{n}": n for n in range(103)}])
        repetido = {**{f"chave{n}": n for n in range(100)}, "…": "e mais 3 chaves"}
        assert em_lista(resposta) == uma("FO-02", "model_attributes_type", ["body"], [repetido])

    @pytest.mark.parametrize(("nome", "repetido"), [("x" * 1_000, "x" * 1_000), ("x" * 1_001, "x" * 1_000 + "…")])
    def test_textos_repetem_os_mil_primeiros_caracteres(self, api: Api, nome: str, repetido: str) -> None:
        resposta = api.enviar_plano_entregas(entregas=[entrega(nome_entrega=nome)])
        assert em_lista(resposta) == uma("FO-06", "string_too_long", ["body", "entregas", 0, "nome_entrega"], repetido)

    @pytest.mark.parametrize(
        ("enviado", "repetido"),
        [
            ("[" * 19 + "[]" + "]" * 19, "[" * 19 + "[]" + "]" * 19),
            ("[" * 25 + "]" * 25, "[" * 20 + '"…"' + "]" * 20),
        ],
    )
    def test_repetem_se_os_vinte_primeiros_niveis(self, api: Api, enviado: str, repetido: str) -> None:
        resposta = api.pedir("PUT", PARTICIPANTE, content=enviado, headers=JSON)
        assert em_lista(resposta) == uma("FO-02", "model_attributes_type", ["body"], json.loads(repetido))


class TestD24MilErrosPorResposta:
    @pytest.mark.parametrize(("enviadas", "ditas"), [(999, 999), (1_000, 1_000), (1_001, 1_000)])
    def test_os_seguintes_ficam_de_fora(self, api: Api, enviadas: int, ditas: int) -> None:
        resposta = api.enviar_plano_entregas(entregas=[entrega(meta_entrega="x")] * enviadas)
        erros = resposta.json()["detail"]
        assert (resposta.status_code, len(erros)) == (422, ditas)
        assert [erro["loc"] for erro in erros] == [["body", "entregas", n, "meta_entrega"] for n in range(ditas)]


class TestD25TodasAsRegrasDoDocumento:
    def test_sao_ditas_juntas_a_da_api_central_primeiro(self, api: Api) -> None:
        documento = plano_entregas(cod_unidade_autorizadora=100_000, data_termino="2023-01-01", entregas=[], status=5)
        resposta = api.put(caminho_plano_entregas(documento), documento)
        assert em_lista(resposta) == (
            422,
            "application/json",
            "PE-01, PE-02, PE-04, PE-06",
            [("value_error", ["body"], documento)] * 4,
        )

    def test_so_se_olham_quando_os_campos_estao_certos(self, api: Api) -> None:
        resposta = api.enviar_plano_entregas(data_termino="2023-01-01", entregas=[], status=9)
        assert em_lista(resposta) == uma("FO-16", "enum", ["body", "status"], 9)


class TestD26ODiaDeHojeEmUtc:
    def test_antes_da_meia_noite_em_utc_amanha_ainda_e_futuro(self, api: Api) -> None:
        api.com_base()
        api.relogio.avancar(minutes=29)
        ultima = avaliacao(data_avaliacao_registros_execucao="2025-07-02")
        resposta = api.enviar_plano_trabalho(avaliacoes_registros_execucao=[ultima])
        lugar: Lugar = ["body", "avaliacoes_registros_execucao", 0, "data_avaliacao_registros_execucao"]
        assert em_texto_ou_lista(resposta) == (422, "PT-09", ["value_error"], [lugar])

    def test_depois_dela_ja_e_hoje_ainda_que_em_brasilia_nao_seja(self, api: Api) -> None:
        api.com_base()
        api.relogio.avancar(hours=12, minutes=30)
        api.token = str(api.entrar(ADMIN, SENHA_DE_DEMONSTRACAO).json()["access_token"])
        ultima = avaliacao(data_avaliacao_registros_execucao="2025-07-02")
        assert api.enviar_plano_trabalho(avaliacoes_registros_execucao=[ultima]).status_code == 201


class TestD27AdministradorInicial:
    def test_diz_que_o_sistema_gerador_e_o_simulador(self, api: Api) -> None:
        assert api.get(f"/user/{ADMIN}").json() == {
            "email": ADMIN,
            "is_admin": True,
            "disabled": False,
            "origem_unidade": "SIAPE",
            "cod_unidade_autorizadora": 1,
            "sistema_gerador": "Simulador da API PGD",
        }


class TestD28BibliotecasMaisNovas:
    @pytest.mark.parametrize("caminho", [PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, USUARIO])
    def test_um_corpo_nulo_nao_e_um_objeto(self, api: Api, caminho: str) -> None:
        resposta = api.pedir("PUT", caminho, content="null", headers=JSON)
        assert em_lista(resposta) == uma("FO-02", "model_attributes_type", ["body"], None)

    def test_um_email_com_quebra_de_linha_nao_e_um_email(self, api: Api) -> None:
        resposta = api.put(USUARIO, usuario(email="sistema@orgao.gov.br\n"))
        lugar: Lugar = ["body", "email"]
        assert em_lista(resposta) == uma("FO-24", "value_error", lugar, "sistema@orgao.gov.br\n")

    def test_nem_ao_entrar(self, api: Api) -> None:
        assert em_texto(api.entrar(ADMIN + "\n", SENHA_DE_DEMONSTRACAO)) == texto(422, "AU-11")

    @pytest.mark.parametrize("tipo", ["password ", "xpasswordx"])
    def test_grant_type_so_pode_ser_password(self, api: Api, tipo: str) -> None:
        resposta = api.cliente.post("/token", data={"username": ADMIN, "password": "x", "grant_type": tipo})
        assert em_texto_ou_lista(resposta) == (422, "FO-07", ["string_pattern_mismatch"], [["body", "grant_type"]])

    def test_ponto_e_virgula_nao_separa_campos_do_formulario(self, api: Api) -> None:
        resposta = api.cliente.post(
            "/token",
            content=f"username={ADMIN};password={SENHA_DE_DEMONSTRACAO}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert em_texto_ou_lista(resposta) == (422, "FO-01", ["missing"], [["body", "password"]])

    @pytest.mark.parametrize("escrito", ["Bearer  {}", "Bearer {} "])
    def test_espacos_em_volta_do_token_nao_contam(self, api: Api, escrito: str) -> None:
        resposta = api.cliente.get("/users", headers={"Authorization": escrito.format(api.token)})
        assert resposta.status_code == 200


class TestD29CabecalhosNossos:
    @pytest.mark.parametrize(
        ("documento", "caminho"),
        [
            (participante(), caminho_participante(participante())),
            (plano_entregas(), caminho_plano_entregas(plano_entregas())),
        ],
    )
    def test_o_corpo_so_tem_as_chaves_do_contrato(self, api: Api, documento: builders.Documento, caminho: str) -> None:
        resposta = api.put(caminho, documento)
        assert (resposta.status_code, resposta.json()) == (201, documento)
        assert [nome for nome in resposta.headers if nome.startswith("x-")] == ["x-pgd-registro"]
        assert resposta.headers["x-pgd-registro"].isdigit()

    def test_a_recusa_diz_a_regra_no_cabecalho_e_em_cada_erro(self, api: Api) -> None:
        resposta = api.enviar_participante(cpf="11111111111", situacao=2)
        assert resposta.headers["x-pgd-regra"] == "PA-05, FO-16"
        assert [erro["ctx"]["regra"] for erro in resposta.json()["detail"]] == ["PA-05", "FO-16"]

    def test_o_que_e_so_do_simulador_fica_sob_simulador(self, api: Api) -> None:
        caminhos = api.cliente.get("/openapi.json").json()["paths"]
        assert "/health" in caminhos
        assert [caminho for caminho in caminhos if "simulador" in caminho] == []


# O que imitamos, embora estranhe, e a gravação não traz


class TestD35CpfDeOutraPessoa:
    def test_o_plano_de_trabalho_e_guardado_com_o_cpf_que_trouxe(self, api: Api) -> None:
        documento = plano_trabalho(cpf_participante="11144477735")
        assert api.com_base().put(PLANO_TRABALHO, documento).status_code == 201
        assert api.get(PLANO_TRABALHO).json() == documento


class TestD41AnosExtremosETextosVazios:
    @pytest.mark.parametrize("ano", ["0001", "9999"])
    def test_o_calendario_inteiro_serve_a_um_plano_de_entregas(self, api: Api, ano: str) -> None:
        documento = plano_entregas(data_inicio=f"{ano}-01-01", data_termino=f"{ano}-12-31")
        assert api.put(PLANO_ENTREGAS, documento).status_code == 201
        assert api.get(PLANO_ENTREGAS).json() == documento

    def test_textos_vazios_sao_guardados(self, api: Api) -> None:
        vazia = entrega(id_entrega="", nome_entrega="", nome_unidade_demandante="", nome_unidade_destinataria="")
        documento = plano_entregas(entregas=[vazia])
        assert api.put(PLANO_ENTREGAS, documento).status_code == 201
        assert api.get(PLANO_ENTREGAS).json() == documento


class TestD43LeituraTolerante:
    @pytest.mark.parametrize(
        ("enviada", "guardada"), [("100.00", 100), ("1_000", 1000), (" 1 ", 1), (True, 1), (1.0, 1), ("+7", 7)]
    )
    def test_numeros_em_texto_e_booleanos(self, api: Api, enviada: Any, guardada: int) -> None:
        criado = api.enviar_plano_entregas(entregas=[entrega(meta_entrega=enviada)])
        assert (criado.status_code, criado.json()) == (201, plano_entregas(entregas=[entrega(meta_entrega=guardada)]))

    @pytest.mark.parametrize("enviada", ["2024-06-30T00:00:00", 1_719_705_600, 1_719_705_600_000, "1719705600"])
    def test_datas_como_instantes_a_meia_noite(self, api: Api, enviada: Any) -> None:
        criado = api.enviar_plano_entregas(data_termino=enviada)
        assert (criado.status_code, criado.json()) == (201, plano_entregas(data_termino="2024-06-30"))

    def test_um_numero_nao_serve_de_texto(self, api: Api) -> None:
        resposta = api.enviar_plano_entregas(entregas=[entrega(id_entrega=1)])
        assert em_lista(resposta) == uma("FO-04", "string_type", ["body", "entregas", 0, "id_entrega"], 1)


class TestD44LotacaoZero:
    def test_e_uma_lotacao_como_outra(self, api: Api) -> None:
        criado = api.enviar_participante(cod_unidade_lotacao=0)
        assert (criado.status_code, criado.json()) == (201, participante(cod_unidade_lotacao=0))


class TestD46SemCors:
    def test_a_pergunta_do_navegador_recebe_405(self, api: Api) -> None:
        de_fora = {"Origin": "https://outro.gov.br", "Access-Control-Request-Method": "PUT"}
        resposta = api.pedir("OPTIONS", PARTICIPANTE, headers=de_fora)
        assert em_texto(resposta) == texto(405, "PD-06")
        assert [nome for nome in resposta.headers if nome.startswith("access-control-")] == []


class TestD50OrigemDesconhecida:
    @pytest.mark.parametrize("origem", ["XPTO", "siape", "%20"])
    def test_nao_e_encontrada_por_um_administrador(self, api: Api, origem: str) -> None:
        resposta = api.get(f"/organizacao/{origem}/1/plano_entregas/pe1")
        assert em_texto(resposta) == texto(404, "PE-09")

    @pytest.mark.parametrize("origem", ["XPTO", "siape", "%20"])
    def test_nao_e_a_de_um_usuario_comum(self, api: Api, origem: str) -> None:
        resposta = api.get(f"/organizacao/{origem}/1/plano_entregas/pe1", token=api.token_de(usuario()))
        assert em_texto(resposta) == texto(403, "AU-07")


class TestAPagina:
    """docs/diferencas.md e estes testes andam juntos."""

    def test_cada_linha_tem_um_numero_so_dela(self) -> None:
        numeros = [numero for numero, _ in linhas_da_pagina()]
        assert numeros == [f"D-{n:02}" for n in range(1, len(numeros) + 1)]

    def test_cada_linha_nomeia_testes_que_existem(self) -> None:
        faltam = [(numero, prova) for numero, provas in linhas_da_pagina() for prova in provas if not existe(prova)]
        assert faltam == []

    def test_cada_linha_tem_uma_prova_que_e_so_dela(self) -> None:
        sem_prova = [
            numero
            for numero, provas in linhas_da_pagina()
            if not any(f"Test{numero.replace('-', '')}" in prova or prova.startswith(DE_OUTROS) for prova in provas)
        ]
        assert sem_prova == []

    def test_cada_classe_daqui_tem_uma_linha(self) -> None:
        daqui = re.findall(r"^class Test(D)(\d\d)", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
        assert {"-".join(partes) for partes in daqui} <= {numero for numero, _ in linhas_da_pagina()}


DE_OUTROS = ("tests/concorrencia/", "família ")
"""Provas que não levam o número da linha: as do que acontece ao mesmo tempo e as da gravação."""


def linhas_da_pagina() -> list[tuple[str, list[str]]]:
    """O número e as provas de cada linha das tabelas da página."""
    return [
        (numero, re.findall(r"`(tests/[^`]+)`", linha) + re.findall(r"(família `[^`]+`)", linha))
        for linha in PAGINA.read_text(encoding="utf-8").splitlines()
        for numero in re.findall(r'^\| <a id="d-\d\d"></a>(D-\d\d) \|', linha)
    ]


def existe(prova: str) -> bool:
    """Se a família está na gravação, ou se o arquivo existe e declara a classe ou a função."""
    arquivo, _, nome = prova.partition("::")
    caminho = RAIZ / arquivo
    declaracao = rf"^(class|def) {re.escape(nome)}\b"
    return prova in {f"família `{familia}`" for familia in FAMILIAS} or (
        caminho.is_file() and re.search(declaracao, caminho.read_text(encoding="utf-8"), re.MULTILINE) is not None
    )
