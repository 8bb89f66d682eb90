"""Standard streams that take whatever is said: names of any bytes, any locale, closed or full."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
import unicodedata

_PLAIN = "aiprov-plain"
_NAMES = {0: "stdin", 1: "stdout", 2: "stderr"}
_SIMILAR = {
    "…": "...", "–": "-", "—": "-", "−": "-", "×": "x", "·": "*", "≤": "<=", "≥": ">=",
    "≈": "~", "→": "->", "←": "<-", "✓": "v", "│": "|", "─": "-", "µ": "u", "±": "+/-",
    "‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"',
}  # fmt: skip


def prepare() -> None:
    """Make the standard streams usable before anything is opened or said."""
    for number, name in _NAMES.items():
        _occupy(number)
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(os.dup(number), mode, encoding="utf-8"))
    codecs.register_error(_PLAIN, _plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_PLAIN)


def let_go() -> None:
    """Whoever read standard output has left; what is still buffered must not complain at exit."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _occupy(number: int) -> None:
    """A closed stream's number would be that of the next file opened, and be written to."""
    try:
        os.fstat(number)
    except OSError:
        os.open(os.devnull, os.O_RDWR)


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_plain(sign, error.encoding) for sign in lacking), error.end


def _plain(sign: str, encoding: str) -> str:
    if sign in _SIMILAR:
        return _SIMILAR[sign]
    bare = unicodedata.normalize("NFKD", sign).encode(encoding, "ignore").decode(encoding)
    return bare or sign.encode("ascii", "backslashreplace").decode("ascii")


def flush() -> Exception | None:
    """Let all that was said go out; the error where it could not.

    Raises:
        BrokenPipeError: nobody reads any more.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        return error
    return None
