"""Conferir arquivos sem servidor: o que a API diria de cada documento, se fossem enviados na ordem certa."""
