"""Um lote é o mesmo que enviar um a um: os mesmos vereditos, e o mesmo guardado."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from app.batch import DOCUMENTOS_POR_GRUPO, Envio, Malformado, Veredito, receive_many
from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Recebido, receive
from app.rules.rule import Refused, Unavailable
from app.storage import reinicio
from app.storage.opening import open_database
from app.storage.usuario import UsuarioGuardado
from tests import builders
from tests.storage.conftest import Guarda
from tests.storage.documentos import AGORA, ler, um_plano_de_trabalho
from tests.storage.interrupcao import fora_do_ar
from tests.storage.test_transacoes import texto_que_nao_se_comprime

ADMINISTRADOR = UsuarioGuardado("admin@pgd.gov.br", True, False, "SIAPE", 1, "testes", "")  # noqa: FBT003  # é a ordem das colunas
COMUM = replace(ADMINISTRADOR, email="sistema@orgao.gov.br", is_admin=False)


def participante(**mudancas: Any) -> Envio:
    return Envio(PARTICIPANTE, builders.participante(**mudancas))


def entregas(**mudancas: Any) -> Envio:
    return Envio(PLANO_ENTREGAS, builders.plano_entregas(**mudancas))


def trabalho(**mudancas: Any) -> Envio:
    return Envio(PLANO_TRABALHO, builders.plano_trabalho(**mudancas))


def mes(n: int) -> dict[str, Any]:
    """Um plano de trabalho de um mês de 2024, sem avaliações."""
    return {
        "data_inicio": f"2024-{n:02}-01",
        "data_termino": f"2024-{n:02}-28",
        "avaliacoes_registros_execucao": [],
    }


def receber(guarda: Guarda, envios: Iterable[Envio], usuario: UsuarioGuardado = ADMINISTRADOR) -> list[str]:
    """Os vereditos de um lote, em palavras."""

    async def tudo() -> list[str]:
        return [dito(um) async for um in receive_many(guarda.database, usuario, envios, AGORA)]

    return guarda.laco.run(tudo())


def dito(veredito: Veredito) -> str:
    match veredito:
        case Recebido(novo):
            return "novo" if novo else "trocado"
        case Refused():
            return veredito.rule.code
        case Malformado(itens):
            return ", ".join(item["ctx"]["regra"] for item in itens)


def test_os_tres_recursos_num_lote_so_na_ordem_em_que_se_citam(guarda: Guarda) -> None:
    assert receber(guarda, [participante(), entregas(), trabalho()]) == ["novo", "novo", "novo"]
    lido = guarda.ler(lambda connection: ler(PLANO_TRABALHO.store, ("SIAPE", 1, "pt1"), connection))
    assert lido == um_plano_de_trabalho().model_dump(mode="json")


def test_o_que_se_cita_e_vem_depois_ainda_nao_existe(guarda: Guarda) -> None:
    fora_de_ordem = [trabalho(), participante(), trabalho(), entregas(), trabalho()]
    assert receber(guarda, fora_de_ordem) == ["PT-20", "novo", "PT-21", "novo", "novo"]


def test_um_documento_colide_com_outro_do_mesmo_lote(guarda: Guarda) -> None:
    receber(guarda, [participante(), entregas()])
    assert receber(guarda, [trabalho(), trabalho(id_plano_trabalho="pt2")]) == ["novo", "PT-18"]


def test_a_recusa_diz_com_qual_colide(guarda: Guarda) -> None:
    async def ultima() -> Veredito:
        envios = [entregas(), entregas(id_plano_entregas="pe2")]
        *_, veredito = [um async for um in receive_many(guarda.database, ADMINISTRADOR, envios, AGORA)]
        return veredito

    veredito = guarda.laco.run(ultima())
    assert isinstance(veredito, Refused)
    assert veredito.message.startswith("A unidade executora 101 já tem o plano de entregas pe1, de 01/01/2024 a")


def test_o_que_o_lote_muda_de_periodo_deixa_de_colidir(guarda: Guarda) -> None:
    receber(guarda, [participante(), entregas(), trabalho(**mes(1))])
    mudado = trabalho(**mes(2))
    no_lugar = trabalho(id_plano_trabalho="pt2", **mes(1))
    assert receber(guarda, [no_lugar, mudado, no_lugar]) == ["PT-18", "trocado", "novo"]


def test_o_que_o_lote_cancela_deixa_de_colidir_e_o_que_reativa_volta(guarda: Guarda) -> None:
    receber(guarda, [participante(), entregas(), trabalho(**mes(1))])
    outro, seguinte = trabalho(id_plano_trabalho="pt2", **mes(1)), trabalho(id_plano_trabalho="pt3", **mes(1))
    cancelado = trabalho(status=1, **mes(1))
    assert receber(guarda, [cancelado, outro, seguinte, trabalho(**mes(1))]) == ["trocado", "novo", "PT-18", "PT-18"]


def test_repetido_no_lote_vale_o_ultimo(guarda: Guarda) -> None:
    primeiro, segundo = trabalho(carga_horaria_disponivel=1), trabalho(carga_horaria_disponivel=2)
    assert receber(guarda, [participante(), entregas(), primeiro, segundo]) == ["novo", "novo", "novo", "trocado"]
    lido = guarda.ler(lambda connection: ler(PLANO_TRABALHO.store, ("SIAPE", 1, "pt1"), connection))
    assert lido["carga_horaria_disponivel"] == 2


def test_o_malformado_nao_atrapalha_os_vizinhos(guarda: Guarda) -> None:
    lote = [participante(), participante(cpf="1"), participante(matricula_siape="7654321")]
    assert receber(guarda, lote) == ["novo", "FO-05", "novo"]


def test_o_lugar_do_erro_e_o_que_a_api_responderia(guarda: Guarda) -> None:
    async def unico() -> Veredito:
        (veredito,) = [
            um async for um in receive_many(guarda.database, ADMINISTRADOR, [participante(situacao=7)], AGORA)
        ]
        return veredito

    veredito = guarda.laco.run(unico())
    assert isinstance(veredito, Malformado)
    assert [item["loc"] for item in veredito.itens] == [["body", "situacao"]]


def test_quem_nao_e_administrador_so_envia_pela_propria_unidade(guarda: Guarda) -> None:
    lote = [participante(), participante(cod_unidade_autorizadora=2), participante(origem_unidade="SIORG")]
    assert receber(guarda, lote, COMUM) == ["novo", "AU-07", "AU-07"]


def test_unidades_alternadas_sao_cada_uma_a_sua(guarda: Guarda) -> None:
    lote = [participante(cod_unidade_autorizadora=1 + n % 2, cod_unidade_lotacao=1 + n // 2) for n in range(20)]
    assert receber(guarda, lote) == ["novo"] * 20
    assert guarda.ler(reinicio.counts)["participante"] == 20


def test_mais_de_um_grupo(guarda: Guarda) -> None:
    quantos = 2 * DOCUMENTOS_POR_GRUPO + 1
    lote = [participante(cod_unidade_lotacao=1 + n) for n in range(quantos)]
    assert receber(guarda, lote) == ["novo"] * quantos
    assert guarda.ler(reinicio.counts)["participante"] == quantos


def test_um_lote_vazio_nao_tem_vereditos(guarda: Guarda) -> None:
    assert receber(guarda, []) == []


@pytest.mark.parametrize("banco_migrado", ["postgresql"], indirect=True)
def test_de_um_grupo_so_se_recusa_o_identificador_que_nao_cabe(guarda: Guarda) -> None:
    longo = texto_que_nao_se_comprime(4_000)
    lote = [entregas(id_plano_entregas=id_, cod_unidade_executora=100 + n) for n, id_ in enumerate(["a", longo, "b"])]
    assert receber(guarda, lote) == ["novo", "PE-10", "novo"]


@pytest.mark.parametrize("banco_migrado", ["postgresql"], indirect=True)
def test_o_banco_que_cai_interrompe_e_o_que_teve_veredito_fica(
    guarda: Guarda, banco_migrado: str, servidor_postgres: str
) -> None:
    envios = [participante(cod_unidade_lotacao=1 + n) for n in range(2 * DOCUMENTOS_POR_GRUPO)]

    async def ate_cair() -> int:
        vistos = 0
        async for _ in receive_many(guarda.database, ADMINISTRADOR, envios, AGORA):
            vistos += 1
            if vistos == DOCUMENTOS_POR_GRUPO:
                with fora_do_ar(servidor_postgres, banco_migrado), pytest.raises(Unavailable):
                    await anext(aiter(receive_many(guarda.database, ADMINISTRADOR, envios[vistos:], AGORA)))
                break
        return vistos

    assert guarda.laco.run(ate_cair()) == DOCUMENTOS_POR_GRUPO
    assert guarda.ler(reinicio.counts)["participante"] == DOCUMENTOS_POR_GRUPO


def test_um_lote_e_envios_avulsos_disputam_o_mesmo_periodo_e_um_so_fica(guarda: Guarda, banco_migrado: str) -> None:
    """O lote guarda a unidade, e os envios a partilham: nunca se julgam ao mesmo tempo."""
    receber(guarda, [participante(), entregas()])
    outro = open_database(banco_migrado)

    async def rodada(n: int) -> int:
        periodo = mes(1 + n % 12) | {"cod_unidade_executora": 1_000 + n}
        do_lote = [trabalho(id_plano_trabalho=f"lote-{n}", **periodo)]
        avulso = um_plano_de_trabalho(id_plano_trabalho=f"avulso-{n}", **periodo)

        async def lote() -> bool:
            return [dito(um) async for um in receive_many(outro, ADMINISTRADOR, do_lote, AGORA)] == ["novo"]

        async def envio() -> bool:
            try:
                chave = ("SIAPE", 1, avulso.id_plano_trabalho)
                return (await receive(guarda.database, PLANO_TRABALHO, ADMINISTRADOR, chave, avulso, AGORA)).novo
            except Refused as refused:
                return refused.rule.code != "PT-18"

        return sum(await asyncio.gather(lote(), envio()))

    async def todas() -> list[int]:
        aceitos = [await rodada(n) for n in range(40)]
        await outro.close()
        return aceitos

    assert guarda.laco.run(todas()) == [1] * 40
