"""O cenário `plantao`: um órgão pequeno, com oito pessoas e uma história para contar na tela (docs/cenarios.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from operator import attrgetter

from app.receive import PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO
from app.rules.calendario import semestre
from app.seeds import documentos
from app.seeds.calendario import PRIMEIRO_MES, horas_uteis, meses
from app.seeds.documentos import AVALIADO, CANCELADO, CONCLUIDO, EM_EXECUCAO, Documento
from app.seeds.historia import Remessa
from app.seeds.semeadura import Semeadura

AUTORIZADORA, INSTITUIDORA = 1, 10
TECNOLOGIA, PESSOAS = 101, 102
"""As duas unidades executoras, que são também as lotações."""
DIAS_PARA_AVALIAR = 5
"""Quantos dias depois do fim de cada mês ele é avaliado."""

NOMES = ("ana", "bruno", "carla", "davi", "elisa", "fabio", "gilda", "hugo")
MODALIDADES = {"ana": 2, "bruno": 1, "carla": 3, "davi": 2, "elisa": 2, "fabio": 3, "gilda": 2, "hugo": 4}
DA_TECNOLOGIA = ("ana", "bruno", "carla", "fabio")
"""Quem estava na tecnologia no semestre anterior; os demais estavam em pessoas."""

ENTREGAS = {
    TECNOLOGIA: (
        ("painel", "Painel de acompanhamento do programa de gestão publicado", 2, "unidade", "Sociedade"),
        ("chamados", "Chamados de suporte atendidos no prazo acordado", 90, "percentual", "Todas as unidades"),
    ),
    PESSOAS: (
        ("folha", "Folha de pagamento mensal homologada", 6, "unidade", "Servidores do órgão"),
        ("aposentadorias", "Processos de aposentadoria instruídos em 30 dias", 85, "percentual", "Servidores do órgão"),
    ),
}
SIGLAS = {TECNOLOGIA: "sti", PESSOAS: "gep"}


@dataclass(frozen=True, slots=True)
class _Semestre:
    """Um dos dois semestres da história: o nome com que entra nos ids, e de quando a quando vai."""

    nome: str
    inicio: date
    fim: date

    @property
    def periodo(self) -> tuple[date, date]:
        return self.inicio, self.fim

    @property
    def meses(self) -> list[tuple[date, date]]:
        return list(meses(self.inicio, self.fim))


class _Plantao:
    def __init__(self, hoje: date) -> None:
        inicio, fim = semestre(hoje)
        antes = max(semestre(inicio - timedelta(1))[0], PRIMEIRO_MES)
        self._hoje = hoje
        self._atual = _Semestre("atual", inicio, fim)
        self._anterior = _Semestre("anterior", antes, inicio - timedelta(1))

    def tell(self) -> Iterator[Remessa]:
        """Cada envio, na ordem em que se conta; os do mesmo dia ficam nessa ordem."""
        anterior, atual = self._anterior, self._atual
        for nome in NOMES:
            if nome != "gilda":
                yield self._pessoa(anterior.inicio, nome, self._lotacao(nome, anterior))
        for executora in ENTREGAS:
            yield self._entregas(anterior.inicio, anterior, executora, EM_EXECUCAO)
        for nome in ("ana", "bruno", "carla", "elisa", "fabio", "hugo"):
            yield from self._worked(anterior, nome)
        # O semestre vira: Carla muda de unidade e Fábio sai do programa.
        for nome, ativa in (("carla", True), ("fabio", False)):
            yield self._pessoa(atual.inicio, nome, TECNOLOGIA, ativo=False)
            if ativa:
                yield self._pessoa(atual.inicio, nome, PESSOAS)
        yield self._pessoa(atual.inicio, "gilda", PESSOAS)
        for executora in ENTREGAS:
            yield self._entregas(atual.inicio, atual, executora, EM_EXECUCAO)
            yield self._entregas(self._by_today(anterior.fim, 3), anterior, executora, CONCLUIDO)
        yield self._entregas(self._by_today(anterior.fim, 20), anterior, TECNOLOGIA, AVALIADO)
        yield self._trabalho(atual.inicio, atual, "davi", sufixo="cancelado")
        yield self._trabalho(self._by_today(atual.inicio, 9), atual, "davi", sufixo="cancelado", status=CANCELADO)
        yield self._trabalho(self._by_today(atual.inicio, 9), atual, "davi")
        for nome in ("ana", "bruno", "carla", "elisa", "hugo"):
            yield from self._worked(atual, nome)

    def _worked(self, no_semestre: _Semestre, nome: str) -> Iterator[Remessa]:
        """O plano da pessoa, enviado no começo e reenviado a cada mês avaliado; o último de Elisa ficou por avaliar."""
        yield self._trabalho(no_semestre.inicio, no_semestre, nome)
        por_avaliar = (nome, no_semestre.nome) == ("elisa", "anterior")
        for avaliados, (_, fim) in enumerate(no_semestre.meses, start=1):
            quando = fim + timedelta(DIAS_PARA_AVALIAR)
            if por_avaliar and fim == no_semestre.fim:
                hoje = self._by_today(fim, DIAS_PARA_AVALIAR)
                yield self._trabalho(hoje, no_semestre, nome, avaliados=avaliados - 1, status=CONCLUIDO)
            elif quando <= self._hoje:
                yield self._trabalho(quando, no_semestre, nome, avaliados=avaliados)

    def _by_today(self, dia: date, depois: int) -> date:
        """Tantos dias depois, ou hoje, se ainda não chegou."""
        return min(dia + timedelta(depois), self._hoje)

    def _lotacao(self, nome: str, no_semestre: _Semestre) -> int:
        if nome == "carla" and no_semestre is self._atual:
            return PESSOAS
        return TECNOLOGIA if nome in DA_TECNOLOGIA else PESSOAS

    def _participante(self, nome: str, lotacao: int, *, ativo: bool = True) -> Documento:
        numero = NOMES.index(nome) + 1
        return documentos.participante(
            AUTORIZADORA,
            lotacao,
            f"15000{numero}0",
            instituidora=INSTITUIDORA,
            cpf=documentos.cpf(1_500 + numero),
            modalidade=MODALIDADES[nome],
            tcr=(self._atual if nome == "gilda" else self._anterior).inicio - timedelta(1),
            ativo=ativo,
        )

    def _pessoa(self, dia: date, nome: str, lotacao: int, *, ativo: bool = True) -> Remessa:
        return Remessa(dia, PARTICIPANTE, partial(self._participante, nome, lotacao, ativo=ativo))

    def _entregas(self, dia: date, no_semestre: _Semestre, executora: int, status: int) -> Remessa:
        documento = documentos.plano_entregas(
            AUTORIZADORA,
            executora,
            f"pe-{SIGLAS[executora]}-{no_semestre.nome}",
            instituidora=INSTITUIDORA,
            periodo=no_semestre.periodo,
            status=status,
            entregas=[
                documentos.entrega(
                    ident,
                    nome,
                    meta=meta,
                    tipo=tipo,
                    prazo=no_semestre.fim,
                    demandante="Secretaria-Executiva",
                    destinataria=destinataria,
                )
                for ident, nome, meta, tipo, destinataria in ENTREGAS[executora]
            ],
            avaliado=(2, dia) if status == AVALIADO else None,
        )
        return Remessa(dia, PLANO_ENTREGAS, lambda: documento)

    def _trabalho(
        self,
        dia: date,
        no_semestre: _Semestre,
        nome: str,
        *,
        avaliados: int = 0,
        status: int | None = None,
        sufixo: str = "",
    ) -> Remessa:
        lotacao = self._lotacao(nome, no_semestre)
        acabou = avaliados == len(no_semestre.meses)
        documento = documentos.plano_trabalho(
            self._participante(nome, lotacao),
            lotacao,
            f"pt-{nome}-{sufixo or no_semestre.nome}",
            periodo=no_semestre.periodo,
            horas=horas_uteis(*no_semestre.periodo),
            status=status or (CONCLUIDO if acabou else EM_EXECUCAO),
            contribuicoes=self._contributions(no_semestre, nome, lotacao),
            avaliacoes=[
                documentos.avaliacao(f"mes-{n}", mes, 2 if nome == "ana" else 3, mes[1] + timedelta(DIAS_PARA_AVALIAR))
                for n, mes in enumerate(no_semestre.meses[:avaliados], start=1)
            ],
        )
        return Remessa(dia, PLANO_TRABALHO, lambda: documento)

    @staticmethod
    def _contributions(no_semestre: _Semestre, nome: str, lotacao: int) -> list[Documento]:
        """Metade e metade nas entregas da unidade; Hugo ajuda também a outra, e Bruno faz o que não é de entrega."""

        def cited(executora: int, posicao: int) -> tuple[str, str]:
            return f"pe-{SIGLAS[executora]}-{no_semestre.nome}", ENTREGAS[executora][posicao][0]

        da_unidade = [
            documentos.contribuicao("c1", documentos.DA_UNIDADE, 60, cited(lotacao, 0)),
            documentos.contribuicao("c2", documentos.DA_UNIDADE, 40, cited(lotacao, 1)),
        ]
        if nome == "hugo":
            da_unidade[1] = documentos.contribuicao("c2", documentos.DE_OUTRA_UNIDADE, 40, cited(TECNOLOGIA, 0))
        if nome == "bruno":
            da_unidade[1] = documentos.contribuicao("c2", documentos.SEM_ENTREGA, 40)
        return da_unidade


def tell(semeadura: Semeadura) -> Iterator[Remessa]:
    """A história, em ordem de dias."""
    return iter(sorted(_Plantao(semeadura.hoje).tell(), key=attrgetter("dia")))
