"""Um lote é o mesmo que enviar um a um, com os avisos: nos códigos e nos fatos de que eles dependem."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.batch import Envio, Malformado, Veredito, receive_many
from app.contract import moment
from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO, Recurso, receive
from app.rules import exemplo
from app.rules.facts import Contagem
from app.rules.perfis.antaq import ANTAQ
from app.rules.perfis.censipam import CENSIPAM
from app.rules.perfis.perfil import NACIONAL, Perfil
from app.rules.rule import Evidence, Finding, Refused, Rule, Severity, Stage
from app.storage import reinicio
from tests import builders
from tests.storage.conftest import Guarda
from tests.storage.documentos import AGORA, ler
from tests.storage.test_lotes import ADMINISTRADOR, mes

Visto = tuple[str, list[str], Any]
"""O veredito em palavras, os códigos de tudo o que se achou, e os fatos que o aviso de teste mostra."""

INTEIROS = ("registros", "planos_vigentes", "contagem", "citacoes_perdidas", "no_semestre", "participantes", "citadas")


def _todos_os_fatos(_: object, known: Any) -> Evidence:
    """Tudo o que se sabe de um documento; dos planos com que ele colide, que um lote procura mais fundo, o primeiro."""
    fatos = {name: getattr(known, name) for name in INTEIROS if hasattr(known, name)}
    fatos["existe"] = known.exists
    fatos["periodos"] = getattr(known, "periodos_guardados", ())
    fatos["conflitos"] = getattr(known, "conflitos", ())[:1]
    return {"fatos": fatos}


MOSTRA = Rule(
    code="XX-01",
    stage=Stage.ESTADO,
    field="",
    source="teste",
    severity=Severity.AVISO,
    message="Os fatos são estes.",
    broken=_todos_os_fatos,
    wrong="Nada.",
    why="Para que o teste veja os fatos.",
    mend="Nada.",
    breaks=exemplo.participante(),
    keeps=exemplo.participante(),
)
ABERTO = Perfil(
    nome="aberto",
    titulo="Os dois perfis da casa, e os fatos à mostra",
    participante=(*ANTAQ.participante, *CENSIPAM.participante, MOSTRA),
    plano_entregas=(*ANTAQ.plano_entregas, *CENSIPAM.plano_entregas, MOSTRA),
    plano_trabalho=(*ANTAQ.plano_trabalho, *CENSIPAM.plano_trabalho, MOSTRA),
)


def visto(veredito: Veredito) -> Visto:
    if isinstance(veredito, Malformado):
        return "malformado", [item["ctx"]["regra"] for item in veredito.itens], None
    if isinstance(veredito, Refused):
        achados = [Finding(veredito.rule, veredito.evidence), *veredito.also]
    else:
        achados = list(veredito.avisos)
    dito = "recusado" if isinstance(veredito, Refused) else "novo" if veredito.novo else "trocado"
    fatos = [achado.evidence["fatos"] for achado in achados if achado.rule is MOSTRA]
    return dito, [achado.rule.code for achado in achados], fatos


def de_uma_vez(guarda: Guarda, envios: Iterable[Envio], perfil: Perfil) -> list[Visto]:
    async def tudo() -> list[Visto]:
        return [visto(um) async for um in receive_many(guarda.database, ADMINISTRADOR, envios, AGORA, perfil)]

    return guarda.laco.run(tudo())


def um_a_um(guarda: Guarda, envios: Sequence[Envio], perfil: Perfil) -> list[Visto]:
    """O que a linha de um envio diz de cada documento que passa da forma."""

    async def enviar(recurso: Recurso[Any, Any], documento: Any) -> Veredito:
        chave = tuple(getattr(documento, name) for name in recurso.store.caminho)
        try:
            return await receive(guarda.database, recurso, ADMINISTRADOR, chave, documento, AGORA, perfil)
        except Refused as refused:
            return refused

    vistos = []
    for envio in envios:
        with moment.at(AGORA):
            documento = envio.recurso.modelo.model_validate(envio.documento)
        vistos.append(visto(guarda.laco.run(enviar(envio.recurso, documento))))
    return vistos


def guardado(guarda: Guarda, envios: Sequence[Envio]) -> list[Any]:
    """O que se lê de cada chave enviada, e quantas linhas há ao todo."""

    def lido(envio: Envio, connection: Connection) -> Any:
        store = envio.recurso.store
        return ler(store, tuple(envio.documento[name] for name in store.caminho), connection)

    lidos = [guarda.ler(partial(lido, envio)) for envio in envios]
    return [*lidos, guarda.ler(reinicio.counts)]


def esvaziar(guarda: Guarda) -> None:
    guarda.escrever(lambda connection: reinicio.empty(connection, reinicio.DADOS))


UNIDADES = st.sampled_from([("SIAPE", 1), ("SIAPE", 1), ("SIORG", 1)])
SEM_FORMA = "0"
"""Uma matrícula que não passa da forma."""


def participante(unidade: tuple[str, int], **campos: Any) -> Envio:
    origem, autorizadora = unidade
    documento = builders.participante(origem_unidade=origem, cod_unidade_autorizadora=autorizadora, **campos)
    return Envio(PARTICIPANTE, documento)


def entregas(
    unidade: tuple[str, int], executora: int, id_: str, status: int, periodo: tuple[str, str], ids: list[str]
) -> Envio:
    inicio, termino = periodo
    return Envio(
        PLANO_ENTREGAS,
        builders.plano_entregas(
            origem_unidade=unidade[0],
            cod_unidade_autorizadora=unidade[1],
            cod_unidade_executora=executora,
            id_plano_entregas=id_,
            status=status,
            data_inicio=inicio,
            data_termino=termino,
            entregas=[builders.entrega(id_entrega=id_entrega) for id_entrega in ids],
        ),
    )


def trabalho(
    unidade: tuple[str, int],
    id_: str,
    status: int,
    inicio: int,
    citada: tuple[str, str],
    tipo: int,
    periodos: list[str],
) -> Envio:
    contribuicao = builders.contribuicao(
        tipo_contribuicao=tipo, id_plano_entregas=citada[0], id_entrega=citada[1], percentual_contribuicao=90
    )
    return Envio(
        PLANO_TRABALHO,
        builders.plano_trabalho(
            origem_unidade=unidade[0],
            cod_unidade_autorizadora=unidade[1],
            id_plano_trabalho=id_,
            status=status,
            contribuicoes=[contribuicao],
            **mes(inicio)
            | {
                "avaliacoes_registros_execucao": [
                    builders.avaliacao(
                        id_periodo_avaliativo=periodo,
                        data_inicio_periodo_avaliativo=f"2024-{inicio:02}-{dia:02}",
                        data_fim_periodo_avaliativo=f"2024-{inicio:02}-{dia:02}",
                        data_avaliacao_registros_execucao="2024-12-31",
                    )
                    for dia, periodo in enumerate(periodos, 1)
                ]
            },
        ),
    )


PARTICIPANTES = st.builds(
    participante,
    UNIDADES,
    cod_unidade_lotacao=st.sampled_from([101, 102, 103]),
    matricula_siape=st.sampled_from(["1234567", "1234567", "7654321", "7654322", SEM_FORMA]),
    modalidade_execucao=st.sampled_from([1, 3, 3, 5, 5]),
    situacao=st.sampled_from([0, 1, 1]),
    cpf=st.sampled_from([builders.CPF, builders.CPF, "11144477735"]),
    data_assinatura_tcr=st.sampled_from(["2024-01-02", "2024-01-02T22:00-03:00", "2024-03-04T00:00:00"]),
)
DIAS = st.sampled_from(["2024-01-01", "2024-03-01", "2024-06-30", "2024-07-01", "2024-09-01", "2024-12-31"])
"""Poucos, para que um plano termine muitas vezes no dia em que outro começa."""
ENTREGAS = st.builds(
    entregas,
    UNIDADES,
    st.sampled_from([101, 101, 102]),
    st.sampled_from(["pe1", "pe2"]),
    st.sampled_from([1, 3, 3]),
    st.tuples(DIAS, DIAS).map(lambda dias: (min(dias), max(dias))),
    st.lists(st.sampled_from(["e1", "e2", "e3"]), min_size=1, unique=True),
)
TRABALHOS = st.builds(
    trabalho,
    UNIDADES,
    st.sampled_from(["pt1", "pt2", "pt3"]),
    st.sampled_from([1, 3, 3]),
    st.integers(1, 2),
    st.tuples(st.sampled_from(["pe1", "pe2"]), st.sampled_from(["e1", "e2"])),
    st.sampled_from([1, 3, 3]),
    st.lists(st.sampled_from(["p1", "p2"]), max_size=2),
)
SEGUIDOS = st.one_of(*(st.lists(de_um, min_size=1, max_size=8) for de_um in (PARTICIPANTES, ENTREGAS, TRABALHOS)))
"""Documentos do mesmo recurso em fila: é entre eles que o lote adivinha o que o banco diria."""
LOTES = st.lists(SEGUIDOS, min_size=1, max_size=6).map(lambda filas: list(chain.from_iterable(filas)))


def de_forma_valida(envio: Envio) -> bool:
    return envio.documento.get("matricula_siape") != SEM_FORMA


@pytest.mark.parametrize("perfil", [NACIONAL, ABERTO], ids=lambda perfil: perfil.nome)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(envios=LOTES)
def test_os_vereditos_os_avisos_e_o_guardado_sao_os_de_quem_envia_um_a_um(
    guarda: Guarda, perfil: Perfil, envios: list[Envio]
) -> None:
    esvaziar(guarda)
    do_lote = de_uma_vez(guarda, envios, perfil)
    validos = [envio for envio in envios if de_forma_valida(envio)]
    depois_do_lote = guardado(guarda, validos)

    esvaziar(guarda)
    avulsos = um_a_um(guarda, validos, perfil)
    assert [dito for dito, envio in zip(do_lote, envios, strict=True) if de_forma_valida(envio)] == avulsos
    assert guardado(guarda, validos) == depois_do_lote


PRIMEIRO_SEMESTRE = ("2024-01-01", "2024-06-30")
SEGUNDO_SEMESTRE = ("2024-07-01", "2024-12-31")


class TestOQueOLoteAdivinha:
    """Casos que o sorteio acharia, escritos: o segundo documento depende do primeiro, que ainda não está no banco."""

    UNIDADE = ("SIAPE", 1)

    def fatos(self, guarda: Guarda, *envios: Envio) -> list[Mapping[str, Any]]:
        """Os fatos de cada um; o lote e os avulsos têm de dizer o mesmo."""
        do_lote = de_uma_vez(guarda, envios, ABERTO)
        esvaziar(guarda)
        assert do_lote == um_a_um(guarda, envios, ABERTO)
        return [fatos[0] for _, _, fatos in do_lote]

    def de_entregas(
        self,
        *ids: str,
        id_: str = "pe1",
        status: int = 3,
        executora: int = 101,
        periodo: tuple[str, str] = PRIMEIRO_SEMESTRE,
    ) -> Envio:
        return entregas(self.UNIDADE, executora, id_, status, periodo, list(ids or ["e1"]))

    def colidem(self, guarda: Guarda, *envios: Envio) -> list[list[str]]:
        """De cada um, com que planos se diz que colide: o primeiro."""
        return [[plano.id for plano in fatos["conflitos"]] for fatos in self.fatos(guarda, *envios)]

    def test_a_pessoa_ja_aceita_noutra_lotacao_e_um_dos_registros(self, guarda: Guarda) -> None:
        um, outro, terceiro = self.fatos(
            guarda,
            participante(self.UNIDADE, cod_unidade_lotacao=102),
            participante(self.UNIDADE, cod_unidade_lotacao=101, situacao=0),
            participante(self.UNIDADE, cod_unidade_lotacao=103),
        )
        lotacoes = [[item.cod_unidade_lotacao for item in fatos["registros"]] for fatos in (um, outro, terceiro)]
        assert lotacoes == [[], [102], [101, 102]]

    def test_os_ja_aceitos_contam_e_os_que_eles_trocam_deixam_de_contar(self, guarda: Guarda) -> None:
        envios = [
            participante(self.UNIDADE, matricula_siape="0000011", modalidade_execucao=3),
            participante(self.UNIDADE, matricula_siape="0000012", modalidade_execucao=3),
            participante(self.UNIDADE, matricula_siape="0000011", modalidade_execucao=5),
            participante(self.UNIDADE, matricula_siape="0000012", situacao=0),
            participante(self.UNIDADE, matricula_siape="0000013", modalidade_execucao=1, cod_unidade_lotacao=102),
        ]
        assert [fatos["contagem"] for fatos in self.fatos(guarda, *envios)] == [
            Contagem({3: 1}, {3: 1}),
            Contagem({3: 2}, {3: 2}),
            Contagem({3: 1, 5: 1}, {3: 1, 5: 1}),
            None,
            Contagem({1: 1, 5: 1}, {1: 1}),
        ]

    def test_a_entrega_que_o_lote_retira_se_perde_uma_vez_so(self, guarda: Guarda) -> None:
        cita = trabalho(self.UNIDADE, "pt1", 3, 1, ("pe1", "e1"), 3, [])
        envios = [participante(self.UNIDADE), self.de_entregas("e1", "e2"), cita, *2 * [self.de_entregas("e2")]]
        *_, retira, repete = self.fatos(guarda, *envios)
        assert [len(fatos["citacoes_perdidas"]) for fatos in (retira, repete)] == [1, 0]

    def test_a_entrega_do_plano_que_o_proprio_lote_criou_tambem_se_perde(self, guarda: Guarda) -> None:
        cita = trabalho(self.UNIDADE, "pt1", 3, 1, ("pe1", "e1"), 3, [])
        envios = [
            participante(self.UNIDADE),
            cita,
            self.de_entregas("e1"),
            self.de_entregas("e1", status=1),
            self.de_entregas("e2"),
        ]
        vistos = [fatos["citacoes_perdidas"] for fatos in self.fatos(guarda, *envios)[2:]]
        assert [Counter(citacao.id_entrega for citacao in perdidas) for perdidas in vistos] == [
            {},
            {"e1": 1},
            {"e1": 1},
        ]

    def test_o_plano_ja_aceito_esta_no_semestre(self, guarda: Guarda) -> None:
        um, outro = self.fatos(guarda, self.de_entregas("e1"), self.de_entregas("e1", id_="pe2"))
        assert [[plano.id for plano in fatos["no_semestre"]] for fatos in (um, outro)] == [[], ["pe1"]]

    def test_os_periodos_sao_os_da_ultima_versao_aceita(self, guarda: Guarda) -> None:
        versoes = [trabalho(self.UNIDADE, "pt1", 3, 1, ("x", "y"), 3, periodos) for periodos in (["p1", "p2"], [], [])]
        *_, um, dois, tres = self.fatos(guarda, participante(self.UNIDADE), *versoes)
        assert [fatos["periodos"] for fatos in (um, dois, tres)] == [(), ("p1", "p2"), ()]

    def test_dois_dias_iguais_bastam_para_colidir_e_dois_seguidos_nao(self, guarda: Guarda) -> None:
        envios = [
            self.de_entregas(id_="meio", periodo=("2024-03-01", "2024-06-30")),
            self.de_entregas(id_="a", periodo=("2024-01-01", "2024-03-01")),
            self.de_entregas(id_="b", periodo=("2024-06-30", "2024-07-31")),
            self.de_entregas(id_="c", periodo=("2024-01-01", "2024-02-29")),
            self.de_entregas(id_="d", periodo=("2024-07-01", "2024-07-31")),
        ]
        assert self.colidem(guarda, *envios) == [[], ["meio"], ["meio"], [], []]

    def test_no_semestre_contam_o_primeiro_e_o_ultimo_dia(self, guarda: Guarda) -> None:
        envios = [
            self.de_entregas(id_="no-comeco", periodo=("2024-05-01", "2024-07-01")),
            self.de_entregas(id_="no-fim", periodo=("2024-12-31", "2025-01-31")),
            self.de_entregas(id_="antes", periodo=("2024-01-01", "2024-04-30")),
            self.de_entregas(id_="depois", periodo=("2025-02-01", "2025-02-28")),
            self.de_entregas(id_="este", periodo=("2024-08-01", "2024-08-31")),
        ]
        *_, este = self.fatos(guarda, *envios)
        assert [plano.id for plano in este["no_semestre"]] == ["no-comeco", "no-fim"]

    def test_o_que_muda_de_executora_ou_e_cancelado_larga_o_periodo(self, guarda: Guarda) -> None:
        envios = [
            self.de_entregas(),
            self.de_entregas(executora=102),
            self.de_entregas(id_="pe2"),
            self.de_entregas(id_="pe2", status=1),
            self.de_entregas(id_="pe3"),
        ]
        assert self.colidem(guarda, *envios) == [[]] * 5

    def test_dos_que_colidem_vem_primeiro_o_que_termina_antes(self, guarda: Guarda) -> None:
        envios = [
            self.de_entregas(id_="a", periodo=SEGUNDO_SEMESTRE),
            self.de_entregas(id_="b"),
            self.de_entregas(id_="c", periodo=("2024-06-01", "2024-07-31")),
        ]
        assert self.colidem(guarda, *envios) == [[], [], ["b"]]
