"""Os perfis: o que a portaria de cada órgão pede além das normas gerais. São só avisos, e só de quem os escolhe."""
