"""Toda configuração do simulador: nome, padrão e explicação. Só aqui se lê o ambiente e o arquivo `.env`.

Cada campo aceita `PGD_<CAMPO>` e, quando há, o nome que a implantação da API central usa (contrato/clientes), para que
um arranjo existente funcione trocando-se a imagem.
"""

import ipaddress
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, EmailStr, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url

from app.contract.errors import items_of

PASTA = Path(".pgd")
"""Onde ficam, por padrão, o banco SQLite e a chave gerada."""
ADMIN_EMAIL = "admin@pgd.gov.br"
SENHA_DE_DEMONSTRACAO = "demonstracao-pgd"
BYTES_DA_CHAVE = 32
"""Menor chave aceita fora desta máquina: 256 bits, o tamanho do HS256 (RFC 7518, seção 3.2)."""

CHAVES_PUBLICADAS = frozenset(
    {
        # A do tutorial de segurança do FastAPI, que muita instalação copia.
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    }
)


class Ambiente(StrEnum):
    """De que ambiente da API central o simulador faz o papel; é sempre um simulador."""

    HOMOLOGACAO = "homologacao"
    PRODUCAO = "producao"


ARQUIVO = {Ambiente.HOMOLOGACAO: "pgd.sqlite", Ambiente.PRODUCAO: "producao.sqlite"}
"""Em que arquivo cada ambiente guarda, se não se diz outro banco."""
CHAVE = {Ambiente.HOMOLOGACAO: "chave", Ambiente.PRODUCAO: "producao.chave"}
"""Onde fica a chave gerada de cada ambiente: o token de um não vale no outro, como na API central."""


class InvalidSettings(Exception):
    """A configuração não serve; a mensagem diz o que falta e como se resolve."""


@dataclass(frozen=True, slots=True)
class Ajuste:
    """Uma configuração, como se mostra a quem administra: a variável, as que também servem, e o valor em vigor.

    `mudado` diz se alguém a definiu; o valor de um segredo nunca vem.
    """

    variavel: str
    tambem: tuple[str, ...]
    descricao: str
    valor: str
    mudado: bool


def _campo(descricao: str, *apelidos: str, nome: str, **opcoes: Any) -> Any:
    return Field(validation_alias=AliasChoices(f"PGD_{nome.upper()}", *apelidos), description=descricao, **opcoes)


def _sqlite_of(validated: Mapping[str, Any]) -> str:
    return f"sqlite:///{PASTA.as_posix()}/{ARQUIVO[validated['ambiente']]}"


