"""O que o contrato manda responder, escrito à mão (contrato, seções 3, 5 e 6; docs/regras.md), sem nada do programa.

Cada documento se conhece pelo caminho, que é a chave dele. Só entram as regras que os testes deste pacote provocam.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tests import builders
from tests.builders import Documento
from tests.concorrencia.conexoes import Resposta

ADMIN = "admin@pgd.gov.br"
CANCELADO = 1
AGENDA = ("origem_unidade", "cod_unidade_autorizadora", "cod_unidade_executora", "matricula_siape")
"""Iguais estes campos, dos que o plano tem, dois planos disputam o mesmo período."""
GUARDADO_DO_TCR = {
    "2024-01-02": "2024-01-02T00:00:00",
    "2024-01-02T00:00:00": "2024-01-02T00:00:00",
    "2024-06-01T22:00:00-03:00": "2024-06-02T00:00:00",
    "2024-06-02T00:00:00": "2024-06-02T00:00:00",
}
"""A assinatura como se envia, e como se lê: o dia em UTC, à meia-noite."""


class Recurso(NamedTuple):
    """Um dos três recursos, e os códigos do que se recusa dele."""

    tabela: str
    caminho: Callable[[Documento], str]
    ausente: str
    sobreposto: str = ""
    longo: str = ""

    def __repr__(self) -> str:
        return self.tabela


PARTICIPANTE = Recurso("participante", builders.caminho_participante, "PA-09")
PLANO_ENTREGAS = Recurso("plano_entregas", builders.caminho_plano_entregas, "PE-09", "PE-07", "PE-08")
PLANO_TRABALHO = Recurso("plano_trabalho", builders.caminho_plano_trabalho, "PT-22", "PT-18", "PT-19")
RECURSOS = (PARTICIPANTE, PLANO_ENTREGAS, PLANO_TRABALHO)


class Esperado(NamedTuple):
    """Uma resposta: o código da regra, quando há recusa, e o documento, ou o tipo de `detail`."""

    status: int
    regra: str | None
    corpo: Documento | type


def visto(resposta: Resposta) -> Esperado:
    """A resposta que veio, na mesma forma da esperada."""
    corpo = resposta.documento
    return Esperado(resposta.status, resposta.regra, corpo if resposta.status < 300 else type(corpo["detail"]))


def disputam(um: Documento, outro: Documento) -> bool:
    """Se dois planos de mesma espécie e ids diferentes não podem estar guardados juntos."""
    return (
        CANCELADO not in (um["status"], outro["status"])
        and um["data_inicio"] <= outro["data_termino"]
        and outro["data_inicio"] <= um["data_termino"]
        and all(um[campo] == outro[campo] for campo in AGENDA if campo in um)
    )


def longo_demais(plano: Documento, *, existe: bool) -> bool:
    """Se o plano passa de um ano, quando isso se confere. Nos testes nenhum período toca um ano bissexto."""
    dias = (date.fromisoformat(plano["data_termino"]) - date.fromisoformat(plano["data_inicio"])).days
    return dias > 365 and (not existe or plano["data_inicio"] > "2025-05-31")


def recusa_do_periodo(recurso: Recurso, plano: Documento, guardados: Mapping[str, Documento]) -> str | None:
    """O código da recusa pelo período do plano, diante dos guardados do mesmo recurso."""
    proprio = recurso.caminho(plano)
    if any(disputam(plano, outro) for caminho, outro in guardados.items() if caminho != proprio):
        return recurso.sobreposto
    return recurso.longo if longo_demais(plano, existe=proprio in guardados) else None


def participante_de(plano: Documento) -> str:
    """O caminho do participante que o plano de trabalho cita."""
    return builders.caminho_participante({**plano, "cod_unidade_lotacao": plano["cod_unidade_lotacao_participante"]})


def citadas(plano: Documento) -> dict[str, set[str]]:
    """As entregas que o plano de trabalho cita, pelo caminho do plano de entregas; texto vazio não se procura."""
    por_plano: dict[str, set[str]] = {}
    for item in plano["contribuicoes"]:
        if item["tipo_contribuicao"] == 1 and item["id_plano_entregas"] and item["id_entrega"]:
            caminho = builders.caminho_plano_entregas({**plano, "id_plano_entregas": item["id_plano_entregas"]})
            por_plano.setdefault(caminho, set()).add(item["id_entrega"])
    return por_plano


def tem(entregas: Iterable[str], guardado: Documento | None) -> bool:
    """Se o plano de entregas está guardado com todas estas."""
    return guardado is not None and {item["id_entrega"] for item in guardado["entregas"]}.issuperset(entregas)


def como_se_guarda(recurso: Recurso, documento: Documento) -> Documento:
    """O documento como volta: o contrato muda três valores do que aceita."""
    if recurso is PARTICIPANTE:
        return documento | {"data_assinatura_tcr": GUARDADO_DO_TCR[documento["data_assinatura_tcr"]]}
    if recurso is PLANO_ENTREGAS:
        return documento | {
            "entregas": [
                item | {"entrega_cancelada": bool(item["entrega_cancelada"])} for item in documento["entregas"]
            ]
        }
    return documento | {"avaliacoes_registros_execucao": documento["avaliacoes_registros_execucao"] or []}


@dataclass
class Modelo:
    """O que devia estar guardado, e o que cada pedido devia responder; um pedido de cada vez."""

    usuarios: dict[str, Documento] = field(default_factory=dict)
    guardados: dict[Recurso, dict[str, Documento]] = field(default_factory=lambda: {r: {} for r in RECURSOS})

    def enviar(
        self, quem: str, recurso: Recurso, caminho: Documento, documento: Documento, defeito: str | None = None
    ) -> Esperado:
        """Um PUT. `caminho` traz os campos do caminho; `defeito`, o código da regra que o documento quebra sozinho."""
        recusa = self._sem_entrada(quem)
        if recusa is None and defeito is not None:
            recusa = Esperado(422, defeito, list)
        recusa = recusa or self._sem_permissao(quem, caminho)
        chave = recurso.caminho(caminho)
        if recusa is None and chave != recurso.caminho(documento):
            recusa = Esperado(422, "PD-07", str)
        if recusa is None and (regra := self._recusa_do_estado(recurso, documento)):
            recusa = Esperado(422, regra, str)
        if recusa:
            return recusa
        novo = chave not in self.guardados[recurso]
        self.guardados[recurso][chave] = como_se_guarda(recurso, documento)
        return Esperado(201 if novo else 200, None, self.guardados[recurso][chave])

    def ler(self, quem: str, recurso: Recurso, caminho: Documento) -> Esperado:
        """Um GET; `caminho` traz os campos do caminho."""
        guardado = self.guardados[recurso].get(recurso.caminho(caminho))
        return (
            self._sem_entrada(quem)
            or self._sem_permissao(quem, caminho)
            or (Esperado(200, None, guardado) if guardado else Esperado(404, recurso.ausente, str))
        )

    def guardar_usuario(self, usuario: Documento) -> Esperado:
        """O PUT de um usuário, por um administrador."""
        novo = usuario["email"] not in self.usuarios
        self.usuarios[usuario["email"]] = usuario
        sem_senha = {campo: valor for campo, valor in usuario.items() if campo != "password"}
        return Esperado(201 if novo else 200, None, sem_senha)

    def recomecar(self, escopo: str) -> None:
        """`dados` apaga os três recursos; `tudo`, também os usuários, menos o administrador."""
        self.guardados = {recurso: {} for recurso in RECURSOS}
        if escopo == "tudo":
            self.usuarios = {ADMIN: self.usuarios[ADMIN]}

    def contagens(self) -> dict[str, int]:
        """Quantas linhas tem cada tabela."""
        return contagens(*(self.guardados[recurso].values() for recurso in RECURSOS)) | {"usuario": len(self.usuarios)}

    def _sem_entrada(self, quem: str) -> Esperado | None:
        if quem not in self.usuarios:
            return Esperado(401, "AU-02", str)
        return Esperado(400, "AU-05", str) if self.usuarios[quem]["disabled"] else None

    def _sem_permissao(self, quem: str, caminho: Documento) -> Esperado | None:
        usuario = self.usuarios[quem]
        propria = all(usuario[campo] == caminho[campo] for campo in ("origem_unidade", "cod_unidade_autorizadora"))
        return None if propria or usuario["is_admin"] else Esperado(403, "AU-07", str)

    def _recusa_do_estado(self, recurso: Recurso, documento: Documento) -> str | None:
        if recurso is PARTICIPANTE:
            return None
        recusa = recusa_do_periodo(recurso, documento, self.guardados[recurso])
        if recusa or recurso is PLANO_ENTREGAS:
            return recusa
        if participante_de(documento) not in self.guardados[PARTICIPANTE]:
            return "PT-20"
        entregas = self.guardados[PLANO_ENTREGAS]
        return None if all(tem(ids, entregas.get(plano)) for plano, ids in citadas(documento).items()) else "PT-21"


def contagens(
    participantes: Iterable[Documento], entregas: Iterable[Documento], trabalhos: Iterable[Documento]
) -> dict[str, int]:
    """Quantas linhas estes documentos ocupam em cada tabela."""
    participantes, entregas, trabalhos = list(participantes), list(entregas), list(trabalhos)
    return {
        "participante": len(participantes),
        "plano_entregas": len(entregas),
        "entrega": sum(len(plano["entregas"]) for plano in entregas),
        "plano_trabalho": len(trabalhos),
        "contribuicao": sum(len(plano["contribuicoes"]) for plano in trabalhos),
        "avaliacao_registros_execucao": sum(len(plano["avaliacoes_registros_execucao"]) for plano in trabalhos),
    }
