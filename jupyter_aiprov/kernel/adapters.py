"""Loading the adapters that plugins and this package register, when they are wanted."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .. import seams
from ..capture.recorder import Recorder
from ..capture.shield import shielded

Undo = Callable[[], None]
Wanted = tuple[seams.Seam, str]
_ALWAYS = "transport"
_ON_IMPORT = "module"
_PATIENCE = 5.0


class Adapters:
    """Adapters with effects, installed in the background while the kernel starts.

    ``transport.*`` are installed at once; ``module.NAME`` when the module NAME is imported, or
    at once where it already is; so are generators, by their module's name. The first cell waits
    for the list, never the kernel's start.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._undo: list[Undo] = []
        self._finder: _Finder | None = None
        self._worker: threading.Thread | None = None

    def install(self) -> Undo:
        """Begin; answers the undo of everything."""
        self._worker = threading.Thread(target=self._load, name="aiprov-adapters", daemon=True)
        self._worker.start()
        return self._remove

    def ready(self) -> None:
        """Wait until the list is read; nothing to do after the first time."""
        if self._worker is not None:
            self._worker.join(_PATIENCE)
            self._worker = None

    def _load(self) -> None:
        with shielded(self._recorder.diagnose, "listing adapters"):
            for name in seams.names("adapters", _ALWAYS):
                self._one(name)
            waiting: dict[str, list[Wanted]] = {}
            for name in seams.names("adapters", _ON_IMPORT):
                waiting.setdefault(name.partition(".")[2], []).append(("adapters", name))
            for name in seams.available("generators"):
                waiting.setdefault(name, []).append(("generators", name))
            self._finder = _Finder(waiting, lambda wanted: self._one(wanted[1], wanted[0]))
            sys.meta_path.insert(0, self._finder)
            self._finder.catch_up()

    def _one(self, name: str, seam: seams.Seam = "adapters") -> None:
        with shielded(self._recorder.diagnose, f"installing the {seam[:-1]} '{name}'"):
            adapter = seams.load(seam, name)
            self._undo.append(getattr(adapter, "install", adapter)(self._recorder))

    def _remove(self) -> None:
        self.ready()
        if self._finder is not None:
            with suppress(ValueError):
                sys.meta_path.remove(self._finder)
        while self._undo:
            with suppress(Exception):
                self._undo.pop()()


class _Finder:
    """Sees a module being imported; installs its adapters once it has been executed."""

    def __init__(self, waiting: dict[str, list[Wanted]], install: Callable[[Wanted], None]) -> None:
        self._waiting = waiting
        self._install = install
        self._busy = threading.local()

    def catch_up(self) -> None:
        """Install the adapters of modules that are there already."""
        for module in [name for name in self._waiting if name in sys.modules]:
            self._loaded(module)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Answers the spec the other finders give, its loader wrapped."""
        if name not in self._waiting or getattr(self._busy, "name", None) == name:
            return None
        self._busy.name = name
        try:
            spec = _elsewhere(self, name, path, target)
        finally:
            self._busy.name = None
        if spec is not None and hasattr(spec.loader, "exec_module"):
            spec.loader = _Loader(spec.loader, lambda: self._loaded(name))
        return spec

    def _loaded(self, module: str) -> None:
        for adapter in self._waiting.pop(module, ()):
            self._install(adapter)


def _elsewhere(ours: _Finder, name: str, path: Any, target: Any) -> Any:
    for finder in sys.meta_path:
        if finder is ours or not hasattr(finder, "find_spec"):
            continue
        spec = finder.find_spec(name, path, target)
        if spec is not None:
            return spec
    return None


class _Loader:
    """The module's own loader, followed by our installation."""

    def __init__(self, loader: Any, after: Callable[[], None]) -> None:
        self._loader = loader
        self._after = after

    def create_module(self, spec: Any) -> Any:
        """As the module's own loader does."""
        return self._loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        """As the module's own loader does; then our adapters."""
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._after()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)
