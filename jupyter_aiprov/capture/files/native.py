"""Files that native code opens: the interpreter tells nothing of them, wrappers do.

The arguments of such a call are the user's. Of these only plain text and the paths of ``pathlib``
are looked at; a path that is an object of another kind says nothing, and what is read is unknown.
"""

from __future__ import annotations

import functools
import glob
import os
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from itertools import islice
from pathlib import PurePath
from typing import cast

from ...values.raw import exactly, is_a, module_of, own, path_text
from ..patching import Original, Patch, holder, without_us
from ..recorder import Recorder
from ..shield import Report, shielded
from .audit import tell, unseen, watching
from .digest import COARSE


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

    def install(self, recorder: Recorder) -> Callable[[], None]:
        """Wrap what the installed version has; answers the undo."""
        module = import_module(self._module)
        patches = []
        for name, kind in self._uses:
            owner, last = holder(module, name)
            if owner is not None:
                make = functools.partial(_wrapper, recorder.diagnose, kind, owner is not module)
                patches.append(Patch(owner, last, make))

        def undo() -> None:
            for patch in patches:
                patch.undo()

        return undo


def _wrapper(report: Report, kind: str, method: bool, original: Original, patch: Patch) -> Original:
    @functools.wraps(original)
    def call(*args: object, **kwargs: object) -> object:
        if not patch.active or not watching():
            return original(*args, **kwargs)
        started = time.time_ns()
        names: list[str] = []
        with shielded(report, "looking a file up"):
            names = _given(method, args, kwargs)
            _tell_of("read" if kind == "read" else "remove", names, 0)
        try:
            return original(*args, **kwargs)
        except BaseException as error:
            without_us(error)
            raise
        finally:
            if kind == "write":
                with shielded(report, "looking a file up"):
                    _tell_of(kind, names, started)

    return call


def _given(method: bool, args: tuple[object, ...], kwargs: dict[str, object]) -> list[str]:
    """The paths among the first arguments of a call, or that of the writer it belongs to."""
    values = [*args[method:3], *(kwargs[name] for name in _PATHS if name in kwargs)]
    if method and args and module_of(type(args[0])).startswith("pyarrow."):
        values.append(own(args[0]).get("where"))
    for value in values:
        found = [value]
        if exactly(value, list, tuple):
            found = list(islice(cast("list[object]", value), _MANY))
        named = [_text(one) for one in found]
        if any(name is not None for name in named):
            return [name for name in named if name is not None]
    return []


def _text(value: object) -> str | None:
    """A path as text, empty for one that is not looked into, None for what is none."""
    return path_text(value) if is_a(value, str, bytes, PurePath) else None


def _tell_of(kind: str, names: list[str], since: int) -> None:
    """A call used these files, or those in these folders that changed ``since`` (nanoseconds)."""
    for name in names:
        if not name and kind == "read":
            tell("hidden", "")
        with unseen():
            found = list(_files_at(name))
        for path in found:
            if path == name or os.stat(path).st_mtime_ns >= since - COARSE:  # noqa: PTH116
                tell(kind, path)


def _files_at(name: str) -> Iterable[str]:
    """A path itself; the files of a folder, or of a pattern, as data sets of many parts have."""
    if not name or "://" in name:
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
