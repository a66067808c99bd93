"""O que se avisa de um pedido, antes e depois de se olhar o documento."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.rules import exemplo
from app.rules.rule import CONTRATO, Evidence, Rule, Severity, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class PedidoVisto:
    """Um pedido aos caminhos oficiais, como as regras o veem. `rota` é o caminho com os nomes das chaves, se há rota.

    `caminho` vem como no fio, sem decodificar.
    """

    metodo: str
    caminho: str
    rota: str | None
    user_agent: str
    origin: str | None


DOCUMENTACAO = frozenset({"/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"})
"""Os caminhos em que a API central aceita HEAD (contrato, seção 7)."""

SAUDE = "/health"

_USER_AGENT = re.compile(r"[^\s/][^/]*/\S+ \(\+https?://\S+\)")
"""`Nome do sistema/versão (+url)` (contrato, seção 6)."""
_BARRA = re.compile("%2f", re.IGNORECASE)
_OUTRA_ORIGEM = re.compile(r"/organizacao/(?!(?:SIAPE|SIORG)/)([^/]+)/")


def _user_agent_solto(pedido: PedidoVisto, _: object) -> Evidence | None:
    user_agent = pedido.user_agent.strip()
    return {"user_agent": user_agent} if user_agent and not _USER_AGENT.fullmatch(user_agent) else None


def _metodo_que_nao_ha(pedido: PedidoVisto, _: object) -> Evidence | None:
    if pedido.metodo not in {"HEAD", "OPTIONS"} or pedido.rota is None:
        return None
    return None if pedido.metodo == "HEAD" and pedido.rota in DOCUMENTACAO else {"metodo": pedido.metodo}


def _de_um_navegador(pedido: PedidoVisto, _: object) -> Evidence | None:
    return None if pedido.origin is None else {"origin": pedido.origin}


def _saude_sem_user_agent(pedido: PedidoVisto, _: object) -> Evidence | None:
    return {} if pedido.caminho == SAUDE and not pedido.user_agent.strip() else None


def _barra_num_id(pedido: PedidoVisto, _: object) -> Evidence | None:
    return {"caminho": pedido.caminho} if _BARRA.search(pedido.caminho) else None


def _outra_origem(pedido: PedidoVisto, _: object) -> Evidence | None:
    outra = _OUTRA_ORIGEM.match(pedido.caminho)
    return {"origem": outra[1]} if outra else None


AVISOS: tuple[Rule[PedidoVisto, object], ...] = (
    Rule(
        code="PD-17",
        stage=Stage.PEDIDO,
        field="User-Agent",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O User-Agent veio como {user_agent}, e a API central pede que ele diga que sistema envia, em que versão e "
            "onde achar quem cuida dele. Envie-o na forma Nome do sistema/versão (+url), por exemplo: "
            "MeuSistema/1.0 (+https://meu.orgao.gov.br)."
        ),
        broken=_user_agent_solto,
        wrong="O User-Agent não diz o nome do sistema, a versão e um endereço.",
        why=(
            "O contrato combina a forma Nome do sistema/versão (+url), embora não a confira. É por ela que a equipe da "
            "API central descobre a quem avisar quando um sistema envia algo errado."
        ),
        mend=(
            "Configure no sistema um User-Agent com o nome dele, a versão e, entre parênteses e depois de um sinal de "
            "mais, o endereço de uma página. O que a biblioteca de HTTP envia por si só não serve."
        ),
        breaks=exemplo.Pedido(
            metodo="GET", caminho=SAUDE, de="", cabecalhos={"User-Agent": "MeuSistema/1.0 (https://meu.orgao.gov.br)"}
        ),
        keeps=exemplo.Pedido(
            metodo="GET", caminho=SAUDE, de="", cabecalhos={"User-Agent": "Meu Sistema/1.0 (+https://meu.orgao.gov.br)"}
        ),
    ),
    Rule(
        code="PD-18",
        stage=Stage.PEDIDO,
        field="metodo",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O pedido usou o método {metodo}, a que a API central responde 405 neste caminho. Para saber se o serviço "
            "está no ar, use GET /health; para conferir um documento, leia-o com GET."
        ),
        broken=_metodo_que_nao_ha,
        wrong="O pedido usou HEAD ou OPTIONS, que a API central não atende.",
        why=(
            "O contrato só tem GET, PUT e POST; HEAD serve apenas nas páginas da documentação e em /openapi.json. Um "
            "sistema ou um vigia de rede que conte com esses métodos toma o 405 por um serviço fora do ar."
        ),
        mend=(
            "Troque HEAD por GET, e deixe de perguntar antes com OPTIONS. Num balanceador ou num vigia, configure a "
            "conferência como GET /health, com User-Agent."
        ),
        breaks=exemplo.Pedido(metodo="HEAD", caminho=SAUDE, de=""),
        keeps=exemplo.Pedido(metodo="HEAD", caminho="/openapi.json", de=""),
    ),
    Rule(
        code="PD-19",
        stage=Stage.PEDIDO,
        field="Origin",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O pedido partiu de uma página aberta num navegador, em {origin}. A API central não envia os cabeçalhos "
            "de CORS, e o navegador esconde da página a resposta: faça o pedido a partir do servidor do sistema. Se a "
            "página é a documentação desta API, não há o que corrigir."
        ),
        broken=_de_um_navegador,
        wrong="O pedido partiu de uma página aberta num navegador.",
        why=(
            "A API central não tem CORS: o navegador não entrega à página de outro endereço a resposta dela, e a "
            "pergunta que ele faz antes de um PUT, com OPTIONS, recebe 405. Além disso, o token ficaria à vista de "
            "quem usa a página."
        ),
        mend=(
            "Mude o envio para o servidor do seu sistema: a página pede a ele, e ele pede à API. Guarde também ali o "
            "e-mail, a senha e o token."
        ),
        breaks=exemplo.Pedido(metodo="GET", caminho=SAUDE, de="", cabecalhos={"Origin": "https://meu.orgao.gov.br"}),
        keeps=exemplo.Pedido(metodo="GET", caminho=SAUDE, de=""),
    ),
    Rule(
        code="PD-20",
        stage=Stage.PEDIDO,
        field="User-Agent",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A pergunta em /health veio sem User-Agent, e até ali a API central o exige: sem ele responde 400, e o "
            "serviço parece fora do ar. Configure um User-Agent em quem faz a pergunta."
        ),
        broken=_saude_sem_user_agent,
        wrong="A pergunta em /health veio sem User-Agent.",
        why=(
            "O contrato exige o User-Agent em todos os caminhos, também neste, que existe para os vigias. Muitos deles "
            "não enviam o cabeçalho, e o 400 que recebem os faz dar por parado um serviço que está no ar."
        ),
        mend=(
            "Na configuração do balanceador, do vigia ou do orquestrador, acrescente o cabeçalho User-Agent à "
            "conferência de /health, com o nome do sistema, a versão e um endereço."
        ),
        breaks=exemplo.Pedido(metodo="GET", caminho=SAUDE, de="", cabecalhos={"User-Agent": None}),
        keeps=exemplo.Pedido(metodo="GET", caminho=SAUDE, de=""),
    ),
    Rule(
        code="PD-21",
        stage=Stage.PEDIDO,
        field="caminho",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O caminho {caminho} traz uma barra codificada (%2F). A API central a lê como uma barra qualquer, não "
            "acha o caminho e responde 404: um identificador com barra não pode ser enviado nem lido. Use outro, sem "
            "barra."
        ),
        broken=_barra_num_id,
        wrong="O caminho traz um identificador com uma barra dentro.",
        why=(
            "No contrato as barras separam as partes do caminho, e codificar a barra como %2F não a protege: a API "
            "central a decodifica antes de procurar o caminho, e responde 404."
        ),
        mend=(
            "Troque a barra do identificador por um traço, no caminho e no corpo, ou use um UUID. No sistema, não "
            "monte ids com números de processo ou de ano escritos com barra."
        ),
        breaks=exemplo.Pedido(metodo="GET", caminho="/organizacao/SIAPE/1/plano_entregas/plano%2Fentregas-1"),
        keeps=exemplo.Pedido(
            metodo="GET",
            caminho="/organizacao/SIAPE/1/plano_entregas/plano-entregas-1",
            antes=(exemplo.plano_entregas(),),
        ),
    ),
    Rule(
        code="PD-22",
        stage=Stage.PEDIDO,
        field="origem_unidade",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "A origem no caminho é {origem}, que não é SIAPE nem SIORG. A API central não o diz: compara o texto como "
            "veio, maiúsculas também, e responde 403, 404 ou 422 por outra razão. Escreva SIAPE ou SIORG, em "
            "maiúsculas."
        ),
        broken=_outra_origem,
        wrong="A origem no caminho não é SIAPE nem SIORG.",
        why=(
            "O contrato só confere a origem no corpo; no caminho ela é um texto livre, comparado com o do usuário e "
            "com o guardado. Basta uma letra minúscula para que a resposta fale de permissão, ou de documento "
            "inexistente."
        ),
        mend=(
            "Escreva no caminho SIAPE ou SIORG, em maiúsculas, a mesma origem que vai no corpo. No sistema, tire as "
            "duas do mesmo lugar."
        ),
        breaks=exemplo.Pedido(
            metodo="GET",
            caminho="/organizacao/siape/1/plano_entregas/plano-entregas-1",
            antes=(exemplo.plano_entregas(),),
        ),
        keeps=exemplo.Pedido(
            metodo="GET",
            caminho="/organizacao/SIAPE/1/plano_entregas/plano-entregas-1",
            antes=(exemplo.plano_entregas(),),
        ),
    ),
)
