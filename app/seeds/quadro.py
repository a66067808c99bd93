"""O quadro de pessoal de um órgão inventado: as unidades, e quem entra, sai e muda de lotação."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.seeds import documentos
from app.seeds.calendario import comeca_trimestre, dias
from app.seeds.documentos import Documento
from app.seeds.palavras import AREAS, Area
from app.seeds.semeadura import Tamanho
from app.seeds.sorteio import draw

PRIMEIRA_AUTORIZADORA = 60_001
PRIMEIRA_MATRICULA = 3_000_001
POR_EXECUTORA = 15
"""Quantas pessoas tem, em média, uma unidade executora."""
INSTITUIDORAS = 3
INICIO_DO_TCR = date(2023, 7, 31)
DIAS_DE_AVALIAR = (4, 9, 18)
"""Os dias do mês em que as unidades avaliam o mês que acabou: dentro do prazo, e não todas juntas."""
DIAS_DE_FECHAR = (20, 26)
"""Os dias do mês em que as unidades avaliam o plano de entregas do semestre que acabou, também dentro do prazo."""
MODALIDADES = (1, 1, 1, *[2] * 10, *[3] * 7)
"""Presencial, teletrabalho parcial e integral, na proporção em que se encontram."""
NO_EXTERIOR = 5
"""A modalidade que a norma limita a 2 % (IN 24/2023, art. 12, § 7º): aqui, um em cada cem."""


@dataclass(frozen=True, slots=True, eq=False)
class Executora:
    """Uma unidade executora, que é também a lotação das pessoas dela; `vizinha` é a que ela às vezes ajuda.

    Avalia os planos de trabalho no `dia_de_avaliar` de cada mês, e o de entregas, no `dia_de_fechar` do mês seguinte.
    """

    autorizadora: int
    instituidora: int
    codigo: int
    area: Area
    dia_de_avaliar: int
    dia_de_fechar: int
    vizinha: "Executora | None"

    @property
    def codigos(self) -> tuple[int, int]:
        """O que a identifica: a autorizadora e o código."""
        return self.autorizadora, self.codigo


@dataclass(frozen=True, slots=True)
class Pessoa:
    """Uma pessoa: de quando a quando participa, e para onde e quando muda, sempre no começo de um trimestre.

    `cancela` é o começo do trimestre em que o plano de trabalho dela não vinga, se há um.
    """

    matricula: str
    cpf: str
    modalidade: int
    tcr: date
    executora: Executora
    entra: date
    sai: date | None = None
    muda_em: date | None = None
    muda_para: Executora | None = None
    cancela: date | None = None

    def in_program(self, dia: date) -> bool:
        """Se participa nesse dia."""
        return self.entra <= dia and (self.sai is None or dia < self.sai)

    def unit(self, dia: date) -> Executora:
        """A unidade em que está nesse dia."""
        mudou = self.muda_em is not None and dia >= self.muda_em
        return self.muda_para if mudou and self.muda_para else self.executora

    def write(self, executora: Executora, *, ativo: bool) -> Documento:
        """O participante, lotado nesta unidade."""
        return documentos.participante(
            executora.autorizadora,
            executora.codigo,
            self.matricula,
            instituidora=executora.instituidora,
            cpf=self.cpf,
            modalidade=self.modalidade,
            tcr=self.tcr,
            ativo=ativo,
        )


@dataclass(frozen=True, slots=True)
class Quadro:
    """As unidades e as pessoas de um órgão; as da modalidade limitada vêm por último, quando já cabem."""

    executoras: list[Executora]
    pessoas: list[Pessoa]


def staff(semente: int, tamanho: Tamanho, inicio: date, hoje: date) -> list[Quadro]:
    """O quadro de cada órgão, com as pessoas divididas entre eles."""
    viradas = [dia for dia in dias(inicio + timedelta(1), hoje) if comeca_trimestre(dia)]
    quadros, numero = [], 0
    for n in range(tamanho.orgaos):
        quantas = len(range(n, tamanho.participantes, tamanho.orgaos))
        executoras = list(_units(PRIMEIRA_AUTORIZADORA + n, -(-quantas // POR_EXECUTORA)))
        pessoas = [_person(semente, numero + k, k, executoras, inicio, viradas) for k in range(quantas)]
        quadros.append(Quadro(executoras, sorted(pessoas, key=lambda pessoa: pessoa.modalidade == NO_EXTERIOR)))
        numero += quantas
    return quadros


def _units(autorizadora: int, quantas: int) -> Iterator[Executora]:
    vizinha = None
    for n in range(quantas):
        instituidora = 1_000 * (1 + n % INSTITUIDORAS)
        vizinha = Executora(
            autorizadora,
            instituidora,
            instituidora + 1 + n // INSTITUIDORAS,
            AREAS[n % len(AREAS)],
            DIAS_DE_AVALIAR[n % len(DIAS_DE_AVALIAR)],
            DIAS_DE_FECHAR[n % len(DIAS_DE_FECHAR)],
            vizinha=vizinha,
        )
        yield vizinha


def _person(
    semente: int, numero: int, posicao: int, executoras: list[Executora], inicio: date, viradas: list[date]
) -> Pessoa:
    sorteio = draw(semente, "pessoa", numero)
    executora = executoras[posicao % len(executoras)]
    entra = sorteio.choice(viradas) if viradas and sorteio.random() < 0.2 else inicio
    assinou = entra - timedelta(sorteio.randint(1, 20))
    # Quem está na modalidade limitada não sai nem muda: reenviado depois, talvez já não coubesse no limite.
    no_exterior = posicao % 100 == 99 and entra == inicio
    sai, muda_em, muda_para = _fate(sorteio, executora, executoras, [dia for dia in viradas if dia > entra])
    return Pessoa(
        matricula=f"{PRIMEIRA_MATRICULA + numero * 7}",
        cpf=documentos.cpf(1_000 + numero * 41 + sorteio.randrange(41)),
        modalidade=NO_EXTERIOR if no_exterior else sorteio.choice(MODALIDADES),
        tcr=max(assinou, INICIO_DO_TCR),
        executora=executora,
        entra=entra,
        sai=None if no_exterior else sai,
        muda_em=None if no_exterior else muda_em,
        muda_para=muda_para,
        cancela=sorteio.choice(viradas) if viradas and sorteio.random() < 0.15 else None,
    )


def _fate(
    sorteio: Random, executora: Executora, executoras: list[Executora], viradas: list[date]
) -> tuple[date | None, date | None, Executora | None]:
    """Quando a pessoa sai, ou quando e para onde muda; quase todas ficam onde estão."""
    sorte = sorteio.random()
    if not viradas or sorte > 0.12:
        return None, None, None
    quando = sorteio.choice(viradas)
    outras = [outra for outra in executoras if outra is not executora]
    if sorte < 0.07 or not outras:
        return quando, None, None
    return None, quando, sorteio.choice(outras)
