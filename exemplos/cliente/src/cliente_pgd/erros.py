"""O que pode dar errado num envio, e de quem é a vez de agir."""


class ErroDoPgd(Exception):
    """Qualquer um dos três abaixo."""


class AcessoNegado(ErroDoPgd):
    """A API não aceita o usuário ou a senha: insistir não adianta, e alguém tem de conferi-los."""


class EnvioRecusado(ErroDoPgd):
    """A API entendeu o pedido e o recusou: insistir não adianta, e o dado tem de ser corrigido.

    `regra` e `registro` só vêm do simulador: o código da regra quebrada, e o número com que ele explica a recusa.
    """

    def __init__(self, status: int, motivo: str, regra: str | None = None, registro: int | None = None) -> None:
        super().__init__(f"A API PGD recusou o envio ({status}): {motivo}")
        self.status = status
        self.motivo = motivo
        self.regra = regra
        self.registro = registro


class ServicoForaDoAr(ErroDoPgd):
    """A API não respondeu, ou respondeu o que não é dela: o mesmo envio deve ser repetido depois.

    Não se sabe se o que foi enviado ficou guardado. Como repetir um envio o substitui por inteiro, repeti-lo é seguro.
    `tente_em` são os segundos que o serviço pediu, se os pediu.
    """

    def __init__(self, motivo: str, tente_em: float | None = None) -> None:
        super().__init__(motivo)
        self.tente_em = tente_em
