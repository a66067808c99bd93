"""O perfil do meu órgão: copie este arquivo, troque as linhas pelas da sua portaria e escolha-o com PGD_PERFIL."""

from typing import Any

from app.rules import exemplo
from app.rules.perfis.perfil import Perfil
from app.rules.rule import ONDE, Evidence, Rule, Severity, Stage

MAIS_DIAS = 92
"""O que a portaria permite a um plano de trabalho: 92 dias, os de um trimestre."""
CANCELADO = 1


def _dura_demais(plano: Any, _: Any) -> Evidence | None:
    # Os dois extremos contam: um plano de um dia só começa e termina no mesmo dia.
    dias = (plano.data_termino - plano.data_inicio).days + 1
    if plano.status == CANCELADO or dias <= MAIS_DIAS:
        return None
    return {"inicio": plano.data_inicio, "termino": plano.data_termino, "dias": dias}


def _meta_em_unidades(plano: Any, _: Any) -> Evidence | None:
    posicoes = [posicao for posicao, entrega in enumerate(plano.entregas) if entrega.tipo_meta == "unidade"]
    if not posicoes:
        return None
    # O aviso aponta cada entrega que quebra a regra: a lista, a posição nela e o campo.
    return {
        "entregas": [plano.entregas[posicao].id_entrega for posicao in posicoes],
        ONDE: tuple(("entregas", posicao, "tipo_meta") for posicao in posicoes),
    }


PERFIL = Perfil(
    nome="meu-orgao",
    titulo="Meu órgão",
    plano_trabalho=(
        Rule[Any, Any](
            code="MO-01",
            stage=Stage.DOCUMENTO,
            field="data_termino",
            source="Portaria do meu órgão nº 1/2025, art. 5º",
            severity=Severity.AVISO,
            # O que está entre chaves é preenchido com o que a função devolve.
            message=(
                "O plano de trabalho vai de {inicio} a {termino}: são {dias} dias, e no meu órgão ele tem no máximo "
                "92. Antecipe a data de término ou divida o plano."
            ),
            broken=_dura_demais,
            wrong="O plano de trabalho passa de 92 dias.",
            why=(
                "O art. 5º da Portaria do meu órgão nº 1/2025 limita o plano de trabalho a um trimestre, para que a "
                "chefia o repactue a tempo."
            ),
            mend=(
                "Antecipe no sistema a data de término e reenvie o plano. O que sobra vai num plano seguinte, com "
                "outro identificador."
            ),
            breaks=exemplo.plano_trabalho(data_termino="2025-04-03"),
            keeps=exemplo.plano_trabalho(data_termino="2025-04-02"),
        ),
    ),
    plano_entregas=(
        Rule[Any, Any](
            code="MO-02",
            stage=Stage.DOCUMENTO,
            field="entregas",
            source="Portaria do meu órgão nº 1/2025, art. 8º",
            severity=Severity.AVISO,
            message=(
                "No meu órgão toda meta é um percentual, e veio em unidades a destas entregas: {entregas}. Envie "
                "tipo_meta com percentual, e na meta o quanto se pretende alcançar, de 0 a 100."
            ),
            broken=_meta_em_unidades,
            wrong="Uma entrega tem a meta em unidades.",
            why=(
                "O art. 8º da Portaria do meu órgão nº 1/2025 mede todas as entregas em percentual, para que se possam "
                "comparar as unidades."
            ),
            mend=(
                "Troque no sistema a medida da entrega para percentual, ponha na meta o quanto dela se pretende "
                "alcançar, e reenvie o plano."
            ),
            breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(tipo_meta="unidade")]),
            keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(tipo_meta="percentual")]),
        ),
    ),
)
