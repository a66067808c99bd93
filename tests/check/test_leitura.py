"""Os arquivos JSON e JSON Lines: lidos aos poucos, com o leitor da API, sem que o tamanho importe."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.check.values import PEDACO, Unreadable, Value, read_json, read_lines
from tests.check.arquivos import codigos, em_json, em_linhas, participante, plano_entregas, relatorio
from tests.cli.conftest import Feito, Pgd

LIMITE = 16 * 1024 * 1024
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda filhos: st.lists(filhos, max_size=4) | st.dictionaries(st.text(max_size=5), filhos, max_size=4),
    max_leaves=20,
)


def conferir(pgd: Pgd, *arquivos: str) -> Feito:
    return pgd("validar", *arquivos, "--formato", "json")


def lidos(arquivo: Path, limite: int = LIMITE) -> list[Any]:
    """Os valores de um JSON, ou o código da regra do que não se leu."""
    return [um.valor if isinstance(um, Value) else um.rule.code for um in read_json(arquivo, limite)]


def gravar(pasta: Path, texto: str | bytes) -> Path:
    arquivo = pasta / "x.json"
    arquivo.write_bytes(texto if isinstance(texto, bytes) else texto.encode())
    return arquivo


class TestLista:
    @settings(max_examples=200)
    @given(
        valores=st.lists(JSONS, max_size=8),
        indent=st.sampled_from([None, 1, 4]),
        encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    )
    def test_se_le_como_o_json_da_api_a_leria(
        self, tmp_path_factory: pytest.TempPathFactory, valores: list[Any], indent: int | None, encoding: str
    ) -> None:
        texto = json.dumps(valores, indent=indent)
        assert lidos(gravar(tmp_path_factory.mktemp("x"), texto.encode(encoding))) == json.loads(texto)

    @pytest.mark.parametrize("cheio", range(PEDACO - 12, PEDACO + 4))
    def test_um_valor_partido_entre_dois_pedacos_se_le_inteiro(self, tmp_path: Path, cheio: int) -> None:
        primeiro = "x" * (cheio - len('["",'))
        resto = [12345, -1.5e10, True, False, None, 'é\\"', {"a": [1]}]
        texto = json.dumps([primeiro, *resto], ensure_ascii=False, separators=(",", ":"))
        assert lidos(gravar(tmp_path, texto)) == [primeiro, *resto]

    def test_um_valor_de_muitos_pedacos_se_le_inteiro(self, tmp_path: Path) -> None:
        valor = {"a": "x" * (5 * PEDACO)}
        assert lidos(gravar(tmp_path, json.dumps([valor, 1]))) == [valor, 1]

    def test_cada_documento_sabe_a_linha_em_que_comeca(self, tmp_path: Path) -> None:
        texto = '\n\n[\n{"a":\n1}, {"a": 2},\n\n  {"a": "x"}\n]\n'
        arquivo = gravar(tmp_path, texto)
        assert [um.linha for um in read_json(arquivo, LIMITE)] == [4, 5, 7]

    def test_a_linha_se_sabe_tambem_depois_de_muitos_pedacos(self, tmp_path: Path) -> None:
        valores = [["x" * 1_000] for _ in range(1_000)]
        arquivo = gravar(tmp_path, json.dumps(valores, indent=0))
        assert [um.linha for um in read_json(arquivo, LIMITE)] == list(range(2, 3_002, 3))

    @pytest.mark.parametrize(
        ("texto", "antes", "posicao"),
        [
            ("", 0, 0),
            ("[", 0, 1),
            ("[1", 1, 2),
            ("[1,", 1, 3),
            ("[1,]", 1, 3),
            ("[1 2]", 1, 3),
            ("[1]2", 1, 3),
            ("[1] ]", 1, 4),
            ("{} {}", 1, 3),
            ('["a', 0, 1),
            ("[tru", 0, 1),
            ('[{"a": 1,}]', 0, 9),
            ("[1}", 1, 2),
        ],
    )
    def test_o_que_nao_e_json_e_dito_com_o_lugar(self, tmp_path: Path, texto: str, antes: int, posicao: int) -> None:
        *bons, ultimo = read_json(gravar(tmp_path, texto), LIMITE)
        assert (len(bons), isinstance(ultimo, Unreadable)) == (antes, True)
        assert isinstance(ultimo, Unreadable)
        assert ultimo.rule.code == "PD-03"
        assert f"está no caractere {posicao}." in ultimo.mensagem
        assert ultimo.mensagem.endswith(" O que vem depois, neste arquivo, não foi conferido.")

    def test_o_lugar_do_erro_conta_desde_o_comeco_do_arquivo(self, tmp_path: Path) -> None:
        bons = ",".join(json.dumps("x" * 1_000) for _ in range(1_000))
        *_, ultimo = read_json(gravar(tmp_path, f"[{bons},x]"), LIMITE)
        assert isinstance(ultimo, Unreadable)
        assert f"está no caractere {len(bons) + 2}." in ultimo.mensagem

    @pytest.mark.parametrize("texto", [b'["\xff"]', b"[" * 100_000, b"[1" + b"0" * 5_000 + b"]"])
    def test_o_que_a_api_nao_le_e_dito_como_ela(self, tmp_path: Path, texto: bytes) -> None:
        assert lidos(gravar(tmp_path, texto))[-1:] == ["PD-02"]

    def test_um_documento_maior_que_o_limite_e_dito(self, tmp_path: Path) -> None:
        exato = json.dumps("x" * 998)
        assert lidos(gravar(tmp_path, f"[{exato}]"), limite=1_000) == ["x" * 998]
        assert lidos(gravar(tmp_path, f"[{exato}]"), limite=999) == ["PD-04"]

    def test_um_texto_que_nunca_fecha_nao_se_le_alem_do_limite(self, tmp_path: Path) -> None:
        assert lidos(gravar(tmp_path, '["' + "x" * (4 * PEDACO)), limite=1_000) == ["PD-04"]


class TestLinhas:
    def test_um_documento_por_linha_e_as_vazias_nao_contam(self, pgd: Pgd, pasta: Path) -> None:
        linhas = [json.dumps(participante(cod_unidade_lotacao=n)) for n in (101, 102)]
        (pasta / "x.jsonl").write_text(f"\n{linhas[0]}\r\n   \n{linhas[1]}", encoding="utf-8")
        assert [(chave, linha) for chave, linha, _ in codigos(conferir(pgd, "x.jsonl"))] == [
            ("SIAPE/1/101/1234567", 2),
            ("SIAPE/1/102/1234567", 4),
        ]

    def test_a_linha_ruim_nao_impede_as_outras(self, pgd: Pgd, pasta: Path) -> None:
        boa = json.dumps(participante()).encode()
        (pasta / "x.ndjson").write_bytes(b"\n".join([b'{"a":', boa, b'"\xff"', b"[1" + b"0" * 5_000 + b"]"]))
        feito = conferir(pgd, "x.ndjson")
        assert (feito.codigo, codigos(feito)) == (
            1,
            [("", 1, ["PD-03"]), ("", 3, ["PD-02"]), ("", 4, ["PD-02"]), ("SIAPE/1/101/1234567", 2, [])],
        )

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_a_codificacao_e_a_da_marca(self, pgd: Pgd, pasta: Path, encoding: str) -> None:
        texto = json.dumps(plano_entregas(id_plano_entregas="é"), ensure_ascii=False)
        (pasta / "x.jsonl").write_bytes(f"{texto}\n{texto}\n".encode(encoding))
        assert [(chave, linha) for chave, linha, _ in codigos(conferir(pgd, "x.jsonl"))] == [
            ("SIAPE/1/é", 1),
            ("SIAPE/1/é", 2),
        ]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_a_linha_maior_que_o_limite_e_pulada_inteira(self, tmp_path: Path, encoding: str) -> None:
        arquivo = tmp_path / "x.jsonl"
        arquivo.write_bytes(f'{"1" * 998}\n"{"x" * 5_000}"\n"{"x" * 997}"\n"y"\n'.encode(encoding))
        assert [
            (um.linha, um.valor if isinstance(um, Value) else um.rule.code) for um in read_lines(arquivo, 1_000)
        ] == [
            (1, int("1" * 998)),
            (2, "PD-04"),
            (3, "x" * 997),
            (4, "y"),
        ]


class TestReconhecer:
    @pytest.mark.parametrize("valor", [1, "texto", None, [participante()]])
    def test_o_que_nao_e_objeto_nao_e_documento(self, pgd: Pgd, pasta: Path, valor: Any) -> None:
        feito = conferir(pgd, em_linhas(pasta / "x.jsonl", [valor]))
        assert (feito.codigo, codigos(feito)) == (1, [("", 1, ["VA-01"])])

    def test_diz_que_campos_procurou(self, pgd: Pgd, pasta: Path) -> None:
        (documento,) = relatorio(conferir(pgd, em_json(pasta / "x.json", {"status": 3})))
        (achado,) = documento["achados"]
        assert achado["mensagem"] == (
            "Não se sabe de que recurso é este documento: nenhum se destaca entre os que ele traz. Foram procurados os "
            "campos que só um recurso tem. De um participante: cod_unidade_lotacao, cpf, data_assinatura_tcr, "
            "modalidade_execucao, situacao. De um plano de entregas: avaliacao, data_avaliacao, entregas, "
            "id_plano_entregas. De um plano de trabalho: avaliacoes_registros_execucao, carga_horaria_disponivel, "
            "cod_unidade_lotacao_participante, contribuicoes, cpf_participante, id_plano_trabalho. Confira os nomes "
            "dos campos, que são os do contrato."
        )

    def test_com_tantos_campos_de_um_quanto_de_outro_nao_se_sabe(self, pgd: Pgd, pasta: Path) -> None:
        feito = conferir(pgd, em_json(pasta / "x.json", {"cpf": "1", "entregas": []}))
        assert codigos(feito) == [("", 1, ["VA-01"])]

    @pytest.mark.parametrize("falta", ["id_plano_entregas", "entregas", "avaliacao"])
    def test_o_campo_que_falta_nao_impede_de_reconhecer(self, pgd: Pgd, pasta: Path, falta: str) -> None:
        documento = {nome: valor for nome, valor in plano_entregas().items() if nome != falta}
        (dito,) = relatorio(conferir(pgd, em_json(pasta / "x.json", documento)))
        assert dito["recurso"] == "plano_entregas"

    def test_um_json_pode_ser_um_documento_so_e_uma_lista_pode_ser_vazia(self, pgd: Pgd, pasta: Path) -> None:
        um = em_json(pasta / "um.json", participante(), indent=2)
        assert codigos(conferir(pgd, um, em_json(pasta / "nada.json", []))) == [("SIAPE/1/101/1234567", 1, [])]

    @pytest.mark.parametrize("nome", ["x.txt", "x"])
    def test_sem_extensao_conhecida_vale_o_conteudo(self, pgd: Pgd, pasta: Path, nome: str) -> None:
        assert codigos(conferir(pgd, em_json(pasta / nome, [participante()]))) == [("SIAPE/1/101/1234567", 1, [])]
        um_por_linha = em_linhas(pasta / nome, [participante(), participante()])
        assert [linha for _, linha, _ in codigos(conferir(pgd, um_por_linha))] == [1, 2]
        um_so = em_json(pasta / nome, participante(), indent=2)
        assert codigos(conferir(pgd, um_so)) == [("SIAPE/1/101/1234567", 1, [])]

    def test_o_que_o_leitor_da_api_aceita_fica_para_as_regras(self, pgd: Pgd, pasta: Path) -> None:
        em_json(pasta / "x.json", participante(cod_unidade_lotacao=float("nan")))
        ((_, _, achados),) = codigos(conferir(pgd, "x.json"))
        assert achados == ["FO-12"]
