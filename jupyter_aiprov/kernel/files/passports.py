"""The passports that lie beside the files a run reads."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from ...capture.files import audit
from ...capture.files.digest import Signature, signature
from ...capture.recorder import Recorder
from ...record.errors import AiprovError
from .contents import Contents, keep

_PATHS = 2000


class FilePassports:
    """Finds passports, and the digests they are tied to."""

    def __init__(self, contents: Contents, recorder: Recorder) -> None:
        self._contents = contents
        self._recorder = recorder
        self._paths: OrderedDict[str, str] = OrderedDict()
        self._known: dict[str, tuple[Signature | None, Signature | None]] = {}

    def digests(self, names: Iterable[str]) -> dict[str, str]:
        """The digests of those of these names that are files, read before or there now."""
        found = {}
        for name in names:
            path = self._paths.get(name, os.path.abspath(name))  # noqa: PTH100 - paths are text
            made = self._contents.look(path).digest
            if made is not None:
                found[self._contents.name(path)[0]] = made[0]
        return found

    def read(self, path: str) -> None:
        """A file is read: a passport that lies beside it speaks of it."""
        keep(self._paths, self._contents.name(path)[0], path, _PATHS)
        stem = os.path.splitext(path)[0]  # noqa: PTH122 - the path is text
        if any(os.path.lexists(f"{one}.passport.toml") for one in (path, stem)):
            self._attach(path)

    def _attach(self, path: str) -> None:
        from ...capture.files.passports import attached, beside, read_passport

        with audit.unseen():
            found = beside(Path(path))
            if found is None:
                return
            state = (signature(str(found)), signature(path))
            if self._known.get(path) == state:
                return
            self._known[path] = state
            try:
                passport = read_passport(found, Path(path).name)
            except AiprovError as error:
                self._recorder.diagnose("AP504", f"({found.name}: {error})")
                return
        files = self.digests([self._contents.name(path)[0]])
        given = passport.files.get(Path(path).name)
        if given is not None and given not in files.values():
            self._recorder.diagnose("AP505", f"({found.name})")
            return
        self._recorder.passports[passport.name] = attached(passport, files)
