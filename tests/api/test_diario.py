"""O diário: um registro por pedido, sem segredos, que nunca faz um pedido falhar."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx2 import Response
from sqlalchemy import RowMapping, func, select

from app import journal
from app.journal import Journal
from app.storage import schema
from app.storage.opening import open_database
from app.storage.tables import registro
from tests import builders, postgres
from tests.api.test_emails import api_com, caixa_de_saida, codigo_em
from tests.conftest import ADMIN, USER_AGENT, Api
from tests.servidor import SENHA_FORTE, ate, servidor
from tests.storage.documentos import AGORA
from tests.storage.interrupcao import fora_do_ar

PARTICIPANTE = builders.caminho_participante(builders.participante())
TRABALHO = builders.caminho_plano_trabalho(builders.plano_trabalho())
SENHA = "senha-que-ninguem-pode-ver"
EMAIL = "sistema@orgao.gov.br"
JSON = {"Content-Type": "application/json"}
FORMULARIO = {"Content-Type": "application/x-www-form-urlencoded"}


def linhas(api: Api) -> list[RowMapping]:
    """O diário guardado, em ordem."""
    with api.cliente.app.state.parts.database.synchronous_engine().connect() as conexao:  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
        return list(conexao.execute(select(registro).order_by(registro.c.numero)).mappings())


def numero(resposta: Response) -> int:
    return int(resposta.headers["X-PGD-Registro"])


def registro_de(api: Api, resposta: Response) -> RowMapping:
    """O registro deste pedido, que é guardado pouco depois da resposta."""
    achados: list[RowMapping] = []

    def guardado() -> bool:
        achados[:] = [linha for linha in linhas(api) if linha["numero"] == numero(resposta)]
        return bool(achados)

    ate(guardado, f"o registro {numero(resposta)} ser guardado")
    assert len(achados) == 1
    return achados[0]


def tudo_o_que_guarda(linha: RowMapping) -> str:
    return " ".join(valor.decode("latin-1") if isinstance(valor, bytes) else str(valor) for valor in linha.values())


PEDIDOS: list[tuple[str, Callable[[Api], Response], int, str | None, str | None]] = [
    ("enviado", lambda api: api.enviar_participante(), 201, None, ADMIN),
    ("lido", lambda api: api.get("/users"), 200, None, ADMIN),
    ("nao-encontrado", lambda api: api.get(TRABALHO), 404, "PT-22", ADMIN),
    ("sem-caminho", lambda api: api.get("/nao-existe"), 404, "PD-05", None),
    ("sem-metodo", lambda api: api.pedir("DELETE", "/health"), 405, "PD-06", None),
    ("sem-token", lambda api: api.get("/users", token=None), 401, "AU-01", None),
    ("token-ruim", lambda api: api.get("/users", token="x"), 401, "AU-02", None),
    ("sem-user-agent", lambda api: api.get("/health", headers={"User-Agent": ""}), 400, "PD-01", None),
    ("esquema", lambda api: api.put(PARTICIPANTE, {}), 422, "FO-01", ADMIN),
    ("estado", lambda api: api.enviar_plano_trabalho(), 422, "PT-20", ADMIN),
    ("redirecionado", lambda api: api.get("/health/"), 307, None, None),
    ("documentacao", lambda api: api.get("/docs"), 200, None, None),
    ("saude", lambda api: api.get("/health"), 200, None, None),
]


@pytest.mark.parametrize(
    ("pedir", "status", "regra", "usuario"), [caso[1:] for caso in PEDIDOS], ids=[caso[0] for caso in PEDIDOS]
)
def test_todo_pedido_deixa_um_registro_com_o_numero_da_resposta(
    api: Api, pedir: Callable[[Api], Response], status: int, regra: str | None, usuario: str | None
) -> None:
    resposta = pedir(api)
    guardado = registro_de(api, resposta)
    visto = (resposta.status_code, guardado["status"], guardado["regra"], guardado["usuario"])
    assert visto == (status, status, regra, usuario)
    assert guardado["bytes_enviados"] == len(resposta.content)


def test_o_registro_conta_o_pedido_inteiro(api: Api) -> None:
    corpo = json.dumps(builders.participante()).encode()
    resposta = api.pedir("PUT", f"{PARTICIPANTE}?origem=teste", content=corpo, headers=JSON)
    guardado = dict(registro_de(api, resposta))
    assert guardado.pop("duracao_ms") > 0
    guardado.pop("ordem")
    assert json.loads(guardado.pop("cabecalhos_recebidos")) == [
        ["host", "127.0.0.1:5057"],
        ["accept", "*/*"],
        ["accept-encoding", "gzip, deflate"],
        ["connection", "keep-alive"],
        ["user-agent", USER_AGENT],
        ["content-type", "application/json"],
        ["authorization", f"Bearer {api.token.rpartition('.')[0]}.***"],
        ["content-length", str(len(corpo))],
    ]
    assert json.loads(guardado.pop("cabecalhos_enviados")) == [
        ["content-length", str(len(resposta.content))],
        ["content-type", "application/json"],
        ["x-pgd-registro", str(numero(resposta))],
    ]
    assert guardado.pop("recebido_em").replace(tzinfo=None) == api.relogio.agora.replace(tzinfo=None)
    assert guardado == {
        "numero": numero(resposta),
        "metodo": "PUT",
        "caminho": f"{PARTICIPANTE}?origem=teste",
        "rota": "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/{cod_unidade_lotacao}"
        "/participante/{matricula_siape}",
        "chave": '["SIAPE", "1", "101", "1234567"]',
        "usuario": ADMIN,
        "status": 201,
        "falha": None,
        "status_verdadeiro": None,
        "regra": None,
        "avisos": None,
        "achados": None,
        "bytes_recebidos": len(corpo),
        "bytes_enviados": len(resposta.content),
        "user_agent": USER_AGENT,
        "corpo_recebido": corpo,
        "corpo_enviado": resposta.content,
    }


@pytest.mark.parametrize(
    ("nome", "valor", "guardado"),
    [
        ("Authorization", "Bearer aaa.bbb.SEGREDO-XYZ", "Bearer aaa.bbb.***"),
        ("Authorization", "bearer aaa.bbb.SEGREDO-XYZ", "bearer aaa.bbb.***"),
        ("Authorization", "Basic SEGREDO-XYZ", "***"),
        ("Authorization", "SEGREDO-XYZ", "***"),
        ("Authorization", "Bearer SEGREDO-XYZ.b.c d", "***"),
        ("Cookie", "sessao=SEGREDO-XYZ", "***"),
        ("X-Api-Key", "SEGREDO-XYZ", "***"),
        ("X-Senha", "SEGREDO-XYZ", "***"),
        ("Referer", "http://a.br/?token=SEGREDO-XYZ", "***"),
        ("X-Lote", "lote 7", "lote 7"),
        ("X-PGD-Falha", "token-recusado; token=SEGREDO-XYZ", "***"),
    ],
)
def test_dos_cabecalhos_ficam_os_que_nao_sao_segredo(api: Api, nome: str, valor: str, guardado: str) -> None:
    registro = registro_de(api, api.cliente.get("/health", headers={nome: valor}))
    assert dict(json.loads(registro["cabecalhos_recebidos"]))[nome.lower()] == guardado
    assert "SEGREDO-XYZ" not in tudo_o_que_guarda(registro)


def test_a_ordem_cresce_com_a_guarda(api: Api) -> None:
    ordens = [registro_de(api, api.get("/health"))["ordem"] for _ in range(3)]
    assert ordens == [ordens[0], ordens[0] + 1, ordens[0] + 2]


def test_os_numeros_crescem_de_um_em_um(api: Api) -> None:
    numeros = [numero(api.get("/health")) for _ in range(5)]
    assert numeros == list(range(numeros[0], numeros[0] + 5))


@pytest.mark.parametrize("caminho", ["/simulador/estatico/nao-existe.js", "/simulador/api/estado", "/simulador/nada"])
def test_o_que_se_pede_ao_simulador_nao_entra_no_diario(api: Api, caminho: str) -> None:
    antes = numero(api.get("/health"))
    assert "X-PGD-Registro" not in api.cliente.get(caminho).headers
    assert numero(api.get("/health")) == antes + 1


@pytest.mark.parametrize(
    "caminho",
    ["/nulo/%00", "/latim/%E7%FF", "/organizacao/SIAPE/1/plano_trabalho/%00", "/q?a=%00&b=%FF", "/" + "x" * 8_000],
    ids=["nulo", "latim", "chave-nula", "consulta", "longo"],
)
def test_um_caminho_que_banco_algum_guarda_como_veio_tambem_fica_registrado(api: Api, caminho: str) -> None:
    resposta = api.get(caminho)
    assert registro_de(api, resposta)["status"] == resposta.status_code


class TestCorpoCortado:
    LIMITE = 100

    @pytest.fixture(scope="class")
    @classmethod
    def curta(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
        banco = f"sqlite:///{tmp_path_factory.mktemp('curta').as_posix()}/pgd.sqlite"
        with api_com(banco, PGD_DIARIO_CORPO=cls.LIMITE) as api:
            yield api

    def test_guarda_o_comeco_e_conta_o_todo(self, curta: Api) -> None:
        corpo = json.dumps(builders.participante()).encode()
        resposta = curta.pedir("PUT", PARTICIPANTE, content=corpo, headers=JSON)
        guardado = registro_de(curta, resposta)
        assert (guardado["corpo_recebido"], guardado["corpo_enviado"]) == (corpo[:100], resposta.content[:100])
        assert (guardado["bytes_recebidos"], guardado["bytes_enviados"]) == (len(corpo), len(resposta.content))

    def test_um_corpo_com_segredo_cortado_no_meio_nao_mostra_a_metade_dele(self, curta: Api) -> None:
        documento = {"email": EMAIL, "password": SENHA + "x" * 200}
        resposta = curta.put(f"/user/{EMAIL}", documento)
        assert SENHA[:10] not in tudo_o_que_guarda(registro_de(curta, resposta))

    def test_um_formulario_cortado_no_meio_da_senha_nao_a_mostra(self, curta: Api) -> None:
        dados = {"username": f"{'a' * 40}@b.gov.br", "password": SENHA + "x" * 200}
        resposta = curta.cliente.post("/token", data=dados)
        assert SENHA[:10] not in tudo_o_que_guarda(registro_de(curta, resposta))


SENHA_EM_JSON = json.dumps(builders.usuario(password=SENHA))
MULTIPARTE = (
    '--x\r\nContent-Disposition: form-data; name="username"\r\n\r\na@b.gov.br\r\n'
    f'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n{SENHA}\r\n--x--\r\n'
)
COM_SEGREDO: list[tuple[str, str, str, dict[str, str], str]] = [
    ("entrada", "POST", "/token", FORMULARIO, urlencode({"username": ADMIN, "password": SENHA})),
    ("entrada-sem-tipo", "POST", "/token", {}, urlencode({"username": ADMIN, "password": SENHA})),
    ("entrada-em-json", "POST", "/token", JSON, json.dumps({"username": ADMIN, "password": SENHA})),
    ("entrada-multiparte", "POST", "/token", {"Content-Type": "multipart/form-data; boundary=x"}, MULTIPARTE),
    ("entrada-com-barra", "POST", "/token/", FORMULARIO, urlencode({"username": ADMIN, "password": SENHA})),
    ("entrada-em-maiusculas", "POST", "/token", FORMULARIO, urlencode({"username": ADMIN, "PASSWORD": SENHA})),
    ("segredo-do-cliente", "POST", "/token", FORMULARIO, urlencode({"username": "x", "client_secret": SENHA})),
    ("usuario", "PUT", f"/user/{EMAIL}", JSON, SENHA_EM_JSON),
    ("usuario-sem-tipo", "PUT", f"/user/{EMAIL}", {}, SENHA_EM_JSON),
    ("usuario-em-texto", "PUT", f"/user/{EMAIL}", {"Content-Type": "text/plain"}, SENHA_EM_JSON),
    ("usuario-em-formulario", "PUT", f"/user/{EMAIL}", FORMULARIO, SENHA_EM_JSON),
    ("usuario-mal-formado", "PUT", f"/user/{EMAIL}", JSON, SENHA_EM_JSON[:-1]),
    ("usuario-aspas-simples", "PUT", f"/user/{EMAIL}", JSON, SENHA_EM_JSON.replace('"', "'")),
    ("usuario-em-lista", "PUT", f"/user/{EMAIL}", JSON, f"[{SENHA_EM_JSON}]"),
    ("usuario-em-texto-json", "PUT", f"/user/{EMAIL}", JSON, json.dumps(SENHA_EM_JSON)),
    ("usuario-outra-caixa", "PUT", f"/user/{EMAIL}", JSON, json.dumps({"email": EMAIL, "Password": SENHA})),
    ("usuario-senha-errada", "PUT", f"/user/{EMAIL}", JSON, json.dumps({"email": EMAIL, "password": [SENHA]})),
    ("usuario-sem-nome-de-campo", "PUT", f"/user/{EMAIL}", JSON, json.dumps(SENHA)),
    ("troca", "GET", f"/user/reset_password/?{urlencode({'access_token': SENHA, 'password': SENHA})}", {}, ""),
    ("troca-sem-barra", "GET", f"/user/reset_password?{urlencode({'access_token': SENHA, 'password': SENHA})}", {}, ""),
    ("troca-barra-dupla", "GET", f"//user/reset_password/?{urlencode({'password': SENHA})}", {}, ""),
    ("troca-com-prefixo", "GET", f"/api/user/reset_password/?{urlencode({'access_token': SENHA})}", {}, ""),
    ("token-na-consulta", "GET", f"/users?{urlencode({'access_token': SENHA})}", {}, ""),
    ("troca-metade", "GET", f"/user/reset_password/?{urlencode({'password': SENHA})}", {}, ""),
    ("no-cabecalho", "GET", "/users", {"Authorization": f"Bearer {SENHA}"}, ""),
    ("no-cookie", "GET", "/users", {"Cookie": f"sessao={SENHA}"}, ""),
]


@pytest.mark.parametrize(
    ("metodo", "caminho", "cabecalhos", "corpo"), [caso[1:] for caso in COM_SEGREDO], ids=[c[0] for c in COM_SEGREDO]
)
def test_nenhum_segredo_fica_no_diario_nem_volta_na_resposta(
    api: Api, metodo: str, caminho: str, cabecalhos: dict[str, str], corpo: str
) -> None:
    resposta = api.pedir(metodo, caminho, content=corpo.encode(), headers=cabecalhos)
    assert SENHA not in resposta.text
    assert SENHA not in tudo_o_que_guarda(registro_de(api, resposta))


@pytest.mark.parametrize("codificacao", ["utf-16", "utf-32", "utf-8-sig"])
def test_nem_quando_o_corpo_vem_em_outra_codificacao(api: Api, codificacao: str) -> None:
    resposta = api.pedir("PUT", f"/user/{EMAIL}", content=SENHA_EM_JSON.encode(codificacao), headers=JSON)
    guardado = registro_de(api, resposta)
    assert resposta.status_code == 201
    for possivel in ("utf-8", codificacao):
        assert SENHA.encode(possivel)[-20:] not in (guardado["corpo_recebido"] or b"")


def test_do_usuario_enviado_fica_o_resto(api: Api) -> None:
    resposta = api.put(f"/user/{EMAIL}", builders.usuario(password=SENHA))
    guardado = registro_de(api, resposta)
    assert json.loads(guardado["corpo_recebido"]) == builders.usuario(password="***")
    assert json.loads(guardado["corpo_enviado"]) == resposta.json()


def test_o_token_emitido_nao_fica_no_diario(api: Api) -> None:
    resposta = api.entrar(ADMIN, "demonstracao-pgd")
    guardado = registro_de(api, resposta)
    assert resposta.json()["access_token"] not in tudo_o_que_guarda(guardado)
    assert json.loads(guardado["corpo_enviado"]) == {"access_token": "***", "token_type": "bearer"}


def test_o_codigo_de_recuperacao_nao_fica_no_diario(api: Api) -> None:
    pedido = api.cliente.post(f"/user/forgot_password/{ADMIN}")
    codigo = codigo_em(caixa_de_saida(api)[0].texto)
    dados = {"access_token": codigo, "password": SENHA}
    troca = api.cliente.get("/user/reset_password/", params=dados)
    assert troca.status_code == 200
    guardados = tudo_o_que_guarda(registro_de(api, pedido)) + tudo_o_que_guarda(registro_de(api, troca))
    assert (codigo in guardados, SENHA in guardados) == (False, False)


def test_passado_o_limite_saem_os_mais_antigos(tmp_path: Path) -> None:
    with api_com(f"sqlite:///{tmp_path.as_posix()}/pgd.sqlite", PGD_DIARIO_REGISTROS=20) as api:
        ultimo = [api.get("/health") for _ in range(50)][-1]
        registro_de(api, ultimo)
        guardados = [linha["numero"] for linha in linhas(api)]
    assert guardados == list(range(numero(ultimo) - 19, numero(ultimo) + 1))


def test_ao_encerrar_nada_do_que_foi_atendido_se_perde(banco: str) -> None:
    with api_com(banco) as api:
        numeros = [numero(api.get("/health")) for _ in range(30)]
    with open_database(banco).synchronous_engine().connect() as conexao:
        guardados = set(conexao.execute(select(registro.c.numero)).scalars())
    assert set(numeros) <= guardados


def test_um_servidor_reiniciado_continua_a_numeracao(banco: str) -> None:
    with api_com(banco) as api:
        antes = numero(api.get("/health"))
    with api_com(banco) as api:
        depois = [numero(api.entrar(ADMIN, "x")), numero(api.get("/health"))]
    # O primeiro pedido de api_com é a entrada do administrador.
    assert depois == [antes + 2, antes + 3]


class TestBancoForaDoAr:
    def test_o_que_nao_precisa_do_banco_continua_sendo_atendido_e_e_registrado_depois(
        self, servidor_postgres: str
    ) -> None:
        with postgres.empty_database(servidor_postgres) as endereco, api_com(endereco) as api:
            with fora_do_ar(servidor_postgres, endereco):
                respostas = [api.cliente.get("/docs") for _ in range(5)]
                # Passa por pelo menos um lote que não pôde ser guardado.
                fim = time.monotonic() + 3 * journal.INTERVALO
                ate(lambda: time.monotonic() > fim, "o intervalo de três lotes")
                respostas += [api.cliente.get("/health"), api.cliente.get("/robots.txt")]
            vistos = [registro_de(api, resposta)["status"] for resposta in respostas]
        assert vistos == [200] * 5 + [503, 200]

    def test_o_que_espera_tem_limite(self, servidor_postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(journal, "FAIXA", 30)
        with postgres.empty_database(servidor_postgres) as endereco, api_com(endereco) as api:
            registro_de(api, api.cliente.get("/robots.txt"))
            with fora_do_ar(servidor_postgres, endereco):
                respostas = [api.cliente.get("/robots.txt") for _ in range(100)]
            numerados = [resposta for resposta in respostas if "x-pgd-registro" in resposta.headers]
            registro_de(api, numerados[-1])
            guardados = [linha["numero"] for linha in linhas(api)]
        # Duas faixas no máximo; os que ficaram sem número foram atendidos do mesmo modo.
        assert 1 <= len(numerados) < 60
        assert respostas[: len(numerados)] == numerados
        assert {resposta.status_code for resposta in respostas} == {200}
        assert guardados[-len(numerados) :] == [numero(resposta) for resposta in numerados]

    def test_encerrar_com_o_banco_fora_nao_falha(self, servidor_postgres: str) -> None:
        with postgres.empty_database(servidor_postgres) as endereco:
            api_aberta = api_com(endereco)
            api = api_aberta.__enter__()
            with fora_do_ar(servidor_postgres, endereco):
                assert api.cliente.get("/docs").status_code == 200
                api_aberta.__exit__(None, None, None)


def test_parar_no_meio_de_um_lote_nao_o_guarda_duas_vezes(banco: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Encerrar interrompe o lote em curso, que pode já ter sido confirmado."""
    monkeypatch.setattr(journal, "INTERVALO", 0.001)

    async def tudo() -> int:
        database = open_database(banco)
        schema.upgrade(database)
        for demora in range(40):
            diario = Journal(database, 10_000)
            await diario.start()
            for _ in range(20):
                diario.keep(linha(diario.number()))
            await asyncio.sleep(demora / 4_000)
            await diario.stop()
        guardados = await database.look(
            lambda connection: connection.execute(select(func.count()).select_from(registro)).scalar_one()
        )
        await database.close()
        return guardados

    def linha(numero: int | None) -> dict[str, Any]:
        return {
            **dict.fromkeys(coluna.name for coluna in registro.columns),
            "numero": numero,
            "recebido_em": AGORA,
            "metodo": "GET",
            "caminho": "/",
            "status": 200,
            "duracao_ms": 1.0,
            "bytes_recebidos": 0,
            "bytes_enviados": 0,
        }

    assert asyncio.run(tudo()) == 40 * 20


