"""Files and processes as the interpreter tells of them: its own audit events.

An audit hook cannot be taken out again; ours does nothing while nobody watches. It stands within
the user's calls, so it does next to nothing there: what is told of a file is worked out later.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar
from urllib.parse import unquote

from ...values.raw import address, path_text
from ...values.user_modules import is_local
from ..context import current_run
from ..shield import Report, shielded
from . import folders
from .folders import DESCRIPTORS, here_named, stand, whole
from .many import Many

#: Takes the kind of use (``read``, ``write``, ``append``, ``database``, ``move``, ``remove``,
#: ``process``, ``hidden``), a whole path, and for a move the other one; answers what names the
#: use, None where it was known already.
Sink = Callable[[str, str, str], object]

T = TypeVar("T")
_sink: Sink | None = None
_undo: Callable[[Any], None] | None = None
_report: Report = print
#: The run that uses many files, while one does.
_many: Many | None = None
_hooked = False
#: Where the connections of ``sqlite3`` lead, by their addresses; none is kept alive.
_connections: dict[int, str] = {}
_CONNECTIONS = 2000


class _Here(threading.local):
    """What this thread is at: whether it works for us, what it opened and what it saves."""

    ours = False
    figure: object = None
    database = ""
    opening: tuple[int, int, str, object] = (0, 0, "", None)


_here = _Here()

#: What imports read by the thousands is no data.
_ENDS = (".pyc", ".py", ".so", ".pyd", ".dll", ".afm", ".ttf")
#: What asks about the machine: no data of anybody's.
_ABOUT_THE_MACHINE = frozenset(("lscpu", "ldconfig", "sysctl", "uname", "nproc", "getconf"))
_IMPORTING = ("importlib._bootstrap", "_frozen_importlib")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
#: Opened with one of these, nothing can be read of a file.
_NO_FILE = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_PATH", 0)
_MODES: dict[str, str] = {"r": "read", "rb": "read", "rt": "read", "w": "write", "wb": "write"}


def watch(
    sink: Callable[[str, str, str], T | None], undo: Callable[[T], None], report: Report
) -> Callable[[], None]:
    """Tell ``sink`` of every file used from now on; answers what ends it.

    Args:
        sink: see :data:`Sink`.
        undo: takes back what the sink answered: it was no use of that file after all.
        report: takes a fault of ours.

    Returns:
        What ends it.
    """
    global _sink, _undo, _report, _hooked  # noqa: PLW0603 - the interpreter has one list of hooks
    _sink, _undo, _report = sink, undo, report
    if not _hooked:
        sys.addaudithook(_hook)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=_end)  # what a child does with files is its own
        _hooked = True

    def end() -> None:
        if _sink is sink:
            _end()

    return end


def _end() -> None:
    global _sink  # noqa: PLW0603 - see above
    _sink = None
    _connections.clear()


@contextmanager
def unseen() -> Iterator[None]:
    """What this thread does with files within is ours, not the user's."""
    before, _here.ours = _here.ours, True
    try:
        yield
    finally:
        _here.ours = before


def tell(kind: str, path: str, other: str = "") -> None:
    """A file is used, as a wrapper saw.

    Args:
        kind: of use, see :data:`Sink`.
        path: as the call was given it.
        other: where it is moved to, for a move.
    """
    sink = _sink
    if sink is None or _here.ours or "://" in path:
        return
    if kind == "hidden":
        sink(kind, "", "")
    elif path and not path.endswith(_ENDS):
        sink(kind, whole(path), whole(other) if other else "")


def watching() -> bool:
    """Whether somebody is told of files."""
    return _sink is not None and not _here.ours


def saving(figure: object) -> object:
    """This thread saves a figure from here on, None: it does not; answers what it saved before."""
    before, _here.figure = _here.figure, figure
    return before


def saved() -> object:
    """The figure that this thread is saving, None where it saves none."""
    return _here.figure


def connected(number: int) -> str | None:
    """The file that the connection at this address leads to, None where none is known."""
    return _connections.get(number)


def expect(many: Many | None) -> None:
    """From now on a run uses many files; None where it has ended."""
    global _many  # noqa: PLW0603 - the interpreter has one list of hooks
    _many = many


def _hook(event: str, args: tuple[object, ...]) -> None:
    sink = _sink
    if sink is None:
        return
    if event == "open" and len(args) == 3:  # noqa: PLR2004
        path, mode, _ = args
        if type(path) is str and path.endswith(_ENDS):
            return
        if (many := _many) is not None and type(path) is str and type(mode) is str:
            kind = _MODES.get(mode)
            names = many.reads if kind == "read" else None
            if kind == "write" and not many.pending and _here.figure is None:
                names = many.writes
            if names is not None and current_run() is many.run and not _here.ours:
                names.add(path)
                many.noted.on = True
                return
    handler = _EVENTS.get(event)
    if handler is not None:
        with shielded(_report, "following a file"):
            handler(sink, args)


