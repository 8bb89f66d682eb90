"""A call to a model in this very process, and what it cost the process."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import msgspec

from ...record.activity import Endpoint
from ...record.base import utc_now
from ...record.digest import new_id
from ...values.raw import name_of
from ..context import current_run
from ..http import origin
from ..http.activity import call_activity
from ..http.call import Call, named
from ..patching import Original, Patch
from ..shield import shielded

if TYPE_CHECKING:
    from ..recorder import Recorder

_HERE = Endpoint(class_="local")
_CHANNEL = "in-process"
_CONDITIONS = ("mode", "tdp_w", "machine_share")
_outer: ContextVar[Inside | None] = ContextVar("jupyter_aiprov_inside", default=None)

#: Reads the arguments of a call: ``(call, object, arguments by position, by name)``.
Before = Callable[[Call, object, tuple[object, ...], Mapping[str, object]], None]
#: Reads what the call returned, which it must not change.
After = Callable[[Call, object, tuple[object, ...], Mapping[str, object], object], None]


class Inside:
    """One call. Where a library's functions call one another, the outermost is the call.

    Args:
        recorder: takes the call.
        library: the module the model's class is of.
        operation: by OpenTelemetry's name.
    """

    def __init__(self, recorder: Recorder, library: str, operation: str) -> None:
        self.call = Call(operation)
        self._recorder = recorder
        self._library = library
        self.id = new_id()
        self._run = current_run()
        self._tool = origin.tool()
        self._time = utc_now()
        self._start = perf_counter()
        self._reading = recorder.meter.read()

    def end(self, error: BaseException | None = None, *, outermost: bool = True) -> None:
        """It is over, unless what ends was called from within it; never raises."""
        if outermost:
            with shielded(self._recorder.diagnose, "recording a model's call"):
                self._end(error)

    def _end(self, error: BaseException | None) -> None:
        duration = perf_counter() - self._start
        impact = self._recorder.meter.since(self._reading)
        if error is not None:
            self.call.parameter("error.type", name_of(type(error)))
        kept = {key: impact.conditions[key] for key in _CONDITIONS if key in impact.conditions}
        activity = call_activity(
            self._recorder,
            self.call,
            id=self.id,
            time=self._time,
            duration=duration,
            channel=_CHANNEL,
            tool=self._tool if self._tool[0] else (self._library, origin.version(self._library)),
            endpoint=_HERE,
            impact=msgspec.structs.replace(impact, components={}, conditions=kept),
            parameters={"aiprov.library": self._library},
        )
        self._recorder.add(activity, self._run)


@dataclass(frozen=True)
class Method:
    """A library's method that calls a model, and how to read it."""

    library: str
    name: str
    operation: str
    before: Before
    after: After


def follow(recorder: Recorder, owner: object, method: Method) -> Patch:
    """Record the calls of a class's method; what it returns is passed on as it is.

    Args:
        recorder: takes the calls.
        owner: the library's class.
        method: which of its methods, and how it is read.

    Returns:
        The patch; undoing it ends this.
    """

    def make(original: Original, patch: Patch) -> Original:
        @functools.wraps(original)
        def followed(self: object, *args: object, **kwargs: object) -> object:
            outer = _outer.get()
            inside = outer or (_begin(recorder, method) if patch.active else None)
            if inside is None:
                return original(self, *args, **kwargs)
            with shielded(recorder.diagnose, "reading a model's arguments"):
                method.before(inside.call, self, args, kwargs)
            if kwargs.get("streamer") is not None:  # it is given the words one by one
                recorder.begins(inside.id, into=kwargs["streamer"])
            token = _outer.set(inside)
            try:
                answer = original(self, *args, **kwargs)
            except BaseException as error:
                inside.end(error, outermost=outer is None)
                raise
            finally:
                _outer.reset(token)
            with shielded(recorder.diagnose, "reading a model's answer"):
                method.after(inside.call, self, args, kwargs, answer)
            inside.end(outermost=outer is None)
            return answer

        return followed

    return Patch(owner, method.name, make)


def _begin(recorder: Recorder, method: Method) -> Inside | None:
    with shielded(recorder.diagnose, "starting a model's call"):
        return Inside(recorder, method.library, method.operation)
    return None


def dtype_of(config: Mapping[str, object]) -> str | None:
    """The number type of a model's weights, as its configuration has it."""
    found = config.get("dtype", config.get("torch_dtype"))
    return str(found).split(".")[-1] if found is not None else None


def checkpoint(name: object) -> str | None:
    """A model's name; of a folder or file on this machine only its last part."""
    if type(name) is not str or not name:
        return None
    path = Path(name)
    if path.is_absolute() or name.startswith((".", "~")) or path.exists():
        return named(path.name)
    return named(name)
