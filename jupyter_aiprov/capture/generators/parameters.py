"""How data was asked for: the plain parameters of calls, models and distributions.

Only attributes that an object holds itself are looked at; nothing of a library runs.
"""

from __future__ import annotations

import functools
import inspect
from collections import OrderedDict
from collections.abc import Callable, Mapping
from types import FunctionType

from ...values.raw import address, defined, exactly, own
from ..patching import Patch
from .notes import called_by_user

_ITEMS = 10
_KEPT = 500
#: The seeds given to synthesizers: by their address, beside that of their class.
_seeded: OrderedDict[int, tuple[int, object]] = OrderedDict()


def of_call(
    signature: inspect.Signature | None, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> dict[str, object]:
    """The call's plain parameters by name; values that are data are left out.

    Args:
        signature: of the function; None where it has none to be read.
        args: by position, the object itself included where it is a method.
        kwargs: by name.

    Returns:
        Plain values by the names of the function's parameters, ``self`` left out.
    """
    given: Mapping[str, object] = kwargs
    if signature is not None:
        try:
            given = signature.bind_partial(*args, **kwargs).arguments
        except TypeError:
            given = kwargs
    flat: dict[str, object] = {}
    for name, value in given.items():
        flat.update(value if type(value) is dict and name in ("kwargs", "kwds") else {name: value})
    return {name: value for name, value in flat.items() if name != "self" and is_plain(value)}


def of_model(owner: object) -> dict[str, object]:
    """The plain arguments a synthesizer was made with, where it keeps them by their names."""
    held, made = own(owner), defined(type(owner), "__init__")
    signature = signature_of(made) if type(made) is FunctionType else None
    found = {}
    for name in signature.parameters if signature is not None else ():
        value = held.get(name, held.get(f"_{name}"))
        if value is not None and is_plain(value) and not exactly(value, list):
            found[name] = value  # a list may be data
    kind, seed = _seeded.get(address(owner), (0, None))
    if kind == address(type(owner)):
        found["seed"] = seed
    return found


def of_frozen(args: tuple[object, ...]) -> dict[str, object]:
    """The parameters a distribution of ``scipy.stats`` was frozen with."""
    held = own(args[0]) if args else {}
    if "dist" not in held or type(held.get("kwds")) is not dict:
        return {}
    given = dict(held["kwds"])
    shapes, values = own(held["dist"]).get("shapes"), held.get("args")
    told = shapes.replace(" ", "").split(",") if type(shapes) is str else ()
    names = [*filter(None, told), "loc", "scale"]
    given.update(zip(names, values if type(values) is tuple else (), strict=False))
    return {name: value for name, value in given.items() if is_plain(value)}


def seeding(original: Callable[..., object], patch: Patch) -> Callable[..., object]:
    """A wrapper of a method that sets a model's seed: remembers it."""

    @functools.wraps(original)
    def seed(self: object, *args: object, **kwargs: object) -> object:
        answer = original(self, *args, **kwargs)
        value = next((one for one in (*args, *kwargs.values()) if is_plain(one)), None)
        if patch.active and called_by_user():  # models seed themselves while they work
            _seeded[address(self)] = (address(type(self)), value)
            while len(_seeded) > _KEPT:
                _seeded.popitem(last=False)
        return answer

    return seed


def making(original: Callable[..., object], patch: Patch) -> Callable[..., None]:
    """A wrapper of such a model's ``__init__``: forgets the seed of one in whose place it is."""

    @functools.wraps(original)
    def __init__(self: object, *args: object, **kwargs: object) -> None:  # noqa: N807
        if patch.active:
            _seeded.pop(address(self), None)
        original(self, *args, **kwargs)

    return __init__


def signature_of(function: Callable[..., object]) -> inspect.Signature | None:
    """A function's signature; None where it has none to be read."""
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None


def is_plain(value: object) -> bool:
    """Whether a value is a parameter that may be recorded, and no data."""
    if value is None or exactly(value, bool, int, float, str):
        return True
    if not exactly(value, list, tuple):
        return False
    items: list[object] | tuple[object, ...] = value
    return len(items) <= _ITEMS and all(map(is_plain, items))
