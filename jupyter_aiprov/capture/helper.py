"""Helper processes: work that would hold up the user's interpreter, done beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from .energy.cpu import discount

_HOME = Path(__file__).parents[2]
_LIMIT = 60.0
_NICENESS = 15


def ask(module: str, *arguments: str) -> bytes:
    """What ``python -m module arguments`` prints; run it from a thread.

    The helper has its own process group, so that interrupting the kernel leaves it alone, and
    its CPU time is kept out of the user's account.

    Raises:
        OSError: it cannot be started.
        subprocess.SubprocessError: it failed, or took over a minute.
    """
    # From our own folder: the user's may hold a random.py, and here the package is found.
    return output([sys.executable, "-m", module, *arguments], _HOME)


def output(
    command: Sequence[str],
    folder: Path,
    limit: float = _LIMIT,
    more: Mapping[str, str] | None = None,
) -> bytes:
    """What a program prints, with the same precautions; run it from a thread.

    Args:
        command: the program and its arguments.
        folder: where it runs.
        limit: seconds it may take.
        more: variables for its environment.

    Raises:
        OSError: it cannot be started.
        subprocess.SubprocessError: it failed, or took too long.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**_environment(), **(more or {})},
        start_new_session=True,
    ) as helper:
        killer = threading.Timer(limit, helper.kill)
        killer.daemon = True
        killer.start()
        assert helper.stdout is not None
        answer = helper.stdout.read()
        killer.cancel()
        code = _reap(helper)
    if code != 0:
        raise subprocess.CalledProcessError(code, command[0])
    return answer


def be_gentle() -> None:
    """For the helper: let the user's work go first."""
    with suppress(AttributeError, OSError):
        os.nice(_NICENESS)


def _reap(helper: subprocess.Popen[bytes]) -> int:
    if not hasattr(os, "wait4"):
        return helper.wait()
    _, status, used = os.wait4(helper.pid, 0)
    discount(used.ru_utime + used.ru_stime)
    helper.returncode = os.waitstatus_to_exitcode(status)
    return helper.returncode


def _environment() -> dict[str, str]:
    """The helper is no kernel."""
    left_out = ("JPY_SESSION_NAME", "PYTHONSTARTUP", "PYTHONINSPECT")
    return {name: value for name, value in os.environ.items() if name not in left_out}
