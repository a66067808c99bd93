"""Os exemplos das regras: o que cada uma recusa (ou avisa) e o que ela aceita.

São dados, corridos pelos testes na API e em `pgd validar`, e mostrados na página das regras. Valem em qualquer dia a
partir de 1º/7/2025: um dia no futuro se escreve em 2099.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

ADMIN = "admin@pgd.gov.br"
USER_AGENT = "MeuSistema/1.0 (+https://meu.orgao.gov.br)"
AUSENTE: Final = object()
"""O valor de um campo que não é enviado."""

PARTICIPANTE: Mapping[str, Any] = {
    "origem_unidade": "SIAPE",
    "cod_unidade_autorizadora": 1,
    "cod_unidade_lotacao": 101,
    "matricula_siape": "1234567",
    "cod_unidade_instituidora": 1,
    "cpf": "52998224725",
    "situacao": 1,
    "modalidade_execucao": 2,
    "data_assinatura_tcr": "2024-12-02T00:00:00",
}
ENTREGA: Mapping[str, Any] = {
    "id_entrega": "e1",
    "entrega_cancelada": False,
    "nome_entrega": "Painel de acompanhamento",
    "meta_entrega": 100,
    "tipo_meta": "percentual",
    "data_entrega": "2025-06-30",
    "nome_unidade_demandante": "Secretaria de Gestão",
    "nome_unidade_destinataria": "Sociedade",
}
PLANO_ENTREGAS: Mapping[str, Any] = {
    "origem_unidade": "SIAPE",
    "cod_unidade_autorizadora": 1,
    "cod_unidade_instituidora": 1,
    "cod_unidade_executora": 101,
    "id_plano_entregas": "plano-entregas-1",
    "status": 5,
    "data_inicio": "2025-01-01",
    "data_termino": "2025-06-30",
    # Já avaliado porque o FastAPI tira os null dos exemplos, e estas duas chaves são obrigatórias.
    "avaliacao": 3,
    "data_avaliacao": "2025-07-01",
    "entregas": [ENTREGA],
}
CONTRIBUICAO: Mapping[str, Any] = {
    "id_contribuicao": "c1",
    "tipo_contribuicao": 1,
    "percentual_contribuicao": 100,
    "id_plano_entregas": "plano-entregas-1",
    "id_entrega": "e1",
}
AVALIACAO: Mapping[str, Any] = {
    "id_periodo_avaliativo": "p1",
    "data_inicio_periodo_avaliativo": "2025-01-01",
    "data_fim_periodo_avaliativo": "2025-01-31",
    "avaliacao_registros_execucao": 3,
    "data_avaliacao_registros_execucao": "2025-02-05",
}
PLANO_TRABALHO: Mapping[str, Any] = {
    "origem_unidade": "SIAPE",
    "cod_unidade_autorizadora": 1,
    "id_plano_trabalho": "plano-trabalho-1",
    "status": 3,
    "cod_unidade_executora": 101,
    "cpf_participante": "52998224725",
    "matricula_siape": "1234567",
    "cod_unidade_lotacao_participante": 101,
    "data_inicio": "2025-01-01",
    "data_termino": "2025-03-31",
    "carga_horaria_disponivel": 480,
    "contribuicoes": [CONTRIBUICAO],
    "avaliacoes_registros_execucao": [AVALIACAO],
}
USUARIO: Mapping[str, Any] = {
    "email": "sistema@orgao.gov.br",
    "password": "troque-esta-senha",
    "is_admin": False,
    "disabled": False,
    "origem_unidade": "SIAPE",
    "cod_unidade_autorizadora": 1,
    "sistema_gerador": "MeuSistema 1.0",
}

BASES: Mapping[str, Mapping[str, Any]] = {
    "participante": PARTICIPANTE,
    "plano_entregas": PLANO_ENTREGAS,
    "plano_trabalho": PLANO_TRABALHO,
    "usuario": USUARIO,
}
"""O documento de que cada exemplo só troca alguns campos. Nenhum deles provoca recusa nem aviso."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documento:
    """Um documento enviado: o do recurso, em `BASES`, com estes campos trocados.

    `antes` é o que se envia primeiro, na ordem; sem ele, o que o recurso cita.
    """

    recurso: str
    campos: Mapping[str, Any]
    antes: Sequence["Envio"]

    @property
    def documento(self) -> dict[str, Any]:
        """O documento inteiro."""
        inteiro = {**BASES[self.recurso], **self.campos}
        return {name: value for name, value in inteiro.items() if value is not AUSENTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pedido:
    """Um pedido que não é, ou não é só, o envio de um documento.

    `de` é o e-mail de quem pede, cujo token, obtido assim que ele existe, acompanha o pedido; vazio, nenhum token.
    `corpo` é o texto enviado: JSON, ou formulário em `/token`. Um cabeçalho com None não é enviado; sem mais, vai um
    `User-Agent`. `situacao` diz, numa frase, o que mais tem de estar acontecendo quando o pedido, sozinho, não provoca
    a regra.
    """

    metodo: str
    caminho: str
    de: str = ADMIN
    corpo: str = ""
    cabecalhos: Mapping[str, str | None] = field(default_factory=dict)
    antes: Sequence["Envio"] = ()
    situacao: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arquivo:
    """Um arquivo que se confere com `pgd validar`."""

    nome: str
    texto: str


Envio: TypeAlias = Documento | Pedido
"""O que se manda ao servidor."""
Exemplo: TypeAlias = Envio | Arquivo


def participante(*, antes: Sequence[Envio] = (), **campos: Any) -> Documento:
    """O envio de um participante."""
    return Documento(recurso="participante", campos=campos, antes=antes)


def plano_entregas(*, antes: Sequence[Envio] = (), **campos: Any) -> Documento:
    """O envio de um plano de entregas."""
    return Documento(recurso="plano_entregas", campos=campos, antes=antes)


CITADOS = (participante(), plano_entregas())
"""O participante e a entrega que o plano de trabalho dos exemplos cita."""


def plano_trabalho(*, antes: Sequence[Envio] = CITADOS, **campos: Any) -> Documento:
    """O envio de um plano de trabalho."""
    return Documento(recurso="plano_trabalho", campos=campos, antes=antes)


def usuario(*, antes: Sequence[Envio] = (), **campos: Any) -> Documento:
    """O envio de um usuário da API, por um administrador."""
    return Documento(recurso="usuario", campos=campos, antes=antes)


def entrega(**campos: Any) -> dict[str, Any]:
    """Uma entrega do plano de entregas."""
    return {**ENTREGA, **campos}


def contribuicao(**campos: Any) -> dict[str, Any]:
    """Uma contribuição do plano de trabalho."""
    return {**CONTRIBUICAO, **campos}


def avaliacao(**campos: Any) -> dict[str, Any]:
    """Uma avaliação do plano de trabalho."""
    return {**AVALIACAO, **campos}
