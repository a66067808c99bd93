"""Os perfis que se podem escolher: os que vêm com o simulador e o que o órgão escreve num arquivo seu."""

import logging
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from app.rules.catalog import CATALOG
from app.rules.perfis.antaq import ANTAQ
from app.rules.perfis.censipam import CENSIPAM
from app.rules.perfis.perfil import NACIONAL, Perfil
from app.rules.rule import ONDE, Evidence, Rule, Severity, readable

_log = logging.getLogger(__name__)

CODIGO = re.compile(r"[A-Z]{2}-[0-9]{2}")

DA_CASA: Mapping[str, Perfil] = {perfil.nome: perfil for perfil in (NACIONAL, ANTAQ, CENSIPAM)}


class InvalidProfile(Exception):
    """O perfil pedido não existe ou não serve; a mensagem diz o que fazer."""


@dataclass(frozen=True, slots=True)
class Perfis:
    """O perfil do servidor, e os que um usuário pode ter no lugar dele."""

    padrao: Perfil = NACIONAL
    por_nome: Mapping[str, Perfil] = field(default_factory=lambda: DA_CASA)

    @classmethod
    def load(cls, escolhido: str) -> "Perfis":
        """Os perfis, com o do servidor pelo nome, ou pelo arquivo `.py` em que o órgão escreveu o seu.

        Erros: InvalidProfile.
        """
        perfil = _read(Path(escolhido)) if escolhido.endswith(".py") else DA_CASA.get(escolhido)
        if perfil is None:
            raise InvalidProfile(
                f"Não há perfil chamado {escolhido}. Use um destes: {', '.join(DA_CASA)}; "
                "ou dê o arquivo .py em que o perfil do seu órgão está escrito (docs/perfis.md)."
            )
        return cls(perfil, {**DA_CASA, perfil.nome: perfil})

    def of(self, escolhido: str | None) -> Perfil:
        """O perfil de um usuário; o do servidor, se ele não escolheu ou se o que escolheu não há mais."""
        return self.por_nome.get(escolhido or "", self.padrao)

    def require(self, nome: str) -> None:
        """Confere que há um perfil com este nome. Erros: InvalidProfile."""
        if nome not in self.por_nome:
            raise InvalidProfile(f"Não há perfil chamado {nome}. Use um destes: {', '.join(self.por_nome)}.")

    @property
    def catalog(self) -> Mapping[str, Rule[Any, Any]]:
        """Todas as regras por código, também as do arquivo do órgão."""
        return {**CATALOG, **{rule.code: rule for rule in self.padrao}}


def _read(arquivo: Path) -> Perfil:
    """O que o arquivo chama de `PERFIL`."""
    spec = spec_from_file_location(arquivo.stem, arquivo)
    if spec is None or spec.loader is None or not arquivo.is_file():
        raise InvalidProfile(f"O arquivo do perfil, {arquivo}, não existe. Confira o caminho em PGD_PERFIL.")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as erro:  # o arquivo é de outra pessoa: qualquer tropeço dele é dito a ela
        raise InvalidProfile(f"O arquivo do perfil, {arquivo}, não pôde ser lido: {erro!r}.") from erro
    perfil = getattr(module, "PERFIL", None)
    if not isinstance(perfil, Perfil) or not all(isinstance(rule, Rule) for rule in perfil):
        raise InvalidProfile(
            f"O arquivo {arquivo} não define PERFIL como um Perfil, com tabelas de Rule. "
            "Veja o modelo em docs/perfis.md."
        )
    malfeitas = [rule.code for rule in perfil if not _well_written(rule)]
    if malfeitas:
        raise InvalidProfile(
            f"No perfil de {arquivo}, o código de cada linha tem de ser duas letras maiúsculas, um traço e dois "
            f"algarismos, e os textos dela têm de ser textos. Confira: {', '.join(map(repr, malfeitas))}."
        )
    recusas = [rule.code for rule in perfil if rule.severity is not Severity.AVISO]
    quantas = Counter(rule.code for rule in perfil)
    repetidas = [code for code in quantas if code in CATALOG or quantas[code] > 1]
    if recusas or repetidas or perfil.nome in DA_CASA:
        raise InvalidProfile(
            f"O perfil de {arquivo} não serve: todas as linhas têm de ser avisos, cada uma com um código só seu, e nem "
            "o nome dele nem os códigos podem ser os do simulador. Confira: "
            f"{', '.join(dict.fromkeys([*recusas, *repetidas])) or perfil.nome}."
        )
    return Perfil(
        nome=perfil.nome,
        titulo=perfil.titulo,
        participante=tuple(map(_guarded, perfil.participante)),
        plano_entregas=tuple(map(_guarded, perfil.plano_entregas)),
        plano_trabalho=tuple(map(_guarded, perfil.plano_trabalho)),
    )


def _guarded(rule: Rule[Any, Any]) -> Rule[Any, Any]:
    """A linha, que, se tropeça num documento, não avisa nada: um aviso nunca muda a resposta."""

    def broken(subject: Any, known: Any) -> Evidence | None:
        try:
            evidence = rule.evidence(subject, known)
            return None if evidence is None else _plain_evidence(rule, evidence)
        except Exception as erro:  # noqa: BLE001  # a linha é de outra pessoa, e o documento pode trazer qualquer coisa
            # Sem o texto do erro, que pode trazer dados de pessoas.
            _log.error("A linha %s do perfil tropeçou num documento e não foi consultada: %s.", rule.code, type(erro))
            return None

    return replace(rule, broken=broken)


def _well_written(rule: Rule[Any, Any]) -> bool:
    textos = (rule.field, rule.source, rule.message, rule.wrong, rule.why, rule.mend, rule.since)
    return all(isinstance(texto, str) for texto in (rule.code, *textos)) and CODIGO.fullmatch(rule.code) is not None


def _plain_evidence(rule: Rule[Any, Any], evidence: Evidence) -> Evidence:
    """Só o que a mensagem escreve, já como se lê, e os lugares, se são lugares: nada que o diário não leve."""
    plain: dict[str, Any] = {name: readable(evidence[name]) for name in rule.placeholders}
    onde = evidence.get(ONDE)
    if isinstance(onde, tuple) and all(isinstance(lugar, tuple) for lugar in onde):
        plain[ONDE] = tuple(tuple(parte if isinstance(parte, int) else str(parte) for parte in lugar) for lugar in onde)
    return plain
