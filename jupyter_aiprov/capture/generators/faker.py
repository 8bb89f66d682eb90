"""Faker: every made-up value is asked for as an attribute of a ``Faker``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ...spec.generators import generators
from ...values.raw import exactly, own
from ..patching import Patch
from ..recorder import Recorder
from .notes import Notes, called_by_user


def install(recorder: Recorder) -> Callable[[], None]:
    """Notice the attributes asked for; answers the undo."""
    proxy, notes = import_module("faker.proxy"), Notes(recorder, "Faker")
    other = frozenset(generators().faker_other)
    seed: dict[str, object] = {}

    def reading(original: Callable[[object, str], object], patch: Patch) -> Callable[..., object]:
        def __getattr__(self: object, name: str) -> object:  # noqa: N807 - it takes that one's place
            found = original(self, name)
            data = not name.startswith("_") and name not in other and callable(found)
            if patch.active and data and called_by_user():
                notes.note(f"faker.Faker.{name}", {**seed, **_locales(self)})
            return found

        return __getattr__

    def seeding(original: Callable[[object], object], patch: Patch) -> staticmethod[..., None]:
        def seed_all(value: object = None) -> None:
            if patch.active and exactly(value, int, float, str):
                seed["seed"] = value
            original(value)

        return staticmethod(seed_all)

    patches = [Patch(proxy.Faker, "__getattr__", reading), Patch(proxy.Faker, "seed", seeding)]
    if hasattr(proxy, "UniqueProxy"):
        patches.append(Patch(proxy.UniqueProxy, "__getattr__", reading))

    def undo() -> None:
        for patch in patches:
            patch.undo()

    return undo


def _locales(fake: object) -> dict[str, object]:
    locales = own(fake).get("_locales")
    if type(locales) is not list and type(locales) is not tuple:
        return {}
    return {"locale": list(locales)}
