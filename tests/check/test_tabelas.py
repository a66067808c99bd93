"""As tabelas em CSV: como se reconhecem, como as linhas viram documentos, e o que se diz das que não viram."""

from pathlib import Path

import pytest

from app.check.tables import layout_of
from tests.check.arquivos import codigos, em_csv, em_json, participante, plano_entregas, relatorio
from tests.cli.conftest import Feito, Pgd

UNIDADE = "origem_unidade;cod_unidade_autorizadora"
PARTICIPANTE = (
    f"{UNIDADE};cod_unidade_lotacao;matricula_siape;cod_unidade_instituidora;cpf;situacao;modalidade_execucao;"
    "data_assinatura_tcr"
)
ANA = "SIAPE;1;101;1234567;1;52998224725;1;2;2024-12-02T00:00:00"
ENTREGAS = (
    "id_entrega;entrega_cancelada;nome_entrega;meta_entrega;tipo_meta;data_entrega;nome_unidade_demandante;"
    "nome_unidade_destinataria"
)
UMA_ENTREGA = "false;Painel;100;percentual;2025-06-30;Secretaria;Sociedade"
PLANO_ENTREGAS = (
    f"{UNIDADE};cod_unidade_instituidora;cod_unidade_executora;id_plano_entregas;status;data_inicio;data_termino;"
    "avaliacao;data_avaliacao"
)
AVALIADO = "SIAPE;1;1;101;{id};5;2025-01-01;2025-06-30;3;2025-07-01"
PLANO_TRABALHO = (
    f"{UNIDADE};id_plano_trabalho;status;cod_unidade_executora;cpf_participante;matricula_siape;"
    "cod_unidade_lotacao_participante;data_inicio;data_termino;carga_horaria_disponivel"
)
EM_EXECUCAO = "SIAPE;1;pt1;3;101;52998224725;1234567;101;2025-01-01;2025-03-31;480"
CONTRIBUICOES = "id_contribuicao;tipo_contribuicao;percentual_contribuicao;id_plano_entregas;id_entrega"
AVALIACOES = (
    "id_periodo_avaliativo;data_inicio_periodo_avaliativo;data_fim_periodo_avaliativo;avaliacao_registros_execucao;"
    "data_avaliacao_registros_execucao"
)
JANEIRO = "p1;2025-01-01;2025-01-31;3;2025-02-05"
FEVEREIRO = "p2;2025-02-01;2025-02-28;3;2025-03-05"


def conferir(pgd: Pgd, *arquivos: str) -> Feito:
    return pgd("validar", *arquivos, "--formato", "json")


def citados(pasta: Path) -> str:
    """O participante e o plano de entregas que os planos de trabalho destes testes citam."""
    return em_json(pasta / "citados.json", [participante(), plano_entregas(id_plano_entregas="pe1")])


@pytest.mark.parametrize(
    ("cabecalho", "recurso", "do_recurso", "listas"),
    [
        (PARTICIPANTE, "participante", True, ()),
        (PLANO_ENTREGAS, "plano_entregas", True, ()),
        (f"{PLANO_ENTREGAS};{ENTREGAS}", "plano_entregas", True, ("entregas",)),
        (f"{UNIDADE};id_plano_entregas;{ENTREGAS}", "plano_entregas", False, ("entregas",)),
        (PLANO_TRABALHO, "plano_trabalho", True, ()),
        (f"{PLANO_TRABALHO};{CONTRIBUICOES}", "plano_trabalho", True, ("contribuicoes",)),
        (f"{PLANO_TRABALHO};{AVALIACOES}", "plano_trabalho", True, ("avaliacoes_registros_execucao",)),
        (
            f"{PLANO_TRABALHO};{CONTRIBUICOES};{AVALIACOES}",
            "plano_trabalho",
            True,
            ("avaliacoes_registros_execucao", "contribuicoes"),
        ),
        (f"{UNIDADE};id_plano_trabalho;{CONTRIBUICOES}", "plano_trabalho", False, ("contribuicoes",)),
        (f"{UNIDADE};id_plano_trabalho;{AVALIACOES}", "plano_trabalho", False, ("avaliacoes_registros_execucao",)),
        (f"{UNIDADE};id_plano_trabalho;status;{CONTRIBUICOES}", "plano_trabalho", False, ("contribuicoes",)),
        (f"{PARTICIPANTE};nome;telefone", "participante", True, ()),
        (PARTICIPANTE.removesuffix(";data_assinatura_tcr"), "participante", True, ()),
    ],
)
def test_a_tabela_se_reconhece_pelo_cabecalho(
    cabecalho: str, recurso: str, do_recurso: bool, listas: tuple[str, ...]
) -> None:
    layout = layout_of(cabecalho.split(";"))
    assert layout is not None
    assert (layout.kind.nome, layout.do_recurso, layout.listas) == (recurso, do_recurso, listas)


