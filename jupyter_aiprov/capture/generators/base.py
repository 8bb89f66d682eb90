"""Wrapping functions that make data up, the values they return untouched."""

from __future__ import annotations

import functools
import inspect
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import FunctionType
from typing import Any

from ...record.activity import Activity, Data, Generator
from ...record.base import utc_now
from ...record.digest import new_id
from ...values.raw import address, defined, exactly, module_of, name_of, own, root_of
from ...values.tables import shape
from ...values.user_modules import is_local
from ..context import current_run
from ..patching import Patch, holder
from ..recorder import Recorder
from ..shield import shielded

_SEEDS = ("random_state", "seed")
_PER_RUN = 20
_KEPT = 500
_ITEMS = 10
_busy = threading.local()


class Notes:
    """Turns calls of generators into activities: few, however often a loop calls."""

    def __init__(self, recorder: Recorder, package: str) -> None:
        self._recorder = recorder
        self._package = package
        self._seen: OrderedDict[tuple[str, str], dict[str, Activity]] = OrderedDict()

    def note(self, name: str, parameters: dict[str, Any], value: Any = None) -> None:
        """``name`` made ``value``."""
        run = current_run()
        if run is None:
            return
        with shielded(self._recorder.diagnose, "recording generated data"):
            made = _NOTHING if value is None else value
            known = self._seen.setdefault((run.id, name), {})
            key = repr(sorted(parameters.items()))
            if key not in known and len(known) < _PER_RUN:
                known[key] = self._activity(name, parameters, value)
                self._recorder.add(known[key], data=made)
                while len(self._seen) > _KEPT:
                    self._seen.popitem(last=False)
            else:
                self._recorder.mark(made, known.get(key) or next(reversed(known.values())))

    def _activity(self, name: str, parameters: dict[str, Any], value: Any) -> Activity:
        seed = next((parameters.pop(key) for key in _SEEDS if key in parameters), None)
        made = Generator(
            name=name, version=_version(self._package), parameters=parameters, seed=seed
        )
        return Activity(
            id=new_id(),
            kind="synthetic-data",
            evidence="observed",
            channel="generator",
            time=utc_now(),
            data=Data(type=type_of(value), shape=_shape(value), generator=made),
        )


class _Nothing:
    """Stands for data made piece by piece, which only the statement's values hold."""


_NOTHING = _Nothing()


class Generating:
    """Functions and methods of one module that return made-up data.

    Args:
        module: the module that holds them.
        package: the distribution whose version is recorded.
        names: functions, or methods as ``Class.method``; a callable gives them for the module.
        fitted: the methods belong to models, whose own parameters are recorded besides.
        seeds: methods that set such a model's seed.
    """

    def __init__(
        self,
        module: str,
        package: str,
        names: Iterable[str] | Callable[[Any], Iterator[str]],
        *,
        fitted: bool = False,
        seeds: Iterable[str] = (),
    ) -> None:
        self._module = module
        self._package = package
        self._names = names
        self._fitted = fitted
        self._seeds = tuple(seeds)

    def install(self, recorder: Recorder) -> Callable[[], None]:
        """Wrap what the installed version has; answers the undo."""
        module, notes = import_module(self._module), Notes(recorder, self._package)
        names = self._names(module) if callable(self._names) else self._names
        patches = []
        for name in names:
            owner, last = holder(module, name)
            if owner is not None:
                label = f"{self._module}.{name if '.' in name else last}"
                make = functools.partial(_wrapper, notes, label, fitted=self._fitted)
                patches.append(Patch(owner, last, make))
        for name in self._seeds:
            owner, last = holder(module, name)
            if owner is not None:
                patches += [Patch(owner, last, _seeding), Patch(owner, "__init__", _making)]

        def undo() -> None:
            for patch in patches:
                patch.undo()

        return undo


def _seeding(original: Any, patch: Patch) -> Any:
    @functools.wraps(original)
    def seed(self: Any, *args: Any, **kwargs: Any) -> Any:
        answer = original(self, *args, **kwargs)
        value = next((one for one in (*args, *kwargs.values()) if _plain(one)), None)
        if patch.active and called_by_user():  # models seed themselves while they work
            _seeded[address(self)] = (address(type(self)), value)
            while len(_seeded) > _KEPT:
                _seeded.popitem(last=False)
        return answer

    return seed


#: The seeds given to synthesizers: by their address, beside that of their class.
_seeded: OrderedDict[int, tuple[int, Any]] = OrderedDict()


