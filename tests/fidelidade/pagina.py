"""A página docs/fidelidade.md, escrita dos resultados: o mesmo resultado dá sempre o mesmo texto."""

from collections.abc import Iterable, Mapping, Sequence

from app import CONTRACT_VERSION, __version__
from tests.fidelidade import gravacao
from tests.fidelidade.gravacao import Gravacao
from tests.fidelidade.nota import Parte, Resultado

FAMILIAS: Mapping[str, str] = {
    "campo-participante": "cada campo do participante: ausente, nulo, de outro tipo, no limite e além dele",
    "campo-plano_entregas": "o mesmo, no plano de entregas",
    "campo-entrega": "o mesmo, em cada entrega",
    "campo-plano_trabalho": "o mesmo, no plano de trabalho",
    "campo-contribuicao": "o mesmo, em cada contribuição",
    "campo-avaliacao": "o mesmo, em cada avaliação de registros de execução",
    "campo-usuario": "o mesmo, no usuário da API",
    "chaves-extras": "chaves que o contrato não conhece",
    "corpo": "corpos que não são JSON, outras codificações e outros Content-Type",
    "varios-erros": "vários erros de uma vez, e a ordem em que são ditos",
    "regras-de-objeto": "as regras que olham o documento inteiro",
    "codigo-unidade": "códigos de unidade do SIAPE e do SIORG",
    "cpf-matricula": "dígitos do CPF e a matrícula SIAPE",
    "tcr": "a data de assinatura do TCR, com e sem hora e fuso",
    "caminho-x-corpo": "chaves do caminho que diferem das do corpo",
    "tipo-de-caminho": "o que cabe em cada parte do caminho",
    "permissao": "quem pode enviar e ler por qual unidade",
    "precedencia": "que recusa vem primeiro quando há mais de uma",
    "sobreposicao-pe": "planos de entregas que dividem dias",
    "sobreposicao-pt": "planos de trabalho que dividem dias",
    "ano-criar": "o limite de um ano, ao criar",
    "ano-substituir": "o limite de um ano, ao substituir",
    "referencias": "participante e entregas que o plano de trabalho cita",
    "contribuicao-tipo": "os três tipos de contribuição",
    "avaliacao-periodo": "os períodos avaliativos de um plano",
    "status-pe": "os status do plano de entregas",
    "status-pt": "os status do plano de trabalho",
    "substituicao": "reenvios, que trocam o documento inteiro",
    "ids-exoticos": "identificadores com espaços, pontos, emojis e outros caracteres",
    "usuarios": "criar, trocar, ler, listar e desativar usuários",
    "token-formulario": "o formulário de entrada",
    "token-credencial": "o token nos pedidos: ausente, vencido, mal escrito, de outra chave",
    "senha": "a recuperação de senha",
    "rotas": "caminhos, métodos, redirecionamentos e páginas",
}
"""O que cada família de casos exercita."""


def page(gravados: Gravacao, resultados: Mapping[str, Resultado]) -> str:
    """A página inteira. `resultados` traz um resultado por banco, na ordem em que aparecem."""
    bancos = list(resultados)
    notas = [resultados[banco].nota for banco in bancos]
    return "\n".join(
        [
            *_introduction(gravados),
            "## Nota por família",
            "",
            *_table(
                ["família", "o que exercita", "casos", *bancos],
                [
                    *(_family_row(nome, list(resultados.values())) for nome in resultados[bancos[0]].familias),
                    ["**todas**", "", str(notas[0].total), *(f"**{_percent(nota)}**" for nota in notas)],
                ],
            ),
            *_crashes(resultados),
            *_differences(gravados),
            *_recording(),
            *_repeat(),
        ]
    )


