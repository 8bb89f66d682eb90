"""Recognised generators of data: one file and one entry point each, installed on import.

The entry point's name is the module that makes data up; its object has
``install(recorder) -> undo``. What it makes carries the mark ``synthetic``, *observed*.
"""
