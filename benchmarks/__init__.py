"""Every figure the project promises, measured on the tree that stands beside it.

To be run from the folder above: ``python -m benchmarks.NAME``.
"""
