"""Files as they are opened: the interpreter's own audit events, and wrappers where it sees none.

An audit hook cannot be taken out again; ours does nothing while nobody watches.
"""

from __future__ import annotations

import functools
import glob
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from itertools import islice
from typing import Any

from .filedigest import COARSE
from .patching import Patch, holder
from .recorder import Recorder

#: Takes the kind of use (``read``, ``write``, ``append``, ``move``, ``process``) and paths.
Sink = Callable[[str, str, str], None]

_sink: Sink | None = None
_here = threading.local()
_hooked = False

_IGNORED_ROOTS = tuple(
    {
        os.path.join(path, "")  # noqa: PTH118 - compared as text
        for path in (sys.prefix, sys.base_prefix, "/proc", "/sys", "/dev", "/usr", "/etc", "/lib")
        if path != "/"
    }
)
if ipython := os.environ.get("IPYTHONDIR"):  # its history is written behind the cells
    _IGNORED_ROOTS += (os.path.join(os.path.abspath(ipython), "profile_"),)  # noqa: PTH100, PTH118
_IGNORED_PARTS = ("/.aiprov/", "/.ipython/", "/.cache/", "/.config/", "/.local/", "/__pycache__/")
_IGNORED_ENDS = (".pyc", ".so", ".pyd", ".dll", ".afm", ".ttf")
#: What libraries ask for the number of cores, or where a library lies: no data of anybody's.
_ABOUT_THE_MACHINE = frozenset(("lscpu", "ldconfig", "sysctl", "uname", "nproc", "getconf"))
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND


def watch(sink: Sink) -> Callable[[], None]:
    """Tell ``sink`` of every file used from now on; answers the undo."""
    global _sink, _hooked  # noqa: PLW0603 - the interpreter has one list of hooks
    _sink = sink
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked = True

    def undo() -> None:
        global _sink  # noqa: PLW0603 - see above
        if _sink is sink:
            _sink = None

    return undo


@contextmanager
def unseen() -> Iterator[None]:
    """What this thread does with files within is ours, not the user's."""
    before, _here.ours = getattr(_here, "ours", False), True
    try:
        yield
    finally:
        _here.ours = before


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if _sink is None:
        return
    handler = _EVENTS.get(event)
    if handler is not None:
        try:
            handler(args)
        except Exception:  # noqa: BLE001 - an exception here would forbid the user's call
            return


def tell(kind: str, path: Any, other: Any = "") -> None:
    """A file is used, seen by a wrapper; anything that is no path is left aside."""
    if getattr(_here, "ours", False):
        return
    sink, name = _sink, _path(path)
    if kind == "read" and name is not None and name.endswith(".py"):
        return  # a module being imported
    if sink is not None and name is not None and not _ignored(name):
        sink(kind, name, _path(other) or "")


def _open(args: tuple[Any, ...]) -> None:
    path, mode, flags = args
    if mode is None:
        writes = isinstance(flags, int) and flags & _WRITING
        tell("append" if writes else "read", path)
    elif any(sign in mode for sign in "wx"):
        tell("write", path)
    else:
        tell("append" if "a" in mode or "+" in mode else "read", path)


def _connect(args: tuple[Any, ...]) -> None:
    name = os.fsdecode(args[0]) if isinstance(args[0], str | bytes | os.PathLike) else ""
    if name and name != ":memory:" and not name.startswith("file:"):
        tell("database", name)


def _process(args: tuple[Any, ...]) -> None:
    name = str(args[0])[:100]
    if _sink is not None and name.rpartition("/")[2] not in _ABOUT_THE_MACHINE:
        _sink("process", name, "")


def worker(name: str) -> None:
    """A process begins by a way of which the interpreter tells nobody."""
    _process((name,))


_EVENTS: dict[str, Callable[[tuple[Any, ...]], None]] = {
    "open": _open,
    "sqlite3.connect": _connect,
    "os.rename": lambda args: tell("move", args[0], args[1]),
    "subprocess.Popen": _process,
    "os.system": _process,
    "os.fork": lambda _args: _process(("os.fork",)),
    "os.forkpty": lambda _args: _process(("os.forkpty",)),
    "os.posix_spawn": _process,
    "pty.spawn": _process,
}


def _path(path: Any) -> str | None:
    if isinstance(path, int) or path is None:
        return None
    try:
        name = os.fsdecode(path)
    except (TypeError, UnicodeError):
        return None
    return os.path.abspath(name) if name and "://" not in name else None  # noqa: PTH100


def _ignored(path: str) -> bool:
    return (
        path.startswith(_IGNORED_ROOTS)
        or path.endswith(_IGNORED_ENDS)
        or any(part in path for part in _IGNORED_PARTS)
    )


