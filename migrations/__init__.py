"""Migrações do banco, uma por versão do esquema."""
