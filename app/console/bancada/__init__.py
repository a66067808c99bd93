"""Enviar um documento sem ter um sistema: de verdade, ou só para ver."""

from app.console.bancada.paginas import router

__all__ = ["router"]
