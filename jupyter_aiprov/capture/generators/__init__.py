"""Recognised generators of data: each is installed when the module of its name is imported.

What they make carries the mark ``synthetic``, *observed*. Those that are tables of functions are
data (``spec/generators.toml``); another is one file with an ``install(recorder) -> undo``.
"""
