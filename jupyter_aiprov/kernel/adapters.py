"""Loading the adapters that plugins and this package register, when they are wanted."""

from __future__ import annotations

import _thread
import functools
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.machinery import ExtensionFileLoader, ModuleSpec, SourceFileLoader
from types import FunctionType, ModuleType
from typing import cast

from .. import imports, seams
from ..capture import plugins
from ..capture.patching import Original, Patch
from ..capture.recorder import Recorder
from ..capture.shield import shielded
from ..values.raw import space_of

Undo = Callable[[], None]
Wanted = tuple[seams.Seam, str]
_ALWAYS = "transport"
_ON_IMPORT = "module"
_PATIENCE = 1.0
_PENDING = "the adapters were still being loaded"


class Adapters:
    """Adapters with effects, installed in the background while the kernel starts.

    ``transport.*`` are installed at once; ``module.NAME`` when the module NAME has been executed,
    or at once where it already is; so are generators, by their module's name. A module that is
    executed anew, or whose parts are, gets them anew: its classes are others then. The first cell
    waits for the list, never the kernel's start.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._undo: list[Undo] = []
        self._patches: list[Patch] = []
        self._wanted: dict[str, list[Wanted]] = {}
        self._roots: set[str] = set()
        self._executed: set[str] = set()
        self._there: dict[str, int] = {}
        self._listed = _thread.allocate_lock()

    def install(self) -> Undo:
        """Begin; answers the undo of everything."""
        for loader in (SourceFileLoader, ExtensionFileLoader):
            owner = next(one for one in loader.__mro__ if "exec_module" in vars(one))
            self._patches.append(Patch(owner, "exec_module", self._executing))
        self._listed.acquire()
        plugins.aside(self._load)
        return self._remove

    @property
    def pending(self) -> bool:
        """Whether the list is still being read: what is not installed yet sees nothing."""
        return self._listed.locked()

    def ready(self, patience: float = _PATIENCE) -> None:
        """Wait a little until the list is read; what runs before that is unknown, and said so."""
        if self.pending:
            if self._listed.acquire(timeout=patience):
                self._listed.release()
                self._recorder.unknown.discard(_PENDING)
            else:
                self._recorder.unknown.add(_PENDING)
                self._recorder.diagnose("AP408")
        elif _PENDING in self._recorder.unknown:
            self._recorder.unknown.discard(_PENDING)
        self._look()

    def _load(self) -> None:
        try:
            with shielded(self._recorder.diagnose, "listing adapters"):
                for name in seams.names("adapters", _ALWAYS):
                    self._one(("adapters", name))
            with shielded(self._recorder.diagnose, "listing adapters"):
                for name in seams.names("adapters", _ON_IMPORT):
                    self._want(name.partition(".")[2], ("adapters", name))
            with shielded(self._recorder.diagnose, "listing generators"):
                for name in seams.available("generators"):
                    self._want(name, ("generators", name))
            self._catch_up()
        finally:
            self._listed.release()

    def _want(self, module: str, wanted: Wanted) -> None:
        self._roots.add(module.partition(".")[0])
        self._wanted.setdefault(module, []).append(wanted)

    def _catch_up(self) -> None:
        """Install the adapters of modules that are there already."""
        with shielded(self._recorder.diagnose, "looking for modules"):
            names = [name for name in tuple(sys.modules) if name.partition(".")[0] in self._roots]
            self._executed.update(names)
            for name in names:
                if name in self._wanted and name not in self._there and _is_complete(name):
                    self._install(name)

    def _look(self) -> None:
        """Install anew where another module has come to stand under a name, however it came."""
        with shielded(self._recorder.diagnose, "looking for modules"):
            imports.look()
            for name, number in tuple(self._there.items()):
                module = sys.modules.get(name)
                if module is not None and id(module) != number and _is_complete(name):
                    self._install(name)

    def _executing(self, original: Original, patch: Patch) -> Original:
        @functools.wraps(original)
        def exec_module(loader: object, module: ModuleType) -> None:
            original(loader, module)
            if patch.active:
                with shielded(self._recorder.diagnose, "following an import"):
                    self._was_executed(module)

        # Python leaves its own frames of an import out of tracebacks, by the name of their file:
        # so it does with this one, and a failing import looks as it would without us.
        made: FunctionType = exec_module  # type: ignore[assignment]
        theirs = cast("FunctionType", original)
        made.__code__ = made.__code__.replace(co_filename=theirs.__code__.co_filename)
        return made

    def _was_executed(self, module: ModuleType) -> None:
        name = space_of(module).get("__name__")
        if type(name) is not str or (root := name.partition(".")[0]) not in self._roots:
            return
        if name in self._wanted:
            self._install(name)
        elif name in self._executed:  # once more, by a reload of what is inside a package
            others = [one for one in self._there if one.partition(".")[0] == root]
            for one in filter(_is_complete, others):  # the rest are followed as they end
                self._install(one)
        self._executed.add(name)

    def _install(self, module: str) -> None:
        self._there[module] = id(sys.modules.get(module))
        if imports.is_own(module):
            return
        for wanted in self._wanted[module]:
            self._one(wanted, module)

    def _one(self, wanted: Wanted, module: str | None = None) -> None:
        seam, name = wanted
        what = f"installing the {seam[:-1]} '{name}'"
        with shielded(self._recorder.diagnose, what):
            if seams.is_ours(seam, name):
                self._undo.append(self._installed(wanted))
                return
            with _complete(module):
                undo = plugins.call(self._recorder.diagnose, what, self._installed, wanted)
            undo = plugins.checked(self._recorder.diagnose, what, undo, callable)
            if undo is not plugins.FAILED:
                self._undo.append(functools.partial(self._out, name, undo))

    def _installed(self, wanted: Wanted) -> Undo:
        adapter = seams.load(*wanted)
        undo: Undo = getattr(adapter, "install", adapter)(self._recorder)
        return undo

    def _out(self, name: str, undo: Undo) -> None:
        plugins.call(self._recorder.diagnose, f"taking out '{name}'", undo)

    def _remove(self) -> None:
        self.ready()
        for patch in self._patches:
            patch.undo()
        while self._undo:
            with suppress(Exception):
                self._undo.pop()()


class _complete:  # noqa: N801 - used as a keyword would be: ``with _complete(name):``
    """Let a plugin's thread import from a module that has been executed just now.

    It would wait otherwise for the lock of that import, which this thread holds.
    """

    def __init__(self, name: str | None) -> None:
        self._spec = _spec(name)

    def __enter__(self) -> None:
        if self._spec is not None:
            self._spec._initializing = False  # type: ignore[attr-defined]

    def __exit__(self, *_: object) -> None:
        return None


def _spec(name: str | None) -> ModuleSpec | None:
    module = sys.modules.get(name or "")
    return space_of(module).get("__spec__") if isinstance(module, ModuleType) else None


def _is_complete(name: str) -> bool:
    """Whether a module's code has run to its end; of one that is loaded lazily it has not."""
    module = sys.modules.get(name)
    if type(module) is not ModuleType:
        return module is not None and type(module).__name__ != "_LazyModule"
    return not getattr(_spec(name), "_initializing", False)
