"""Os cenários que se podem semear."""

from collections.abc import Mapping
from functools import partial

from app.seeds import historia, legado, orgao, plantao, problemas
from app.seeds.semeadura import Cenario, InvalidSeeding, Tamanho

CENARIOS: Mapping[str, Cenario] = {
    cenario.nome: cenario
    for cenario in (
        Cenario(
            nome="vazio",
            titulo="Nada",
            conta="Só o administrador: é por onde começa quem vai enviar tudo.",
            volume="nenhum envio",
            sow=partial(historia.sow, historia=lambda _: iter(())),
        ),
        Cenario(
            nome="plantao",
            titulo="Um órgão de oito pessoas",
            conta=(
                "Uma história para contar na tela: quem mudou de lotação, o plano cancelado e trocado, o que falta "
                "avaliar, quem saiu, quem ainda não tem plano, e um plano prestes a colidir."
            ),
            volume="de 50 a 100 envios, conforme o dia",
            sow=partial(historia.sow, historia=plantao.tell),
        ),
        Cenario(
            nome="orgao",
            titulo="Um órgão inteiro",
            conta=(
                "Anos de envios de centenas de pessoas: planos de entregas semestrais, de trabalho trimestrais, "
                "avaliados a cada mês, com quem entra, sai e muda de unidade. Nada é recusado nem avisado."
            ),
            volume="cerca de 20 mil envios, no tamanho padrão",
            sow=partial(historia.sow, historia=orgao.tell),
            tamanho=Tamanho(orgaos=1, participantes=600, meses=24),
        ),
        Cenario(
            nome="legado",
            titulo="O que já se aceitou",
            conta=(
                "Registros mais velhos que as regras: planos de mais de um ano, TCR anterior ao PGD, CPF que não "
                "confere. Leem-se, e o reenvio como estão é recusado ou avisado."
            ),
            volume="17 registros",
            sow=legado.sow,
        ),
        Cenario(
            nome="problemas",
            titulo="Um exemplo de cada regra",
            conta=(
                "O pedido que quebra cada regra e provoca cada aviso do catálogo, no diário, pronto para pgd explicar."
            ),
            volume="um pedido por regra, e o que ele pede antes",
            sow=problemas.sow,
        ),
    )
}
"""Nome do cenário e o cenário, dos menores aos que mais ensinam."""


def require(nome: str) -> Cenario:
    """O cenário com este nome. Erros: InvalidSeeding."""
    cenario = CENARIOS.get(nome)
    if cenario is None:
        raise InvalidSeeding(f"Não há um cenário com esse nome. Peça um destes: {', '.join(CENARIOS)}.")
    return cenario
