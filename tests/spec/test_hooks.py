"""What ships with the package offers what the hooks ask for."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from jupyter_aiprov import hooks, providers, seams

ADAPTERS = {"transport": hooks.Adapter, "module": hooks.Adapter, "outputs": hooks.Outputs}
CALLED: dict[str, Any] = {**ADAPTERS, "trace": hooks.Trace}


def _registered() -> list[tuple[seams.Seam, str, Any]]:
    found: list[tuple[seams.Seam, str, Any]] = [
        ("adapters", name, CALLED[role])
        for name in seams.available("adapters")
        if (role := name.partition(".")[0]) in CALLED
    ]
    found += [("generators", name, hooks.Adapter) for name in seams.available("generators")]
    return found + [("exporters", name, hooks.Exporter) for name in seams.available("exporters")]


@pytest.mark.parametrize(("seam", "name", "hook"), _registered())
def test_what_is_called_takes_what_it_is_given(seam: seams.Seam, name: str, hook: Any) -> None:
    loaded = seams.load(seam, name)
    offered = inspect.signature(getattr(loaded, "install", loaded))
    asked = list(inspect.signature(hook.__call__).parameters)[1:]
    offered.bind(*asked)  # raises where it takes more or fewer


def test_dialects_are_what_the_hook_says_and_go_by_one_name() -> None:
    for name in seams.names("adapters", "dialect"):
        dialect = seams.load("adapters", name)
        assert isinstance(dialect, hooks.Dialect)
        assert dialect.name == name.partition(".")[2]
        assert providers.known().paths(dialect.name)
        for method in ("fits", "ask", "answer", "event", "headers", "reader"):
            offered = inspect.signature(getattr(dialect, method))
            asked = inspect.signature(getattr(hooks.Dialect, method))
            assert list(offered.parameters) == list(asked.parameters)[1:]


def test_every_role_of_an_adapter_has_a_hook() -> None:
    roles = {name.partition(".")[0] for name in seams.available("adapters")}
    assert roles <= {*CALLED, "dialect", "providers"}
    assert hooks.__doc__ is not None
    assert all(f"``{role}." in hooks.__doc__ for role in roles)