def _making(original: Any, patch: Patch) -> Any:
    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        if patch.active:
            _seeded.pop(address(self), None)  # of another one, which stood in its place
        original(self, *args, **kwargs)

    return __init__


def made_with(owner: Any) -> dict[str, Any]:
    """The plain arguments a synthesizer was made with, where it keeps them by their names.

    Only its own attributes are looked at; nothing of the library runs.
    """
    held, made = own(owner), defined(type(owner), "__init__")
    signature = _signature(made) if type(made) is FunctionType else None
    found = {}
    for name in signature.parameters if signature is not None else ():
        value = held.get(name, held.get(f"_{name}"))
        if value is not None and _plain(value) and not exactly(value, list):
            found[name] = value  # a list may be data
    kind, seed = _seeded.get(address(owner), (0, None))
    if kind == address(type(owner)):
        found["seed"] = seed
    return found


def _wrapper(notes: Notes, name: str, original: Any, patch: Patch, *, fitted: bool) -> Any:
    signature = _signature(original)

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        outer = getattr(_busy, "depth", 0)
        if not patch.active or outer or not called_by_user():
            return original(*args, **kwargs)
        _busy.depth = 1
        try:
            value = original(*args, **kwargs)
        finally:
            _busy.depth = 0
        given = parameters_of(signature, args, kwargs)
        if fitted and args:
            notes.note(_of_model(args[0], name), {**made_with(args[0]), **given}, value)
        else:
            notes.note(_of_distribution(name, args), {**_frozen(args), **given}, value)
        return value

    return call


def _of_model(model: Any, name: str) -> str:
    """A method's name under the class of the model that was asked, not the one it stands in."""
    kind = type(model)
    return f"{module_of(kind)}.{name_of(kind)}.{name.rpartition('.')[2]}"


def _of_distribution(name: str, args: tuple[Any, ...]) -> str:
    """A distribution's method under the distribution's own name."""
    if not name.endswith(".rvs"):
        return name
    held = own(args[0]) if args else {}
    told = (held.get("name"), own(held.get("dist")).get("name"))
    said = next((one for one in told if type(one) is str and one), None)
    said = said or name.split(".")[-2].removesuffix("_gen").removesuffix("_frozen")
    return f"scipy.stats.{said}.rvs"


def _frozen(args: tuple[Any, ...]) -> dict[str, Any]:
    """The parameters a distribution of ``scipy.stats`` was frozen with."""
    held = own(args[0]) if args else {}
    if "dist" not in held or type(held.get("kwds")) is not dict:
        return {}
    given = dict(held["kwds"])
    shapes, values = own(held["dist"]).get("shapes"), held.get("args")
    told = shapes.replace(" ", "").split(",") if type(shapes) is str else ()
    names = [*filter(None, told), "loc", "scale"]
    given.update(zip(names, values if type(values) is tuple else (), strict=False))
    return {name: value for name, value in given.items() if _plain(value)}


def called_by_user() -> bool:
    """Whether the wrapper was called from the notebook or the user's own files."""
    return is_local(sys._getframe(2).f_globals.get("__name__"))


def _signature(function: Any) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None


def parameters_of(
    signature: inspect.Signature | None, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    """The call's plain parameters by name; values that are data are left out."""
    given = dict(kwargs)
    if signature is not None:
        try:
            given = dict(signature.bind_partial(*args, **kwargs).arguments)
        except TypeError:
            given = dict(kwargs)
    flat: dict[str, Any] = {}
    for name, value in given.items():
        inner = value if type(value) is dict and name in ("kwargs", "kwds") else {name: value}
        flat.update(inner)
    return {name: value for name, value in flat.items() if name != "self" and _plain(value)}


def _plain(value: Any) -> bool:
    if value is None or exactly(value, bool, int, float, str):
        return True
    return exactly(value, list, tuple) and len(value) <= _ITEMS and all(map(_plain, value))


@functools.lru_cache
def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def type_of(value: Any) -> str | None:
    """A value's type as records name it, by its library; None for nothing."""
    if value is None:
        return None
    kind = type(value)
    root = root_of(kind)
    return name_of(kind) if root == "builtins" else f"{root}.{name_of(kind)}"


def _shape(value: Any) -> tuple[int, ...]:
    first = value[0] if type(value) is tuple and value else value  # of (X, y), that of X
    return shape(first) if len(shape(first)) > 1 else shape(value)
