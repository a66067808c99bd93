"""Compara um servidor com o que a API central respondeu, e lhe dá uma nota.

    ADMIN_EMAIL=… ADMIN_PASSWORD=… python -m tests.fidelidade.comparar --base-url http://127.0.0.1:5057 --diff

Sai com 0 quando a fidelidade (%) alcança --minimo e nenhum defeito da API central se repete. Só biblioteca padrão.
Ver README.md, nesta pasta.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

if not __package__:
    # Corrido como arquivo: a raiz do projeto, de onde se importa, é a avó desta pasta.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.fidelidade import gravacao
from tests.fidelidade.cliente import Quebra, Rodada, Servidor
from tests.fidelidade.conferir import Veredito
from tests.fidelidade.moldes import RODADAS, Credencial
from tests.fidelidade.nota import Resultado, measure

BASE_URL = "http://127.0.0.1:5057"


def main(argumentos: list[str] | None = None) -> int:
    """Corre o comando e devolve o código de saída."""
    opcoes = _parser().parse_args(argumentos)
    if not opcoes.admin_email or not opcoes.admin_senha:
        raise SystemExit("Informe o administrador do servidor em ADMIN_EMAIL e ADMIN_PASSWORD.")
    gravados = gravacao.load(opcoes.vetores, opcoes.diferencas).only(opcoes.familia, opcoes.caso)
    numero = (int(time.time() * 10) if opcoes.rodada is None else opcoes.rodada) % RODADAS
    admin = Credencial(opcoes.admin_email, opcoes.admin_senha)
    sem = {*opcoes.sem, *([] if opcoes.segredo else ["segredo"])}
    try:
        rodada = Rodada(Servidor(opcoes.base_url), numero, opcoes.segredo, admin)
        resultado = measure(rodada, gravados, sem, opcoes.paralelo)
    except Quebra as quebra:
        raise SystemExit(f"O servidor em {opcoes.base_url} não respondeu ({quebra}). Confira --base-url.") from None
    sys.stdout.write(report(resultado, opcoes.diff))
    if opcoes.json:
        texto = json.dumps(resultado.as_json(), ensure_ascii=False, indent=1)
        opcoes.json.write_text(texto, encoding="utf-8")
    return 0 if resultado.reaches(opcoes.minimo) else 1


def report(resultado: Resultado, mostrar: int = 0) -> str:
    """A nota por família, o resumo e os primeiros casos que diferem, em texto."""
    linhas = [f"{'família':<26}{'conferem':>10}{'total':>8}{'%':>9}"]
    linhas += [
        f"{nome:<26}{parte.conferem:>10}{parte.total:>8}{parte.porcento:>9.2f}"
        for nome, parte in [*resultado.familias.items(), ("FIDELIDADE", resultado.nota)]
    ]
    iguais = sum(item.veredito is Veredito.OK for item in resultado.decididos)
    linhas.append(
        f"diferenças decididas (fora da nota): {len(resultado.decididos)}, "
        f"das quais ainda respondem como a API central: {iguais}"
    )
    linhas.append(
        f"defeitos da API central evitados: {resultado.evitados.conferem}/{resultado.evitados.total}; "
        f"pulados: {len(resultado.pulados)}; {resultado.segundos:.1f} s; fidelidade {resultado.nota.porcento:.2f} %"
    )
    linhas += [
        f"- {item.caso['id']} [{item.caso['familia']}] {item.caso['nome'][:100]}\n    {item.motivo}"
        for item in resultado.diferem[:mostrar]
    ]
    return "\n".join(linhas) + "\n"


def _parser() -> argparse.ArgumentParser:
    ambiente = os.environ.get
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, add_help=False
    )
    grupo = ap.add_argument_group("opções")
    nova = grupo.add_argument
    nova("-h", "--help", action="help", help="mostra esta ajuda")
    nova("vetores", nargs="?", type=Path, default=gravacao.VETORES, help="a gravação (padrão: a desta pasta)")
    nova("--base-url", default=ambiente("BASE_URL", BASE_URL), help=f"endereço do servidor (padrão: {BASE_URL})")
    nova("--admin-email", default=ambiente("ADMIN_EMAIL", ""), help="administrador (padrão: ADMIN_EMAIL)")
    nova("--admin-senha", default=ambiente("ADMIN_PASSWORD", ""), help="senha dele (padrão: ADMIN_PASSWORD)")
    nova(
        "--segredo",
        default=ambiente("SECRET_KEY"),
        help="segredo HS256 do servidor (padrão: SECRET_KEY); sem ele, os casos que assinam tokens são pulados",
    )
    nova("--sem", action="append", default=[], help="pula os casos que requerem isto (smtp, segredo)")
    nova("--familia", action="append", help="só estas famílias")
    nova("--caso", action="append", help="só estes ids")
    nova("--rodada", type=int, help="número da rodada (padrão: do relógio)")
    nova("--paralelo", type=int, default=4, help="quantos casos correm ao mesmo tempo (padrão: 4)")
    nova("--diff", type=int, nargs="?", const=20, default=0, metavar="N", help="mostra os N primeiros que diferem")
    nova("--json", type=Path, metavar="ARQUIVO", help="grava o resultado em JSON")
    nova(
        "--diferencas",
        type=Path,
        metavar="ARQUIVO",
        help="casos que se decidiu não imitar, contados à parte (padrão: diferencas.json ao lado da gravação)",
    )
    nova("--minimo", type=float, default=100.0, help="fidelidade mínima, em %%, para sair com 0 (padrão: 100)")
    return ap


if __name__ == "__main__":
    sys.exit(main())
