"""O que se pede, cenário a cenário, e como se mede um deles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import documentos, preparo
from bench.carga import medir
from bench.documentos import get, put
from bench.estatistica import mediana, percentil
from bench.preparo import Alvo
from tests.builders import Documento, caminho_participante, caminho_plano_entregas, caminho_plano_trabalho


@dataclass(frozen=True)
class Cenario:
    """Um tipo de pedido. `pedidos` é quantos fazem uma medida; `esperado`, o status de todas as respostas."""

    nome: str
    titulo: str
    pedidos: int
    esperado: int
    montar: Callable[[Alvo, int], list[bytes]]


@dataclass(frozen=True)
class Medida:
    """O que uma leva de pedidos custou: CPU do servidor por pedido, pedidos por segundo, e a espera de quem pediu."""

    pedidos: int
    cpu_ms: float
    req_s: float
    p50_ms: float
    p99_ms: float


def medir_cenario(cenario: Cenario, alvo: Alvo, clientes: int, pedidos: int) -> Medida:
    """Uma medida. O servidor está sossegado e assim fica: o que ele deixa para depois também é custo do pedido."""
    leva = cenario.montar(alvo, max(pedidos, clientes))
    antes = alvo.servidor.cpu()
    amostra = medir(alvo.servidor.endereco, leva, clientes, cenario.esperado)
    gasto = alvo.servidor.sossegar() - antes
    return Medida(
        pedidos=len(leva),
        cpu_ms=gasto / len(leva) * 1_000,
        req_s=len(leva) / amostra.segundos,
        p50_ms=percentil(amostra.latencias, 50),
        p99_ms=percentil(amostra.latencias, 99),
    )


def aquecer(cenario: Cenario, alvo: Alvo, clientes: int, pedidos: int) -> None:
    """Pede o que depois se vai medir, sem contar. Não espera que o servidor sossegue."""
    medir(alvo.servidor.endereco, cenario.montar(alvo, max(pedidos, clientes)), clientes, cenario.esperado)


def do_meio(medidas: Sequence[Medida]) -> Medida:
    """A mediana das rodadas, grandeza a grandeza."""
    return Medida(
        pedidos=medidas[0].pedidos,
        cpu_ms=mediana([medida.cpu_ms for medida in medidas]),
        req_s=mediana([medida.req_s for medida in medidas]),
        p50_ms=mediana([medida.p50_ms for medida in medidas]),
        p99_ms=mediana([medida.p99_ms for medida in medidas]),
    )


def entradas(_: Alvo, quantos: int) -> list[bytes]:
    """Tantos POST /token."""
    return [documentos.entrada(preparo.EMAIL, preparo.SENHA)] * quantos


def planos_de_mil_entregas(alvo: Alvo, quantos: int) -> list[bytes]:
    """Tantos planos novos de mil entregas."""
    return _entregas_novas(alvo, quantos, 1_000)


def _participantes_novos(alvo: Alvo, quantos: int) -> list[bytes]:
    novos = (documentos.participante(alvo.pessoas + numero) for numero in alvo.numeros(quantos))
    return [_put(caminho_participante, documento, alvo) for documento in novos]


def _participantes_de_novo(alvo: Alvo, quantos: int) -> list[bytes]:
    mesmos = (documentos.participante(pessoa) for pessoa, _ in alvo.guardados(quantos))
    return [_put(caminho_participante, documento, alvo) for documento in mesmos]


def _participantes_lidos(alvo: Alvo, quantos: int) -> list[bytes]:
    mesmos = (documentos.participante(pessoa) for pessoa, _ in alvo.guardados(quantos))
    return [get(caminho_participante(documento), alvo.token) for documento in mesmos]


def _entregas_novas(alvo: Alvo, quantos: int, entregas: int) -> list[bytes]:
    novos = (
        documentos.plano_entregas(f"pe-{numero}", preparo.EXECUTORA_LIVRE + numero, entregas)
        for numero in alvo.numeros(quantos)
    )
    return [_put(caminho_plano_entregas, documento, alvo) for documento in novos]


def _entregas_lidas(alvo: Alvo, quantos: int) -> list[bytes]:
    caminho = "/organizacao/SIAPE/1/plano_entregas/mil-{}"
    return [get(caminho.format(n % preparo.PLANOS_DE_MIL), alvo.token) for n in range(quantos)]


def _trabalhos_novos(alvo: Alvo, quantos: int) -> list[bytes]:
    novos = (documentos.plano_trabalho(*par) for par in alvo.livres(quantos))
    return [_put(caminho_plano_trabalho, documento, alvo) for documento in novos]


def _trabalhos_de_novo(alvo: Alvo, quantos: int) -> list[bytes]:
    mesmos = (documentos.plano_trabalho(*par) for par in alvo.guardados(quantos))
    return [_put(caminho_plano_trabalho, documento, alvo) for documento in mesmos]


def _trabalhos_lidos(alvo: Alvo, quantos: int) -> list[bytes]:
    mesmos = (documentos.plano_trabalho(*par) for par in alvo.guardados(quantos))
    return [get(caminho_plano_trabalho(documento), alvo.token) for documento in mesmos]


def _put(caminho: Callable[[Documento], str], documento: Documento, alvo: Alvo) -> bytes:
    return put(caminho(documento), documento, alvo.token)


CENARIOS = (
    Cenario("post_token", "POST /token", 48, 200, entradas),
    Cenario("put_participante_novo", "PUT participante, novo", 500, 201, _participantes_novos),
    Cenario("put_participante_de_novo", "PUT participante, de novo", 500, 200, _participantes_de_novo),
    Cenario("get_participante", "GET participante", 800, 200, _participantes_lidos),
    Cenario(
        "put_plano_entregas_10_novo",
        "PUT plano_entregas, 10 entregas, novo",
        300,
        201,
        lambda alvo, quantos: _entregas_novas(alvo, quantos, 10),
    ),
    Cenario("put_plano_entregas_1000_novo", "PUT plano_entregas, 1000 entregas, novo", 40, 201, planos_de_mil_entregas),
    Cenario("get_plano_entregas_1000", "GET plano_entregas, 1000 entregas", 80, 200, _entregas_lidas),
    Cenario("put_plano_trabalho_novo", "PUT plano_trabalho, novo", 500, 201, _trabalhos_novos),
    Cenario("put_plano_trabalho_de_novo", "PUT plano_trabalho, de novo", 500, 200, _trabalhos_de_novo),
    Cenario("get_plano_trabalho", "GET plano_trabalho", 800, 200, _trabalhos_lidos),
)
"""Na ordem em que se medem e se mostram."""

NO_TETO = ("put_plano_trabalho_novo", "get_plano_trabalho")
"""Os que também se pedem ao programa que só lê e responde."""
