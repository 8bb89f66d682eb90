"""Code that runs without a statement that calls it: what it may touch is watched as it begins."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from inspect import CO_OPTIMIZED
from types import FrameType, FunctionType, ModuleType

from ..spec.effects import effects
from ..values.fingerprints import prints, shallow
from ..values.identity import identity
from ..values.kinds import PLAIN
from ..values.raw import MISSING, address, exactly
from ..values.reach import is_conduit, reach
from .background import Work
from .callees import Callee, Variable, expand_code
from .memory import Memory
from .tags import Tags

_PARTS = 60
_PLAIN = (*PLAIN, ModuleType)
_FIXED = (*_PLAIN, FunctionType, type)
#: Code that may keep the dictionary of its variables, or have it kept.
_LOOKING = effects("functions", "looking", frozenset[str])


def watched(
    frames: Iterable[FrameType],
    tags: Tags,
    done: Callable[[], bool],
    memory: Memory,
    modules: dict[int, str],
) -> Work:
    """A piece of work that consists of these calls of the user's functions.

    Args:
        frames: the calls, as they run.
        tags: what has just arrived in them.
        done: tells whether they are over.
        memory: the names they may touch.
        modules: see :func:`callees.expand`.

    Returns:
        The work, with what the variables it may touch hold now.
    """
    use, numbers = Callee(), set[int]()
    for frame in frames:
        expand_code(frame.f_code, frame.f_globals, modules, use)
        numbers |= _held_by(frame)
    bound = {variable: address(memory.value(variable)) for variable in use.writes}
    work = Work(done, tags, set(), bound)
    for variable in use.reads | _holders(numbers, memory):
        value = memory.value(variable)
        if value is MISSING or exactly(value, *_PLAIN):
            continue
        if shallow(value) is None and not is_conduit(value):
            memory.mark(value, tags)  # closed to us: it may keep what arrived
        else:
            work.before[variable] = prints(value)
    return work


def _held_by(frame: FrameType) -> set[int]:
    """Identities of what a call's variables stand for."""
    code = frame.f_code
    if not code.co_flags & CO_OPTIMIZED or _LOOKING.intersection(code.co_names):
        return set()
    names = (*code.co_freevars, *code.co_cellvars, *code.co_varnames[: code.co_argcount])
    local = frame.f_locals if names else {}
    values = [local.get(name) for name in names]
    found = {identity(value) for value in values if not exactly(value, *_FIXED)}
    if sys.version_info < (3, 13):
        local.clear()  # made for us alone; it would keep the values until the call ends
    return {number for number in found if number is not None}


def _holders(numbers: set[int], memory: Memory) -> set[Variable]:
    """The names whose values are, or hold, one of these."""
    if not numbers:
        return set()
    found = set()
    for name in memory.names():
        value: object = memory.namespace.get(name)
        if exactly(value, *_PLAIN):
            continue
        if any(identity(part) in numbers for part in reach(value, limit=_PARTS)):
            found.add(Variable("", name))
    return found
