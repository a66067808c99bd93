"""As palavras de que os planos de entregas são feitos: o que cada área entrega, quem pede e quem recebe."""

from dataclasses import dataclass

UNIDADE, PERCENTUAL = "unidade", "percentual"


@dataclass(frozen=True, slots=True)
class Molde:
    """Uma entrega que se repete: o nome, e entre que metas ela fica."""

    nome: str
    tipo: str
    menor: int
    maior: int


@dataclass(frozen=True, slots=True)
class Area:
    """O que uma unidade faz: as entregas dela, de quem vêm e para quem vão."""

    entregas: tuple[Molde, ...]
    demandantes: tuple[str, ...]
    destinatarias: tuple[str, ...]


def _un(nome: str, menor: int, maior: int) -> Molde:
    return Molde(nome, UNIDADE, menor, maior)


def _pc(nome: str, menor: int, maior: int) -> Molde:
    return Molde(nome, PERCENTUAL, menor, maior)


PESSOAS = Area(
    (
        _pc("Processos de aposentadoria instruídos em até 30 dias", 80, 100),
        _un("Folha de pagamento mensal homologada", 3, 6),
        _un("Turmas do plano de desenvolvimento de pessoas realizadas", 2, 12),
        _pc("Assentamentos funcionais digitalizados", 40, 100),
        _un("Edital de movimentação interna publicado", 1, 2),
        _pc("Requerimentos de servidores respondidos no prazo", 85, 100),
        _un("Exames periódicos de saúde realizados", 60, 300),
    ),
    ("Secretaria-Executiva", "Diretoria de Gestão Interna", "Coordenação-Geral de Gestão de Pessoas"),
    ("Servidores do órgão", "Aposentados e pensionistas", "Todas as unidades"),
)
TECNOLOGIA = Area(
    (
        _un("Painel de acompanhamento do programa de gestão publicado", 1, 4),
        _pc("Disponibilidade dos sistemas essenciais", 98, 100),
        _un("Sistema legado migrado para a nova infraestrutura", 1, 5),
        _pc("Chamados de suporte atendidos no prazo acordado", 85, 98),
        _un("Versões do sistema de protocolo entregues em produção", 2, 8),
        _pc("Cópias de segurança restauradas com sucesso nos testes", 95, 100),
        _un("Integrações com sistemas estruturantes concluídas", 1, 4),
    ),
    ("Secretaria-Executiva", "Comitê de Governança Digital", "Diretoria de Tecnologia da Informação"),
    ("Todas as unidades", "Sociedade", "Coordenação-Geral de Gestão de Pessoas"),
)
COMPRAS = Area(
    (
        _un("Pregões eletrônicos homologados", 4, 20),
        _pc("Itens do plano de contratações anual executados", 60, 100),
        _un("Contratos de serviços continuados renovados", 3, 15),
        _pc("Pagamentos a fornecedores feitos no prazo contratual", 90, 100),
        _un("Inventário de bens móveis concluído", 1, 2),
        _un("Estudos técnicos preliminares elaborados", 4, 16),
    ),
    ("Diretoria de Gestão Interna", "Coordenação-Geral de Logística", "Secretaria-Executiva"),
    ("Todas as unidades", "Fornecedores", "Órgãos de controle"),
)
ORCAMENTO = Area(
    (
        _un("Relatórios de execução orçamentária publicados", 2, 6),
        _un("Proposta orçamentária setorial consolidada", 1, 1),
        _pc("Restos a pagar analisados", 80, 100),
        _pc("Prestações de contas de convênios analisadas no prazo", 60, 95),
        _un("Conformidade contábil mensal registrada", 3, 6),
    ),
    ("Subsecretaria de Planejamento e Orçamento", "Secretaria-Executiva"),
    ("Órgãos de controle", "Unidades gestoras", "Sociedade"),
)
ATENDIMENTO = Area(
    (
        _pc("Manifestações da ouvidoria respondidas em até 30 dias", 85, 100),
        _pc("Pedidos de acesso à informação respondidos no prazo", 95, 100),
        _un("Atualizações da carta de serviços ao usuário publicadas", 1, 3),
        _un("Atendimentos presenciais realizados", 300, 2_400),
        _un("Pesquisa de satisfação dos usuários aplicada", 1, 2),
    ),
    ("Ouvidoria", "Gabinete", "Secretaria de Serviços Compartilhados"),
    ("Sociedade", "Cidadãos usuários do serviço", "Gabinete"),
)
FISCALIZACAO = Area(
    (
        _un("Ações de fiscalização realizadas em campo", 10, 80),
        _pc("Autos de infração julgados em primeira instância", 50, 90),
        _un("Relatórios de monitoramento emitidos", 4, 24),
        _pc("Denúncias triadas em até cinco dias úteis", 85, 100),
        _un("Operações conjuntas com outros órgãos concluídas", 1, 6),
        _un("Notas técnicas de fiscalização elaboradas", 6, 30),
    ),
    ("Diretoria de Fiscalização", "Ministério Público Federal", "Secretaria de Políticas Setoriais"),
    ("Sociedade", "Empresas reguladas", "Órgãos de controle"),
)
NORMAS = Area(
    (
        _un("Minutas de ato normativo submetidas a consulta pública", 1, 5),
        _un("Pareceres técnicos emitidos", 12, 90),
        _pc("Estoque regulatório revisado", 20, 60),
        _un("Análises de impacto regulatório concluídas", 1, 4),
        _pc("Respostas a demandas judiciais entregues no prazo", 90, 100),
    ),
    ("Consultoria Jurídica", "Gabinete", "Diretoria de Normas"),
    ("Sociedade", "Congresso Nacional", "Unidades finalísticas"),
)
PESQUISA = Area(
    (
        _un("Boletins estatísticos publicados", 2, 12),
        _un("Bases de dados abertas atualizadas", 2, 10),
        _pc("Coleta de campo da pesquisa anual concluída", 50, 100),
        _un("Estudos setoriais publicados", 1, 6),
        _un("Seminários técnicos realizados", 1, 4),
        _pc("Indicadores estratégicos apurados no prazo", 90, 100),
    ),
    ("Diretoria de Estudos e Pesquisas", "Secretaria de Políticas Setoriais"),
    ("Sociedade", "Universidades e centros de pesquisa", "Gestores públicos"),
)
PROGRAMAS = Area(
    (
        _un("Municípios visitados para apoio técnico", 8, 60),
        _pc("Repasses do programa liberados", 60, 100),
        _un("Oficinas de capacitação com estados e municípios realizadas", 3, 18),
        _un("Termos de execução descentralizada acompanhados", 4, 24),
        _pc("Metas físicas do programa alcançadas", 70, 100),
    ),
    ("Secretaria de Políticas Setoriais", "Casa Civil", "Gabinete"),
    ("Municípios", "Estados e Distrito Federal", "Organizações da sociedade civil"),
)
COMUNICACAO = Area(
    (
        _un("Campanhas institucionais veiculadas", 1, 6),
        _un("Páginas do portal revisadas em linguagem simples", 20, 150),
        _pc("Demandas da imprensa respondidas no mesmo dia", 80, 100),
        _un("Edições do boletim interno publicadas", 6, 26),
        _un("Eventos oficiais organizados", 2, 12),
    ),
    ("Gabinete", "Assessoria de Comunicação Social"),
    ("Sociedade", "Imprensa", "Servidores do órgão"),
)
AUDITORIA = Area(
    (
        _un("Auditorias do plano anual concluídas", 2, 8),
        _pc("Recomendações dos órgãos de controle atendidas", 60, 95),
        _un("Planos de tratamento de riscos aprovados", 1, 6),
        _pc("Processos disciplinares instruídos no prazo", 75, 100),
        _un("Relatório de gestão integrado entregue", 1, 1),
    ),
    ("Auditoria Interna", "Tribunal de Contas da União", "Controladoria-Geral da União"),
    ("Alta administração", "Órgãos de controle", "Todas as unidades"),
)
ARQUIVO = Area(
    (
        _pc("Processos físicos convertidos para o meio eletrônico", 30, 100),
        _un("Metros lineares de acervo tratados", 20, 200),
        _un("Listagens de eliminação de documentos publicadas", 1, 3),
        _pc("Solicitações de desarquivamento atendidas em dois dias", 90, 100),
        _un("Títulos incorporados ao acervo da biblioteca", 40, 400),
    ),
    ("Coordenação-Geral de Logística", "Comissão Permanente de Avaliação de Documentos"),
    ("Todas as unidades", "Pesquisadores", "Sociedade"),
)

AREAS = (
    *(PESSOAS, TECNOLOGIA, COMPRAS, ORCAMENTO, ATENDIMENTO, FISCALIZACAO),
    *(NORMAS, PESQUISA, PROGRAMAS, COMUNICACAO, AUDITORIA, ARQUIVO),
)
"""As áreas de um órgão; as unidades executoras as percorrem em ordem."""
