"""What keeps answers where nobody can look: the memory of a cached function, a stream half read."""

from __future__ import annotations

import functools

from ..spec.effects import pairs
from ..values.identity import identity
from ..values.kinds import PLAIN
from ..values.raw import MISSING, exactly, is_a, module_of, name_of
from ..values.reach import is_conduit, reach
from .execution import Execution
from .memory import Memory
from .tags import NONE, Tags

_PARTS = 60
_CACHED = type(functools.lru_cache(lambda: None))
#: Callables of other libraries that remember what they answered: module and type.
_REMEMBERING = pairs("types", "remembering")
_HELD = (*PLAIN, list, tuple, dict, set, frozenset)


def keep(memory: Memory, execution: Execution) -> None:
    """Mark what may give later what arrived while a statement ran."""
    came = NONE.union(*(one.tags for one in execution.arrivals))
    if not came:
        return
    for variable, flowing in execution.effects.keeps:
        value = memory.value(variable)
        tags = execution.resolved(flowing)
        if tags and value is not MISSING and not exactly(value, *_HELD) and not is_conduit(value):
            memory.mark(value, tags)
    numbers = {
        number
        for variable in execution.effects.reads
        for part in reach(memory.value(variable), limit=_PARTS)
        if gives_again(part) and (number := identity(part)) is not None
    }
    if numbers:
        _mark_holders(memory, numbers, came)


def gives_again(value: object) -> bool:
    """Whether a callable is known to give again what it gave before."""
    kind = type(value)
    return is_a(value, _CACHED) or (module_of(kind), name_of(kind)) in _REMEMBERING


def _mark_holders(memory: Memory, numbers: set[int], tags: Tags) -> None:
    """Mark the values of these identities, and what holds them, by the names they have."""
    for name in memory.names():
        value = memory.namespace.get(name)
        if not exactly(value, *PLAIN) and any(
            identity(part) in numbers for part in reach(value, limit=_PARTS)
        ):
            memory.mark(value, tags)
