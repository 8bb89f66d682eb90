"""Our imports are ours: what we need comes from the environment, never from the user's folder.

A kernel looks for modules in the notebook's folder first. A file of the user's there may have the
name of a library that we, or a library we use, load while the kernel runs: it is not run by us,
and it is what the user's own import gets, before and after. While code of ours is at work in a
thread, a finder answers from the environment alone; what came in by it under a name that a file
of the user's has as well is taken out of ``sys.modules`` again, and kept for us.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_OURS = "jupyter_aiprov"
#: What is loaded in a kernel, sooner or later, with what these packages hold.
_PARTS = ("values", "record", "lineage", "capture", "kernel", "report")
#: What is not, of that.
_ELSEWHERE = (f"{_OURS}.capture.agents", f"{_OURS}.report.appendix")
#: Libraries that are loaded when they are first needed.
_LATER = ("ecologits", "ecologits.tracers.utils", "rfc8785", "difflib", "pynvml")


class _Here(threading.local):
    """How many blocks of ours stand within one another here, and what was loaded in them."""

    def __init__(self) -> None:
        self.depth = 0
        self.loaded: list[str] = []


#: Code of ours is at work in this thread while its ``depth`` is not 0; the shields count it, and
#: ask for :func:`give_back` as it comes to 0.
at_work = _Here()
_lock = threading.RLock()
_guard: list[Callable[[], AbstractContextManager[None]]] = [nullcontext]
#: Where modules are looked for that are not the user's own.
_environment: list[str] = []
#: The names of the libraries that came in by us.
_loaded: set[str] = set()
#: How the folder looked when names were last compared.
_seen: list[object] = [None]
#: By the name of a library that a file of the user's has too: our copy of its modules.
_kept: dict[str, dict[str, ModuleType]] = {}

_space: Callable[[ModuleType], dict[str, object]] = vars(ModuleType)["__dict__"].__get__


class ours:  # noqa: N801 - used as a keyword would be: ``with ours():``
    """Within, imports are ours, also of what the user has loaded under the same name."""

    def __init__(self) -> None:
        self._theirs: dict[str, ModuleType] = {}

    def __enter__(self) -> None:
        at_work.depth += 1
        if _kept and at_work.depth == 1:
            with _lock:
                for root in tuple(_kept):
                    if _stands_theirs(root):
                        self._theirs |= _taken(root)

    def __exit__(self, *_: object) -> None:
        at_work.depth -= 1
        give_back()
        with _lock:
            sys.modules.update(self._theirs)


def look() -> None:
    """Give back the names that files of the user's have come to have since this was last asked."""
    try:
        found = os.stat(".")  # noqa: PTH116
    except OSError:
        return
    now = (found.st_dev, found.st_ino, found.st_mtime_ns, len(sys.path))
    if now == _seen[0]:
        return
    _seen[0] = now
    names = _loaded.union(at_work.loaded, _LATER)
    theirs = [name for name in names if not _kept.get(name) and _is_theirs(name)]
    if theirs:
        with ours():
            _load_all()
            at_work.loaded += theirs


def is_own(name: str) -> bool:
    """Whether what is loaded under the name of a library is a file of the user's, not that one."""
    root = name.partition(".")[0]
    return bool(_environment) and _stands_theirs(root) and _is_theirs(root)


def _load_all() -> None:
    """Load what we would load later: no import of ours shall need a name that is the user's."""
    from importlib import import_module

    for part in _PARTS:
        _load_package(f"{_OURS}.{part}")
    for name in _LATER:
        with suppress(Exception):
            import_module(name)


def _load_package(name: str) -> None:
    import pkgutil
    from importlib import import_module

    package = import_module(name)
    for found in pkgutil.iter_modules(package.__path__, f"{name}."):
        if found.name in _ELSEWHERE:
            continue
        with suppress(Exception):  # what cannot be loaded now cannot be later
            if found.ispkg:
                _load_package(found.name)
            else:
                import_module(found.name)


def guard(made: Callable[[], AbstractContextManager[None]]) -> None:
    """Put this around our part of the user's own imports."""
    _guard[0] = made


