"""Values that come from other processes: what happened there nobody saw.

Data, not rules: the types of libraries that hand work to other processes or share memory with
them, and the functions that do.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

from ..values.raw import MISSING, exactly, is_a, module_of, mro_of, name_of, own, text_in
from ..values.user_modules import is_local

REASON = "another process"

#: Libraries all of whose objects stand for something in other processes.
_LIBRARIES = frozenset(
    (
        *("billiard", "celery", "dispy", "distributed", "execnet", "executorlib", "ipyparallel"),
        *("lithops", "loky", "mpi4py", "mpire", "multiprocess", "parsl", "pathos", "pebble"),
        *("pyspark", "ray", "rpyc", "rq", "submitit"),
    )
)
#: Modules of other libraries of which the same is true.
_MODULES = frozenset(
    (
        *("concurrent.futures.process", "joblib.externals.loky.process_executor"),
        *("joblib.externals.loky.reusable_executor", "multiprocessing.connection"),
        *("multiprocessing.managers", "multiprocessing.pool", "multiprocessing.queues"),
        *("multiprocessing.shared_memory", "multiprocessing.sharedctypes", "dask.multiprocessing"),
    )
)
#: Of those modules, what stays in this process.
_HERE = frozenset((("multiprocessing.pool", "ThreadPool"),))
#: In :mod:`multiprocessing.pool` an answer's type does not tell a pool of threads from others.
_ANSWERS = frozenset(
    (
        *("ApplyResult", "AsyncResult", "MapResult", "IMapIterator", "IMapUnorderedIterator"),
        *("ExceptionWithTraceback", "MaybeEncodingError"),
    )
)
#: Functions that read what other processes wrote.
_FUNCTIONS = frozenset((("posix", "read"), ("posix", "readv"), ("nt", "read")))
#: What ``joblib`` calls threads, or one worker.
_THREADS = frozenset(("threading", "threads", "sequential", "sharedmem"))
#: Executors that a library keeps, and their counts of what they were given.
_KEPT = (
    ("joblib.externals.loky.reusable_executor", "_executor", "_queue_count"),
    ("loky.reusable_executor", "_executor", "_queue_count"),
)


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
    return (home, name) in _FUNCTIONS and not _is_file(words.get(""))


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
    for module, name, count in _KEPT:
        home = sys.modules.get(module)
        held = own(home).get(name) if home is not None else None
        number = own(held).get(count) if held is not None else None
        counts.append(number if type(number) is int else 0)
    return tuple(counts)
