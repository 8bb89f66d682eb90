"""What derives from what: marks that flow along data, statement by statement.

Pure: it knows Python's syntax and values, neither IPython nor files. ``kernel/lineage*.py`` feeds
it the statements a kernel runs; ``lineage.static`` the source of a notebook that ran elsewhere.
"""