def install() -> Callable[[], None]:
    """Begin; answers the undo."""
    here = os.getcwd()  # noqa: PTH109 - compared as text
    _environment[:] = [one for one in sys.path if one and os.path.abspath(one) != here]  # noqa: PTH100
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    for name, module in tuple(sys.modules.items()):
        if "." not in name and isinstance(module, ModuleType):
            _note_theirs(name, _space(module).get("__file__"), here)

    def undo() -> None:
        with suppress(ValueError):
            sys.meta_path.remove(finder)

    return undo


class _Finder:
    """Answers what we import; of what the user imports it notes the names we need as well."""

    def find_spec(
        self, name: str, path: object = None, _target: object = None
    ) -> ModuleSpec | None:
        """The module as the environment has it, where code of ours asks for it."""
        if path is not None or name == _OURS:
            return None
        if not at_work.depth:
            with _guard[0]():
                self._note(name)
            return None
        if _kept.get(name):
            at_work.loaded.append(name)
            return ModuleSpec(name, _Again(_kept[name]))  # type: ignore[arg-type]
        spec = _found(name, _environment) or _by_others(self, name)
        if spec is None and _is_theirs(name):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        if spec is not None:
            at_work.loaded.append(name)
        return spec

    def _note(self, name: str) -> None:
        """The user imports: what we need of that name is kept for us."""
        if name not in _kept and _is_theirs(name) and _found(name, _environment) is not None:
            _kept[name] = {}


class _Again:
    """Loads what was loaded before, and was taken out of the user's sight."""

    def __init__(self, modules: dict[str, ModuleType]) -> None:
        self._modules = modules
        self._spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The very module."""
        module = self._modules[spec.name]
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """It has run already; its parts come back with it."""
        module.__spec__ = self._spec
        sys.modules.update(self._modules)


def give_back() -> None:
    """Take out of the user's sight what we loaded under the name of a file of theirs."""
    if at_work.depth or not at_work.loaded:
        return
    names, at_work.loaded = at_work.loaded, []
    with _lock:
        _loaded.update(names)
        for name in names:
            if _is_theirs(name):
                _kept[name] = {**_kept.get(name, {}), **_taken(name)}


def _taken(root: str) -> dict[str, ModuleType]:
    within = f"{root}."
    names = [one for one in tuple(sys.modules) if one == root or one.startswith(within)]
    return {one: module for one in names if (module := sys.modules.pop(one, None)) is not None}


def _stands_theirs(root: str) -> bool:
    """Whether it is a file of the user's that is loaded; a thread of ours may be at ours."""
    module = sys.modules.get(root)
    file = _space(module).get("__file__") if isinstance(module, ModuleType) else None
    return isinstance(file, str) and not any(
        os.path.dirname(file) == folder or file.startswith(os.path.join(folder, root, ""))  # noqa: PTH118, PTH120
        for folder in _environment
    )


def _is_theirs(name: str) -> bool:
    """Whether the user's own import of a name finds a file of theirs, before any other."""
    own = [one for one in sys.path if one not in _environment]
    spec = _found(name, own) if own else None
    if spec is None or spec.origin is None:  # a folder without code has none
        return False
    first = _found(name, sys.path)
    return first is not None and first.origin == spec.origin


def _note_theirs(name: str, file: object, here: str) -> None:
    folder = os.path.dirname(os.path.abspath(file)) if isinstance(file, str) else ""  # noqa: PTH100, PTH120
    if folder == here and _found(name, _environment) is not None:
        _kept[name] = {}


def _found(name: str, folders: list[str]) -> ModuleSpec | None:
    if name in sys.builtin_module_names:
        return None
    return PathFinder.find_spec(name, folders)


def _by_others(finder: _Finder, name: str) -> ModuleSpec | None:
    """What finders say that do not go by folders: built-in modules, editable installations."""
    for one in tuple(sys.meta_path):
        if one is not finder and one is not PathFinder:
            spec: ModuleSpec | None = one.find_spec(name, None)
            if spec is not None:
                return spec
    return None
