"""Documentos que se reconhecem inteiros pela versão, e a história do que se enviou a cada chave."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from tests import builders
from tests.builders import Documento

CAMINHOS = {
    "participante": builders.caminho_participante,
    "plano_entregas": builders.caminho_plano_entregas,
    "plano_trabalho": builders.caminho_plano_trabalho,
}


def participante(n: int, versao: int) -> Documento:
    """O participante do cliente `n`."""
    return builders.participante(
        matricula_siape=f"{1_000_000 + n}",
        cod_unidade_lotacao=1_000 + n,
        cod_unidade_instituidora=versao,
        data_assinatura_tcr=f"2024-01-{1 + versao % 28:02}T00:00:00",
    )


def plano_entregas(n: int, i: int, versao: int) -> Documento:
    """O i-ésimo plano de entregas do cliente `n`, numa executora só dele, com de 30 a 36 entregas.

    A entrega e0 está em todas as versões, para que os planos de trabalho a citem; as outras são de cada uma.
    """
    return builders.plano_entregas(
        id_plano_entregas=f"pe-{n}-{i}",
        cod_unidade_executora=100_000 * (n + 1) + i,
        cod_unidade_instituidora=versao,
        entregas=[
            builders.entrega(
                id_entrega=f"e{k}-{versao}" if k else "e0", meta_entrega=versao, nome_entrega=f"Da versão {versao}"
            )
            for k in range(30 + versao % 7)
        ],
    )


def plano_trabalho(n: int, i: int, versao: int) -> Documento:
    """O i-ésimo plano de trabalho do cliente `n`, numa executora só dele: 1 a 5 contribuições, 0 a 2 avaliações."""
    return builders.plano_trabalho(
        id_plano_trabalho=f"pt-{n}-{i}",
        cod_unidade_executora=100_000 * (n + 1) + i,
        matricula_siape=f"{1_000_000 + n}",
        cod_unidade_lotacao_participante=1_000 + n,
        carga_horaria_disponivel=versao,
        contribuicoes=[
            builders.contribuicao(id_contribuicao=f"c{k}-{versao}", id_plano_entregas=f"pe-{n}-0", id_entrega="e0")
            for k in range(1 + versao % 5)
        ],
        avaliacoes_registros_execucao=[
            builders.avaliacao(
                id_periodo_avaliativo=f"p{k}-{versao}",
                data_inicio_periodo_avaliativo=f"2024-02-{10 + k}",
                data_fim_periodo_avaliativo=f"2024-02-{10 + k}",
                data_avaliacao_registros_execucao="2024-03-01",
            )
            for k in range(versao % 3)
        ],
    )


@dataclass
class Historia:
    """O que se enviou a uma chave, por um cliente só, uma versão depois da outra, da 1 em diante."""

    recurso: str
    caminho: str
    documento: Callable[[int], Documento]
    enviada: int = 0
    """A última versão que saiu."""
    confirmada: int = 0
    """A última de que o servidor disse que a guardou, ou que se leu de volta; 0 quando nenhuma."""
    conferida: int = 0
    """A última que tinha saído quando se leu de volta."""

    def conferir(self, lida: Documento | None) -> None:
        """O que se lê é a última versão confirmada, inteira, ou uma enviada depois dela: nada mais velho, nem mistura.

        O que se leu passa a contar como confirmado: não pode mais sumir.
        """
        self.conferida = self.enviada
        if lida is None:
            assert self.confirmada == 0, f"{self.caminho}: a versão {self.confirmada} foi confirmada, e não está"
            return
        possiveis = range(max(self.confirmada, 1), self.enviada + 1)
        achada = [versao for versao in possiveis if self.documento(versao) == lida]
        assert achada, f"{self.caminho}: nenhuma das versões {possiveis} é o que se leu: {lida}"
        self.confirmada = achada[0]


@dataclass
class Cliente:
    """Um dos que enviam ao mesmo tempo. Só ele escreve nas suas chaves."""

    n: int
    historias: list[Historia] = field(default_factory=list)
    confirmados: int = 0
    """Quantos envios o servidor lhe confirmou."""
    recusados: int = 0
    maior_demora: float = 0
    """Segundos que esperou pela resposta mais lenta."""
    registros: list[int] = field(default_factory=list)
    """Os números com que as respostas vieram."""

    def __post_init__(self) -> None:
        self._de_sempre = [
            self._nova("participante", partial(participante, self.n)),
            self._nova("plano_entregas", partial(plano_entregas, self.n, 0)),
            self._nova("plano_trabalho", partial(plano_trabalho, self.n, 0)),
        ]

    def volta(self) -> Iterator[Historia]:
        """Os três documentos de sempre, de novo, e um plano de entregas e um de trabalho novos."""
        yield from self._de_sempre
        i = len(self.historias)
        yield self._nova("plano_entregas", partial(plano_entregas, self.n, i))
        yield self._nova("plano_trabalho", partial(plano_trabalho, self.n, i))

    def _nova(self, recurso: str, documento: Callable[[int], Documento]) -> Historia:
        self.historias.append(Historia(recurso, CAMINHOS[recurso](documento(1)), documento))
        return self.historias[-1]
