"""O participante e as entregas que um plano de trabalho cita: como se escrevem, e que têm de estar guardados."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.rules import exemplo, pessoa
from app.rules.rule import CONTRATO, ONDE, UNFIXED, Evidence, Rule, Stage

if TYPE_CHECKING:
    from app.contract.plano_trabalho import PlanoTrabalho
    from app.rules.facts import EntregaCitada, Facts, FactsPlanoTrabalho


def _participante_ausente(plano: PlanoTrabalho, facts: FactsPlanoTrabalho) -> Evidence | None:
    if plano.cod_unidade_lotacao_participante in facts.lotacoes:
        return None
    return {
        "origem": plano.origem_unidade,
        "autorizadora": plano.cod_unidade_autorizadora,
        "lotacao": plano.cod_unidade_lotacao_participante,
        "matricula": plano.matricula_siape,
        "outras_lotacoes": list(facts.lotacoes),
        "onde_esta": _onde_esta(facts.lotacoes),
    }


def _onde_esta(lotacoes: tuple[int, ...]) -> str:
    if not lotacoes:
        return (
            "Esta matrícula não está em nenhuma lotação da autorizadora: "
            "envie primeiro o participante e depois o plano de trabalho."
        )
    onde = "na lotação" if len(lotacoes) == 1 else "nas lotações"
    return (
        f"Esta matrícula está guardada {onde} {', '.join(map(str, lotacoes))}: "
        "corrija a lotação do plano, ou envie o participante na lotação nova."
    )


def _na_unica_lotacao(plano: Mapping[str, Any], evidence: Evidence) -> Any:
    """O plano na lotação em que a matrícula está guardada; `UNFIXED`, se não é exatamente uma."""
    match evidence["outras_lotacoes"]:
        case [lotacao]:
            return {**plano, "cod_unidade_lotacao_participante": lotacao}
        case _:
            return UNFIXED


def _entrega_ausente(plano: PlanoTrabalho, facts: FactsPlanoTrabalho) -> Evidence | None:
    ausentes = [
        (numero, item.entrega_citada)
        for numero, item in enumerate(plano.contribuicoes)
        if item.entrega_citada and not _existe(facts.citadas.get(item.entrega_citada))
    ]
    if not ausentes:
        return None
    numero, (id_plano_entregas, id_entrega) = ausentes[0]
    return {
        "numero": numero + 1,
        "id_plano_entregas": id_plano_entregas,
        "id_entrega": id_entrega,
        ONDE: tuple(("contribuicoes", numero) for numero, _ in ausentes),
    }


def _existe(citada: EntregaCitada | None) -> bool:
    return citada is not None and citada.existe


MATRICULA: tuple[Rule[str, Facts], ...] = (
    Rule(
        code="PT-02",
        **pessoa.MATRICULA_SO_ALGARISMOS,
        breaks=exemplo.plano_trabalho(matricula_siape="１234567"),
        keeps=exemplo.plano_trabalho(matricula_siape="1234567"),
    ),
)
CPF: tuple[Rule[str, Facts], ...] = (
    Rule(
        code="PT-03",
        field="cpf_participante",
        **pessoa.CPF_SO_ALGARISMOS,
        breaks=exemplo.plano_trabalho(cpf_participante="５2998224725"),
        keeps=exemplo.plano_trabalho(cpf_participante="52998224725"),
    ),
    Rule(
        code="PT-04",
        field="cpf_participante",
        **pessoa.CPF_REPETIDO,
        breaks=exemplo.plano_trabalho(cpf_participante="11111111111"),
        keeps=exemplo.plano_trabalho(cpf_participante="52998224725"),
    ),
    Rule(
        code="PT-05",
        field="cpf_participante",
        **pessoa.CPF_NAO_CONFERE,
        breaks=exemplo.plano_trabalho(cpf_participante="52998224724"),
        keeps=exemplo.plano_trabalho(cpf_participante="52998224725"),
    ),
)
REFERENCIAS: tuple[Rule[PlanoTrabalho, FactsPlanoTrabalho], ...] = (
    Rule(
        code="PT-20",
        stage=Stage.ESTADO,
        field="cod_unidade_lotacao_participante",
        source=CONTRATO,
        message=(
            "Não há participante com origem {origem}, autorizadora {autorizadora}, lotação {lotacao} e matrícula "
            "{matricula}: a chave é esta, inteira. {onde_esta}"
        ),
        broken=_participante_ausente,
        wrong="O participante do plano não está guardado na lotação que o plano diz.",
        why=(
            "A API central procura o participante pela chave inteira: origem, autorizadora, lotação e matrícula. Quem "
            "muda de lotação passa a ter outra chave, e por isso um plano com a lotação errada é recusado ainda que a "
            "matrícula esteja guardada; o CPF não entra na procura."
        ),
        mend=(
            "Se a lotação do plano está errada, corrija cod_unidade_lotacao_participante. Se está certa, envie "
            "primeiro o participante com essa lotação, e depois reenvie o plano de trabalho; quem mudou de lotação se "
            "envia também na antiga, com situacao 0."
        ),
        breaks=exemplo.plano_trabalho(cod_unidade_lotacao_participante=102),
        keeps=exemplo.plano_trabalho(
            cod_unidade_lotacao_participante=102,
            antes=(exemplo.participante(cod_unidade_lotacao=102), exemplo.plano_entregas()),
        ),
        fix=_na_unica_lotacao,
    ),
    Rule(
        code="PT-21",
        stage=Stage.ESTADO,
        field="contribuicoes",
        source="IN SEGES-SGPRT/MGI nº 24/2023, art. 19, II",
        message=(
            "A contribuição {numero} aponta a entrega {id_entrega} do plano de entregas {id_plano_entregas}, que não "
            "está guardada nesta autorizadora. Envie primeiro o plano de entregas com essa entrega, ou corrija os ids."
        ),
        broken=_entrega_ausente,
        wrong="Uma contribuição do tipo 1 cita uma entrega que não está guardada na autorizadora.",
        why=(
            "O tipo 1 é o do trabalho vinculado a uma entrega da própria unidade (IN 24/2023, art. 19, II), e a API "
            "central a procura na mesma origem e autorizadora, com os dois ids iguais letra por letra. Ela não procura "
            "a entrega das contribuições do tipo 3, nem a que tem um dos ids vazio."
        ),
        mend=(
            "Envie primeiro o plano de entregas que traz a entrega, e depois reenvie o plano de trabalho. Se o plano "
            "de entregas já foi enviado, confira se a entrega está nele e se os ids da contribuição são os mesmos."
        ),
        breaks=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(id_entrega="e2")]),
        keeps=exemplo.plano_trabalho(contribuicoes=[exemplo.contribuicao(id_entrega="e1")]),
    ),
)
