"""The one place that looks at a user's values.

A value may be anything: a cursor that can be read once, a proxy that opens a connection when it
is touched, a row of a database. So nothing is asked of it. Types are read as the interpreter
holds them, values through the accessors of the exact types listed here; what is of another type
is opaque, and followed by its identity alone. No value is kept, and none gets a weak reference:
arrays refuse to grow under one, and a user's own code can count them.
"""