def _open(sink: Sink, args: tuple[object, ...]) -> None:
    if _here.ours or len(args) != 3:  # noqa: PLR2004 - anybody may raise an audit event
        return
    given, mode, flags = args
    path = path_text(given)
    if path is None or (path and path.endswith(_ENDS)):
        return
    if not path:
        sink("hidden", "", "")
        return
    if type(mode) is str:
        kind = _MODES.get(mode) or _kind(mode)
        made = sink(kind, here_named(path), "")
        frame = sys._getframe(2)
        _here.opening = (address(frame), frame.f_lasti, path, made)
    elif mode is None and type(flags) is int:
        _by_descriptor(sink, path, flags)


def _kind(mode: str) -> str:
    if any(sign in mode for sign in "wx"):
        return "write"
    return "append" if "a" in mode or "+" in mode else "read"


def _by_descriptor(sink: Sink, path: str, flags: int) -> None:
    """``os.open``: its name may be one in a folder that a descriptor stands for."""
    frame = sys._getframe(3)
    _opener(frame, path)
    if flags & _NO_FILE or (not flags & _WRITING and folders.is_folder(path)):
        folders.opened()
        return
    kind = "write" if flags & os.O_TRUNC else "append" if flags & _WRITING else "read"
    if path.startswith(("/", *DESCRIPTORS)) or os.name == "nt":
        sink(kind, here_named(path), "")
        return
    place = folders.place(path, frame)
    if place is None:
        sink("hidden", "", "")
    else:
        sink(kind, whole(path) if place == "" else whole(f"{place}/{path}"), "")


def _opener(frame: FrameType | None, path: str) -> None:
    """The opener of an ``open`` decides which file it is: what the name said does not count."""
    number, at, name, made = _here.opening
    for _ in range(folders.DEPTH if made is not None and name == path else 0):
        if frame is None:
            return
        if address(frame) == number and frame.f_lasti == at and _undo is not None:
            _undo(made)
            _here.opening = (0, 0, "", None)
            return
        frame = frame.f_back


def _connect(sink: Sink, args: tuple[object, ...]) -> None:
    _here.database = path = _database(path_text(args[0])) if args else ""
    if path and not _here.ours:
        sink("database", path, "")


def _database(name: str | None) -> str:
    if name and name.startswith("file:"):
        name, _, rest = unquote(name[5:].partition("#")[0]).partition("?")
        name = "" if "mode=memory" in rest else name.removeprefix("//")
    return whole(name) if name and name != ":memory:" else ""


def _connected(_sink: Sink, args: tuple[object, ...]) -> None:
    """A connection was made, perhaps where another one lay before."""
    number, path, _here.database = address(args[0]), _here.database, ""
    _connections.pop(number, None)
    if path:
        _connections[number] = path
        if len(_connections) > _CONNECTIONS:
            del _connections[next(iter(_connections))]


def worker(name: str) -> None:
    """A process begins by a way of which the interpreter tells nobody."""
    if _sink is not None:
        _process(_sink, (name,))


def _process(sink: Sink, args: tuple[object, ...]) -> None:
    name = (path_text(args[0]) if args else "") or ""
    if _here.ours or name.rpartition("/")[2] in _ABOUT_THE_MACHINE:
        return
    if not _of_an_import(sys._getframe(2)):
        sink("process", name[:100], "")


def _of_an_import(frame: FrameType | None) -> bool:
    """Whether a library does this as it is imported: it looks at the machine, not at data."""
    while frame is not None:
        name = dict.get(frame.f_globals, "__name__")
        if type(name) is str and name in _IMPORTING:
            return True
        if is_local(name):
            return False
        frame = frame.f_back
    return False


def _move(sink: Sink, args: tuple[object, ...]) -> None:
    names = [path_text(one) for one in args[:2]]
    if not _here.ours and all(names):
        handles = [*args[2:4], -1, -1]
        paths = [_at(str(n), handle) for n, handle in zip(names, handles, strict=False)]
        sink("move", *paths)


def _remove(sink: Sink, args: tuple[object, ...]) -> None:
    """A file is taken away, or cut short: what was read of it is looked at before."""
    name = path_text(args[0]) if args else None
    if not _here.ours and name:
        sink("remove", _at(name, args[1] if len(args) > 1 else -1), "")


def _at(name: str, handle: object) -> str:
    if type(handle) is int and handle >= 0 and not name.startswith("/"):
        return whole(f"{folders.of(handle)}/{name}")
    return whole(name)


def _moved(_sink: Sink, _args: tuple[object, ...]) -> None:
    if _many is not None:
        _many.settle()
    stand()


_EVENTS: dict[str, Callable[[Sink, tuple[object, ...]], None]] = {
    "open": _open,
    "os.chdir": _moved,
    "os.rename": _move,
    "os.remove": _remove,
    "os.truncate": _remove,
    "os.fork": _process,
    "os.forkpty": _process,
    "os.posix_spawn": _process,
    "os.spawn": _process,
    "os.system": _process,
    "pty.spawn": _process,
    "sqlite3.connect": _connect,
    "sqlite3.connect/handle": _connected,
    "subprocess.Popen": _process,
}
