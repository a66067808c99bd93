"""Um cliente da API PGD: entra, envia na ordem certa, e insiste só quando vale a pena."""

from cliente_pgd.cliente import ClientePgd
from cliente_pgd.erros import AcessoNegado, EnvioRecusado, ErroDoPgd, ServicoForaDoAr
from cliente_pgd.recibo import Recibo

__all__ = ["AcessoNegado", "ClientePgd", "EnvioRecusado", "ErroDoPgd", "Recibo", "ServicoForaDoAr"]
