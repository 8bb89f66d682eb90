"""Kinds of values × operations, and small programs, run with the product and without."""
