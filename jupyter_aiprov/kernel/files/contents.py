"""What files hold: known by what this kernel wrote, by the project's ledger, by their digests.

All of it at a bounded cost. A run looks into so many files; of those beyond, size, time and place
on the disk are compared alone, and where these do not tell, the marks are unknown.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from ...capture.files import audit
from ...capture.files.digest import COARSE, Signature, digest, locked, signature
from ...lineage.tags import NONE, Tags, tags_of, unknown
from ...record.ledgerfile import relative
from ..ledgers import ProjectLedger
from .uses import Opened, State, Written, ignored

K = TypeVar("K")
V = TypeVar("V")
#: So many files of a kind are told one by one in a run's record, and looked into.
SINGLY = 100
#: Seconds a run spends on looking into files, of each kind.
_SECONDS = 0.5
_KEPT = 20_000
_DIGESTS = 2000
_WINDOWS = 50
_LATE = 1_000_000_000  # nanoseconds a process may still write after its statement
_CHANGED = "the file changed since it was written"
TOO_MANY = "more files than are looked into"


class Budget:
    """What a run may still spend on looking into files."""

    def __init__(self) -> None:
        self._files = SINGLY
        self._seconds = _SECONDS

    def take(self) -> bool:
        """Whether one more file may be looked into."""
        self._files -= 1
        return self._files >= 0 and self._seconds > 0

    def spent(self, seconds: float) -> None:
        """So long one took."""
        self._seconds -= seconds


class Contents:
    """The files this kernel met.

    Attributes:
        written: those it wrote, as it left them, by their paths.
        windows: when processes ran that may have written any, in nanoseconds.
        databases: the paths of databases that were opened.
    """

    def __init__(self, ledger: ProjectLedger) -> None:
        self.written: OrderedDict[str, Written] = OrderedDict()
        self.windows: deque[tuple[int, int]] = deque(maxlen=_WINDOWS)
        self.databases: set[str] = set()
        self._ledger = ledger
        self._by_digest: dict[str, Written] = {}
        self._by_signature: OrderedDict[Signature, Written] = OrderedDict()
        self._digests: OrderedDict[tuple[str, Signature], tuple[str, bool]] = OrderedDict()
        self._rows: dict[str, list[tuple[str, Tags]]] = {}
        self._folders: dict[str, str] = {}
        self._locked: frozenset[int] | None = None
        self._asked = False
        self._carries: bool | None = None
        self._marked = False

    def refresh(self) -> None:
        """Others may have written since this was last said."""
        self._rows.clear()
        self._folders.clear()
        self._asked, self._carries = False, None

    # --- as they are

    def look(self, path: str, budget: Budget | None = None) -> State:
        """A file as it stands; not looked into where the budget is spent."""
        now = signature(path)
        if now is None or not now.size:
            return State(now)
        known = self.written.get(path) or self._by_signature.get(now)
        if known is not None and known.signature == now and known.sha256 is not None:
            return State(now, self.digest(path, now))
        if budget is not None and not budget.take():
            return State(now)
        started = time.perf_counter()
        state = State(now, self.digest(path, now))
        if budget is not None:
            budget.spent(time.perf_counter() - started)
        return state

    def digest(self, path: str, now: Signature) -> tuple[str, bool] | None:
        """The digest of a file with this signature; None where it had better not be opened."""
        key = (path, now)
        if key not in self._digests:
            if self._is_locked(path, now):
                return None
            with audit.unseen():
                found = digest(path)
            if found is None or signature(path) != now:
                return None
            keep(self._digests, key, found, _DIGESTS)
        return self._digests[key]

    def _is_locked(self, path: str, now: Signature) -> bool:
        """Whether this process holds a lock on a file, which closing it would take away."""
        if not self._asked:
            self._asked = True
            with audit.unseen():
                self._locked = locked()
        return path in self.databases if self._locked is None else now.inode in self._locked

    # --- what they carry

    def tags(self, path: str, state: State) -> Tags:
        """What is known of a file in this state."""
        now = state.signature
        if now is None:
            return NONE
        known = self.written.get(path)
        if known is not None and known.signature == now:
            return known.tags
        same = self._by_signature.get(now)
        if same is not None:  # by another name: a link, or moved
            return same.tags
        told = self._looked_into(path, now, state.digest) if now.size else None
        if told is not None:
            return told
        if known is not None:
            return unknown(_CHANGED)
        by_process = any(start - COARSE <= now.mtime <= end + _LATE for start, end in self.windows)
        return unknown("written by a process") if by_process else NONE

    def _looked_into(
        self, path: str, now: Signature, found: tuple[str, bool] | None
    ) -> Tags | None:
        if found is not None:
            known = self._by_digest.get(found[0])
            return known.tags if known is not None else self._told(path, now, found[0])
        for stamp, tags in self._ahead(path):
            if stamp == stamp_of(now):
                return tags
        known = self.written.get(path)
        return unknown(TOO_MANY) if known or self._ahead(path) or self.carries() else None

    def _told(self, path: str, now: Signature, sha256: str) -> Tags | None:
        """What the project's ledger says of a file, None where it does not know it."""
        ledger = self._ledger.of_files()
        if ledger is None:
            return None
        name = self.name(path)[0]
        artefact = ledger.artefact(sha256=sha256, path=name) or ledger.artefact(sha256=sha256)
        if artefact is not None:
            return tags_of(artefact.marks)
        last = ledger.artefact(path=name)
        if last is None:
            return None
        return tags_of(last.marks) if last.sha256 == stamp_of(now) else unknown(_CHANGED)

    def ahead(self, paths: Iterable[str]) -> None:
        """Ask the ledger about many files at once."""
        names = {path: self.name(path)[0] for path in paths if path not in self._rows}
        ledger = self._ledger.of_files() if names else None
        found = ledger.artefacts_at(list(names.values())) if ledger is not None else {}
        for path, name in names.items():
            rows = found.get(name, ())
            self._rows[path] = [(stamp, tags_of(marks)) for stamp, marks in rows]

    def _ahead(self, path: str) -> list[tuple[str, Tags]]:
        if path not in self._rows:
            self.ahead((path,))
        return self._rows[path]

    def unlooked(self, paths: Sequence[str]) -> set[Tags]:
        """What is known of many files that are not looked into."""
        found = {unknown(_CHANGED)} if any(path in self.written for path in paths) else set()
        if not self.carries() and not self.windows:
            return found
        self.ahead(paths)
        for path in paths:
            now = signature(path)
            if now is not None and not ignored(path):
                found.add(self.tags(path, State(now, self._digests.get((path, now)))))
        return found

    def carries(self) -> bool:
        """Whether any file of the project is known to carry a mark."""
        if self._carries is None:
            ledger = self._ledger.of_files()
            self._carries = self._marked or (ledger is not None and ledger.carries())
        return self._carries

    # --- what is written

    def wrote(self, path: str, tags: Tags) -> Written:
        """A file was written; it is known as it stands now."""
        known = Written(path, tags, signature(path))
        self._marked = self._marked or bool(tags)
        keep(self.written, path, known, _KEPT)
        if known.signature is not None and known.signature.size:
            keep(self._by_signature, known.signature, known, _KEPT)
        return known

    def wrote_many(self, files: dict[str, Tags], code: Tags) -> list[Written]:
        """As :meth:`wrote`, for files that are not looked into: those that are there."""
        found = []
        whole = {tags: tags | code for tags in set(files.values())}
        for path, tags in files.items():
            now = signature(path)
            if now is not None:
                self.written[path] = known = Written(path, whole[tags], now)
                found.append(known)
        self._marked = self._marked or any(whole.values())
        while len(self.written) > _KEPT:
            self.written.popitem(last=False)
        return found

    def is_of(self, known: Written, sha256: str) -> None:
        """The digest of what was written."""
        known.sha256 = sha256
        self._by_digest[sha256] = known

    def name(self, path: str) -> tuple[str, bool]:
        """A file as records name it, and whether it lies outside the project."""
        folder, _, last = path.replace("\\", "/").rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = self._folder(Path(path).parent)
        within = self._folders[folder]
        return (last, True) if within == ".." else (within + last, False)

    def _folder(self, folder: Path) -> str:
        root = self.root
        within = relative(folder / "x", root)
        if within == "x" and folder != root and folder.resolve() != root.resolve():
            return ".."
        return within[:-1]

    @property
    def root(self) -> Path:
        """The project's root; where the kernel began, if no notebook is known."""
        ledger = self._ledger.current()
        return ledger.root if ledger is not None else self._start

    _start = Path.cwd()


def before(contents: Contents, path: str, budget: Budget) -> tuple[Opened, State]:
    """A file as it is before it is changed.

    Args:
        contents: looks it up.
        path: of the file.
        budget: what may be spent on it.

    Returns:
        What is known of it as it is opened, and its state.
    """
    state = contents.look(path, budget)
    return Opened(state.signature, contents.tags(path, state)), state


def stamp_of(now: Signature | None) -> str:
    """What stands in the ledger in the place of a digest, for a file that was not looked into."""
    return f"stat:{now.size}:{now.mtime}:{now.inode}" if now is not None else "stat:"


def keep(known: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    """Remember the latest.

    Args:
        known: what is remembered, the oldest first.
        key: of what comes to it.
        value: what comes to it.
        most: so many are kept.
    """
    known[key] = value
    while len(known) > most:
        known.popitem(last=False)