def test_o_registro_do_servidor_nao_traz_dado_pessoal_nem_segredo(tmp_path: Path) -> None:
    """A saída de erros de um servidor de verdade, depois de pedidos de todo tipo."""
    with servidor(tmp_path, PGD_ADMIN_SENHA=SENHA_FORTE, MAIL_SERVER="127.0.0.1", MAIL_PORT="1") as no_ar:
        token = no_ar.entrar(senha=SENHA_FORTE)
        pessoa, plano = builders.participante(), builders.plano_entregas()
        vistos = [
            no_ar.pedir("PUT", builders.caminho_participante(pessoa), token, json=pessoa),
            no_ar.pedir("PUT", builders.caminho_participante(pessoa), token, json=pessoa | {"cpf": "52998224720"}),
            no_ar.pedir("PUT", builders.caminho_plano_entregas(plano), token, json=plano),
            no_ar.pedir("PUT", TRABALHO, token, json=builders.plano_trabalho()),
            no_ar.pedir("PUT", TRABALHO, token, json=builders.plano_trabalho(id_plano_trabalho="outro")),
            no_ar.pedir("GET", builders.caminho_participante(pessoa), token),
            no_ar.pedir("GET", builders.caminho_participante(pessoa | {"matricula_siape": "7654321"}), token),
            no_ar.pedir("PUT", f"/user/{EMAIL}", token, json=builders.usuario(password=SENHA)),
            no_ar.pedir("GET", f"/user/{EMAIL}", token),
            no_ar.pedir("POST", "/token", data={"username": EMAIL, "password": "senha-errada-xyz"}),
            no_ar.pedir("POST", f"/user/forgot_password/{EMAIL}"),
            no_ar.pedir("GET", "/user/reset_password/", params={"access_token": "codigo-xyz", "password": SENHA}),
            no_ar.pedir("GET", f"/nao-existe/{pessoa['cpf']}", token),
            no_ar.pedir("GET", "/users", "token-ruim-xyz"),
        ]
    assert [resposta.status_code for resposta in vistos] == [
        *(201, 422, 201, 201, 422, 200, 404, 201, 200, 401, 200, 401, 404, 401),
    ]
    assert no_ar.registro.count("PUT /organizacao/") == 5
    assert "E-mail 1 não entregue (ConnectionRefusedError)." in no_ar.registro
    escrito = no_ar.registro + no_ar.saida
    proibidos = [
        *(token, SENHA, SENHA_FORTE, "senha-errada-xyz", "codigo-xyz", "token-ruim-xyz"),
        *(pessoa["cpf"], "52998224720", pessoa["matricula_siape"], "7654321", EMAIL),
        (tmp_path / ".pgd" / "chave").read_text(encoding="ascii"),
    ]
    assert [proibido for proibido in proibidos if proibido in escrito] == []
    assert "@" not in no_ar.registro


