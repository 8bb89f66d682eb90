"""The record format: structs, generated schema, digests, and the notebook store.

Only this package reads or writes the metadata key ``aiprov``. The format is specified in
``docs/format.md``.
"""
