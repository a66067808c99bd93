"""A página das regras: o que ela diz de cada uma, e o que o Markdown não pode mudar."""

import pytest

from app.rules import markdown


def test_cada_entrada_da_pagina_diz_tudo_da_regra() -> None:
    assert """\

<a id="us-02"></a>

### US-02: A senha do usuário está vazia.

Severidade: erro. Etapa: campo. Campo: `password`. Fonte: contrato. Desde o contrato 3.3.9.

> A senha está vazia. Escolha uma senha e envie de novo.

**Por quê.** A API central guarda uma senha vazia, e o usuário nunca entra: ao pedir o token, ela conta como ausente. \
Aqui ela é recusada antes, ao guardar o usuário e ao trocar a senha esquecida.

**Como consertar.** Escolha uma senha e envie o usuário de novo. No seu sistema, confira se a senha chega ao campo \
password: cada envio substitui o usuário inteiro, também a senha.

**Quebra.** O usuário dos exemplos, com esta mudança:

```text
password = ""
```

**Cumpre.** O usuário dos exemplos, com esta mudança:

```text
password = "troque-esta-senha"
```

<a id="us-03"></a>
""" in markdown.render()


@pytest.mark.parametrize(
    "linha",
    [
        "| [US-02](#us-02) | erro | `password` | contrato | A senha do usuário está vazia. |",
        "| [PD-12](#pd-12) | erro | — | contrato | O que chegou não pôde ser lido como um pedido HTTP/1.1. |",
        "> O texto traz um caractere nulo (\\\\u0000), que não pode ser guardado. Retire-o.",
        "> Aqui se espera uma lista, entre colchetes. Envie \\[\\] quando não houver itens.",
        "**Cumpre.** O participante dos exemplos.",
    ],
)
def test_a_pagina_escreve_cada_coisa_sem_que_o_markdown_a_mude(linha: str) -> None:
    assert linha in markdown.render().splitlines()


def test_cada_grupo_e_cada_documento_de_partida_tem_seu_titulo_na_ordem() -> None:
    titulos = [linha for linha in markdown.render().splitlines() if linha.startswith("#")]
    assert [titulo for titulo in titulos if not titulo.startswith("### ") or "-" not in titulo[:9]] == [
        "# As regras",
        "## Os documentos dos exemplos",
        "### Participante",
        "### Plano de entregas",
        "### Plano de trabalho",
        "### Usuário",
        "## Pedido",
        "## Acesso",
        "## Forma dos valores",
        "## Usuário",
        "## Participante",
        "## Plano de entregas",
        "## Plano de trabalho",
        "## Arquivo (só em `pgd validar`)",
        "## Perfil ANTAQ",
        "## Perfil Censipam",
    ]


def test_o_quadro_de_um_grupo_vem_antes_das_entradas_em_ordem_de_codigo() -> None:
    pagina = markdown.render()
    grupo = pagina[pagina.index("## Usuário\n\n|") : pagina.index("## Participante\n\n|")].splitlines()
    assert grupo[:5] == [
        "## Usuário",
        "",
        "| código | severidade | campo | fonte | o que está errado |",
        "| --- | --- | --- | --- | --- |",
        "| [US-01](#us-01) | erro | `cod_unidade_autorizadora` | contrato | O código da unidade autorizadora não tem a "
        "quantidade de algarismos que a origem pede. |",
    ]
    assert [linha for linha in grupo if linha.startswith("<a id=")][:4] == [
        '<a id="us-01"></a>',
        '<a id="us-02"></a>',
        '<a id="us-03"></a>',
        '<a id="us-04"></a>',
    ]


def test_o_documento_de_partida_vai_num_bloco_de_json() -> None:
    assert (
        '### Usuário\n\n```json\n{\n  "email": "sistema@orgao.gov.br",\n  "password": "troque-esta-senha",\n'
    ) in markdown.render()
