"""What the server answers to front ends, below ``aiprov/api``: one file for each address."""
