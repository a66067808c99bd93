"""A forma dos textos: tipo, tamanho, padrão, e-mail, e o que banco algum guarda (contrato, seções 5 e 7)."""

import re
from functools import partial
from typing import Any

from app.rules import exemplo
from app.rules.rule import CONTRATO, UNFIXED, Evidence, Rule, Stage

_texto = partial(Rule[Any, Any], stage=Stage.FORMA, field="", source=CONTRATO)

_NUMERO_COM_MASCARA = re.compile(r"[0-9][0-9 ./-]*")


def _entre_aspas(valor: Any, _: Evidence) -> Any:
    """O inteiro como texto, com os algarismos que vieram."""
    return str(valor) if type(valor) is int else UNFIXED


def _sem_mascara(valor: Any, evidence: Evidence) -> Any:
    """Só os algarismos, quando são tantos quantos cabem: "529.982.247-25" é um CPF, e um nome comprido não é nada."""
    if not isinstance(valor, str) or not _NUMERO_COM_MASCARA.fullmatch(valor.strip()):
        return UNFIXED
    algarismos = re.sub("[^0-9]", "", valor)
    return algarismos if len(algarismos) == evidence["max_length"] else UNFIXED


def _nulo(valor: str, _: object) -> Evidence | None:
    return {} if "\0" in valor else None


def _sem_nulo(valor: Any, _: Evidence) -> Any:
    return valor.replace("\0", "")


def _surrogate(valor: str, _: object) -> Evidence | None:
    try:
        valor.encode()
    except UnicodeEncodeError as erro:
        return {"posicao": erro.start}
    return None


