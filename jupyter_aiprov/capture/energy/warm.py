"""Finding the hardware off the cell path: in a helper process, awaited by a thread."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from .cpu import discount
from .hardware import Hardware, keep, kept

_LIMIT = 60.0
_HOME = Path(__file__).parents[3]


def warm(
    country: str | None, delay: float, done: Callable[[Hardware | None, str], None]
) -> threading.Event:
    """Find the hardware in the background; answers an event that calls the search off.

    Args:
        country: from the settings, None to go by the time zone.
        delay: seconds to wait before a helper process is started.
        done: told what was found, or None and why not; called from a thread, or at once
            where an earlier kernel's finding is at hand.
    """
    stop = threading.Event()
    if known := kept(country):
        done(known, "")
        return stop
    search = threading.Thread(
        target=_search, args=(country, delay, done, stop), name="aiprov-energy", daemon=True
    )
    search.start()
    return stop


def warm_now(country: str | None = None) -> Hardware:
    """Find the hardware and wait for it, so that the first kernel here need not search.

    Raises:
        OSError, subprocess.SubprocessError, msgspec.MsgspecError: the helper process failed.
    """
    found = kept(country) or msgspec.json.decode(_probe(country), type=Hardware)
    keep(found, country)
    return found


def _search(
    country: str | None,
    delay: float,
    done: Callable[[Hardware | None, str], None],
    stop: threading.Event,
) -> None:
    if stop.wait(delay):
        return
    try:
        found = msgspec.json.decode(_probe(country), type=Hardware)
    except (OSError, subprocess.SubprocessError, msgspec.MsgspecError) as error:
        done(None, f"The hardware could not be looked at: {error}"[:200])
        return
    keep(found, country)
    done(found, "")


def _probe(country: str | None) -> bytes:
    command = [sys.executable, "-m", "jupyter_aiprov.capture.energy.probe", country or ""]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_HOME,  # the user's folder may hold a random.py; and the package is found from here
        env=_environment(),
    ) as helper:
        killer = threading.Timer(_LIMIT, helper.kill)
        killer.daemon = True
        killer.start()
        assert helper.stdout is not None
        answer = helper.stdout.read()
        killer.cancel()
        _reap(helper)
    return answer


def _reap(helper: subprocess.Popen[bytes]) -> None:
    """Wait for the helper and keep its CPU time out of the user's account."""
    if not hasattr(os, "wait4"):
        helper.wait()
        return
    _, status, used = os.wait4(helper.pid, 0)
    discount(used.ru_utime + used.ru_stime)
    helper.returncode = os.waitstatus_to_exitcode(status)


def _environment() -> dict[str, str]:
    """The helper is no kernel."""
    left_out = ("JPY_SESSION_NAME", "PYTHONSTARTUP")
    return {name: value for name, value in os.environ.items() if name not in left_out}