def _introduction(gravados: Gravacao) -> list[str]:
    return [
        "<!-- Página escrita por `make fidelidade`. Não a edite à mão: um teste a compara com o que se mede. -->",
        "# Fidelidade à API central",
        "",
        f"Quanto o simulador {__version__} responde igual à API central {CONTRACT_VERSION}, medido, e não prometido.",
        "",
        f"Gravamos {_thousands(len(gravados.casos))} casos, com {_thousands(gravados.chamadas)} chamadas, contra o "
        "servidor da API central, e os repetimos contra o simulador nos dois bancos. Um caso confere quando todas as "
        "suas chamadas conferem: status, cabeçalhos do contrato, corpo aceito inteiro e com tipos, e, nas recusas, o "
        "tipo e o lugar de cada erro, em ordem. Os textos das mensagens não se comparam: os nossos são nossos. O que "
        "se compara, em detalhe, está em [tests/fidelidade/README.md](../tests/fidelidade/README.md).",
        "",
    ]


def _family_row(nome: str, resultados: Sequence[Resultado]) -> list[str]:
    partes = [resultado.familias[nome] for resultado in resultados]
    return [nome, FAMILIAS.get(nome, ""), str(partes[0].total), *(_percent(parte) for parte in partes)]


def _crashes(resultados: Mapping[str, Resultado]) -> list[str]:
    primeiro = next(iter(resultados.values()))
    linhas = [
        [
            item.caso["id"],
            item.caso["familia"],
            _code(item.caso["nome"]),
            *(str(resultado.defeitos[n].status) for resultado in resultados.values()),
        ]
        for n, item in enumerate(primeiro.defeitos)
    ]
    conta = "; ".join(
        f"{banco}: {resultado.evitados.conferem} de {resultado.evitados.total}"
        for banco, resultado in resultados.items()
    )
    return [
        "",
        "## Falhas da API central que não se repetem",
        "",
        "Nestes casos a API central respondeu com um erro 500. O simulador não imita falhas: cada um recebe uma "
        f"resposta clara, em JSON. Evitadas em {conta}. Os motivos estão em [diferencas.md](diferencas.md).",
        "",
        *_table(["caso", "família", "o que se enviou", *(f"resposta, {banco}" for banco in resultados)], linhas),
    ]


def _differences(gravados: Gravacao) -> list[str]:
    linhas = [[f"{razao}", ", ".join(ids)] for razao, ids in gravados.diferencas.items()]
    return [
        "",
        "## Diferenças decididas",
        "",
        f"Em {len(gravados.decididas)} casos decidimos não imitar a API central. Ficam fora da nota, e cada um tem sua "
        "razão, explicada em [diferencas.md](diferencas.md).",
        "",
        *_table(["razão", "casos"], linhas),
    ]


def _recording() -> list[str]:
    return [
        "",
        "## A gravação",
        "",
        f"Feita em {gravacao.DATA} (relógio da máquina que gravou) contra a versão {gravacao.CONTRATO} da API central, "
        f"com {', '.join(gravacao.VERSOES)}; fuso UTC, um processo. Repetida contra a própria API central, dá 100 %. "
        "As datas próximas de hoje são relativas ao dia em que os casos correm: a gravação não envelhece.",
    ]


def _repeat() -> list[str]:
    return [
        "",
        "## Como repetir",
        "",
        "`make fidelidade` sobe o simulador em cada banco, compara, e reescreve esta página; falha se a nota cair ou "
        "se uma falha da API central reaparecer. Para medir outro servidor, o seu inclusive:",
        "",
        "```",
        "ADMIN_EMAIL=admin@exemplo.gov.br ADMIN_PASSWORD=… SECRET_KEY=… \\",
        "python tests/fidelidade/comparar.py --base-url http://127.0.0.1:8000 --diff",
        "```",
        "",
    ]


def _table(titulos: Sequence[str], linhas: Iterable[Sequence[str]]) -> list[str]:
    return [_row(titulos), _row(["---"] * len(titulos)), *map(_row, linhas)]


def _row(celulas: Sequence[str]) -> str:
    return "| " + " | ".join(celula.replace("|", "\\|") for celula in celulas) + " |"


def _code(texto: str) -> str:
    return f"`{texto}`"


def _percent(parte: Parte) -> str:
    """Duas casas, sem arredondar para cima: 100 só quando todos conferem."""
    centesimos = 10_000 * parte.conferem // parte.total if parte.total else 0
    return f"{centesimos // 100},{centesimos % 100:02} %"


def _thousands(numero: int) -> str:
    return f"{numero:,}".replace(",", ".")
