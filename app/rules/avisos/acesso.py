"""O que se avisa de quem pede."""

from dataclasses import dataclass
from datetime import datetime

from app.rules import exemplo
from app.rules.rule import CONTRATO, Evidence, Rule, Severity, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEmUso:
    """Quando o token do pedido foi emitido, e desde quando a senha do dono é a de agora."""

    emitido_em: datetime
    senha_desde: datetime


def _de_outra_senha(token: TokenEmUso, _: object) -> Evidence | None:
    if token.emitido_em >= token.senha_desde:
        return None
    return {"emitido_em": token.emitido_em, "senha_desde": token.senha_desde}


AVISOS: tuple[Rule[TokenEmUso, object], ...] = (
    Rule(
        code="AU-13",
        stage=Stage.ACESSO,
        field="Authorization",
        source=CONTRATO,
        severity=Severity.AVISO,
        message=(
            "O token é de {emitido_em}, e este usuário foi reenviado, ou trocou a senha, depois, em {senha_desde}. A "
            "API central aceita um token até ele vencer, mesmo que a senha já seja outra: peça um novo em POST /token, "
            "com a senha atual."
        ),
        broken=_de_outra_senha,
        wrong="O token foi emitido antes de a senha do usuário mudar.",
        why=(
            "Na API central um token vale até vencer, e mudar a senha não o cancela. Quem trocou a senha porque ela "
            "vazou continua exposto até lá, e um sistema que guarda o token não percebe que a senha dele já não serve."
        ),
        mend=(
            "Peça um token novo em POST /token com a senha atual. No sistema, descarte os tokens guardados sempre que "
            "a senha mudar."
        ),
        breaks=exemplo.Pedido(
            metodo="GET",
            caminho=f"/user/{exemplo.ADMIN}",
            situacao="A senha do usuário mudou depois de emitido o token que acompanha o pedido.",
        ),
        keeps=exemplo.Pedido(metodo="GET", caminho=f"/user/{exemplo.ADMIN}"),
    ),
)