class Wrapped:
    """Wrappers of functions of one module that open files in native code.

    Args:
        module: its name.
        reads: names of functions, or of methods as ``Class.method``, that read their first path.
        writes: those that write it.
    """

    def __init__(self, module: str, reads: Iterable[str] = (), writes: Iterable[str] = ()) -> None:
        self._module = module
        self._uses = [(name, "read") for name in reads] + [(name, "write") for name in writes]

    def install(self, _recorder: Recorder) -> Callable[[], None]:
        """Wrap what the installed version has; answers the undo."""
        module = import_module(self._module)
        patches = []
        for name, kind in self._uses:
            owner, last = holder(module, name)
            if owner is not None:
                make = functools.partial(_wrapper, kind, owner is not module)
                patches.append(Patch(owner, last, make))

        def undo() -> None:
            for patch in patches:
                patch.undo()

        return undo


def _wrapper(kind: str, method: bool, original: Any, patch: Patch) -> Any:
    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        if not patch.active or _sink is None:
            return original(*args, **kwargs)
        started = time.time_ns()
        names = _given(method, args, kwargs)
        if kind == "read":
            _tell_of(kind, names, 0)
            return original(*args, **kwargs)
        try:
            return original(*args, **kwargs)
        finally:
            _tell_of(kind, names, started)

    return call


def _given(method: bool, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    """The paths among the first arguments of a call, or that of the writer it belongs to."""
    owner = getattr(args[0], "where", None) if method and args else None
    for value in (*args[method:3], *(kwargs.get(name) for name in _PATHS), owner):
        if isinstance(value, str | os.PathLike):
            return [value]
        if isinstance(value, list | tuple) and value and isinstance(value[0], str | os.PathLike):
            return [one for one in value if isinstance(one, str | os.PathLike)]
    return []


def _tell_of(kind: str, names: list[Any], since: int) -> None:
    """A call used these files, or those in these folders that changed ``since`` (nanoseconds)."""
    with suppress(Exception):  # an exception here would be the user's
        for name in names[:_MANY]:
            for path in _files_at(os.fspath(name)):
                if path == name or os.stat(path).st_mtime_ns >= since - COARSE:  # noqa: PTH116
                    tell(kind, path)


def _files_at(name: Any) -> Iterable[str]:
    """A path itself; the files of a folder, or of a pattern, as data sets of many parts have."""
    if not isinstance(name, str) or "://" in name:
        return ()
    if os.path.isdir(name):  # noqa: PTH112 - the path is text
        name = os.path.join(name, "**", "[!._]*")  # noqa: PTH118 - the path is text
    elif not glob.has_magic(name) or os.path.exists(name):  # noqa: PTH110 - the path is text
        return (name,)
    found = glob.iglob(name, recursive=True)  # noqa: PTH207 - the path is text
    return islice((path for path in found if os.path.isfile(path)), _MANY)  # noqa: PTH113


#: Of a data set in many files so many are looked at.
_MANY = 200
_PATHS = (
    "path",
    "source",
    "file",
    "where",
    "dest",
    "f",
    "filename",
    "sink",
    "base_dir",
    "root_path",
    "output_file",
    "path_or_buf",
    "filepath_or_buffer",
)

pandas = Wrapped(
    "pandas",
    ("read_parquet", "read_feather", "read_orc", "read_hdf"),
    ("DataFrame.to_parquet", "DataFrame.to_feather", "DataFrame.to_orc", "DataFrame.to_hdf"),
)
arrow = Wrapped("pyarrow", ("memory_map", "input_stream"), ("output_stream",))
ipc = Wrapped("pyarrow.ipc", ("open_file", "open_stream"), ("new_file", "new_stream"))
parquet = Wrapped(
    "pyarrow.parquet",
    ("read_table", "read_pandas", "ParquetFile.__init__", "ParquetDataset.__init__"),
    ("write_table", "write_to_dataset", "ParquetWriter.__init__", "ParquetWriter.close"),
)
feather = Wrapped("pyarrow.feather", ("read_feather", "read_table"), ("write_feather",))
arrow_csv = Wrapped("pyarrow.csv", ("read_csv", "open_csv"), ("write_csv",))
arrow_json = Wrapped("pyarrow.json", ("read_json", "open_json"))
dataset = Wrapped("pyarrow.dataset", ("dataset",), ("write_dataset",))
torch = Wrapped("torch", ("load",), ("save",))
safetensors = Wrapped("safetensors.numpy", ("load_file",), ("save_file",))
safetensors_torch = Wrapped("safetensors.torch", ("load_file",), ("save_file", "save_model"))
cv2 = Wrapped("cv2", ("imread", "imreadmulti"), ("imwrite", "imwritemulti"))
_KINDS = ("csv", "parquet", "ipc", "json", "ndjson", "avro", "excel", "database")
polars = Wrapped(
    "polars",
    tuple(f"{verb}_{kind}" for verb in ("read", "scan") for kind in _KINDS),
    tuple(f"DataFrame.write_{kind}" for kind in _KINDS)
    + tuple(f"LazyFrame.sink_{kind}" for kind in _KINDS),
)
