"""Where the project stands in version control: asked of git in a thread, off the cell path."""

from __future__ import annotations

import contextlib
import re
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit, urlunsplit

from ...record.notebook import Repository
from ..helper import output
from ..recorder import Recorder
from ..shield import shielded

#: Seconds from one look to the next, and those git may take.
_REST = 2.0
_LIMIT = 10.0
_STATUS = ("git", "status", "--porcelain=v2", "--branch", "--untracked-files=no")
_REMOTE = ("git", "config", "--get", "remote.origin.url")
#: git shall not lock the index under the person's own commands.
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
_SCP = re.compile(r"^(?:[^/@]+@)?([\w.-]{2,}):(?!//)(.+)$")


def look(folder: Path) -> Repository | None:
    """The repository ``folder`` is in; None if it is in none.

    Raises:
        OSError: git cannot be started.
    """
    try:
        told = output(_STATUS, folder, _LIMIT, _QUIET).decode("utf-8", "replace")
    except subprocess.SubprocessError:
        return None
    named = dict(re.findall(r"^# branch\.(oid|head) (.+)$", told, re.MULTILINE))
    commit, branch = named.get("oid"), named.get("head")
    return Repository(
        commit=None if commit == "(initial)" else commit,
        branch=None if branch == "(detached)" else branch,
        dirty=any(not line.startswith("#") for line in told.splitlines() if line),
        remote=_remote(folder),
    )


def _remote(folder: Path) -> str | None:
    with contextlib.suppress(subprocess.SubprocessError, OSError):
        return without_credentials(output(_REMOTE, folder, _LIMIT, _QUIET).decode().strip())
    return None


def without_credentials(remote: str) -> str | None:
    """A remote's address without name, password or token; of a folder its name only."""
    if "://" in remote:
        parts = urlsplit(remote)
        if parts.scheme == "file":
            return PurePosixPath(parts.path).name or None
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))
    found = _SCP.match(remote)
    if found:
        return f"{found[1]}:{found[2]}"
    return re.split(r"[/\\]", remote.rstrip("/\\"))[-1] or None


class GitContext:
    """Keeps the recorder's repository up to date between runs."""

    def __init__(self, recorder: Recorder, folder: Callable[[], Path]) -> None:
        self._recorder = recorder
        self._folder = folder
        self._wanted = threading.Event()
        self._stop = threading.Event()

    def start(self, delay: float) -> Callable[[], None]:
        """Look once after ``delay`` seconds, and again when asked; answers what ends it."""
        self._wanted.set()
        threading.Thread(
            target=self._run, args=(delay,), name="aiprov-repository", daemon=True
        ).start()
        return self._end

    def look_again(self, *_: object) -> None:
        """A run has ended: what it or the person changed is looked at soon."""
        self._wanted.set()

    def _end(self) -> None:
        self._stop.set()
        self._wanted.set()

    def _run(self, delay: float) -> None:
        self._stop.wait(delay)
        while not self._stop.is_set():
            self._wanted.wait()
            self._wanted.clear()
            if self._stop.is_set():
                return
            with shielded(self._recorder.diagnose, "looking at the repository", loses=None):
                try:
                    self._recorder.repository = look(self._folder())
                except OSError as error:
                    self._recorder.diagnose("AP605", f"({type(error).__name__})")
                    return
            self._stop.wait(_REST)
