"""Values that come from other processes: what happened there nobody saw."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

from ..spec.effects import effects, pairs
from ..values.raw import MISSING, exactly, is_a, module_of, mro_of, name_of, own, text_in
from ..values.user_modules import is_local

REASON = "another process"

_LIBRARIES = effects("elsewhere", "libraries", frozenset[str])
_MODULES = effects("elsewhere", "modules", frozenset[str])
_HERE = pairs("elsewhere", "here")
_ANSWERS = effects("elsewhere", "answers", frozenset[str])
_THREADS = effects("elsewhere", "threads", frozenset[str])
#: Executors that libraries keep, by module and name → the attribute that counts their work.
_KEPT = tuple(
    (executor.rpartition("."), count)
    for executor, count in effects("elsewhere", "kept", dict[str, str]).items()
)
_PIPED = pairs("functions", "piped")


def is_of_other_process(value: object) -> bool:
    """Whether a value stands for something in another process."""
    kind = type(value)
    if value is MISSING or kind is ModuleType or kind is type:
        return False
    for base in mro_of(kind):
        module, name = module_of(base), name_of(base)
        if (module, name) in _HERE:
            return False
        if module in _MODULES:
            return module != "multiprocessing.pool" or name not in _ANSWERS
        if module.partition(".")[0] in _LIBRARIES:
            return True
    return False


def holds_other_process(value: object) -> bool:
    """Whether an instance of a class of the user's holds such a value."""
    if value is MISSING or not is_local(module_of(type(value))):
        return False
    return any(map(is_of_other_process, list(own(value).values())))


def goes_to_other_process(callee: object, words: Mapping[str, object]) -> bool:
    """Whether a function or class hands work to other processes, by its arguments' names."""
    home, name = _named(callee)
    if (home, name) == ("joblib.parallel", "Parallel"):
        return _in_processes(words)
    root = home.partition(".")[0]
    if root in _LIBRARIES or (root == "dask" and "distributed" in sys.modules):
        return True
    return (home, name) in _PIPED and not _is_file(words.get(""))


def _is_file(handle: object) -> bool:
    """Whether a file lies behind a descriptor, and no other process."""
    try:
        return type(handle) is int and stat.S_ISREG(os.fstat(handle).st_mode)
    except OSError:
        return False


def _in_processes(words: Mapping[str, object]) -> bool:
    """Whether a ``joblib.Parallel`` made with these arguments may use processes."""
    said = (words.get("backend"), words.get("prefer"), words.get("require"))
    if any(type(word) is str and word in _THREADS for word in said):
        return False
    count = words.get("n_jobs", words.get(""))
    return not (count is None or (type(count) is int and count == 1))


def _named(callee: object) -> tuple[str, str]:
    """The module and name of a function or class, empty where it is neither."""
    if exactly(callee, MethodType):
        callee = callee.__func__
    if exactly(callee, FunctionType):
        return text_in(callee.__globals__, "__name__"), callee.__name__
    if exactly(callee, BuiltinFunctionType):
        return callee.__module__ or "", callee.__name__
    if is_a(callee, type):
        return module_of(callee), name_of(callee)
    return "", ""


def handed_over() -> tuple[int, ...]:
    """How much work was given to executors that libraries keep for themselves."""
    counts = []
    for (module, _, name), count in _KEPT:
        home = sys.modules.get(module)
        held = own(home).get(name) if home is not None else None
        number = own(held).get(count) if held is not None else None
        counts.append(number if type(number) is int else 0)
    return tuple(counts)
