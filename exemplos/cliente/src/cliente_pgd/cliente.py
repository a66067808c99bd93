"""O cliente: um token que se renova sozinho, e envios que resistem a um serviço que cai."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import httpx2

from cliente_pgd.erros import AcessoNegado, EnvioRecusado, ServicoForaDoAr
from cliente_pgd.recibo import Recibo

Documento = Mapping[str, Any]

TEMPO_LIMITE = 60.0
"""Segundos de espera por uma resposta: um plano grande, num serviço ocupado, demora."""
ESPERAS = (1.0, 4.0, 15.0, 60.0)
"""Segundos entre uma tentativa e a seguinte; depois da última, desiste-se."""
PASSAGEIROS = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Os status que dizem respeito ao serviço, e não ao que se enviou."""

_UNIDADE = "/organizacao/{origem_unidade}/{cod_unidade_autorizadora}"
PARTICIPANTE = _UNIDADE + "/{cod_unidade_lotacao}/participante/{matricula_siape}"
PLANO_ENTREGAS = _UNIDADE + "/plano_entregas/{id_plano_entregas}"
PLANO_TRABALHO = _UNIDADE + "/plano_trabalho/{id_plano_trabalho}"


class ClientePgd:
    """Envia a uma API PGD. Use num `with`, para que a conexão se feche ao fim.

    `agente` é quem o seu sistema diz que é: a API recusa pedidos sem User-Agent. `dormir` é como se espera entre as
    tentativas; um teste passa outra função e não espera.
    """

    def __init__(
        self,
        url: str,
        email: str,
        senha: str,
        *,
        agente: str = "MeuSistema/1.0 (+https://meu.orgao.gov.br)",
        tempo_limite: float = TEMPO_LIMITE,
        esperas: Sequence[float] = ESPERAS,
        dormir: Callable[[float], object] = time.sleep,
    ) -> None:
        self._http = httpx2.Client(base_url=url, headers={"User-Agent": agente}, timeout=tempo_limite)
        self._email = email
        self._senha = senha
        self._esperas = esperas
        self._dormir = dormir
        self._token: str | None = None

    def __enter__(self) -> "ClientePgd":
        return self

    def __exit__(self, *_: object) -> None:
        self.fechar()

    def fechar(self) -> None:
        """Fecha a conexão."""
        self._http.close()

    def enviar_participante(self, documento: Documento) -> Recibo:
        """Envia um participante. Erros: os de ErroDoPgd."""
        return self._enviar(PARTICIPANTE, documento)

    def enviar_plano_entregas(self, documento: Documento) -> Recibo:
        """Envia um plano de entregas. Erros: os de ErroDoPgd."""
        return self._enviar(PLANO_ENTREGAS, documento)

    def enviar_plano_trabalho(self, documento: Documento) -> Recibo:
        """Envia um plano de trabalho. Erros: os de ErroDoPgd."""
        return self._enviar(PLANO_TRABALHO, documento)

    def enviar_tudo(
        self,
        planos_entregas: Iterable[Documento] = (),
        participantes: Iterable[Documento] = (),
        planos_trabalho: Iterable[Documento] = (),
    ) -> list[Recibo]:
        """Envia na ordem que a API exige: um plano de trabalho só entra depois do participante e das entregas que cita.

        Erros: os de ErroDoPgd, no primeiro envio que não passar.
        """
        return [
            *map(self.enviar_plano_entregas, planos_entregas),
            *map(self.enviar_participante, participantes),
            *map(self.enviar_plano_trabalho, planos_trabalho),
        ]

    def _enviar(self, caminho: str, documento: Documento) -> Recibo:
        partes = {nome: quote(str(valor), safe="") for nome, valor in documento.items()}
        resposta = self._com_token("PUT", caminho.format_map(partes), json=documento)
        if resposta.is_success:
            avisos = resposta.headers.get("X-PGD-Avisos")
            return Recibo(criado=resposta.status_code == 201, avisos=tuple(avisos.split(", ")) if avisos else ())
        registro = resposta.headers.get("X-PGD-Registro")
        raise EnvioRecusado(
            status=resposta.status_code,
            motivo=_motivo(resposta),
            regra=resposta.headers.get("X-PGD-Regra"),
            registro=int(registro) if registro else None,
        )

    def _com_token(self, metodo: str, caminho: str, **opcoes: Any) -> httpx2.Response:
        token = self._token or self._entrar()
        resposta = self._insistir(metodo, caminho, headers={"Authorization": f"Bearer {token}"}, **opcoes)
        if resposta.status_code != 401:
            return resposta
        # O token vale meia hora, e nada avisa que venceu. Entra-se de novo uma vez: se não bastou, o problema é outro.
        token = self._entrar()
        return self._insistir(metodo, caminho, headers={"Authorization": f"Bearer {token}"}, **opcoes)

    def _entrar(self) -> str:
        # Só estes dois campos, em formulário e não em JSON.
        formulario = {"username": self._email, "password": self._senha}
        resposta = self._insistir("POST", "/token", data=formulario)
        if not resposta.is_success:
            raise AcessoNegado(f"A API PGD não deixou {self._email} entrar: {_motivo(resposta)}")
        self._token = str(resposta.json()["access_token"])
        return self._token

    def _insistir(self, metodo: str, caminho: str, **opcoes: Any) -> httpx2.Response:
        for espera in self._esperas:
            try:
                return self._tentar(metodo, caminho, **opcoes)
            except ServicoForaDoAr as erro:
                self._dormir(erro.tente_em or espera)
        return self._tentar(metodo, caminho, **opcoes)

    def _tentar(self, metodo: str, caminho: str, **opcoes: Any) -> httpx2.Response:
        try:
            resposta = self._http.request(metodo, caminho, **opcoes)
        except httpx2.TransportError as erro:
            raise ServicoForaDoAr(f"A API PGD não respondeu: {type(erro).__name__} {erro}".rstrip()) from erro
        # Toda resposta da API é um objeto JSON; o que não é veio de um intermediário, qualquer que seja o status.
        if resposta.status_code in PASSAGEIROS or not _objeto(resposta):
            raise ServicoForaDoAr(
                f"A API PGD respondeu {resposta.status_code}, e o corpo começa por {resposta.text[:120]!r}",
                _segundos(resposta.headers.get("Retry-After")),
            )
        return resposta


def _objeto(resposta: httpx2.Response) -> bool:
    try:
        return isinstance(resposta.json(), dict)
    except ValueError:
        return False


def _motivo(resposta: httpx2.Response) -> str:
    """O porquê de uma recusa: uma frase ou, quando há erros em vários campos, todos eles."""
    detalhe = resposta.json().get("detail")
    if isinstance(detalhe, list):
        return "; ".join(f"{erro['msg']} (em {', '.join(map(str, erro['loc']))})" for erro in detalhe)
    return str(detalhe)


def _segundos(tente_em: str | None) -> float | None:
    # O cabeçalho também pode trazer uma data: aí valem as esperas de sempre.
    return float(tente_em) if tente_em and tente_em.isdecimal() else None
