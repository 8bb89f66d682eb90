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
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

_OURS = "jupyter_aiprov"


class _Here(threading.local):
    """How many blocks of ours stand within one another here, and what was loaded in them."""

    def __init__(self) -> None:
        self.depth = 0
        self.loaded: list[str] = []


_here = _Here()
_lock = threading.RLock()
#: Where modules are looked for that are not the user's own.
_environment: list[str] = []
#: By the name of a library that a file of the user's has too: our copy of its modules.
_kept: dict[str, dict[str, ModuleType]] = {}

_space: Callable[[Any], dict[str, Any]] = vars(ModuleType)["__dict__"].__get__


def begin() -> None:
    """Code of ours is at work in this thread from here on."""
    _here.depth += 1


def end() -> None:
    """What :func:`begin` began is over."""
    _here.depth -= 1
    if not _here.depth and _here.loaded:
        loaded, _here.loaded = _here.loaded, []
        _give_back(loaded)


class ours:  # noqa: N801 - used as a keyword would be: ``with ours():``
    """Within, imports are ours, also of what the user has loaded under the same name."""

    def __init__(self) -> None:
        self._theirs: dict[str, ModuleType] = {}

    def __enter__(self) -> None:
        begin()
        if _kept and _here.depth == 1:
            with _lock:
                for root in tuple(_kept):
                    self._theirs |= _taken(root)

    def __exit__(self, *_: object) -> None:
        end()
        with _lock:
            sys.modules.update(self._theirs)


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

    def find_spec(self, name: str, path: Any = None, _target: Any = None) -> ModuleSpec | None:
        """The module as the environment has it, where code of ours asks for it."""
        if path is not None or name == _OURS:
            return None
        if not _here.depth:
            if name not in _kept and _is_theirs(name) and _found(name, _environment) is not None:
                _kept[name] = {}
            return None
        if _kept.get(name):
            _here.loaded.append(name)
            return ModuleSpec(name, _Again(_kept[name]))  # type: ignore[arg-type]
        spec = _found(name, _environment) or _by_others(self, name)
        if spec is None and _is_theirs(name):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        if spec is not None:
            _here.loaded.append(name)
        return spec


class _Again:
    """Loads what was loaded before, and was taken out of the user's sight."""

    def __init__(self, modules: dict[str, ModuleType]) -> None:
        self._modules = modules
        self._spec: Any = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The very module."""
        module = self._modules[spec.name]
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """It has run already; its parts come back with it."""
        module.__spec__ = self._spec
        sys.modules.update(self._modules)


def _give_back(names: Iterable[str]) -> None:
    """Take out of the user's sight what we loaded under the name of a file of theirs."""
    with _lock:
        for name in names:
            if _is_theirs(name):
                _kept[name] = {**_kept.get(name, {}), **_taken(name)}


def _taken(root: str) -> dict[str, ModuleType]:
    within = f"{root}."
    names = [one for one in tuple(sys.modules) if one == root or one.startswith(within)]
    return {one: module for one in names if (module := sys.modules.pop(one, None)) is not None}


def _is_theirs(name: str) -> bool:
    """Whether the user's own import of a name would find a file of theirs."""
    own = [one for one in sys.path if one not in _environment]
    spec = _found(name, own) if own else None
    return spec is not None and spec.origin is not None  # a folder without code has none


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