@pytest.mark.parametrize(
    ("metodo", "caminho", "opcoes"),
    [
        ("PUT", "/organizacao/SIAPE/1/101/participante/1234567", {"json": {"password": "SEGREDO-XYZ", "cpf": "1"}}),
        ("PUT", "/organizacao/SIAPE/1/101/participante/1234567", {"content": '{"Token": "SEGREDO-XYZ"'}),
        ("GET", "/health?x=1;password=SEGREDO-XYZ", {}),
        ("GET", "/users?token=SEGREDO-XYZ", {}),
        ("GET", "/user/reset_password/codigo/SEGREDO-XYZ", {}),
        ("POST", "/token", {"data": {"username": "a@b.br;password=SEGREDO-XYZ"}}),
    ],
)
def test_um_segredo_fora_do_lugar_nao_fica_no_diario_nem_volta(
    api: Api, metodo: str, caminho: str, opcoes: dict[str, Any]
) -> None:
    resposta = api.pedir(metodo, caminho, **opcoes)
    assert "SEGREDO-XYZ" not in resposta.text
    assert "SEGREDO-XYZ" not in tudo_o_que_guarda(registro_de(api, resposta))


def test_o_reinicio_de_tudo_nao_deixa_voltar_o_que_chegou_antes(api: Api) -> None:
    antes = numero(api.enviar_participante())
    assert api.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"}).status_code == 200
    registro_de(api, api.get("/health"))
    assert [linha["numero"] for linha in linhas(api) if linha["numero"] <= antes] == []
