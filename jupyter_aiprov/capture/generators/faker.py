"""Faker: every made-up value is asked for as an attribute of a ``Faker``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from ...values.raw import exactly, own
from ..patching import Patch
from ..recorder import Recorder
from .base import Notes, called_by_user

_NO_DATA = frozenset(
    ("seed_instance", "seed_locale", "add_provider", "get_providers", "format", "set_arguments")
)


def install(recorder: Recorder) -> Callable[[], None]:
    """Notice the attributes asked for; answers the undo."""
    proxy, notes = import_module("faker.proxy"), Notes(recorder, "Faker")
    seed: dict[str, Any] = {}

    def reading(original: Any, patch: Patch) -> Any:
        def __getattr__(self: Any, name: str) -> Any:  # noqa: N807 - it takes that one's place
            found = original(self, name)
            data = not name.startswith("_") and name not in _NO_DATA and callable(found)
            if patch.active and data and called_by_user():
                notes.note(f"faker.Faker.{name}", {**seed, **_locales(self)})
            return found

        return __getattr__

    def seeding(original: Any, patch: Patch) -> Any:
        def seed_all(value: Any = None) -> None:
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


def _locales(fake: Any) -> dict[str, Any]:
    locales: Any = own(fake).get("_locales")
    return {"locale": list(locales)} if exactly(locales, list, tuple) else {}
