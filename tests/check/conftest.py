"""O comando `pgd`, corrido dentro do teste."""

from tests.cli.conftest import pasta, pgd

__all__ = ["pasta", "pgd"]
