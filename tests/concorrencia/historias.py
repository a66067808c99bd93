"""O que vários clientes viram ao mesmo tempo, traduzido nos objetos de que se confere a linearização.

São objetos: cada participante; os planos de entregas, juntos; os planos de trabalho, juntos. Juntos, porque um plano
recusa outro: a recusa por sobreposição diz que havia com quem, e o aceite, que não havia. O envio de um plano de
trabalho lê também o que cita: aceito, viu lá o participante e as entregas; com PT-20 ou PT-21, viu que faltavam. O
participante e cada plano de entregas são lidos em instantes talvez diferentes do pedido: o contrato só pede que a
entrega exista quando se recebe o plano, e ela pode sair depois (seção 6).

Cada documento enviado traz um número que não se repete, a versão, em todas as suas partes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from tests.builders import Documento
from tests.concorrencia.conexoes import Resposta
from tests.concorrencia.linearizacao import Operacao
from tests.concorrencia.modelo import (
    PARTICIPANTE,
    PLANO_ENTREGAS,
    PLANO_TRABALHO,
    Recurso,
    citadas,
    participante_de,
    recusa_do_periodo,
    tem,
)

Guardadas = frozenset[tuple[str, int]]
"""O estado de um objeto: o caminho e a versão de cada documento guardado."""
Depois = Callable[[Guardadas], Guardadas | None]


class Feito(NamedTuple):
    """Um pedido respondido. `versao` é a que se enviou ou se leu, e None quando se leu que não há."""

    metodo: str
    recurso: Recurso
    caminho: str
    versao: int | None
    resposta: Resposta


def objetos(
    feitos: Iterable[Feito], reinicios: Iterable[Resposta], documentos: Mapping[int, Documento]
) -> dict[str, list[Operacao[Guardadas]]]:
    """As operações de cada objeto; `documentos` são os enviados, pela versão. Todos começam vazios."""
    por_objeto: dict[str, list[Operacao[Guardadas]]] = defaultdict(list)
    for feito in feitos:
        resposta = feito.resposta
        nome = f"{feito.metodo} {feito.caminho} v{feito.versao}: {resposta.status} {resposta.regra}"
        for objeto, escreve, depois in _partes(feito, documentos):
            por_objeto[objeto].append(Operacao(nome, resposta.saiu, resposta.chegou, escreve, depois))
    for resposta in reinicios:
        for operacoes in por_objeto.values():
            operacoes.append(Operacao("reinício", resposta.saiu, resposta.chegou, escreve=True, depois=_apagou))
    return dict(por_objeto)


def _partes(feito: Feito, documentos: Mapping[int, Documento]) -> Iterator[tuple[str, bool, Depois]]:
    """Cada objeto de que o pedido disse algo, se o escreveu, e o que disse."""
    proprio = feito.caminho if feito.recurso is PARTICIPANTE else feito.recurso.tabela
    if feito.metodo == "GET":
        yield proprio, False, _leu(feito.caminho, feito.versao)
        return
    assert feito.versao is not None
    documento, regra = documentos[feito.versao], feito.resposta.regra
    yield proprio, regra is None, _enviou(feito, feito.versao, documentos)
    if feito.recurso is PLANO_TRABALHO and regra in (None, "PT-20", "PT-21"):
        pessoa, planos = participante_de(documento), citadas(documento)
        yield pessoa, False, _viu(lambda guardados: (pessoa in guardados) is (regra != "PT-20"), documentos)
        if regra is None:
            for plano, ids in planos.items():
                yield PLANO_ENTREGAS.tabela, False, _viu(_tem_todas({plano: ids}), documentos)
        elif regra == "PT-21":
            tem_todas = _tem_todas(planos)
            yield PLANO_ENTREGAS.tabela, False, _viu(lambda guardados: not tem_todas(guardados), documentos)


def _tem_todas(planos: Mapping[str, set[str]]) -> Callable[[Mapping[str, Documento]], bool]:
    return lambda guardados: all(tem(ids, guardados.get(plano)) for plano, ids in planos.items())


def _apagou(_: Guardadas) -> Guardadas:
    return frozenset()


def _leu(caminho: str, versao: int | None) -> Depois:
    return lambda guardadas: guardadas if dict(guardadas).get(caminho) == versao else None


def _viu(condicao: Callable[[Mapping[str, Documento]], bool], documentos: Mapping[int, Documento]) -> Depois:
    return lambda guardadas: guardadas if condicao(_abertas(guardadas, documentos)) else None


def _enviou(feito: Feito, versao: int, documentos: Mapping[int, Documento]) -> Depois:
    """Um PUT: com o período recusado, ou com a referência, que se confere depois, ou guardado."""
    recurso, caminho, documento, resposta = feito.recurso, feito.caminho, documentos[versao], feito.resposta

    def depois(guardadas: Guardadas) -> Guardadas | None:
        guardados = _abertas(guardadas, documentos)
        recusa = None if recurso is PARTICIPANTE else recusa_do_periodo(recurso, documento, guardados)
        if resposta.status == 422:
            possiveis = (recusa,) if recusa else ("PT-20", "PT-21")
            return guardadas if resposta.regra in possiveis else None
        if recusa or resposta.status != (200 if caminho in guardados else 201):
            return None
        return frozenset((dict(guardadas) | {caminho: versao}).items())

    return depois


def _abertas(guardadas: Guardadas, documentos: Mapping[int, Documento]) -> dict[str, Documento]:
    return {caminho: documentos[versao] for caminho, versao in guardadas}
