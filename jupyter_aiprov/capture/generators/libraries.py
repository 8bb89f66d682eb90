"""Libraries whose functions return made-up data, wrapped; the values are returned untouched.

They are listed in ``spec/generators.toml``. Each is an attribute of this module, by its module's
name with dots as underscores (``sklearn_datasets``): that is what its entry point names.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from importlib import import_module
from types import ModuleType

from ...spec.generators import Library, generators
from ...values.raw import module_of, name_of, own
from ..patching import Patch, holder
from ..recorder import Recorder
from . import parameters
from .notes import Notes, called_by_user


class _Busy(threading.local):
    """Whether a generator is at work in this thread: those it calls are part of its work."""

    depth = 0


_busy = _Busy()


class Generating:
    """Functions and methods of one module that return made-up data.

    Args:
        module: the module that holds them.
        library: which they are.
    """

    def __init__(self, module: str, library: Library) -> None:
        self._module = module
        self._library = library

    def install(self, recorder: Recorder) -> Callable[[], None]:
        """Wrap what the installed version has; answers the undo."""
        module = import_module(self._module)
        notes = Notes(recorder, self._library.package)
        patches = []
        for name in self._names(module):
            owner, last = holder(module, name)
            if owner is not None:
                label = f"{self._module}.{name}"
                make = functools.partial(_wrapper, notes, label, fitted=self._library.fitted)
                patches.append(Patch(owner, last, make))
        for name in self._library.seeding:
            owner, last = holder(module, name)
            if owner is not None:
                patches.append(Patch(owner, last, parameters.seeding))
                patches.append(Patch(owner, "__init__", parameters.making))

        def undo() -> None:
            for patch in patches:
                patch.undo()

        return undo

    def _names(self, module: ModuleType) -> Iterator[str]:
        for name in self._library.functions:
            if "*" in name:
                yield from _matching(module, name)
            else:
                yield name


def __getattr__(name: str) -> Generating:
    for module, library in generators().libraries.items():
        if module.replace(".", "_") == name:
            return Generating(module, library)
    raise AttributeError(name)


def _matching(module: ModuleType, pattern: str) -> Iterator[str]:
    """The names a pattern stands for: functions, or ``inner.Class.method`` of an inner module."""
    inner, _, rest = pattern.partition(".")
    if not rest:
        yield from (name for name in dir(module) if fnmatchcase(name, pattern))
        return
    classes, _, method = rest.partition(".")
    held = getattr(module, inner, None)
    for name, kind in list(vars(held).items()) if held is not None else ():
        if isinstance(kind, type) and method in vars(kind) and fnmatchcase(name, classes):
            yield f"{inner}.{name}.{method}"


def _wrapper(
    notes: Notes, name: str, original: Callable[..., object], patch: Patch, *, fitted: bool
) -> Callable[..., object]:
    signature = parameters.signature_of(original)

    @functools.wraps(original)
    def call(*args: object, **kwargs: object) -> object:
        if not patch.active or _busy.depth or not called_by_user():
            return original(*args, **kwargs)
        _busy.depth = 1
        try:
            value = original(*args, **kwargs)
        finally:
            _busy.depth = 0
        given = parameters.of_call(signature, args, kwargs)
        if fitted and args:
            notes.note(_of_model(args[0], name), {**parameters.of_model(args[0]), **given}, value)
        else:
            frozen = parameters.of_frozen(args)
            notes.note(_of_distribution(name, args), {**frozen, **given}, value)
        return value

    return call


def _of_model(model: object, name: str) -> str:
    """A method's name under the class of the model that was asked, not the one it stands in."""
    kind = type(model)
    return f"{module_of(kind)}.{name_of(kind)}.{name.rpartition('.')[2]}"


def _of_distribution(name: str, args: tuple[object, ...]) -> str:
    """A distribution's method under the distribution's own name."""
    if not name.endswith(".rvs"):
        return name
    held = own(args[0]) if args else {}
    told = (held.get("name"), own(held.get("dist")).get("name"))
    said = next((one for one in told if type(one) is str and one), None)
    said = said or name.split(".")[-2].removesuffix("_gen").removesuffix("_frozen")
    return f"scipy.stats.{said}.rvs"
