"""A explicação de um pedido, pelo endereço do simulador: o recibo, a recusa, os quase-acertos e o pedido consertado."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import Response

from app.settings import SENHA_DE_DEMONSTRACAO
from app.storage import vizinhanca
from tests import builders
from tests.conftest import ADMIN, BANCOS, Api, banco_vazio
from tests.exemplos import enviar, preparar
from tests.servidor import Servidor, ambiente, servidor

PARTICIPANTE = builders.caminho_participante(builders.participante())
ENTREGAS = builders.caminho_plano_entregas(builders.plano_entregas())
UNIDADE = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 1}
CHAVE = {**UNIDADE, "cod_unidade_lotacao": 101, "matricula_siape": "1234567"}
JSON = {"Content-Type": "application/json"}


def explicar(api: Api, resposta: Response) -> dict[str, Any]:
    """A explicação do pedido que teve esta resposta."""
    numero = resposta.headers["X-PGD-Registro"]
    explicacao = api.cliente.get(f"/simulador/api/registros/{numero}/explicacao")
    assert explicacao.status_code == 200, explicacao.text
    lida: dict[str, Any] = explicacao.json()
    return lida


def regra(api: Api, resposta: Response) -> dict[str, Any]:
    """A única regra quebrada."""
    (unica,) = explicar(api, resposta)["regras"]
    assert isinstance(unica, dict)
    return unica


def quases(api: Api, resposta: Response) -> list[dict[str, Any]]:
    perto: list[dict[str, Any]] = regra(api, resposta)["quase"]
    return perto


def quase(recurso: str, chave: dict[str, Any], difere: str) -> dict[str, Any]:
    return {"recurso": recurso, "chave": chave, "difere": difere}


class TestForma:
    def test_um_pedido_recusado_e_explicado_por_inteiro(self, api: Api) -> None:
        resposta = api.enviar_participante(matricula_siape="1111111")
        numero = int(resposta.headers["X-PGD-Registro"])
        explicacao = explicar(api, resposta)
        assert explicacao.pop("repetir").startswith("# Antes, ponha a senha em SENHA")
        (quebrada,) = explicacao.pop("regras")
        assert explicacao == {
            "pedido": {
                "numero": numero,
                "recebido_em": "2025-07-01T12:00:00Z",
                "metodo": "PUT",
                "caminho": "/organizacao/SIAPE/1/101/participante/1111111",
                "status": 422,
                "usuario": ADMIN,
            },
            "resumo": "Recusado com 422, e nada foi guardado. A matrícula SIAPE tem os sete algarismos iguais.",
            "avisos": [],
            "correcao": None,
        }
        assert quebrada.pop("por_que").startswith("Uma matrícula assim não é de ninguém")
        assert quebrada.pop("como_consertar").startswith("Procure a matrícula da pessoa no SIAPE")
        assert quebrada == {
            "codigo": "PA-03",
            "severidade": "erro",
            "dita": True,
            "o_que_houve": (
                "A matrícula 1111111 tem os sete algarismos iguais e não é de ninguém. Confira-a no SIAPE."
            ),
            "fonte": "contrato",
            "desde": "3.3.9",
            "onde": [
                {
                    "campo": "matricula_siape",
                    "caminho": "/matricula_siape",
                    "recebido": "1111111",
                    "esperado": "Os sete algarismos da matrícula, com os zeros à esquerda.",
                    "exemplo": "1111112",
                }
            ],
            "colide_com": [],
            "quase": [],
        }

    def test_a_regra_que_a_resposta_nao_disse_vem_depois_da_que_ela_disse(self, api: Api) -> None:
        api.com_base()
        resposta = api.enviar_plano_trabalho(
            data_inicio="2025-06-01",
            data_termino="2027-06-01",
            avaliacoes_registros_execucao=[],
            cod_unidade_lotacao_participante=102,
        )
        ditas = [(item["codigo"], item["dita"]) for item in explicar(api, resposta)["regras"]]
        assert ditas == [("PT-19", True), ("PT-20", False)]

    def test_o_mesmo_erro_em_varios_lugares_se_explica_uma_vez(self, api: Api) -> None:
        entregas = [builders.entrega(id_entrega=str(n), meta_entrega="muito") for n in range(3)]
        quebrada = regra(api, api.enviar_plano_entregas(entregas=entregas))
        assert [lugar["caminho"] for lugar in quebrada["onde"]] == [f"/entregas/{n}/meta_entrega" for n in range(3)]

    def test_um_plano_recusado_antes_de_se_olhar_o_banco_diz_que_ainda_falta_olha_lo(self, api: Api) -> None:
        resposta = api.enviar_plano_trabalho(carga_horaria_disponivel="muita")
        assert explicar(api, resposta)["resumo"].endswith(
            " O que depende do que está guardado (períodos, participante, entregas) só se confere depois disto: "
            "consertado, o envio ainda pode ser recusado por uma regra que hoje não se viu."
        )

    def test_o_que_ja_olhou_o_banco_ou_nao_olharia_nao_o_diz(self, api: Api) -> None:
        recusas = [
            api.enviar_plano_trabalho(),
            api.enviar_participante(matricula_siape="1111111"),
            api.get(builders.caminho_plano_trabalho(builders.plano_trabalho())),
        ]
        resumos = [explicar(api, resposta)["resumo"] for resposta in recusas]
        assert [resposta.status_code for resposta in recusas] == [422, 422, 404]
        assert [resumo for resumo in resumos if "ainda pode ser recusado" in resumo] == []

    def test_a_explicacao_nao_muda_a_resposta_oficial(self, api: Api) -> None:
        antes = api.get(PARTICIPANTE)
        explicar(api, antes)
        depois = api.get(PARTICIPANTE)
        assert (antes.status_code, antes.content) == (depois.status_code, depois.content)

    @pytest.mark.parametrize("valor", ["NaN", "1e400", '"\\ud83d"', "[[[[[[[[[[[[[[1]]]]]]]]]]]]]]"])
    def test_um_valor_que_nao_cabe_em_json_tambem_se_explica(self, api: Api, valor: str) -> None:
        corpo = json.dumps(builders.participante()).replace('"situacao": 1', f'"situacao": {valor}')
        resposta = api.pedir("PUT", PARTICIPANTE, content=corpo.encode(), headers=JSON)
        assert explicar(api, resposta)["regras"] != []


class TestGuarda:
    def test_uma_pagina_de_outro_site_nao_le_a_explicacao(self, api: Api) -> None:
        numero = api.get("/health").headers["X-PGD-Registro"]
        caminho = f"/simulador/api/registros/{numero}/explicacao"
        resposta = api.cliente.get(caminho, headers={"Origin": "https://atacante.example"})
        assert (resposta.status_code, resposta.json()["title"]) == (403, "Página de outro site")

    @pytest.mark.parametrize("senha", ["", ["senha-que-ninguem-ve"], "senha-que-ninguem-ve" * 300])
    def test_a_senha_de_um_usuario_recusado_nao_aparece(self, api: Api, senha: object) -> None:
        explicacao = explicar(api, api.put("/user/a@b.gov.br", builders.usuario(password=senha)))
        assert explicacao["regras"][0]["onde"][0]["recebido"] == "***"
        assert "senha-que-ninguem-ve" not in json.dumps(explicacao)


class TestForaDoDiario:
    @staticmethod
    def problema(api: Api, numero: object) -> tuple[int, str, str]:
        resposta = api.cliente.get(f"/simulador/api/registros/{numero}/explicacao")
        corpo = resposta.json()
        assert resposta.headers["Content-Type"] == "application/problem+json"
        return resposta.status_code, corpo["title"], corpo["detail"]

    def test_um_numero_que_ninguem_recebeu(self, api: Api) -> None:
        status, titulo, detalhe = self.problema(api, 2**62)
        assert (status, titulo) == (404, "Registro fora do diário")
        assert detalhe.startswith("Nenhum pedido recebeu ainda o número 4611686018427387904: o próximo a ser reservado")

    def test_um_numero_reservado_e_ainda_nao_dado(self, api: Api) -> None:
        numero = int(api.get("/health").headers["X-PGD-Registro"]) + 100
        assert self.problema(api, numero) == (
            404,
            "Registro fora do diário",
            f"O registro {numero} não está no diário: ou o número não foi dado a pedido algum, ou quem o atendeu ainda "
            "não o guardou. Espere um segundo e peça de novo.",
        )

    def test_um_numero_que_ja_saiu(self, api: Api) -> None:
        numero = int(api.get("/health").headers["X-PGD-Registro"])
        assert api.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"}).status_code == 200
        assert self.problema(api, numero) == (
            404,
            "Registro fora do diário",
            f"O registro {numero} já saiu do diário, que guarda só os pedidos mais novos e se esvazia quando o "
            "simulador recomeça do zero. Repita o pedido e explique o novo; para guardar mais, aumente "
            "PGD_DIARIO_REGISTROS.",
        )

    @pytest.mark.parametrize("numero", ["0", "-1", "um", "9223372036854775808"])
    def test_o_que_nao_e_numero_de_registro(self, api: Api, numero: str) -> None:
        assert self.problema(api, numero)[:2] == (422, "Pedido não entendido")


class TestQuase:
    def test_outra_lotacao_outra_unidade_e_outra_origem(self, api: Api) -> None:
        api.enviar_participante(cod_unidade_lotacao=102)
        api.enviar_participante(cod_unidade_autorizadora=2)
        api.enviar_participante(origem_unidade="SIORG", cod_unidade_autorizadora=3, cod_unidade_lotacao=103)
        assert quases(api, api.get(PARTICIPANTE)) == [
            quase("participante", {**CHAVE, "cod_unidade_lotacao": 102}, "a lotação é 102, e não 101"),
            quase("participante", {**CHAVE, "cod_unidade_autorizadora": 2}, "a autorizadora é 2, e não 1"),
            quase(
                "participante",
                {**CHAVE, "origem_unidade": "SIORG", "cod_unidade_autorizadora": 3, "cod_unidade_lotacao": 103},
                "a origem é SIORG, e não SIAPE; a autorizadora é 3, e não 1; a lotação é 103, e não 101",
            ),
        ]

    def test_outra_matricula_nao_e_quase(self, api: Api) -> None:
        api.enviar_participante(matricula_siape="1234568")
        assert quases(api, api.get(PARTICIPANTE)) == []

    @pytest.mark.parametrize("matricula", ["123456", "0123456 ", "0123456%20", "0123-456"])
    def test_uma_matricula_escrita_de_outro_modo(self, api: Api, matricula: str) -> None:
        api.enviar_participante(matricula_siape="0123456")
        resposta = api.get(f"/organizacao/SIAPE/1/101/participante/{quote(matricula)}")
        assert [item["chave"]["matricula_siape"] for item in quases(api, resposta)] == ["0123456"]

    def test_a_propria_unidade_vem_antes_de_muitas_outras(self, api: Api) -> None:
        for autorizadora in range(2, 30):
            assert api.enviar_participante(cod_unidade_autorizadora=autorizadora).status_code == 201
        api.enviar_participante(cod_unidade_autorizadora=30, cod_unidade_lotacao=102)
        perto = quases(api, api.get("/organizacao/SIAPE/30/101/participante/1234567"))
        assert len(perto) == 10
        assert perto[0]["difere"] == "a lotação é 102, e não 101"

    def test_a_origem_em_minusculas(self, api: Api) -> None:
        api.com_base()
        resposta = api.get("/organizacao/siape/1/plano_entregas/pe1")
        assert quases(api, resposta) == [
            quase(
                "plano_entregas",
                {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 1, "id_plano_entregas": "pe1"},
                "a origem é SIAPE, e não siape (só mudam as maiúsculas)",
            )
        ]

    @pytest.mark.parametrize("recurso", ["plano_entregas", "plano_trabalho"])
    @pytest.mark.parametrize(
        ("guardado", "procurado", "como"),
        [
            ("Plano-1", "plano-1", "só mudam as maiúsculas"),
            ("plano 1", "plano 1 ", "só mudam os espaços"),
            ("ação-1", "acao-1", "só mudam os acentos"),
        ],
    )
    def test_um_id_que_so_difere_na_escrita(
        self, api: Api, recurso: str, guardado: str, procurado: str, como: str
    ) -> None:
        documento = builders.plano_entregas() if recurso == "plano_entregas" else builders.plano_trabalho()
        documento = {**documento, f"id_{recurso}": guardado}
        api.com_base()
        # Num semestre em que a executora ainda não tem plano.
        periodo = {"data_inicio": "2025-01-01", "data_termino": "2025-06-30", "avaliacoes_registros_execucao": []}
        caminho = f"/organizacao/SIAPE/1/{recurso}"
        assert api.put(f"{caminho}/{quote(guardado)}", {**documento, **periodo}).status_code == 201
        (achado,) = quases(api, api.get(f"{caminho}/{quote(procurado)}"))
        assert (achado["recurso"], achado["chave"][f"id_{recurso}"]) == (recurso, guardado)
        assert achado["difere"].endswith(f" ({como})")

    def test_o_mesmo_id_em_outra_unidade(self, api: Api) -> None:
        assert api.enviar_plano_entregas(cod_unidade_autorizadora=7).status_code == 201
        assert quases(api, api.get(ENTREGAS)) == [
            quase(
                "plano_entregas",
                {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 7, "id_plano_entregas": "pe1"},
                "a autorizadora é 7, e não 1",
            )
        ]

    def test_um_id_parecido_de_outra_unidade_nao_e_quase(self, api: Api) -> None:
        api.enviar_plano_entregas(cod_unidade_autorizadora=7, id_plano_entregas="PE1")
        assert quases(api, api.get(ENTREGAS)) == []

    def test_um_documento_enviado_depois_do_pedido(self, api: Api) -> None:
        resposta = api.get(PARTICIPANTE)
        api.enviar_participante()
        assert quases(api, resposta) == [
            quase("participante", CHAVE, "é esta mesma chave, que foi enviada depois deste pedido: repita-o")
        ]

    def test_so_se_percorre_uma_parte_de_uma_unidade_enorme(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(vizinhanca, "MAIS_LINHAS", 1)
        api.enviar_plano_entregas(id_plano_entregas="a", status=1)
        api.enviar_plano_entregas(id_plano_entregas="b", status=1)
        vistos = [quases(api, api.get(f"/organizacao/SIAPE/1/plano_entregas/{id_}")) for id_ in ("A", "B")]
        assert [len(perto) for perto in vistos] == [1, 0]


class TestQuaseEntrega:
    def enviar(self, api: Api, **mudancas: Any) -> Response:
        return api.com_base().enviar_plano_trabalho(contribuicoes=[builders.contribuicao(**mudancas)])

    def test_uma_entrega_do_plano_que_so_difere_na_escrita(self, api: Api) -> None:
        assert quases(api, self.enviar(api, id_entrega="E1")) == [
            quase(
                "entrega",
                {**UNIDADE, "id_plano_entregas": "pe1", "id_entrega": "e1"},
                "o id da entrega é e1, e não E1 (só mudam as maiúsculas)",
            )
        ]

    def test_as_entregas_que_o_plano_tem(self, api: Api) -> None:
        assert quases(api, self.enviar(api, id_entrega="e9")) == [
            quase(
                "plano_entregas",
                {**UNIDADE, "id_plano_entregas": "pe1"},
                "o plano de entregas está guardado, e as entregas dele são e1",
            )
        ]

    def test_de_um_plano_com_muitas_entregas_so_as_primeiras(self, api: Api) -> None:
        entregas = [builders.entrega(id_entrega=f"e{n}") for n in range(1, 8)]
        api.enviar_participante()
        api.enviar_plano_entregas(entregas=entregas)
        resposta = api.enviar_plano_trabalho(contribuicoes=[builders.contribuicao(id_entrega="x")])
        (achado,) = quases(api, resposta)
        assert achado["difere"] == (
            "o plano de entregas está guardado, e as entregas dele são e1, e2, e3, e4, e5 e mais 2"
        )

    def test_a_mesma_entrega_em_outro_plano_da_unidade_e_um_plano_parecido(self, api: Api) -> None:
        certa = {**UNIDADE, "id_plano_entregas": "pe1"}
        frase = "o id do plano de entregas é pe1, e não PE1 (só mudam as maiúsculas)"
        assert quases(api, self.enviar(api, id_plano_entregas="PE1")) == [
            quase("plano_entregas", certa, frase),
            quase("entrega", {**certa, "id_entrega": "e1"}, frase),
        ]

    def test_um_plano_sem_entregas_nao_e_a_mesma_chave(self, api: Api) -> None:
        api.enviar_plano_entregas(id_plano_entregas="vazio", status=1, entregas=[])
        assert quases(api, self.enviar(api, id_plano_entregas="vazio", id_entrega="e9")) == []

    def test_de_cada_contribuicao_sem_repetir(self, api: Api) -> None:
        api.com_base()
        citadas = [builders.contribuicao(id_entrega=id_) for id_ in ("E1", "e1", "x", "E1")]
        perto = quases(api, api.enviar_plano_trabalho(contribuicoes=citadas))
        assert [item["recurso"] for item in perto] == ["entrega", "plano_entregas"]


class TestQuaseUsuario:
    def test_um_email_que_so_difere_nas_maiusculas(self, api: Api) -> None:
        api.put("/user/sistema@orgao.gov.br", builders.usuario())
        resposta = api.get("/user/Sistema@orgao.gov.br")
        assert quases(api, resposta) == [
            quase(
                "usuario",
                {"email": "sistema@orgao.gov.br"},
                'o e-mail é "sistema@orgao.gov.br", e não "Sistema@orgao.gov.br" (só mudam as maiúsculas)',
            )
        ]

    def test_quem_entra_com_o_email_em_outra_caixa(self, api: Api) -> None:
        assert quases(api, api.entrar("Admin@pgd.gov.br", SENHA_DE_DEMONSTRACAO)) == [
            quase(
                "usuario",
                {"email": ADMIN},
                'o e-mail é "admin@pgd.gov.br", e não "Admin@pgd.gov.br" (só mudam as maiúsculas)',
            )
        ]

    def test_quem_erra_a_senha(self, api: Api) -> None:
        assert quases(api, api.entrar(ADMIN, "errada")) == [
            quase("usuario", {"email": ADMIN}, "há um usuário com este e-mail: o que não confere é a senha")
        ]

    def test_quem_nao_existe(self, api: Api) -> None:
        assert quases(api, api.entrar("ninguem@orgao.gov.br", "errada")) == []

    def test_quem_pede_por_outra_unidade(self, api: Api) -> None:
        token = api.token_de(builders.usuario(cod_unidade_autorizadora=2))
        assert quases(api, api.get(PARTICIPANTE, token=token)) == [
            quase(
                "usuario",
                {"email": "sistema@orgao.gov.br", "origem_unidade": "SIAPE", "cod_unidade_autorizadora": 2},
                "a autorizadora é 2, e não 1",
            )
        ]

    def test_nada_disto_vai_na_resposta_oficial(self, api: Api) -> None:
        assert api.entrar("Admin@pgd.gov.br", "x").content == api.entrar("ninguem@orgao.gov.br", "x").content


class TestQuaseCaminho:
    def test_o_caminho_conhecido_mais_perto(self, api: Api) -> None:
        resposta = api.get("/organizacao/SIAPE/1/planos_trabalho/pt1")
        assert quases(api, resposta) == [
            quase(
                "caminho",
                {
                    "caminho": (
                        "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}/plano_trabalho/{id_plano_trabalho}"
                    )
                },
                "em vez de plano_trabalho veio planos_trabalho",
            )
        ]

    def test_um_id_com_barra_codificada(self, api: Api) -> None:
        (achado,) = quases(api, api.get("/organizacao/SIAPE/1/plano_trabalho/a%2Fb"))
        assert achado["difere"] == "{id_plano_trabalho} traz uma barra (%2F), e a API não encontra ids com barra"


@pytest.fixture(scope="module", params=BANCOS)
def no_ar(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servidor]:
    """Um servidor de verdade, em cada um dos dois bancos."""
    pasta = tmp_path_factory.mktemp("servidor")
    with banco_vazio(request.param, request, pasta) as banco, servidor(pasta, "--banco", banco) as no_ar:
        yield no_ar


class TestConsertado:
    """O texto sugerido, corrido no bash como está, contra um servidor de verdade."""

    @staticmethod
    def correr(texto: str, pasta: Path) -> int:
        variaveis = ambiente(pasta, SENHA=SENHA_DE_DEMONSTRACAO)
        feito = subprocess.run(["bash", "-c", texto], env=variaveis, capture_output=True, text=True, check=True)
        assert SENHA_DE_DEMONSTRACAO not in texto
        return int(feito.stdout.split()[1])

    @staticmethod
    def explicacao(no_ar: Servidor, resposta: Response) -> dict[str, Any]:
        lida = no_ar.pedir("GET", f"/simulador/api/registros/{resposta.headers['X-PGD-Registro']}/explicacao")
        assert lida.status_code == 200, lida.text
        corpo: dict[str, Any] = lida.json()
        return corpo

    @pytest.mark.parametrize(
        ("documento", "caminho"),
        [
            (builders.participante(matricula_siape="1000001", cpf="529.982.247-25"), None),
            (builders.participante(matricula_siape="1000002"), "/organizacao/SIAPE/1/101/participante/1000003"),
            (builders.participante(matricula_siape="1000004", rotulo="d'água $HOME"), None),
            (builders.participante(matricula_siape="１000005"), None),
            (
                builders.plano_entregas(
                    id_plano_entregas="a ção", cod_unidade_executora=7, entregas=[builders.entrega(meta_entrega="1,00")]
                ),
                None,
            ),
        ],
        ids=["cpf", "caminho", "chave-a-mais", "chave", "meta"],
    )
    def test_o_envio_consertado_e_aceito(
        self, no_ar: Servidor, tmp_path: Path, documento: dict[str, Any], caminho: str | None
    ) -> None:
        certo = builders.caminho_participante if "cpf" in documento else builders.caminho_plano_entregas
        token = no_ar.entrar()
        resposta = no_ar.pedir("PUT", caminho or quote(certo(documento)), token, json=documento)
        correcao = self.explicacao(no_ar, resposta)["correcao"]
        assert correcao["faltam"] == []
        assert self.correr(correcao["curl"], tmp_path) in (200, 201)

    def test_um_pedido_sem_token_nem_user_agent(self, no_ar: Servidor, tmp_path: Path) -> None:
        for cabecalhos in ({"User-Agent": ""}, {}):
            resposta = no_ar.pedir("GET", "/users", headers=cabecalhos)
            assert resposta.status_code in (400, 401)
            correcao = self.explicacao(no_ar, resposta)["correcao"]
            assert self.correr(correcao["curl"], tmp_path) == 200

    def test_um_metodo_trocado(self, no_ar: Servidor, tmp_path: Path) -> None:
        correcao = self.explicacao(no_ar, no_ar.pedir("DELETE", "/health"))["correcao"]
        assert self.correr(correcao["curl"], tmp_path) == 200

    def test_o_pedido_repetido_tem_a_mesma_resposta(self, no_ar: Servidor, tmp_path: Path) -> None:
        token = no_ar.entrar()
        documento = builders.participante(matricula_siape="1000009", situacao=9)
        resposta = no_ar.pedir("PUT", builders.caminho_participante(documento), token, json=documento)
        assert self.correr(self.explicacao(no_ar, resposta)["repetir"], tmp_path) == resposta.status_code == 422

    def test_o_json_quebrado_se_repete_letra_por_letra(self, no_ar: Servidor, tmp_path: Path) -> None:
        corpo = "{\"nome\": 'd\\'água',}".encode()
        resposta = no_ar.pedir("PUT", PARTICIPANTE, no_ar.entrar(), content=corpo, headers=JSON)
        de_novo = self.explicacao(no_ar, resposta)["repetir"]
        assert self.correr(de_novo, tmp_path) == resposta.status_code == 422


def test_um_id_codificado_duas_vezes(no_ar: Servidor) -> None:
    token = no_ar.entrar()
    documento = builders.plano_entregas(id_plano_entregas="duas vezes", cod_unidade_executora=8)
    assert no_ar.pedir("PUT", quote(builders.caminho_plano_entregas(documento)), token, json=documento).is_success
    resposta = no_ar.pedir("GET", "/organizacao/SIAPE/1/plano_entregas/duas%2520vezes", token)
    (quebrada,) = TestConsertado.explicacao(no_ar, resposta)["regras"]
    assert [achado["difere"] for achado in quebrada["quase"]] == [
        'o id do plano de entregas é "duas vezes", e não "duas%20vezes" (só muda a codificação com %)'
    ]


class TestRepetir:
    def test_o_que_traz_uma_senha_nao_se_repete(self, api: Api) -> None:
        explicacao = explicar(api, api.put("/user/a@b.gov.br", builders.usuario()))
        assert (explicacao["repetir"], explicacao["correcao"]) == (None, None)
        assert explicar(api, api.entrar(ADMIN, "errada"))["repetir"] is None

    def test_quem_veio_sem_token_se_repete_sem_token(self, api: Api) -> None:
        assert "TOKEN" not in explicar(api, api.get("/users", token=None))["repetir"]


def test_todo_exemplo_que_quebra_uma_regra_se_explica(api: Api) -> None:
    """Os do catálogo que não pedem mais que um pedido: a regra aparece, com texto em cada parte."""
    catalogo = api.cliente.app.state.parts.perfis.catalog  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
    for codigo in ("PD-07", "AU-07", "FO-20", "US-01", "PA-05", "PE-03", "PT-21", "FO-28", "PE-13"):
        assert api.cliente.post("/simulador/api/reinicio", params={"escopo": "tudo"}).status_code == 200
        api.token = str(api.entrar(ADMIN, SENHA_DE_DEMONSTRACAO).json()["access_token"])
        exemplo = catalogo[codigo].breaks
        explicacao = explicar(api, enviar(api, exemplo, preparar(api, exemplo)))
        (achado,) = [item for item in (*explicacao["regras"], *explicacao["avisos"]) if item["codigo"] == codigo]
        assert "" not in (achado["o_que_houve"], achado["por_que"], achado["como_consertar"], achado["fonte"]), codigo


class TestMetadeDeUmCaractere:
    def test_onde_quer_que_venha_a_explicacao_a_escreve_por_extenso(self, api: Api) -> None:
        documento = builders.participante() | {"chave\ud83d": "valor\ud83d"}
        aceito = api.pedir(
            "PUT",
            builders.caminho_participante(documento),
            content=json.dumps(documento),
            headers={"Content-Type": "application/json"},
        )
        assert aceito.status_code == 201
        numero = aceito.headers["X-PGD-Registro"]
        explicacao = api.get(f"/simulador/api/registros/{numero}/explicacao").json()
        (aviso,) = (item for item in explicacao["avisos"] if item["codigo"] == "FO-31")
        assert [(lugar["caminho"], lugar["recebido"]) for lugar in aviso["onde"]] == [("/chave\\ud83d", "valor\\ud83d")]