class Settings(BaseSettings):
    """A configuração em vigor. Vale, nesta ordem: opção do comando, ambiente, `.env`, padrão."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, env_ignore_empty=True
    )

    host: str = _campo("Endereço em que o servidor escuta.", nome="host", default="127.0.0.1")
    porta: Annotated[int, Field(ge=0, le=65_535)] = _campo(
        "Porta em que o servidor escuta.", nome="porta", default=5057
    )
    processos: Annotated[int, Field(ge=1, le=64)] = _campo(
        "Quantos processos atendem juntos.", nome="processos", default=1
    )
    ambiente: Ambiente = _campo(
        "De que ambiente da API central o simulador faz o papel: homologacao ou producao; cada um tem os seus dados.",
        nome="ambiente",
        default=Ambiente.HOMOLOGACAO,
    )
    banco: str = _campo(
        "Endereço do banco: sqlite:///arquivo ou postgresql://usuario:senha@servidor/banco.",
        "SQLALCHEMY_DATABASE_URL",
        nome="banco",
        default_factory=_sqlite_of,
    )
    chave_secreta: SecretStr | None = _campo(
        "Chave que assina os tokens. Sem ela, usa-se uma gerada e guardada ao lado do banco.",
        "SECRET_KEY",
        nome="chave_secreta",
        default=None,
    )
    algoritmo: str = _campo("Algoritmo dos tokens; só HS256 é aceito.", "ALGORITHM", nome="algoritmo", default="HS256")
    token_minutos: Annotated[int, Field(ge=1, le=525_600)] = _campo(
        "Por quantos minutos vale um token.", "ACCESS_TOKEN_EXPIRE_MINUTES", nome="token_minutos", default=30
    )
    admin_email: EmailStr = _campo(
        "E-mail do administrador criado ao iniciar.", "API_PGD_ADMIN_USER", nome="admin_email", default=ADMIN_EMAIL
    )
    admin_senha: SecretStr = _campo(
        "Senha do administrador criado ao iniciar. O padrão só serve nesta máquina.",
        "API_PGD_ADMIN_PASSWORD",
        nome="admin_senha",
        default=SecretStr(SENHA_DE_DEMONSTRACAO),
    )
    limite_corpo: Annotated[int, Field(ge=1_024)] = _campo(
        "Maior corpo de pedido aceito, em bytes.", nome="limite_corpo", default=16 * 1024 * 1024
    )
    limite_login: Annotated[int, Field(ge=0)] = _campo(
        "Quantas senhas erradas, por conta e por endereço, cabem em 5 minutos; 0 não limita.",
        nome="limite_login",
        default=0,
    )
    diario_registros: Annotated[int, Field(ge=1)] = _campo(
        "Quantos registros o diário guarda; os mais antigos saem.", nome="diario_registros", default=10_000
    )
    diario_corpo: Annotated[int, Field(ge=0)] = _campo(
        "Quanto de cada corpo o diário guarda, em bytes.", nome="diario_corpo", default=64 * 1024
    )
    perfil: str = _campo(
        "De que órgão são os avisos a mais: nacional (nenhum), antaq, censipam, ou o arquivo .py do seu.",
        nome="perfil",
        default="nacional",
    )
    roteiros: Path | None = _campo(
        "Pasta com os roteiros que você escreve, em arquivos .toml. Sem ela, o painel só tem os da casa.",
        nome="roteiros",
        default=None,
    )
    smtp_servidor: str | None = _campo(
        "Servidor SMTP que entrega os e-mails. Sem ele, ficam só na caixa de saída.",
        "MAIL_SERVER",
        nome="smtp_servidor",
        default=None,
    )
    smtp_porta: Annotated[int, Field(ge=1, le=65_535)] = _campo(
        "Porta do servidor SMTP.", "MAIL_PORT", nome="smtp_porta", default=587
    )
    smtp_usuario: str | None = _campo("Usuário no servidor SMTP.", "MAIL_USERNAME", nome="smtp_usuario", default=None)
    smtp_senha: SecretStr | None = _campo("Senha no servidor SMTP.", "MAIL_PASSWORD", nome="smtp_senha", default=None)
    smtp_remetente: str = _campo(
        "Endereço de quem envia os e-mails.", "MAIL_FROM", nome="smtp_remetente", default="simulador@pgd.gov.br"
    )
    smtp_nome: str = _campo(
        "Nome de quem envia os e-mails.", "MAIL_FROM_NAME", nome="smtp_nome", default="Simulador da API PGD"
    )

    @field_validator("algoritmo")
    @classmethod
    def only_hs256(cls, algoritmo: str) -> str:
        if algoritmo != "HS256":
            raise ValueError("só HS256 é aceito; retire ALGORITHM ou ponha HS256")
        return algoritmo

    @model_validator(mode="after")
    def no_published_secret_beyond_loopback(self) -> "Settings":
        if self.is_loopback:
            return self
        if self.admin_senha.get_secret_value() == SENHA_DE_DEMONSTRACAO:
            raise ValueError(
                f"o servidor vai escutar em {self.host}, fora desta máquina, e a senha do administrador é a de "
                "demonstração, que todos conhecem. Defina PGD_ADMIN_SENHA com uma senha sua"
            )
        if self.chave_secreta is not None and weak(self.chave_secreta.get_secret_value()):
            raise ValueError(
                f"o servidor vai escutar em {self.host}, fora desta máquina, e a chave em PGD_CHAVE_SECRETA (ou "
                f"SECRET_KEY) é conhecida, repete poucos caracteres ou tem menos de {BYTES_DA_CHAVE} bytes. Gere "
                "outra, por exemplo com `openssl rand -hex 32`, ou retire a variável para que o simulador gere uma"
            )
        return self

    @property
    def is_loopback(self) -> bool:
        """Se só esta máquina alcança o servidor."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def endereco(self) -> str:
        """A URL por que se chega ao servidor a partir desta máquina."""
        host = "localhost" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104  # aqui só se compara o nome
        return f"http://{f'[{host}]' if ':' in host else host}:{self.porta}"

    def told(self) -> tuple[Ajuste, ...]:
        """O que está em vigor, campo a campo, sem segredo algum."""
        ajustes = []
        for nome, campo in type(self).model_fields.items():
            assert isinstance(campo.validation_alias, AliasChoices)  # noqa: S101  # todo campo vem de `_campo`
            variavel, *tambem = map(str, campo.validation_alias.choices)
            valor, mudado = _shown(nome, getattr(self, nome)), nome in self.model_fields_set
            ajustes.append(Ajuste(variavel, tuple(tambem), campo.description or "", valor, mudado))
        return tuple(ajustes)

    def signing_key(self) -> str:
        """A chave que assina os tokens: a configurada, ou a guardada ao lado do banco, gerada na primeira vez.

        Ao lado de um SQLite é a pasta do arquivo; com PostgreSQL, é `.pgd`.
        """
        if self.chave_secreta is not None:
            return self.chave_secreta.get_secret_value()
        url = make_url(self.banco)
        pasta = Path(url.database).parent if url.get_backend_name() == "sqlite" and url.database else PASTA
        return _kept_key(pasta / CHAVE[self.ambiente])

    @classmethod
    def load(cls, **flags: Any) -> "Settings":
        """A configuração do ambiente com as opções dadas, as vazias de fora.

        Erros: InvalidSettings, com uma frase por problema.
        """
        try:
            return cls(**{f"PGD_{name.upper()}": value for name, value in flags.items() if value is not None})
        except ValidationError as erro:
            # O padrão que depende de um campo recusado não é outro problema.
            problemas = [item for item in erro.errors() if item["type"] != "default_factory_not_called"]
            raise InvalidSettings("\n".join(map(_explain, problemas))) from None


