"""What a generator made, as few records, however often a loop calls it."""

from __future__ import annotations

import functools
import sys
from collections import OrderedDict
from importlib.metadata import PackageNotFoundError, version

from ...record.activity import Activity, Data, Generator
from ...record.base import utc_now
from ...record.digest import new_id
from ...spec.generators import generators
from ...values.raw import name_of, root_of
from ...values.tables import shape
from ...values.user_modules import is_local
from ..context import current_run
from ..recorder import Recorder
from ..shield import shielded

_PER_RUN = 20
_KEPT = 500


class _Nothing:
    """Stands for data made piece by piece, which only the statement's values hold."""


_NOTHING = _Nothing()


class Notes:
    """Turns calls of a library's generators into activities: few, however often a loop calls.

    Args:
        recorder: takes them.
        package: the distribution whose version is recorded.
    """

    def __init__(self, recorder: Recorder, package: str) -> None:
        self._recorder = recorder
        self._package = package
        self._seen: OrderedDict[tuple[str, str], dict[str, Activity]] = OrderedDict()

    def note(self, name: str, parameters: dict[str, object], value: object = None) -> None:
        """``name`` made ``value``.

        Args:
            name: of the function, as records have it.
            parameters: plain ones, by name; a seed among them is told apart.
            value: the data; None where it is handed out piece by piece.
        """
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

    def _activity(self, name: str, parameters: dict[str, object], value: object) -> Activity:
        seeds = generators().seeds
        seed = next((parameters.pop(key) for key in seeds if key in parameters), None)
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


def called_by_user() -> bool:
    """Whether the wrapper that asks was called from the notebook or the user's own files."""
    return is_local(sys._getframe(2).f_globals.get("__name__"))


def type_of(value: object) -> str | None:
    """A value's type as records name it, by its library; None for nothing."""
    if value is None:
        return None
    kind = type(value)
    root = root_of(kind)
    return name_of(kind) if root == "builtins" else f"{root}.{name_of(kind)}"


def _shape(value: object) -> tuple[int, ...]:
    first = value[0] if type(value) is tuple and value else value  # of (X, y), that of X
    return shape(first) if len(shape(first)) > 1 else shape(value)


@functools.lru_cache
def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
