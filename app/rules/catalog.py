"""Todas as regras, por grupo."""

from typing import Any

from app.rules.acesso import ACESSO
from app.rules.forma import FORMA
from app.rules.participante import PARTICIPANTE
from app.rules.pedido import PEDIDO
from app.rules.plano_entregas import PLANO_ENTREGAS
from app.rules.plano_trabalho import PLANO_TRABALHO
from app.rules.rule import Rule
from app.rules.usuario import USUARIO

GROUPS: dict[str, tuple[Rule[Any, Any], ...]] = {
    "pedido": PEDIDO,
    "acesso": ACESSO,
    "forma": FORMA,
    "usuario": USUARIO,
    "participante": PARTICIPANTE,
    "plano_entregas": PLANO_ENTREGAS,
    "plano_trabalho": PLANO_TRABALHO,
}
"""Nome do grupo (o mesmo dos arquivos) e suas regras."""

CATALOG: dict[str, Rule[Any, Any]] = {rule.code: rule for group in GROUPS.values() for rule in group}
"""Código da regra e a regra."""
