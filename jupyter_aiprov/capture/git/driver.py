"""Git's configuration of the merge driver: put in and taken out.

The command git runs merges the text itself before it asks for more. Whatever becomes of our
program then, both sides are in the file, or marked in it.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from ...record.atomic import write_atomic
from ...record.errors import BadInput

_ATTRIBUTE = b"*.ipynb merge=aiprov"
_SECTION = "merge.aiprov"

#: %O, %A, %B: base, ours (to hold the result), theirs; %L: length of markers; %P: the file's name.
_COMMAND = (
    "text() { git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B; c=$?; }; "
    "both() { { echo '<<<<<<< ours'; cat \"$o\"; echo; echo =======; cat %B; echo; "
    "echo '>>>>>>> theirs'; } > %A; c=1; }; "
    'if o=$(mktemp) && cp %A "$o"; then text; test $c -lt 128 || both; '
    'PROGRAM merge --driver --marker-size=%L -- %O "$o" %B %P %A; '
    "case $? in 0) c=0;; 10) c=1;; "
    "*) echo 'jupyter-aiprov could not run; notebooks were merged as text' >&2;; esac; "
    'rm -f "$o"; else text; fi; exit $c'
)


def install() -> list[str]:
    """Make it this clone's driver for notebooks; what was set, a line each.

    Raises:
        BadInput: this is no clone with files.
        NotWritable: its attributes cannot be written.
    """
    attributes = _attributes()
    known = _bytes(attributes)
    if _ATTRIBUTE not in known.splitlines():
        line_end = b"\r\n" if b"\r\n" in known else b"\n"
        gap = b"" if not known or known.endswith(b"\n") else line_end
        write_atomic(attributes, known + gap + _ATTRIBUTE + line_end)
    command = _COMMAND.replace("PROGRAM", _program())
    _git("config", f"{_SECTION}.name", "notebooks with their records")
    _git("config", f"{_SECTION}.driver", command)
    return [f"{attributes}: {_ATTRIBUTE.decode()}", f"{_SECTION}.driver: {_program()} merge"]


def uninstall() -> list[str]:
    """Let git merge notebooks as text again; what was taken out, a line each.

    Raises:
        BadInput: this is no clone with files.
        NotWritable: its attributes cannot be written.
    """
    attributes = _attributes()
    known = _bytes(attributes)
    kept = [line for line in known.splitlines(keepends=True) if line.strip() != _ATTRIBUTE]
    said = []
    if b"".join(kept) != known:
        write_atomic(attributes, b"".join(kept))
        said.append(f"{attributes}: {_ATTRIBUTE.decode()} taken out")
    try:
        _git("config", "--remove-section", _SECTION)
        said.append(f"{_SECTION}: taken out")
    except subprocess.CalledProcessError:
        pass  # it was not set
    return said or ["The driver is not installed here."]


def _attributes() -> Path:
    try:
        return Path(_git("rev-parse", "--show-toplevel"), ".gitattributes")
    except OSError:
        raise BadInput("git cannot be run; install it, or put it on the PATH.") from None
    except subprocess.CalledProcessError as error:
        if b"work tree" in error.stderr:
            raise BadInput(
                "This repository has no files (it is bare); run it in a clone that has."
            ) from None
        raise BadInput("This is not a git repository; run it in one.") from None


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _program() -> str:
    """The program itself, found without a PATH; ``%`` is git's own sign."""
    script = Path(sys.executable).with_name("jupyter-aiprov" + (".exe" if os.name == "nt" else ""))
    words = [str(script)]
    if not script.is_file():
        words = [sys.executable, "-c", "from jupyter_aiprov.entry import main; main()"]
    return shlex.join(words).replace("%", "%%")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], check=True, capture_output=True)
    return os.fsdecode(done.stdout).removesuffix("\n")