NAO_E_TEXTO = _texto(
    code="FO-04",
    error_type="string_type",
    message="Aqui se espera um texto. Ponha o valor entre aspas; números não são aceitos como texto.",
    wrong="O campo é de texto, e o valor enviado não é um texto.",
    why=(
        "O contrato aceita um texto de algarismos onde se espera um número, mas não o contrário: um identificador "
        "enviado como número perderia os zeros à esquerda, e a API central o recusa."
    ),
    mend=(
        'Envie o valor entre aspas: 1 passa a ser "1". No seu sistema, converta em texto os ids, o CPF e a matrícula '
        "antes de montar o JSON, e confira se os zeros à esquerda ainda estão lá."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(id_entrega=7)]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(id_entrega="7")]),
    fix=_entre_aspas,
)
TEXTO_CURTO = _texto(
    code="FO-05",
    error_type="string_too_short",
    message="O texto é curto demais: são exigidos {min_length} caracteres.",
    wrong="O texto tem menos caracteres do que o campo exige.",
    why=(
        "O contrato pede o CPF com onze algarismos e a matrícula SIAPE com sete. Um a menos quase sempre é um zero à "
        "esquerda que se perdeu quando o valor foi guardado como número."
    ),
    mend=(
        "Confira o valor no cadastro de origem e envie-o com todos os algarismos. No seu sistema, guarde CPF e "
        "matrícula como texto, para que os zeros à esquerda não se percam."
    ),
    breaks=exemplo.participante(cpf="5299822472"),
    keeps=exemplo.participante(cpf="52998224725"),
)
TEXTO_LONGO = _texto(
    code="FO-06",
    error_type="string_too_long",
    message="O texto é longo demais: cabem {max_length} caracteres.",
    wrong="O texto tem mais caracteres do que cabem no campo.",
    why=(
        "O contrato limita o CPF a onze caracteres, a matrícula SIAPE a sete e os nomes de entregas e unidades a 300. "
        "Um CPF enviado com pontos e traço passa do limite, porque a máscara também conta."
    ),
    mend=(
        "Num CPF ou numa matrícula, envie só os algarismos: 529.982.247-25 passa a ser 52998224725. Num nome, abrevie "
        "até 300 caracteres, e limite o campo também na tela do seu sistema."
    ),
    breaks=exemplo.participante(cpf="529.982.247-25"),
    keeps=exemplo.participante(cpf="52998224725"),
    fix=_sem_mascara,
)
TEXTO_FORA_DO_PADRAO = _texto(
    code="FO-07",
    error_type="string_pattern_mismatch",
    message="O texto não segue o padrão {pattern}. Confira os caracteres e retire pontos, traços e espaços.",
    wrong="O texto não segue o padrão do campo.",
    why=(
        "O contrato descreve o CPF e a matrícula SIAPE por um padrão que só tem algarismos. Uma letra, um ponto ou um "
        "espaço no meio indica que falta um algarismo no lugar."
    ),
    mend=(
        "Confira o valor no cadastro de origem e envie só os algarismos, todos eles. No seu sistema, recuse letras e "
        "espaços já na digitação."
    ),
    breaks=exemplo.participante(cpf="5299822472X"),
    keeps=exemplo.participante(cpf="52998224725"),
)
EMAIL_INVALIDO = _texto(
    code="FO-24",
    error_type="value_error",
    message="O texto não é um endereço de e-mail aceito. Confira o arroba, o domínio e os espaços.",
    wrong="O texto não é um endereço de e-mail.",
    why=(
        "O contrato identifica cada usuário da API pelo e-mail, e só aceita um endereço completo, com um domínio que "
        "possa existir na internet. Nomes de máquinas da rede interna, como localhost, não servem."
    ),
    mend=(
        "Envie um endereço como sistema@orgao.gov.br, o mesmo no caminho e no corpo. Se o seu sistema só guarda o "
        "nome do usuário, cadastre também o e-mail."
    ),
    breaks=exemplo.usuario(email="sistema@orgao"),
    keeps=exemplo.usuario(email="sistema@orgao.gov.br"),
)
TEXTO_COM_NULO = Rule[str, object](
    code="FO-25",
    stage=Stage.FORMA,
    field="",
    source=CONTRATO,
    message="O texto traz um caractere nulo (\\u0000), que não pode ser guardado. Retire-o.",
    broken=_nulo,
    wrong="O texto traz um caractere nulo, que não se vê e não pode ser guardado.",
    why=(
        "O banco de dados da API central não guarda esse caractere, e ela falha com um erro 500 sem explicação. Aqui o "
        "envio é recusado com o lugar do problema."
    ),
    mend=(
        "Retire o caractere do texto e envie de novo. Ele costuma vir de campos de tamanho fixo, completados com "
        "nulos: no seu sistema, corte o texto no primeiro deles ao ler esses campos."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(nome_entrega="Painel\0")]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(nome_entrega="Painel")]),
    fix=_sem_nulo,
)
TEXTO_COM_SURROGATE = Rule[str, object](
    code="FO-26",
    stage=Stage.FORMA,
    field="",
    source=CONTRATO,
    message=(
        "O texto traz metade de um caractere (um surrogate sem par, na posição {posicao}), que não pode ser guardada. "
        "Confira como o seu sistema escreve emojis e símbolos em JSON."
    ),
    broken=_surrogate,
    wrong="O texto traz metade de um caractere, que não pode ser guardada.",
    why=(
        "Em JSON, um emoji pode ser escrito em duas partes, e uma sem a outra não é caractere nenhum. A API central "
        "falha com um erro 500 ao guardá-la; aqui o envio é recusado com o lugar do problema."
    ),
    mend=(
        "Escreva o caractere inteiro, ou retire-o do texto. Quase sempre a metade sobra quando um texto é cortado num "
        "número fixo de caracteres: no seu sistema, corte sem separar as duas partes."
    ),
    breaks=exemplo.plano_entregas(entregas=[exemplo.entrega(nome_entrega="Painel \ud83d")]),
    keeps=exemplo.plano_entregas(entregas=[exemplo.entrega(nome_entrega="Painel \U0001f4c8")]),
)
