"""O cenário problemas: cada regra do catálogo deixa no diário o pedido que a mostra, ou se diz por que não."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, select

from app.rules.catalog import CATALOG
from app.rules.rule import Severity
from app.seeds.problemas import FORA, examples
from app.storage.tables import participante, registro, usuario
from tests import builders
from tests.conftest import ADMIN, Api


def semear(api: Api, **outros: Any) -> dict[str, Any]:
    """O resumo, semeado com o simulador noutro dia que não o dos exemplos."""
    api.relogio.agora = datetime(2031, 3, 5, 7, tzinfo=UTC)
    resposta = api.cliente.post("/simulador/api/semeadura", json={"cenario": "problemas", **outros})
    assert resposta.status_code == 200, resposta.text
    resumo: dict[str, Any] = json.loads(resposta.text.splitlines()[-1])["resumo"]
    return resumo


def ler(api: Api, consulta: Select[Any]) -> list[Any]:
    motor = api.cliente.app.state.parts.database.synchronous_engine()  # type: ignore[attr-defined]  # o TestClient guarda a aplicação como um ASGI qualquer
    with motor.connect() as conexao:
        return list(conexao.execute(consulta))


def test_o_que_se_provoca_e_o_que_fica_de_fora_sao_o_catalogo_inteiro() -> None:
    provocadas = [exemplo.regra for exemplo in examples()]
    assert set(provocadas) | set(FORA) == set(CATALOG)
    assert set(provocadas).isdisjoint(FORA)
    assert set(FORA) == {
        *("PD-10", "PD-11", "PD-12", "PD-13", "PD-14", "PD-15", "PD-16", "AU-10", "AU-12", "FO-27"),
        *("VA-01", "VA-02", "VA-03", "VA-04", "VA-05"),
    }
    assert all(FORA.values())


def test_cada_regra_tem_no_diario_o_pedido_que_a_mostra(api: Api) -> None:
    registros = semear(api)["registros"]
    assert set(registros) == set(CATALOG) - set(FORA)
    linhas = {linha.numero: linha for linha in ler(api, select(registro))}
    sem = [
        (regra, linhas[numero].status, linhas[numero].regra, linhas[numero].avisos)
        for regra, numero in registros.items()
        if regra
        not in ((linhas[numero].regra if CATALOG[regra].severity is Severity.ERRO else linhas[numero].avisos) or "")
    ]
    assert sem == []
    # O instante em que os exemplos valem, e não o do simulador.
    recebidos = {linhas[numero].recebido_em.replace(tzinfo=UTC) for numero in registros.values()}
    assert recebidos == {datetime(2025, 7, 1, 12, tzinfo=UTC)}
    explicacao = api.cliente.get(f"/simulador/api/registros/{registros['PT-18']}/explicacao").json()
    assert [regra["codigo"] for regra in explicacao["regras"]] == ["PT-18"]


def test_semear_de_novo_mostra_o_mesmo_e_o_resto_do_simulador_fica_como_estava(api: Api) -> None:
    um = semear(api)
    # Uma falha armada não atinge os exemplos.
    assert api.cliente.post("/simulador/api/falhas", json={"predefinicao": "texto-500"}).status_code == 201
    outro = semear(api, recomecar=True)
    assert api.cliente.delete("/simulador/api/falhas").is_success
    assert set(um["registros"]) == set(outro["registros"])
    assert (um["envios"], um["recusados"]) == (outro["envios"], outro["recusados"]) == (len(CATALOG) - len(FORA), 101)
    assert [linha.email for linha in ler(api, select(usuario.c.email))] == [ADMIN]
    unidades = {linha[0] for linha in ler(api, select(participante.c.cod_unidade_autorizadora))}
    assert len(unidades) > 50
    assert unidades <= set(range(90_001, 100_000))
    # Quem pede depois anda pelo relógio do simulador.
    pedido = api.cliente.get("/health").headers["X-PGD-Registro"]
    assert api.cliente.get(f"/simulador/api/registros/{pedido}/explicacao").status_code == 200
    (depois,) = ler(api, select(registro.c.recebido_em).where(registro.c.numero == int(pedido)))
    assert depois.recebido_em.replace(tzinfo=UTC) == datetime(2031, 3, 5, 7, tzinfo=UTC)


def test_um_cliente_nao_escolhe_o_instante_em_que_e_julgado(api: Api) -> None:
    cabecalhos = {"extensions": "pgd.controles", "pgd.controles": "2099-01-01"}
    amanha = builders.participante(data_assinatura_tcr="2025-07-02")
    resposta = api.put(builders.caminho_participante(amanha), amanha, headers=cabecalhos)
    assert resposta.headers["X-PGD-Regra"] == "PA-07"