@pytest.mark.parametrize("cabecalho", ["", UNIDADE, "nome;idade", f"id_plano_trabalho;{CONTRIBUICOES}"])
def test_um_cabecalho_que_nao_diz_de_que_e_a_tabela_nao_se_reconhece(cabecalho: str) -> None:
    assert layout_of(cabecalho.split(";")) is None


class TestTabelaDoRecurso:
    def test_uma_linha_e_um_documento(self, pgd: Pgd, pasta: Path) -> None:
        feito = conferir(pgd, em_csv(pasta / "x.csv", PARTICIPANTE, ANA, ANA.replace(";101;", ";102;")))
        assert codigos(feito) == [("SIAPE/1/101/1234567", 2, []), ("SIAPE/1/102/1234567", 3, ["PA-13"])]

    @pytest.mark.parametrize("separador", [",", "\t"])
    def test_o_separador_e_o_do_cabecalho(self, pgd: Pgd, pasta: Path, separador: str) -> None:
        linhas = [linha.replace(";", separador) for linha in (PARTICIPANTE, ANA)]
        assert codigos(conferir(pgd, em_csv(pasta / "x.csv", *linhas))) == [("SIAPE/1/101/1234567", 2, [])]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_a_codificacao_e_a_do_arquivo(self, pgd: Pgd, pasta: Path, encoding: str) -> None:
        plano = AVALIADO.format(id="é")
        arquivo = em_csv(
            pasta / "x.csv", f"{PLANO_ENTREGAS};{ENTREGAS}", f"{plano};e1;{UMA_ENTREGA}", encoding=encoding
        )
        assert codigos(conferir(pgd, arquivo)) == [("SIAPE/1/é", 2, ["PE-22"])]

    def test_o_cabecalho_pode_vir_com_maiusculas_e_espacos(self, pgd: Pgd, pasta: Path) -> None:
        cabecalho = PARTICIPANTE.upper().replace(";", " ; ")
        assert codigos(conferir(pgd, em_csv(pasta / "x.csv", cabecalho, ANA))) == [("SIAPE/1/101/1234567", 2, [])]

    def test_as_linhas_e_as_colunas_vazias_nao_contam(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_csv(pasta / "x.csv", f"{PARTICIPANTE};;", ";;;;;;;;;;", f"{ANA};;", "")
        assert codigos(conferir(pgd, arquivo)) == [("SIAPE/1/101/1234567", 3, [])]

    def test_uma_quebra_de_linha_entre_aspas_conta_nas_linhas_seguintes(self, pgd: Pgd, pasta: Path) -> None:
        linhas = [f'{ANA};"um\ndois"', f"{ANA.replace(';101;', ';102;')};três"]
        feito = conferir(pgd, em_csv(pasta / "x.csv", f"{PARTICIPANTE};nota", *linhas))
        assert [linha for _, linha, _ in codigos(feito)] == [2, 4]

    def test_os_zeros_de_um_texto_ficam_e_os_de_um_numero_nao_importam(self, pgd: Pgd, pasta: Path) -> None:
        linha = "SIAPE;00001;101;0234567;1;00000000191;1;2;2024-12-02"
        assert codigos(conferir(pgd, em_csv(pasta / "x.csv", PARTICIPANTE, linha))) == [("SIAPE/1/101/0234567", 2, [])]

    def test_o_zero_que_a_planilha_tirou_e_recusado_pela_regra(self, pgd: Pgd, pasta: Path) -> None:
        linha = ANA.replace("52998224725", "191")
        assert codigos(conferir(pgd, em_csv(pasta / "x.csv", PARTICIPANTE, linha))) == [
            ("SIAPE/1/101/1234567", 2, ["FO-05"])
        ]

    def test_a_celula_vazia_de_um_campo_obrigatorio_e_um_campo_que_falta(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_csv(pasta / "x.csv", PARTICIPANTE, ANA.replace("52998224725", ""))
        ((documento),) = relatorio(conferir(pgd, arquivo))
        assert [(a["codigo"], a["lugares"]) for a in documento["achados"]] == [("FO-01", ["cpf"])]

    def test_a_celula_vazia_de_um_campo_que_pode_ser_vazio_e_null(self, pgd: Pgd, pasta: Path) -> None:
        linha = "SIAPE;1;1;101;pe1;4;2025-01-01;2025-06-30;;;e1;" + UMA_ENTREGA
        arquivo = em_csv(pasta / "x.csv", f"{PLANO_ENTREGAS};{ENTREGAS}", linha)
        assert [achados for _, _, achados in codigos(conferir(pgd, arquivo)) if "FO-01" in achados] == []

    @pytest.mark.parametrize("celula", ["1,5", "abc", "1.0", "९", "99999999999999999999"])
    def test_o_que_nao_e_inteiro_fica_para_as_regras(self, pgd: Pgd, pasta: Path, celula: str) -> None:
        arquivo = em_csv(pasta / "x.csv", PARTICIPANTE, ANA.replace(";101;", f";{celula};"))
        ((_, _, achados),) = codigos(conferir(pgd, arquivo))
        assert len(achados) == 1
        assert achados[0].startswith("FO-")

    def test_um_inteiro_negativo_e_lido_e_recusado_pelo_minimo(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_csv(pasta / "x.csv", PARTICIPANTE, ANA.replace(";101;", ";-5;"))
        assert codigos(conferir(pgd, arquivo)) == [("SIAPE/1/-5/1234567", 2, ["FO-14"])]

    @pytest.mark.parametrize("celula", ["true", "VERDADEIRO", "false", "Falso", ""])
    def test_os_booleanos_das_planilhas_se_leem(self, pgd: Pgd, pasta: Path, celula: str) -> None:
        entrega = UMA_ENTREGA.replace("false", celula)
        linhas = [f"{AVALIADO.format(id='pe1')};e1;{UMA_ENTREGA}", f"{AVALIADO.format(id='pe1')};e2;{entrega}"]
        arquivo = em_csv(pasta / "x.csv", f"{PLANO_ENTREGAS};{ENTREGAS}", *linhas)
        assert codigos(conferir(pgd, arquivo)) == [("SIAPE/1/pe1", 2, [])]

    def test_uma_coluna_que_o_contrato_nao_conhece_e_avisada(self, pgd: Pgd, pasta: Path) -> None:
        arquivo = em_csv(pasta / "x.csv", f"{PARTICIPANTE};nome", f"{ANA};Ana", f"{ANA};")
        assert [achados for _, _, achados in codigos(conferir(pgd, arquivo))] == [["FO-31"], []]

    def test_uma_coluna_repetida_impede_de_conferir(self, pgd: Pgd, pasta: Path) -> None:
        assert pgd("validar", em_csv(pasta / "x.csv", f"{PARTICIPANTE};cpf", f"{ANA};1")).erros == (
            f"Não deu. O cabeçalho de {pasta}/x.csv repete cpf, e não se sabe qual das colunas vale. "
            "Deixe uma de cada.\n"
        )


class TestItensEmTabelaPropria:
    def test_os_itens_se_juntam_ao_plano_na_ordem_das_linhas(self, pgd: Pgd, pasta: Path) -> None:
        planos = em_csv(pasta / "p.csv", PLANO_ENTREGAS, AVALIADO.format(id="a"))
        item = f"SIAPE;1;a;{{}};{UMA_ENTREGA}"
        itens = em_csv(pasta / "e.csv", f"{UNIDADE};id_plano_entregas;{ENTREGAS}", item.format("e1"), item.format("e1"))
        (documento,) = relatorio(conferir(pgd, itens, planos))
        assert [(a["codigo"], documento["linha"]) for a in documento["achados"]] == [("PE-03", 2)]

    def test_os_planos_e_os_itens_podem_estar_embaralhados(self, pgd: Pgd, pasta: Path) -> None:
        planos = em_csv(
            *(pasta / "p.csv", PLANO_ENTREGAS, AVALIADO.format(id="a"), AVALIADO.replace("101", "102").format(id="b"))
        )
        linhas = [f"SIAPE;1;{plano};{item};{UMA_ENTREGA}" for plano, item in ("b1", "a1", "b2", "a2")]
        itens = em_csv(pasta / "e.csv", f"{UNIDADE};id_plano_entregas;{ENTREGAS}", *linhas)
        assert codigos(conferir(pgd, planos, itens)) == [("SIAPE/1/a", 2, []), ("SIAPE/1/b", 3, [])]

    def test_a_chave_e_a_mesma_com_zeros_a_esquerda(self, pgd: Pgd, pasta: Path) -> None:
        planos = em_csv(pasta / "p.csv", PLANO_ENTREGAS, AVALIADO.format(id="a"))
        itens = em_csv(pasta / "e.csv", f"{UNIDADE};id_plano_entregas;{ENTREGAS}", f"SIAPE;0001;a;e1;{UMA_ENTREGA}")
        assert codigos(conferir(pgd, planos, itens)) == [("SIAPE/1/a", 2, [])]

    def test_um_item_de_plano_que_nao_foi_dado_e_recusado(self, pgd: Pgd, pasta: Path) -> None:
        itens = em_csv(pasta / "e.csv", f"{UNIDADE};id_plano_entregas;{ENTREGAS}", f"SIAPE;1;z;e1;{UMA_ENTREGA}")
        feito = conferir(pgd, itens)
        (documento,) = relatorio(feito)
        assert (feito.codigo, documento["recurso"], documento["chave"], documento["linha"]) == (
            *(1, "plano_entregas", "SIAPE/1/z"),
            2,
        )
        assert documento["achados"] == [
            {
                "codigo": "VA-02",
                "severidade": "erro",
                "mensagem": (
                    "Esta linha é um item de entregas do plano SIAPE/1/z, e nenhuma das tabelas dadas traz esse plano. "
                    "Dê junto a tabela do plano_entregas, ou confira os campos origem_unidade, "
                    "cod_unidade_autorizadora, id_plano_entregas desta linha."
                ),
                "lugares": [],
            }
        ]

    def test_um_plano_sem_itens_vai_com_a_lista_vazia(self, pgd: Pgd, pasta: Path) -> None:
        planos = em_csv(pasta / "p.csv", PLANO_ENTREGAS, AVALIADO.format(id="a"))
        assert codigos(conferir(pgd, planos)) == [("SIAPE/1/a", 2, ["PE-02"])]

    def test_numa_tabela_so_de_itens_a_coluna_desconhecida_e_de_cada_item(self, pgd: Pgd, pasta: Path) -> None:
        planos = em_csv(pasta / "p.csv", PLANO_ENTREGAS, AVALIADO.format(id="a"))
        itens = em_csv(
            pasta / "e.csv", f"{UNIDADE};id_plano_entregas;{ENTREGAS};cor", f"SIAPE;1;a;e1;{UMA_ENTREGA};azul"
        )
        (documento,) = relatorio(conferir(pgd, planos, itens))
        assert [(a["codigo"], a["lugares"]) for a in documento["achados"]] == [("FO-31", ["entregas[0].cor"])]


class TestItensNaTabelaDoRecurso:
    def test_as_linhas_do_mesmo_plano_sao_um_documento_ainda_que_separadas(self, pgd: Pgd, pasta: Path) -> None:
        a, b = AVALIADO.format(id="a"), AVALIADO.replace("101", "102").format(id="b")
        linhas = [f"{plano};{item};{UMA_ENTREGA}" for plano, item in ((a, 1), (b, 1), (a, 2), (a, 2))]
        feito = conferir(pgd, em_csv(pasta / "x.csv", f"{PLANO_ENTREGAS};{ENTREGAS}", *linhas))
        assert codigos(feito) == [("SIAPE/1/a", 2, ["PE-03"]), ("SIAPE/1/b", 3, [])]

    def test_a_linha_que_diz_outra_coisa_do_plano_e_recusada(self, pgd: Pgd, pasta: Path) -> None:
        a = AVALIADO.format(id="a")
        linhas = [f"{a};e1;{UMA_ENTREGA}", f"{a.replace('2025-06-30', '2025-05-31')};e2;{UMA_ENTREGA}"]
        feito = conferir(pgd, em_csv(pasta / "x.csv", f"{PLANO_ENTREGAS};{ENTREGAS}", *linhas))
        assert codigos(feito) == [("SIAPE/1/a", 3, ["VA-03"]), ("SIAPE/1/a", 2, [])]
        (achado,) = relatorio(feito)[0]["achados"]
        assert achado["mensagem"].startswith(
            "Esta linha repete o plano SIAPE/1/a, da linha 2, com outro valor em data_termino, e não foi contada."
        )

    def test_a_mesma_chave_em_outra_tabela_e_outro_envio(self, pgd: Pgd, pasta: Path) -> None:
        linha = f"{AVALIADO.format(id='a')};e1;{UMA_ENTREGA}"
        um, outro = (em_csv(pasta / nome, f"{PLANO_ENTREGAS};{ENTREGAS}", linha) for nome in ("1.csv", "2.csv"))
        assert codigos(conferir(pgd, um, outro)) == [("SIAPE/1/a", 2, []), ("SIAPE/1/a", 2, [])]

    def test_sem_a_chave_inteira_cada_linha_e_um_documento(self, pgd: Pgd, pasta: Path) -> None:
        linha = f"{AVALIADO.format(id='')};e1;{UMA_ENTREGA}"
        feito = conferir(pgd, em_csv(pasta / "x.csv", f"{PLANO_ENTREGAS};{ENTREGAS}", linha, linha))
        assert codigos(feito) == [("SIAPE/1/…", 2, ["FO-01"]), ("SIAPE/1/…", 3, ["FO-01"])]

    def test_com_duas_listas_o_que_se_repete_a_cada_item_da_outra_conta_uma_vez(self, pgd: Pgd, pasta: Path) -> None:
        contribuicoes = ("c1;1;50;pe1;e1", "c2;2;50;;")
        linhas = [f"{EM_EXECUCAO};{um};{outro}" for um in contribuicoes for outro in (JANEIRO, FEVEREIRO)]
        arquivo = em_csv(pasta / "x.csv", f"{PLANO_TRABALHO};{CONTRIBUICOES};{AVALIACOES}", *linhas)
        assert codigos(conferir(pgd, citados(pasta), arquivo))[-1] == ("SIAPE/1/pt1", 2, [])

    def test_com_uma_lista_so_o_item_repetido_conta_cada_vez(self, pgd: Pgd, pasta: Path) -> None:
        linha = f"{EM_EXECUCAO};c1;1;50;pe1;e1"
        arquivo = em_csv(pasta / "x.csv", f"{PLANO_TRABALHO};{CONTRIBUICOES}", linha, linha)
        (documento,) = [
            d for d in relatorio(conferir(pgd, citados(pasta), arquivo)) if d["recurso"] == "plano_trabalho"
        ]
        assert "PT-26" not in [achado["codigo"] for achado in documento["achados"]]

    def test_uma_linha_sem_itens_e_um_plano_sem_itens(self, pgd: Pgd, pasta: Path) -> None:
        cancelado = AVALIADO.format(id="a").replace(";5;", ";1;")
        feito = conferir(pgd, em_csv(pasta / "x.csv", f"{PLANO_ENTREGAS};{ENTREGAS}", f"{cancelado};;;;;;;;"))
        assert [achados for _, _, achados in codigos(feito) if "PE-02" in achados] == []


class TestLinhasQueNaoSeLeem:
    def test_celulas_demais_so_tiram_a_linha(self, pgd: Pgd, pasta: Path) -> None:
        feito = conferir(pgd, em_csv(pasta / "x.csv", PARTICIPANTE, f"{ANA};sobra", ANA))
        assert codigos(feito) == [("", 2, ["VA-04"]), ("SIAPE/1/101/1234567", 3, [])]
        assert relatorio(feito)[0]["achados"][0]["mensagem"].startswith(
            "Esta linha tem 10 células, e o cabeçalho só 9: não se sabe a que coluna cada uma pertence"
        )

    def test_celulas_a_mais_vazias_nao_importam(self, pgd: Pgd, pasta: Path) -> None:
        assert codigos(conferir(pgd, em_csv(pasta / "x.csv", PARTICIPANTE, f"{ANA};;"))) == [
            ("SIAPE/1/101/1234567", 2, [])
        ]

    def test_celulas_a_menos_sao_vazias(self, pgd: Pgd, pasta: Path) -> None:
        curta = ANA.rsplit(";", 1)[0]
        assert codigos(conferir(pgd, em_csv(pasta / "x.csv", PARTICIPANTE, curta))) == [
            ("SIAPE/1/101/1234567", 2, ["FO-01"])
        ]

    def test_aspas_que_nao_fecham_interrompem_a_tabela(self, pgd: Pgd, pasta: Path) -> None:
        feito = conferir(pgd, em_csv(pasta / "x.csv", PARTICIPANTE, ANA, f'"{ANA}', ANA))
        assert codigos(feito) == [("", 3, ["VA-05"]), ("SIAPE/1/101/1234567", 2, [])]

    def test_o_que_nenhuma_das_codificacoes_le_interrompe_a_tabela(self, pgd: Pgd, pasta: Path) -> None:
        (pasta / "x.csv").write_bytes(f"{PARTICIPANTE}\n{ANA}\n".encode() + b"\x81\n")
        (documento,) = relatorio(conferir(pgd, "x.csv"))
        assert [(a["codigo"], a["mensagem"]) for a in documento["achados"]] == [
            (
                "VA-05",
                "A tabela não pôde ser lida desta linha em diante: os bytes não são um texto em UTF-8, nem na "
                "codificação das planilhas do Windows. Grave-a em UTF-8, e confira de novo.",
            )
        ]
