"""O que fica de um envio aceito."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recibo:
    """Um envio aceito. `avisos` só vem do simulador: o que a API aceita, e uma norma ou o monitoramento cobra."""

    criado: bool
    avisos: tuple[str, ...] = ()
