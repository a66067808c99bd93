"""O que se diz de um pedido do diário: a forma, a mesma no endereço do simulador e no comando `pgd explicar`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field


class Lugar(BaseModel):
    """Um lugar do pedido em que uma regra foi quebrada."""

    campo: Annotated[str, Field(title="Campo", description="O último nome do lugar.", examples=["id_entrega"])]
    caminho: Annotated[
        str,
        Field(
            title="Onde está",
            description="No corpo, um JSON Pointer (RFC 6901); fora dele, o nome do cabeçalho ou do parâmetro.",
            examples=["/contribuicoes/1/id_entrega"],
        ),
    ]
    recebido: Annotated[Any, Field(title="O que veio")] = None
    esperado: Annotated[str | None, Field(title="O que o contrato espera")] = None
    exemplo: Annotated[Any, Field(title="Um valor que serve")] = None


class Quase(BaseModel):
    """O que está guardado agora, e é quase o que o pedido procurou."""

    recurso: Annotated[str, Field(title="Recurso", examples=["participante"])]
    chave: Annotated[dict[str, Any], Field(title="A chave inteira")]
    difere: Annotated[str, Field(title="Em que difere", examples=["a lotação é 102, e não 101"])]


class Guardado(BaseModel):
    """Um plano que estava guardado quando o pedido chegou, e com que ele colide."""

    recurso: str
    chave: dict[str, Any]
    data_inicio: date
    data_termino: date
    status: int
    recebido_em: Annotated[datetime | None, Field(title="Quando chegou")]


class Explicada(BaseModel):
    """Uma regra quebrada, ou um aviso."""

    codigo: Annotated[str, Field(examples=["PT-20"])]
    severidade: str
    dita: Annotated[bool, Field(title="Se a resposta oficial a disse")]
    o_que_houve: str
    por_que: str
    como_consertar: str
    fonte: str
    desde: Annotated[str, Field(title="Versão mais antiga do contrato em que se sabe que vale")]
    onde: Sequence[Lugar] = ()
    colide_com: Sequence[Guardado] = ()
    quase: Annotated[Sequence[Quase], Field(title="O que está guardado agora, perto do que se procurou")] = ()


class Correcao(BaseModel):
    """O mesmo pedido com o que se conserta sozinho já consertado."""

    mudancas: Annotated[Sequence[str], Field(examples=[["data_termino: 2026-01-05 → 2026-01-01 (PT-19)"]])]
    faltam: Annotated[Sequence[str], Field(title="As regras que só uma pessoa sabe consertar")]
    curl: Annotated[str, Field(title="Os comandos, prontos para o bash", description="A senha se põe em SENHA.")]


class PedidoFeito(BaseModel):
    """O pedido, como o diário o guardou."""

    numero: int
    recebido_em: datetime
    metodo: str
    caminho: str
    status: int
    usuario: str | None


class Explicacao(BaseModel):
    """Tudo o que se sabe dizer de um pedido."""

    pedido: PedidoFeito
    resumo: Annotated[str, Field(title="O que houve, em poucas palavras")]
    regras: Annotated[Sequence[Explicada], Field(title="As regras quebradas, na ordem em que são conferidas")]
    avisos: Annotated[Sequence[Explicada], Field(title="Os avisos, que não mudam a resposta")]
    correcao: Annotated[Correcao | None, Field(description="null quando nada se conserta sozinho.")]
    repetir: Annotated[
        str | None,
        Field(title="O pedido como veio, para o bash", description="null se o diário só tem parte do corpo."),
    ]
