"""Facts as data: what the code, the front end and the documents all read.

Each ``*.toml`` here is written by people. Its twin ``*.json`` is what is read: it takes a tenth
of a millisecond, where reading TOML takes five. :mod:`.twins` makes it, and a test compares.
"""
