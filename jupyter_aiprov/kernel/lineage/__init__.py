"""Lineage in a kernel: the statements of its cells are followed as the shell runs them."""
