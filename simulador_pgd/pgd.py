"""O simulador nas mãos de um teste: onde ele atende, o que recebeu, e como mudá-lo."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from simulador_pgd.controles import Falha, Instantaneos, Instante, Relogio
from simulador_pgd.conversa import Conversa
from simulador_pgd.historia import tell

__tracebackhide__ = True
"""No relato de um teste que falhou, a última linha é a do teste, e não uma daqui; nos outros módulos também."""

Criterio = Mapping[str, Any]
"""Um pedido descrito pelo que importa dele: `metodo`, `recurso`, `rota`, `caminho`, `unidade`, `usuario`, `status` (um
número, ou `2xx`), `regra` e `corpo`, de que basta dizer uma parte."""
Linha = dict[str, Any]
"""Um item de uma listagem, como o simulador o diz em JSON."""
SENHA_DOS_USUARIOS = "uma-senha-de-teste"


class Pgd:
    """O servidor, vazio ao começar do teste: só o administrador, sem diário, e-mails nem falhas, na hora da máquina.

    O que o simulador recusa levanta ErroDoSimulador, com o motivo em português.
    """

    def __init__(self, conversa: Conversa) -> None:
        self._conversa = conversa
        self.url = conversa.servidor.url
        """O endereço da API, como o seu cliente deve usá-lo."""
        self.email = conversa.servidor.email
        """O administrador, que pode enviar por qualquer unidade."""
        self.senha = conversa.servidor.senha
        self.relogio = Relogio(conversa)
        self.instantaneo = Instantaneos(conversa)

    def token(self, email: str | None = None, senha: str | None = None) -> str:
        """Um token novo, do administrador ou de quem se diz; o pedido vai ao diário, como o de qualquer cliente."""
        return self._conversa.token(email or self.email, senha or self.senha)

    def criar_usuario(
        self,
        email: str,
        *,
        unidade: str = "SIAPE/1",
        senha: str = SENHA_DOS_USUARIOS,
        sistema: str = "Sistema de teste 1.0",
        administrador: bool = False,
    ) -> None:
        """Cria um usuário ativo que envia por esta unidade, ou o substitui.

        É o administrador quem o cria, pela API oficial: os pedidos vão ao diário, e uma falha armada pode atingi-los.
        """
        origem, _, codigo = unidade.partition("/")
        documento = {
            "email": email,
            "password": senha,
            "is_admin": administrador,
            "disabled": False,
            "origem_unidade": origem,
            "cod_unidade_autorizadora": codigo,
            "sistema_gerador": sistema,
        }
        self._conversa.put(f"/user/{quote(email)}", documento, self.token())

    def semear(self, cenario: str, **opcoes: Any) -> Linha:
        """Enche o banco com um cenário, e diz o que guardou; as opções são as do cenário, como `participantes=50`."""
        resumo: Linha = self._conversa.last_line("/semeadura", {"cenario": cenario, **opcoes})["resumo"]
        return resumo

    def falha(
        self,
        predefinicao: str,
        *,
        metodo: str | None = None,
        rota: str | None = None,
        recurso: str | None = None,
        unidade: str | None = None,
        usuario: str | None = None,
        pular: int = 0,
        vezes: int | None = None,
        probabilidade: float | None = None,
        semente: int | None = None,
        ate: Instante | None = None,
        **parametros: Any,
    ) -> Falha:
        """Arma uma falha para os pedidos que caibam no que se diz; os `parametros` são os da predefinição.

        Depois de `pular` pedidos, ela se dá nos próximos `vezes`, ou em cada um com esta `probabilidade`, que a
        `semente` faz repetir igual, ou até um instante; sem nada disso, em todos, ou quantas vezes a predefinição diga.
        """
        pedida = {
            "predefinicao": predefinicao,
            "parametros": parametros,
            "metodo": metodo,
            "rota": rota,
            "recurso": recurso,
            "unidade": unidade,
            "usuario": usuario,
            "pular": pular,
            "vezes": vezes,
            "probabilidade": probabilidade,
            "semente": semente,
            "ate": ate,
        }
        armada = self._conversa.ask("POST", "/falhas", body=pedida)
        return Falha(self._conversa, armada["numero"], predefinicao)

    def verificar(
        self, *, vezes: int | tuple[int, int] | None = None, depois_de: Criterio | None = None, **pedido: Any
    ) -> list[int]:
        """Os números dos pedidos que chegaram assim; se não chegaram, o teste falha dizendo os que chegaram perto.

        `pedido` é um Criterio. Sem `vezes`, basta um; com duas, de uma até a outra. `depois_de` é um Criterio: só
        contam os que chegaram depois do primeiro que cabe nele.
        """
        quantas = {"minimo": vezes[0], "maximo": vezes[1]} if isinstance(vezes, tuple) else vezes
        feita = self._conversa.ask(
            "POST", "/verificacoes", body={"pedido": pedido, "vezes": quantas, "depois_de": depois_de}
        )
        if not feita["atendida"]:
            raise AssertionError(feita["mensagem"])
        registros: list[int] = feita["registros"]
        return registros

    def nunca(self, **pedido: Any) -> None:
        """Falha o teste se um pedido assim chegou; `pedido` é um Criterio."""
        self.verificar(vezes=0, **pedido)

    def registros(self, **filtros: Any) -> list[Linha]:
        """Os pedidos que chegaram, na ordem em que chegaram, com status, regras, avisos e falha, sem os corpos."""
        return self._conversa.all("/registros", "registros", filtros)[::-1]

    def registro(self, numero: int) -> Linha:
        """Um pedido inteiro: cabeçalhos, corpos, token e explicação."""
        inteiro: Linha = self._conversa.ask("GET", f"/registros/{numero}")
        return inteiro

    def explicar(self, numero: int) -> Linha:
        """Por que este pedido teve a resposta que teve, e o que fazer."""
        explicacao: Linha = self._conversa.ask("GET", f"/registros/{numero}/explicacao")
        return explicacao

    def participantes(self, **filtros: Any) -> list[Linha]:
        """Os participantes guardados, como `unidade="SIAPE/1"`, `matricula` ou `lotacao` os filtram."""
        return self._conversa.all("/dados/participante", "participantes", filtros)

    def planos_entregas(self, **filtros: Any) -> list[Linha]:
        """Os planos de entregas guardados, como `unidade`, `executora`, `status` ou `id` os filtram."""
        return self._conversa.all("/dados/plano_entregas", "planos_entregas", filtros)

    def planos_trabalho(self, **filtros: Any) -> list[Linha]:
        """Os planos de trabalho guardados, como `unidade`, `matricula`, `status` ou `id` os filtram."""
        return self._conversa.all("/dados/plano_trabalho", "planos_trabalho", filtros)

    def emails(self, para: str | None = None) -> list[Linha]:
        """Os e-mails que o servidor escreveu, dos mais novos aos mais antigos."""
        return self._conversa.all("/emails", "emails", {"para": para})

    def historia(self) -> str:
        """Os últimos pedidos que chegaram, e o porquê das recusas: o que o relato de um teste que falha mostra."""
        return tell(self._conversa)
