"""O comando `pgd`, um arquivo por assunto."""
