"""Todas as regras, por grupo."""

from typing import Any

from app.rules.acesso import ACESSO
from app.rules.arquivo import ARQUIVO
from app.rules.avisos import acesso, forma, participante, pedido, plano_entregas, plano_trabalho, usuario
from app.rules.forma import FORMA
from app.rules.participante import PARTICIPANTE
from app.rules.pedido import PEDIDO
from app.rules.perfis.antaq import ANTAQ
from app.rules.perfis.censipam import CENSIPAM
from app.rules.plano_entregas import PLANO_ENTREGAS
from app.rules.plano_trabalho import PLANO_TRABALHO
from app.rules.rule import Rule
from app.rules.usuario import USUARIO

GROUPS: dict[str, tuple[Rule[Any, Any], ...]] = {
    "pedido": (*PEDIDO, *pedido.AVISOS),
    "acesso": (*ACESSO, *acesso.AVISOS),
    "forma": (*FORMA, *forma.AVISOS),
    "usuario": (*USUARIO, *usuario.AVISOS),
    "participante": (*PARTICIPANTE, *participante.AVISOS),
    "plano_entregas": (*PLANO_ENTREGAS, *plano_entregas.AVISOS),
    "plano_trabalho": (*PLANO_TRABALHO, *plano_trabalho.AVISOS),
    "arquivo": ARQUIVO,
    "antaq": tuple(ANTAQ),
    "censipam": tuple(CENSIPAM),
}
"""Nome do grupo (o mesmo dos arquivos) e suas regras."""

CATALOG: dict[str, Rule[Any, Any]] = {
    rule.code: rule for group in GROUPS.values() for rule in sorted(group, key=lambda rule: rule.code)
}
"""Código da regra e a regra, na ordem dos grupos e, em cada um, dos códigos."""