def _shown(nome: str, valor: object) -> str:
    """O valor como se mostra; de um segredo, só se ele existe."""
    if isinstance(valor, SecretStr):
        de_todos = valor.get_secret_value() == SENHA_DE_DEMONSTRACAO
        return "a de demonstração, que está no README" if de_todos else "definida, e não se mostra"
    if nome == "chave_secreta":
        return "gerada, e guardada ao lado do banco"
    if nome == "banco":
        return make_url(str(valor)).set(query={}).render_as_string(hide_password=True)
    return "nenhum" if valor is None else str(valor)


def weak(chave: str) -> bool:
    """Se a chave é publicada, repetitiva ou menor que a do HS256."""
    return chave in CHAVES_PUBLICADAS or len(chave.encode()) < BYTES_DA_CHAVE or len(set(chave)) < 8


def _kept_key(arquivo: Path) -> str:
    arquivo.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Só o dono lê; de dois processos que iniciem juntos, um gera e o outro espera.
        with open(arquivo, "x", encoding="ascii", opener=_private) as novo:
            novo.write(secrets.token_hex(BYTES_DA_CHAVE))
    except FileExistsError:
        pass
    prazo = time.monotonic() + 2
    while not (chave := arquivo.read_text(encoding="ascii").strip()):
        if time.monotonic() > prazo:
            raise InvalidSettings(f"O arquivo da chave, {arquivo}, está vazio. Apague-o, e o simulador gera outra.")
        time.sleep(0.01)
    return chave


def _private(caminho: str, modo: int) -> int:
    return os.open(caminho, modo, 0o600)


def _explain(item: Any) -> str:
    if item["type"] == "value_error" and "reason" not in item["ctx"]:
        return f"Configuração recusada: {item['ctx']['error']}."
    nome = str(item["loc"][0])
    return f"Configuração recusada em {nome}: {items_of([item])[0]['msg']}"
