"""Helper processes: work that would hold up the user's interpreter, done beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ..values.user_modules import is_local
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

    Returns:
        Its standard output, whole.

    Raises:
        OSError: it cannot be started, or the user's code would meet it among its children.
        subprocess.SubprocessError: it failed, or took too long.
    """
    if not _are_ours_to_start():
        raise ChildProcessError("The notebook looks after its child processes itself.")
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**_environment(), **(more or {})},
        start_new_session=True,
    ) as helper:
        over = threading.Event()
        # Named, or it would take the number of a thread of the user's.
        threading.Thread(
            target=_watch, args=(helper, over, limit), name="aiprov-helper", daemon=True
        ).start()
        assert helper.stdout is not None
        answer = helper.stdout.read()
        over.set()
        code = _reap(helper)
    if code != 0:
        raise subprocess.CalledProcessError(code, command[0])
    return answer


def _watch(helper: subprocess.Popen[bytes], over: threading.Event, limit: float) -> None:
    if not over.wait(limit):
        helper.kill()


class _Children:
    """Whether the user's code looks after the children of this process itself."""

    theirs = False


def _forks() -> None:
    """The process is about to be forked: by the user's own code, or by a library's."""
    if is_local(sys._getframe(1).f_globals.get("__name__")):
        _Children.theirs = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_forks)


def _are_ours_to_start() -> bool:
    """Whether a child of ours would be noticed by nobody.

    Who handles the signal of children, or forks and waits for any child, would meet ours.
    """
    number = getattr(signal, "SIGCHLD", None)
    return not _Children.theirs and (
        number is None or signal.getsignal(number) in (signal.SIG_DFL, None)
    )


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
