"""Os endereços das páginas do painel, com os dados do cenário `plantao` e um registro de cada espécie."""

from urllib.parse import urlencode

DA_UNIDADE = {"origem_unidade": "SIAPE", "cod_unidade_autorizadora": 1}
PARTICIPANTE = {**DA_UNIDADE, "cod_unidade_lotacao": 101, "matricula_siape": "1500010"}
PLANO_ENTREGAS = {**DA_UNIDADE, "id_plano_entregas": "pe-sti-atual"}
PLANO_TRABALHO = {**DA_UNIDADE, "id_plano_trabalho": "pt-bruno-atual"}
PESSOA = {**DA_UNIDADE, "matricula_siape": "1500040"}


def endereco(caminho: str, **parametros: object) -> str:
    """O caminho com a consulta."""
    return f"{caminho}?{urlencode(parametros)}" if parametros else caminho


PAGINAS = (
    "/",
    "/registros",
    "/registros?status=4xx",
    "/registros/{aceito}?aba=enviado",
    "/registros/{aceito}?aba=respondido",
    "/registros/{recusado}?aba=porque",
    "/registros/{recusado}?aba=enviado",
    "/dados/participante",
    "/dados/plano_entregas",
    "/dados/plano_trabalho",
    endereco("/dados/participante/documento", **PARTICIPANTE),
    endereco("/dados/plano_entregas/documento", **PLANO_ENTREGAS),
    endereco("/dados/plano_trabalho/documento", **PLANO_TRABALHO),
    endereco("/dados/pessoa", **PESSOA),
    endereco("/dados/plano_trabalho/versoes", **PLANO_TRABALHO),
    "/regras",
    "/regras/PT-18",
    "/bancada",
    "/bancada?registro={recusado}",
    "/controles",
    "/controles/falhas",
    "/controles/falhas/armar/gotejamento",
    "/controles/relogio",
    "/controles/cenarios",
    "/controles/cenarios/semeado?cenario=plantao&envios=63&registros=PT-18.12",
    "/controles/instantaneos",
    "/controles/instantaneos/antes-da-aula/restaurar",
    "/controles/reinicio",
    "/controles/reinicio/confirmar?escopo=tudo",
    "/controles/ambiente",
    "/controles/usuarios",
    "/controles/usuarios/novo",
    "/controles/usuarios/ver?email=admin%40pgd.gov.br",
    "/controles/emails",
    "/roteiros",
    "/roteiros/primeiro-envio",
    "/nao-existe",
)
"""`{aceito}` e `{recusado}` são os números de um registro de cada."""
