"""Simulador da API PGD: um dublê fiel e offline da API central do Programa de Gestão e Desempenho."""

__version__ = "0.1.0"
CONTRACT_VERSION = "3.3.9"
