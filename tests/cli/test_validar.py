"""`pgd validar` e `pgd modelo`, como se usam: arquivos de verdade, e o comando inteiro."""

import csv
import io
import json
import os
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import select, text, update

from app import __version__
from app.rules import exemplo
from app.rules.catalog import CATALOG
from app.storage import schema, tables
from app.storage.opening import open_database
from app.storage.reinicio import DADOS
from tests.check.arquivos import (
    codigos,
    em_csv,
    em_json,
    em_linhas,
    guardar,
    participante,
    plano_entregas,
    plano_trabalho,
    relatorio,
)
from tests.cli.conftest import Feito, Pgd
from tests.servidor import PGD

TODOS = [plano_trabalho(), plano_entregas(), participante()]
"""Fora de ordem, para que a ordem certa seja a do programa."""


def conferir(pgd: Pgd, *argumentos: str) -> Feito:
    """O relatório em JSON."""
    return pgd("validar", *argumentos, "--formato", "json")


class TestCodigoDeSaida:
    def test_tudo_aceito_sai_com_0(self, pgd: Pgd, pasta: Path) -> None:
        feito = pgd("validar", em_json(pasta / "tudo.json", TODOS))
        assert (feito.codigo, feito.erros) == (0, "")
        assert feito.saida.splitlines()[-1] == "3 documentos conferidos: 3 aceitos, 0 recusados, 0 com avisos."

    def test_algo_recusado_sai_com_1(self, pgd: Pgd, pasta: Path) -> None:
        feito = pgd("validar", em_json(pasta / "um.json", participante(cpf="1")))
        assert (feito.codigo, feito.erros) == (1, "")
        assert feito.saida.splitlines()[-1] == "1 documento conferido: 0 aceitos, 1 recusado, 0 com avisos."

    def test_so_avisos_sai_com_0(self, pgd: Pgd, pasta: Path) -> None:
        feito = pgd("validar", em_json(pasta / "tudo.json", [*TODOS[1:], plano_trabalho(status=2)]))
        assert feito.codigo == 0
        assert feito.saida.splitlines()[-1] == "3 documentos conferidos: 3 aceitos, 0 recusados, 1 com avisos."

    def test_so_avisos_sai_com_1_quando_e_estrito(self, pgd: Pgd, pasta: Path) -> None:
        feito = pgd("validar", em_json(pasta / "tudo.json", [*TODOS[1:], plano_trabalho(status=2)]), "--estrito")
        assert feito.codigo == 1

    def test_nada_a_dizer_sai_com_0_tambem_quando_e_estrito(self, pgd: Pgd, pasta: Path) -> None:
        assert pgd("validar", em_json(pasta / "tudo.json", TODOS), "--estrito").codigo == 0

    def test_arquivo_que_nao_existe_sai_com_2(self, pgd: Pgd) -> None:
        assert pgd("validar", "nada.json") == Feito(
            2, "", "Não deu. O arquivo nada.json não pôde ser aberto (No such file or directory). Confira o nome.\n"
        )

    def test_de_uma_pasta_conferem_se_os_arquivos_que_se_sabe_ler(self, pgd: Pgd, pasta: Path) -> None:
        (pasta / "dados").mkdir()
        em_json(pasta / "dados/b.json", participante())
        em_json(pasta / "dados/a.json", plano_entregas())
        (pasta / "dados/leia-me.txt").write_text("nada", encoding="utf-8")
        feito = conferir(pgd, "dados")
        assert (feito.codigo, [item["arquivo"] for item in relatorio(feito)]) == (0, ["dados/b.json", "dados/a.json"])

    def test_uma_pasta_sem_nenhum_deles_sai_com_2(self, pgd: Pgd, pasta: Path) -> None:
        (pasta / "dados").mkdir()
        assert pgd("validar", "dados") == Feito(
            2,
            "",
            "Não deu. Na pasta dados não há arquivos .json, .jsonl, .ndjson, .csv, .tsv. Confira o nome dela.\n",
        )

    def test_o_que_so_se_le_uma_vez_tambem_se_confere(self, pgd: Pgd, pasta: Path) -> None:
        cano = pasta / "cano"
        os.mkfifo(cano)
        escrita = threading.Thread(target=cano.write_text, args=(json.dumps(participante()),))
        escrita.start()
        feito = conferir(pgd, "cano")
        escrita.join()
        assert (feito.codigo, codigos(feito)) == (0, [("SIAPE/1/101/1234567", 1, [])])

    def test_tabela_desconhecida_sai_com_2(self, pgd: Pgd, pasta: Path) -> None:
        em_csv(pasta / "gente.csv", "nome;idade", "Ana;30")
        feito = pgd("validar", "gente.csv")
        assert (feito.codigo, feito.saida) == (2, "")
        assert "Não se sabe o que há em gente.csv" in feito.erros

    def test_perfil_que_nao_existe_sai_com_2(self, pgd: Pgd, pasta: Path) -> None:
        feito = pgd("validar", em_json(pasta / "um.json", participante()), "--perfil", "outro")
        assert (feito.codigo, feito.saida) == (2, "")
        assert "Não há perfil chamado outro." in feito.erros

    def test_opcao_que_nao_existe_sai_com_2(self, pgd: Pgd) -> None:
        assert pgd("validar", "--nada").codigo == 2

    def test_relatorio_que_nao_se_pode_gravar_sai_com_2(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_json(pasta / "um.json", participante())
        feito = pgd("validar", arquivo, "--formato", "json", "--saida", f"{arquivo}/relatorio.json")
        assert (feito.codigo, feito.saida) == (2, "")
        assert "Não foi possível gravar em" in feito.erros

    def test_todos_os_arquivos_que_nao_se_abrem_sao_ditos(self, pgd: Pgd, pasta: Path) -> None:
        em_json(pasta / "um.json", participante())
        feito = pgd("validar", "a.json", "um.json", "b.json")
        assert feito.codigo == 2
        assert [nome for nome in ("a.json", "um.json", "b.json") if nome in feito.erros] == ["a.json", "b.json"]


class TestOrdemDosEnvios:
    def test_cada_recurso_depois_do_que_ele_cita_em_qualquer_ordem_de_arquivos(self, pgd: Pgd, pasta: Path) -> None:
        arquivos = [em_json(pasta / f"{n}.json", documento) for n, documento in enumerate(TODOS)]
        feito = conferir(pgd, *arquivos)
        assert [(item["recurso"], item["arquivo"], item["aceito"]) for item in relatorio(feito)] == [
            ("participante", arquivos[2], True),
            ("plano_entregas", arquivos[1], True),
            ("plano_trabalho", arquivos[0], True),
        ]

    def test_o_que_se_cita_e_nao_foi_dado_nao_existe(self, pgd: Pgd, pasta: Path) -> None:
        feito = conferir(pgd, em_json(pasta / "so.json", plano_trabalho()))
        assert (feito.codigo, codigos(feito)) == (1, [("SIAPE/1/plano-trabalho-1", 1, ["PT-20", "PT-21"])])

    def test_do_mesmo_recurso_vale_a_ordem_dada_tambem_entre_json_e_csv(self, pgd: Pgd, pasta: Path) -> None:
        um = em_json(pasta / "um.json", [participante(), plano_entregas(id_plano_entregas="a")])
        dois = em_csv(
            pasta / "dois.csv",
            "origem_unidade;cod_unidade_autorizadora;cod_unidade_instituidora;cod_unidade_executora;id_plano_entregas;"
            "status;data_inicio;data_termino;avaliacao;data_avaliacao;id_entrega;entrega_cancelada;nome_entrega;"
            "meta_entrega;tipo_meta;data_entrega;nome_unidade_demandante;nome_unidade_destinataria",
            "SIAPE;1;1;101;b;5;2025-01-01;2025-06-30;3;2025-07-01;e1;false;Painel;100;percentual;2025-06-30;SE;Todos",
        )
        tres = em_json(pasta / "tres.json", plano_entregas(id_plano_entregas="c"))
        visto = {
            nome: codigos(conferir(pgd, *ordem))
            for nome, ordem in (("abc", (um, dois, tres)), ("bca", (dois, tres, um)))
        }
        assert visto["abc"] == [
            ("SIAPE/1/101/1234567", 1, []),
            ("SIAPE/1/a", 1, []),
            ("SIAPE/1/b", 2, ["PE-07"]),
            ("SIAPE/1/c", 1, ["PE-07"]),
        ]
        assert [(chave, achados) for chave, _, achados in codigos(conferir(pgd, dois, tres, um))[1:]] == [
            ("SIAPE/1/b", []),
            ("SIAPE/1/c", ["PE-07"]),
            ("SIAPE/1/a", ["PE-07"]),
        ]


class TestRelatorioNaTela:
    def test_diz_onde_o_que_e_o_que_houve(self, pgd: Pgd, pasta: Path) -> None:
        em_linhas(pasta / "x.jsonl", [participante(), plano_entregas(data_termino="2024-12-31", avaliacao=None)])
        linhas = [linha.rstrip() for linha in pgd("validar", "x.jsonl").saida.splitlines()]
        assert linhas[:5] == [
            "x.jsonl:2: plano_entregas SIAPE/1/plano-entregas-1: recusado",
            "  PE-04 O plano termina em 31/12/2024, antes de começar em 01/01/2025. Corrija uma das datas.",
            "  PE-06 O plano está com status 5 (avaliado), e falta preencher: avaliacao. Envie a nota, de 1 a 5, e a "
            "data, ou use o status 4 enquanto não houver avaliação.",
            "",
            "┏━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━━━━━┳━━━━━━━━━━━━┓",
        ]
        contas = [[celula.strip() for celula in linha.strip("│").split("│")] for linha in linhas if "│" in linha]
        assert contas == [
            ["participante", "1", "1", "0", "0"],
            ["plano_entregas", "1", "0", "1", "0"],
            ["PE-04", "erro", "1", "O plano termina antes de começar."],
            ["PE-06", "erro", "1", "O plano está com status 5 (avaliado), e falta a nota ou a data da avaliação."],
        ]

    def test_o_que_so_traz_avisos_e_dito_aceito(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_json(pasta / "x.json", plano_entregas(status=2, avaliacao=None, data_avaliacao=None))
        assert (
            pgd("validar", arquivo)
            .saida.splitlines()[0]
            .endswith("x.json:1: plano_entregas SIAPE/1/plano-entregas-1: aceito, com avisos")
        )

    def test_mostra_cinquenta_documentos_e_diz_quantos_faltam(self, pgd: Pgd, pasta: Path) -> None:
        em_linhas(pasta / "x.jsonl", [participante(cpf="1")] * 51)
        saida = pgd("validar", "x.jsonl").saida
        assert (saida.count("x.jsonl:50: "), saida.count("x.jsonl:51: ")) == (1, 0)
        assert "E mais 1 documentos. Para ver todos: --formato csv --saida relatorio.csv" in saida

    def test_com_cinquenta_nao_falta_nenhum(self, pgd: Pgd, pasta: Path) -> None:
        em_linhas(pasta / "x.jsonl", [participante(cpf="1")] * 50)
        assert "E mais" not in pgd("validar", "x.jsonl").saida

    def test_o_que_um_terminal_interpretaria_sai_escrito(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_json(pasta / "x.json", plano_entregas(id_plano_entregas="[red]\x1b[31m\u202ex", status=9))
        saida = pgd("validar", arquivo).saida
        assert "[red]\\x1b[31m\\u202ex" in saida
        assert ("\x1b" in saida, "\u202e" in saida) == (False, False)

    def test_sem_documentos_diz_que_nao_achou_nenhum(self, pgd: Pgd, pasta: Path) -> None:
        assert pgd("validar", em_linhas(pasta / "x.jsonl", [])) == Feito(0, "Nenhum documento foi encontrado.\n", "")

    def test_gravada_num_arquivo_a_tabela_nao_vai_para_a_tela(self, pgd: Pgd, pasta: Path) -> None:
        feito = pgd("validar", em_json(pasta / "x.json", participante()), "--saida", "pasta/x.txt")
        frase = "1 documento conferido: 1 aceito, 0 recusados, 0 com avisos."
        assert feito == Feito(0, f"{frase} Relatório: pasta/x.txt\n", "")
        assert (pasta / "pasta/x.txt").read_text(encoding="utf-8").splitlines()[-1] == frase


class TestRelatorioEmJson:
    def test_traz_o_resumo_e_todos_os_documentos(self, pgd: Pgd, pasta: Path) -> None:
        em_linhas(pasta / "x.jsonl", [participante(), {"a": 1}, participante(cod_unidade_lotacao=102, cpf="1" * 11)])
        feito = conferir(pgd, "x.jsonl")
        lido = json.loads(feito.saida)
        assert lido["resumo"] == {
            "documentos": 3,
            "aceitos": 1,
            "recusados": 2,
            "com_avisos": 0,
            "por_recurso": {
                "desconhecido": {"documentos": 1, "aceitos": 0, "recusados": 1, "com_avisos": 0},
                "participante": {"documentos": 2, "aceitos": 1, "recusados": 1, "com_avisos": 0},
            },
            "por_regra": [
                {"codigo": "PA-05", "severidade": "erro", "documentos": 1},
                {"codigo": "VA-01", "severidade": "erro", "documentos": 1},
            ],
        }
        assert lido["documentos"][1] == {
            "arquivo": "x.jsonl",
            "linha": 1,
            "indice": 0,
            "recurso": "participante",
            "chave": "SIAPE/1/101/1234567",
            "aceito": True,
            "achados": [],
        }
        assert [documento["indice"] for documento in lido["documentos"]] == [1, 0, 2]

    def test_um_aceito_com_avisos_os_traz_com_o_lugar(self, pgd: Pgd, pasta: Path) -> None:
        (documento,) = relatorio(conferir(pgd, em_json(pasta / "x.json", participante(situacao="1"))))
        assert (documento["aceito"], [(a["codigo"], a["severidade"], a["lugares"]) for a in documento["achados"]]) == (
            True,
            [("FO-28", "aviso", ["situacao"])],
        )


class TestRelatorioEmCsv:
    def test_uma_linha_por_achado(self, pgd: Pgd, pasta: Path) -> None:
        em_linhas(pasta / "x.jsonl", [participante(), participante(situacao=2, cpf="5299822472")])
        linhas = list(csv.reader(io.StringIO(pgd("validar", "x.jsonl", "--formato", "csv").saida), delimiter=";"))
        de_quem = ["x.jsonl", "2", "participante", "SIAPE/1/101/1234567", "recusado"]
        assert linhas == [
            ["arquivo", "linha", "recurso", "chave", "situacao", "codigo", "severidade", "lugares", "mensagem"],
            [*de_quem, "FO-05", "erro", "cpf", "O texto é curto demais: são exigidos 11 caracteres."],
            [*de_quem, "FO-16", "erro", "situacao", "O valor não está entre os aceitos. Use um destes: 0 ou 1."],
        ]

    @pytest.mark.parametrize("comeco", ["=", "+", "-", "@"])
    def test_o_que_uma_planilha_calcularia_leva_um_apostrofo(self, pgd: Pgd, pasta: Path, comeco: str) -> None:
        em_json(pasta / "x.json", participante(origem_unidade=f"{comeco}1+1"))
        linhas = list(csv.reader(io.StringIO(pgd("validar", "x.json", "--formato", "csv").saida), delimiter=";"))
        assert linhas[1][3] == f"'{comeco}1+1/1/101/1234567"

    def test_gravado_leva_a_marca_de_utf_8(self, pgd: Pgd, pasta: Path) -> None:
        pgd("validar", em_json(pasta / "x.json", participante()), "--formato", "csv", "--saida", "x.csv")
        assert (pasta / "x.csv").read_bytes().startswith(b"\xef\xbb\xbfarquivo;linha;")


class TestRelatorioEmJunit:
    def ler(self, pgd: Pgd, *argumentos: str) -> ElementTree.Element:
        return ElementTree.fromstring(pgd("validar", *argumentos, "--formato", "junit").saida)  # noqa: S314  # o XML é nosso

    def test_um_teste_por_documento_e_as_contas(self, pgd: Pgd, pasta: Path) -> None:
        raiz = self.ler(pgd, em_linhas(pasta / "x.jsonl", [participante(), participante(situacao=2)]))
        assert raiz.tag == "testsuites"
        (suite,) = raiz
        assert suite.attrib == {
            "name": "pgd validar",
            "tests": "2",
            "failures": "1",
            "errors": "0",
            "skipped": "0",
            "time": "0",
        }
        assert [teste.get("classname") for teste in suite] == ["participante", "participante"]
        assert [(len(teste), teste.get("line")) for teste in suite] == [(0, "1"), (1, "2")]

    def test_a_recusa_e_uma_falha_com_as_regras(self, pgd: Pgd, pasta: Path) -> None:
        em_json(pasta / "x.json", participante(situacao=2, cpf="5299822472"))
        ((teste,),) = self.ler(pgd, "x.json")
        (falha,) = teste
        assert teste.get("name") == "SIAPE/1/101/1234567 (x.json:1)"
        assert falha.attrib == {
            "type": "FO-05, FO-16",
            "message": "O texto é curto demais: são exigidos 11 caracteres.",
        }
        assert falha.text == (
            "FO-05 (cpf): O texto é curto demais: são exigidos 11 caracteres.\n"
            "FO-16 (situacao): O valor não está entre os aceitos. Use um destes: 0 ou 1."
        )

    def test_o_aviso_vai_na_saida_do_teste(self, pgd: Pgd, pasta: Path) -> None:
        ((teste,),) = self.ler(pgd, em_json(pasta / "x.json", participante(situacao="1")))
        assert [parte.tag for parte in teste] == ["system-out"]
        assert (teste[0].text or "").startswith("FO-28 (situacao): ")

    def test_o_que_o_xml_interpretaria_sai_escrito(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_json(pasta / "x.json", participante(matricula_siape='<&"\x00\ud800'))
        ((teste,),) = self.ler(pgd, arquivo)
        assert (teste.get("name") or "").startswith('SIAPE/1/101/<&"\\x00\\ud800 (')


class TestRelatorioEmSarif:
    def ler(self, pgd: Pgd, *argumentos: str) -> dict[str, Any]:
        lido: dict[str, Any] = json.loads(pgd("validar", *argumentos, "--formato", "sarif").saida)
        return lido

    def test_as_regras_sao_as_do_catalogo_e_as_do_comando(self, pgd: Pgd, pasta: Path) -> None:
        lido = self.ler(pgd, em_json(pasta / "x.json", participante()))
        assert (lido["version"], lido["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
        (rodada,) = lido["runs"]
        driver = rodada["tool"]["driver"]
        assert (driver["name"], driver["version"], rodada["results"]) == ("pgd validar", __version__, [])
        assert [regra["id"] for regra in driver["rules"]] == [*CATALOG]
        regra = CATALOG["PE-04"]
        assert next(item for item in driver["rules"] if item["id"] == "PE-04") == {
            "id": "PE-04",
            "shortDescription": {"text": regra.wrong},
            "fullDescription": {"text": regra.why},
            "help": {"text": regra.mend},
            "defaultConfiguration": {"level": "error"},
            "properties": {"fonte": regra.source},
        }

    def test_cada_achado_aponta_o_arquivo_e_a_linha(self, pgd: Pgd, pasta: Path) -> None:
        (pasta / "meus dados").mkdir()
        em_linhas(pasta / "meus dados/x.jsonl", [participante(), participante(cpf="5299822472", situacao="1")])
        (rodada,) = self.ler(pgd, "meus dados/x.jsonl")["runs"]
        (resultado,) = rodada["results"]
        assert rodada["tool"]["driver"]["rules"][resultado.pop("ruleIndex")]["id"] == "FO-05"
        assert resultado == {
            "ruleId": "FO-05",
            "level": "error",
            "message": {"text": "O texto é curto demais: são exigidos 11 caracteres."},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "meus%20dados/x.jsonl"},
                        "region": {"startLine": 2},
                    },
                    "logicalLocations": [{"fullyQualifiedName": "SIAPE/1/101/1234567 cpf"}],
                }
            ],
        }

    def test_o_aviso_e_um_warning_e_o_caminho_inteiro_um_endereco(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = pasta / "x.json"
        (rodada,) = self.ler(pgd, em_json(arquivo, participante(situacao="1")))["runs"]
        (resultado,) = rodada["results"]
        assert (resultado["ruleId"], resultado["level"]) == ("FO-28", "warning")
        (local,) = resultado["locations"]
        assert local["physicalLocation"]["artifactLocation"]["uri"] == f"file://{arquivo}"


def linhas_de(banco: str) -> dict[str, list[Any]]:
    """Tudo o que há nas tabelas de dados."""
    with open_database(banco).synchronous_engine().connect() as connection:
        return {tabela.name: [tuple(linha) for linha in connection.execute(select(tabela))] for tabela in DADOS}


class TestBanco:
    def test_o_que_ja_foi_enviado_conta(self, pgd: Pgd, pasta: Path, banco: str) -> None:
        guardar(banco, participante(), plano_entregas())
        feito = conferir(pgd, em_json(pasta / "x.json", plano_trabalho()), "--banco", banco)
        assert (feito.codigo, codigos(feito)) == (0, [("SIAPE/1/plano-trabalho-1", 1, [])])

    def test_o_que_colide_com_o_que_ja_foi_enviado_e_recusado(self, pgd: Pgd, pasta: Path, banco: str) -> None:
        guardar(banco, participante(), plano_entregas(), plano_trabalho(id_plano_trabalho="antigo"))
        feito = conferir(pgd, em_json(pasta / "x.json", plano_trabalho()), "--banco", banco)
        assert (feito.codigo, codigos(feito)) == (1, [("SIAPE/1/plano-trabalho-1", 1, ["PT-18"])])

    def test_o_banco_fica_como_estava(self, pgd: Pgd, pasta: Path, banco: str) -> None:
        guardar(banco, participante(), plano_entregas(), plano_trabalho())
        antes = linhas_de(banco)
        outro = em_json(pasta / "x.json", [participante(cod_unidade_lotacao=102), plano_trabalho(status=4)])
        assert pgd("validar", outro, "--banco", banco).codigo == 0
        assert [len(linhas) for linhas in antes.values()] == [1, 1, 1, 1, 1, 1]
        assert linhas_de(banco) == antes

    def test_nem_um_byte_do_arquivo_muda(self, pgd: Pgd, pasta: Path) -> None:
        guardar("sqlite:///dados.sqlite", participante(), plano_entregas())
        antes = (pasta / "dados.sqlite").read_bytes()
        arquivo = em_json(pasta / "x.json", plano_trabalho())
        assert pgd("validar", arquivo, "--banco", "sqlite:///dados.sqlite").codigo == 0
        assert (pasta / "dados.sqlite").read_bytes() == antes

    def test_quem_envia_nao_espera_nem_o_que_envia_aparece_no_meio(self, pgd: Pgd, pasta: Path, banco: str) -> None:
        guardar(banco, participante(), plano_entregas())
        arquivo = em_json(pasta / "x.json", plano_trabalho())
        with open_database(banco).synchronous_engine().begin() as connection:
            connection.execute(update(tables.participante).values(situacao=0))
            feito = conferir(pgd, arquivo, "--banco", banco)
            assert (feito.codigo, codigos(feito)) == (0, [("SIAPE/1/plano-trabalho-1", 1, [])])

    def test_mil_e_uma_linhas_se_copiam_todas(self, pgd: Pgd, pasta: Path, banco: str) -> None:
        guardar(banco, participante(), *(plano_entregas(id_plano_entregas=f"{n}", status=1) for n in range(1_001)))
        plano = plano_trabalho(contribuicoes=[exemplo.contribuicao(id_plano_entregas="1000")])
        (dito,) = codigos(conferir(pgd, em_json(pasta / "x.json", plano), "--banco", banco))
        assert "PT-21" not in dito[2]

    def test_um_banco_que_nao_existe_nao_e_criado(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_json(pasta / "x.json", participante())
        assert pgd("validar", arquivo, "--banco", "sqlite:///nova/nada.sqlite") == Feito(
            2, "", "Não deu. O banco nova/nada.sqlite não existe. Confira o endereço em --banco, ou não o dê.\n"
        )
        assert [item.name for item in pasta.iterdir()] == ["x.json"]

    def test_o_que_nao_e_um_banco_e_dito(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_json(pasta / "x.json", participante())
        feito = pgd("validar", arquivo, "--banco", f"sqlite:///{arquivo}")
        assert (feito.codigo, feito.saida) == (2, "")
        assert feito.erros.startswith("Não deu. O banco indicado em --banco não pôde ser lido.")

    def test_um_banco_de_outro_programa_e_dito(self, pgd: Pgd, pasta: Path) -> None:
        with closing(sqlite3.connect(pasta / "outro.sqlite")) as outro:
            outro.execute("CREATE TABLE coisa (x)")
        feito = pgd("validar", em_json(pasta / "x.json", participante()), "--banco", "sqlite:///outro.sqlite")
        assert feito == Feito(
            2, "", "Não deu. O banco indicado em --banco não é do simulador: faltam as tabelas dele.\n"
        )

    def test_um_banco_de_outra_versao_nao_e_migrado(self, pgd: Pgd, pasta: Path) -> None:
        banco = open_database("sqlite:///velho.sqlite")
        schema.upgrade(banco, "0001")
        feito = pgd("validar", em_json(pasta / "x.json", participante()), "--banco", "sqlite:///velho.sqlite")
        assert feito.codigo == 2
        assert "está na versão 0001" in feito.erros
        with banco.synchronous_engine().connect() as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0001"

    def test_um_servidor_que_nao_responde_e_dito(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_json(pasta / "x.json", participante())
        feito = pgd("validar", arquivo, "--banco", "postgresql://a:b@127.0.0.1:9/c")
        assert (feito.codigo, feito.saida) == (2, "")
        assert feito.erros.startswith("Não deu. O banco indicado em --banco não pôde ser lido.")

    def test_a_configuracao_do_servidor_nao_muda_de_onde_se_parte(
        self, pgd: Pgd, pasta: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        guardar("sqlite:///dados.sqlite", participante(), plano_entregas())
        monkeypatch.setenv("PGD_BANCO", "sqlite:///dados.sqlite")
        assert pgd("validar", em_json(pasta / "x.json", plano_trabalho())).codigo == 1


class TestPerfil:
    def test_sem_perfil_so_valem_as_normas_gerais(self, pgd: Pgd, pasta: Path) -> None:
        feito = conferir(pgd, em_json(pasta / "x.json", plano_entregas(data_inicio="2025-01-02")))
        assert codigos(feito) == [("SIAPE/1/plano-entregas-1", 1, [])]

    def test_o_perfil_pedido_traz_os_seus_avisos(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_json(pasta / "x.json", plano_entregas(data_inicio="2025-01-02"))
        assert codigos(conferir(pgd, arquivo, "--perfil", "antaq")) == [("SIAPE/1/plano-entregas-1", 1, ["AQ-01"])]

    def test_sem_pedir_vale_o_configurado(self, pgd: Pgd, pasta: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PGD_PERFIL", "antaq")
        feito = conferir(pgd, em_json(pasta / "x.json", plano_entregas(data_inicio="2025-01-02")))
        assert codigos(feito) == [("SIAPE/1/plano-entregas-1", 1, ["AQ-01"])]


class TestAvisosSobreOConjunto:
    def no_exterior(self, quantos: int, de: int, **mudancas: Any) -> list[dict[str, Any]]:
        """Tantos participantes, os primeiros deles na modalidade 5."""
        return [
            participante(matricula_siape=f"{1_000_001 + n}", modalidade_execucao=5 if n < quantos else 1, **mudancas)
            for n in range(de)
        ]

    def test_o_que_so_era_demais_enquanto_faltavam_os_outros_nao_e_dito(self, pgd: Pgd, pasta: Path) -> None:
        feito = conferir(pgd, em_linhas(pasta / "x.jsonl", self.no_exterior(1, 50)))
        assert [dito for dito in codigos(feito) if dito[2]] == []

    def test_o_que_e_demais_no_fim_e_dito_uma_vez_no_ultimo_que_o_provocou(self, pgd: Pgd, pasta: Path) -> None:
        feito = conferir(pgd, em_linhas(pasta / "x.jsonl", self.no_exterior(2, 50)))
        assert [dito for dito in codigos(feito) if dito[2]] == [("SIAPE/1/101/1000002", 2, ["PA-16"])]
        (achado,) = relatorio(feito)[1]["achados"]
        assert achado["mensagem"].startswith(
            "Com este envio ficam na modalidade 5, no exterior, 2 dos 50 participantes ativos da autorizadora."
        )

    def test_uma_vez_por_unidade_de_que_o_aviso_fala(self, pgd: Pgd, pasta: Path) -> None:
        de_um = self.no_exterior(1, 2)
        da_outra_lotacao = [participante(matricula_siape="3000001", cod_unidade_lotacao=102, modalidade_execucao=5)]
        de_outra = self.no_exterior(1, 2, cod_unidade_autorizadora=2)
        feito = conferir(pgd, em_linhas(pasta / "x.jsonl", [*de_um, *da_outra_lotacao, *de_outra]))
        assert [chave for chave, _, achados in codigos(feito) if achados] == [
            "SIAPE/1/102/3000001",
            "SIAPE/2/101/1000001",
        ]

    def test_conta_so_a_versao_que_ficou_de_cada_participante(self, pgd: Pgd, pasta: Path) -> None:
        corrigido = [*self.no_exterior(1, 2), *self.no_exterior(0, 1)]
        assert [dito for dito in codigos(conferir(pgd, em_linhas(pasta / "x.jsonl", corrigido))) if dito[2]] == []


class TestEntradaPadrao:
    def dar(self, pasta: Path, conteudo: bytes, *argumentos: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [PGD, "validar", *argumentos], cwd=pasta, input=conteudo, capture_output=True, check=False
        )

    def test_um_traco_le_a_entrada_padrao(self, pasta: Path) -> None:
        feito = self.dar(pasta, json.dumps(TODOS).encode(), "-")
        assert (feito.returncode, feito.stderr) == (0, b"")
        assert (
            feito.stdout.decode().splitlines()[-1] == "3 documentos conferidos: 3 aceitos, 0 recusados, 0 com avisos."
        )

    def test_pelo_conteudo_se_sabe_que_sao_linhas(self, pasta: Path) -> None:
        linhas = "\n".join(json.dumps(documento) for documento in TODOS)
        assert self.dar(pasta, linhas.encode(), "-").returncode == 0

    def test_o_que_nao_se_reconhece_sai_com_2(self, pasta: Path) -> None:
        feito = self.dar(pasta, b"%PDF-1.4 nada disto", "-")
        assert (feito.returncode, feito.stdout) == (2, b"")
        assert feito.stderr.decode().startswith("Não deu. Não se sabe o que há em entrada padrão")


class TestModelo:
    DAS_TABELAS = (
        "participante.csv",
        "plano_entregas.csv",
        "entregas.csv",
        "plano_trabalho.csv",
        "contribuicoes.csv",
        "avaliacoes_registros_execucao.csv",
    )

    def test_grava_uma_tabela_por_recurso_e_por_lista(self, pgd: Pgd, pasta: Path) -> None:
        feito = pgd("modelo")
        assert (feito.codigo, feito.erros) == (0, "")
        assert feito.saida.splitlines() == [
            *(f"Gravado: {nome}" for nome in self.DAS_TABELAS),
            "Preencha-os e confira com: pgd validar .",
        ]
        assert sorted(arquivo.name for arquivo in pasta.iterdir()) == sorted(self.DAS_TABELAS)
        assert (pasta / "contribuicoes.csv").read_bytes() == (
            b"\xef\xbb\xbforigem_unidade;cod_unidade_autorizadora;id_plano_trabalho;id_contribuicao;tipo_contribuicao;"
            b"percentual_contribuicao;id_plano_entregas;id_entrega\r\n"
            b"SIAPE;1;plano-trabalho-1;c1;1;100;plano-entregas-1;e1\r\n"
        )

    @pytest.mark.parametrize("formato", ["csv", "json", "jsonl"])
    def test_o_que_grava_e_aceito_sem_avisos_e_e_o_exemplo(self, pgd: Pgd, pasta: Path, formato: str) -> None:
        assert pgd("modelo", "modelos", "--formato", formato).codigo == 0
        arquivos = sorted(str(arquivo) for arquivo in (pasta / "modelos").iterdir())
        assert pgd("validar", *arquivos, "--estrito").codigo == 0
        assert [(d["recurso"], d["chave"], d["achados"]) for d in relatorio(conferir(pgd, *arquivos))] == [
            ("participante", "SIAPE/1/101/1234567", []),
            ("plano_entregas", "SIAPE/1/plano-entregas-1", []),
            ("plano_trabalho", "SIAPE/1/plano-trabalho-1", []),
        ]

    def test_nao_troca_o_que_ja_existe(self, pgd: Pgd, pasta: Path) -> None:
        (pasta / "entregas.csv").write_text("meu trabalho", encoding="utf-8")
        assert pgd("modelo") == Feito(
            1,
            "",
            "Não deu. Já existem: entregas.csv. Escolha outra pasta ou, para trocá-los, repita com --forcar.\n",
        )
        assert [arquivo.name for arquivo in pasta.iterdir()] == ["entregas.csv"]
        assert (pasta / "entregas.csv").read_text(encoding="utf-8") == "meu trabalho"

    def test_troca_quando_se_pede(self, pgd: Pgd, pasta: Path) -> None:
        (pasta / "entregas.csv").write_text("meu trabalho", encoding="utf-8")
        assert pgd("modelo", "--forcar").codigo == 0
        assert (pasta / "entregas.csv").read_text(encoding="utf-8-sig").startswith("origem_unidade;")

    def test_onde_nao_se_pode_gravar_diz_por_que(self, pgd: Pgd, pasta: Path) -> None:
        (pasta / "arquivo").write_text("", encoding="utf-8")
        feito = pgd("modelo", "arquivo/dentro")
        assert (feito.codigo, feito.saida) == (1, "")
        assert "Não foi possível gravar em arquivo/dentro" in feito.erros
