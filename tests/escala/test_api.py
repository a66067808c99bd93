"""A API nas tabelas particionadas: os testes dela, inteiros, e os casos gravados da API central."""

from dataclasses import replace

from tests.api.test_estado import (
    test_depois_de_reiniciar_os_mesmos_envios_criam_de_novo,
    test_o_estado_diz_versao_contrato_banco_e_quantas_linhas_ha,
    test_reiniciar_os_dados_apaga_participantes_e_planos_e_mantem_o_resto,
    test_reiniciar_tudo_deixa_so_o_administrador,
)
from tests.api.test_leitura_antiga import (
    TestD07ParticipanteAntigo,
    TestD07PlanoDeEntregasAntigo,
    TestD07PlanoDeTrabalhoAntigo,
)
from tests.api.test_main_job import test_os_tres_documentos_sao_criados_lidos_e_substituidos
from tests.escala.particoes import banco_particionado
from tests.fidelidade import gravacao
from tests.fidelidade.servidor import measure_ours

__all__ = [
    "TestD07ParticipanteAntigo",
    "TestD07PlanoDeEntregasAntigo",
    "TestD07PlanoDeTrabalhoAntigo",
    "test_depois_de_reiniciar_os_mesmos_envios_criam_de_novo",
    "test_o_estado_diz_versao_contrato_banco_e_quantas_linhas_ha",
    "test_os_tres_documentos_sao_criados_lidos_e_substituidos",
    "test_reiniciar_os_dados_apaga_participantes_e_planos_e_mantem_o_resto",
    "test_reiniciar_tudo_deixa_so_o_administrador",
]


UM_EM = 3
"""De quantos casos gravados se corre um: aqui só muda onde as linhas ficam, e todos já correm nas tabelas comuns."""


def test_nenhum_caso_gravado_da_api_central_difere(servidor_postgres: str) -> None:
    gravados = gravacao.load()
    with banco_particionado(servidor_postgres) as endereco:
        resultado = measure_ours(replace(gravados, casos=gravados.casos[::UM_EM]), "--banco", endereco)
    assert [f"{item.caso['id']} {item.caso['nome']}: {item.motivo}" for item in resultado.diferem] == []
    assert resultado.trusting_skipped().reaches(100)
