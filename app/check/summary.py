"""As contas de uma conferência."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.check.result import Resultado
from app.rules.rule import Severity

DESCONHECIDO = "desconhecido"
"""Como se conta o documento de que não se sabe o recurso."""


@dataclass(slots=True)
class Contas:
    """Quantos documentos, e o que se disse deles. Um recusado pode também ter avisos."""

    documentos: int = 0
    aceitos: int = 0
    recusados: int = 0
    com_avisos: int = 0

    def add(self, resultado: Resultado) -> None:
        self.documentos += 1
        self.aceitos += resultado.aceito
        self.recusados += not resultado.aceito
        self.com_avisos += any(achado.severidade == Severity.AVISO for achado in resultado.achados)


@dataclass(slots=True)
class Resumo:
    """As contas de todos, as de cada recurso, e quantos documentos quebram cada regra."""

    total: Contas = field(default_factory=Contas)
    por_recurso: dict[str, Contas] = field(default_factory=dict)
    por_regra: Counter[str] = field(default_factory=Counter)
    severidades: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, resultados: Iterable[Resultado]) -> "Resumo":
        resumo = cls()
        for resultado in resultados:
            resumo.total.add(resultado)
            resumo.por_recurso.setdefault(resultado.recurso or DESCONHECIDO, Contas()).add(resultado)
            resumo.por_regra.update({achado.codigo for achado in resultado.achados})
            resumo.severidades.update((achado.codigo, achado.severidade) for achado in resultado.achados)
        return resumo

    @property
    def regras(self) -> list[tuple[str, str, int]]:
        """Cada código, a severidade e quantos documentos o quebram: os erros antes, e deles os mais frequentes."""
        ordem = sorted(
            self.por_regra.items(), key=lambda item: (self.severidades[item[0]] == Severity.AVISO, -item[1], item[0])
        )
        return [(codigo, self.severidades[codigo], quantos) for codigo, quantos in ordem]

    def frase(self) -> str:
        """As contas de todos, numa frase."""
        if not self.total.documentos:
            return "Nenhum documento foi encontrado."
        total = self.total
        return (
            f"{_tantos(total.documentos, 'documento conferido', 'documentos conferidos')}: "
            f"{_tantos(total.aceitos, 'aceito', 'aceitos')}, {_tantos(total.recusados, 'recusado', 'recusados')}, "
            f"{total.com_avisos} com avisos."
        )

    def as_dict(self) -> Mapping[str, Any]:
        """O resumo como objeto JSON."""
        return {
            **_contas(self.total),
            "por_recurso": {recurso: _contas(contas) for recurso, contas in self.por_recurso.items()},
            "por_regra": [
                {"codigo": codigo, "severidade": severidade, "documentos": quantos}
                for codigo, severidade, quantos in self.regras
            ],
        }


def _contas(contas: Contas) -> dict[str, int]:
    return {
        "documentos": contas.documentos,
        "aceitos": contas.aceitos,
        "recusados": contas.recusados,
        "com_avisos": contas.com_avisos,
    }


def _tantos(quantos: int, um: str, varios: str) -> str:
    return f"{quantos} {um if quantos == 1 else varios}"
