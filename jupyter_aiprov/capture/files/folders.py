"""Where names are meant from: the working folder, and folders that descriptors stand for.

The interpreter's audit event tells the name alone. The folder is found where the caller's code
shows it, else among the folders this process has open; where several would do, nobody can say.
"""

from __future__ import annotations

import dis
import os
import stat
import sys
from itertools import takewhile
from types import CodeType, FrameType

from ...values.raw import address

#: So many calls lie at most between an ``open`` and what its opener opens.
DEPTH = 6
#: So often are the open folders looked through within a statement.
_LOOKS = 20
_F_GETPATH = 50
#: A name that begins so means what a descriptor stands for.
DESCRIPTORS = ("/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/")
#: Where the process stands, once it was asked for.
_cwd = ""

_seen = {"folders": 0, "looks": 0}
#: Which variable a call names its folder by, by the code's address and the instruction.
_named: dict[tuple[int, int], str | None] = {}


def whole(path: str) -> str:
    """A path from where the process stands now, without dots in it."""
    global _cwd  # noqa: PLW0603 - a process has one working folder
    if os.name == "nt":
        return os.path.abspath(path)  # noqa: PTH100 - the path is text
    if not path.startswith("/"):
        try:
            _cwd = _cwd or os.getcwd()  # noqa: PTH109 - the path is text
        except OSError:  # the folder is gone
            return path
        path = f"{_cwd}/{path}"
    return os.path.normpath(path) if "/." in path or "//" in path or path[-1:] == "/" else path


def stand() -> None:
    """Forget where the process stood: native code may have moved it."""
    global _cwd  # noqa: PLW0603 - a process has one working folder
    _cwd = ""


def here_named(path: str) -> str:
    """The whole path of a file opened by its name; one named by a descriptor is that file."""
    if path.startswith(DESCRIPTORS):
        number = path.rpartition("/")[2]
        return of(int(number)) if number.isdecimal() else ""
    return whole(path)


def opened() -> None:
    """A folder is opened: from now on names may be meant from there."""
    _seen["folders"] += 1


def forget() -> None:
    """A statement is over."""
    _seen["looks"] = 0
    _named.clear()


def is_folder(path: str) -> bool:
    """Whether a path is a folder, seen from where the process stands."""
    return os.path.isdir(path)  # noqa: PTH112 - the path is text


def of(handle: int) -> str:
    """The path of what a descriptor stands for, empty where there is none."""
    try:
        if sys.platform == "darwin":
            import fcntl

            found = fcntl.fcntl(handle, _F_GETPATH, bytes(1024)).rstrip(b"\0")
            return os.fsdecode(found)
        path = os.readlink(f"/proc/self/fd/{handle}")  # noqa: PTH115 - the path is text
    except (OSError, ValueError):
        return ""
    return path if path.startswith("/") else ""


def place(name: str, frame: FrameType | None) -> str | None:
    """The folder a name is meant from: empty for where the process stands, None if unknown."""
    if not _seen["folders"]:
        return ""
    variable = _variable(frame) if frame is not None else ""
    if variable and frame is not None:
        handle = _value(variable, frame)
        if type(handle) is int:
            return of(handle) or None
    _seen["looks"] += 1
    if _seen["looks"] > _LOOKS:
        return None
    return _among(_open_folders(), name, by_handle=variable is None)


def _value(name: str, frame: FrameType) -> object:
    code = frame.f_code
    if name in code.co_varnames or name in code.co_freevars or name in code.co_cellvars:
        return frame.f_locals.get(name)
    return dict.get(frame.f_globals, name)


def _among(found: list[str], name: str, *, by_handle: bool) -> str | None:
    """The one of these folders that has such a file."""
    if not found:
        _seen["folders"] = 0
        return ""
    having = {one for one in found if os.path.exists(f"{one}/{name}")}  # noqa: PTH110
    if not by_handle and os.path.exists(name):  # noqa: PTH110 - the path is text
        having.add("")
    return having.pop() if len(having) == 1 else None if having else ""


def _open_folders() -> list[str]:
    found = []
    try:
        numbers = os.listdir("/dev/fd")  # noqa: PTH208 - the path is text
    except OSError:
        return []
    for number in numbers:
        try:
            if stat.S_ISDIR(os.fstat(int(number)).st_mode):
                found.append(of(int(number)))
        except (OSError, ValueError):
            continue
    return [path for path in found if path and not path.startswith("/dev/fd")]


def _variable(frame: FrameType) -> str | None:
    """The variable that this call gives as ``dir_fd``.

    Empty for none, None for something else, a star where the call does not show what it gives.
    """
    code, at = frame.f_code, frame.f_lasti
    key = (address(code), at)
    if key not in _named:
        _named[key] = _decoded(code, at)
    return _named[key]


def _decoded(code: CodeType, at: int) -> str | None:
    steps = list(takewhile(lambda one: one.offset <= at, dis.get_instructions(code)))
    if not steps or "CALL" not in steps[-1].opname:
        return ""
    if "_EX" in steps[-1].opname:
        return "*"
    while steps and steps[-1].opname in ("CALL", "PRECALL", "CALL_KW", "CALL_FUNCTION_KW"):
        by_name = steps.pop()
    names = steps.pop() if steps else by_name
    keywords: object = code.co_consts[names.arg or 0] if _names_keywords(by_name, names) else ()
    if type(keywords) is not tuple or "dir_fd" not in keywords:
        return ""
    given = steps[-1]
    simple = given.opname.startswith("LOAD_") and "ATTR" not in given.opname
    if keywords[-1] == "dir_fd" and simple and type(given.argval) is str:
        return given.argval
    return None


def _names_keywords(call: dis.Instruction, before: dis.Instruction) -> bool:
    """Whether an instruction before a call holds the names of its keywords."""
    return before.opname == "KW_NAMES" or ("KW" in call.opname and before.opname == "LOAD_CONST")
