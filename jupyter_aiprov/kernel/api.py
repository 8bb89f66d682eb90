"""The magics' twins for Python code, as in ``jupyter_aiprov.protect(patients, "personal")``."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args

from ..capture.context import current_run
from ..capture.files.passports import attached, read_passport, to_passport
from ..capture.generators.notes import type_of
from ..record.activity import Activity, Data, Generator, Origin
from ..record.base import utc_now
from ..record.digest import new_id
from ..record.errors import AiprovError, BadInput
from ..record.notebook import Passport
from ..record.run import Mark, ProtectedClass
from ..values.tables import shape
from .recording import Recording, current

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

    from .lineage.lineage import Lineage

T = TypeVar("T")


def declare(origin: Origin, **options: object) -> None:
    """Say who wrote this cell's source, as ``%%aiprov`` above it does.

    Args:
        origin: ``generated``, ``assisted`` or ``human``.
        **options: those of ``%%aiprov``: ``model``, ``provider``, ``tool``, ``tool_version``,
            ``model_version``, ``purpose``, ``task``, ``prompt``, ``prompt_mode``, ``person``,
            ``orcid``, ``parameter`` (a list of ``NAME=VALUE``).

    Raises:
        BadInput: an unknown origin or option.
        AiprovError: the extension is not loaded, or no cell is running.
    """
    from .declaration import Declared
    from .options import OptionError, cell_parser

    run = current_run()
    if run is None:
        raise AiprovError("Call declare() in the cell it speaks of.")
    words = [str(origin)]
    for name, value in options.items():
        for item in value if isinstance(value, list | tuple) else [value]:
            words += [f"--{name.replace('_', '-')}={item}"]
    try:
        parsed: Namespace = cell_parser().parse_args(words)
    except OptionError as error:
        raise BadInput(f"declare(): {error}") from error
    declared = Declared(origin=parsed.origin, options=parsed)
    current().events.declare(run, declared)
    if declared.problems:
        raise BadInput(" ".join(declared.problems))


def mark_synthetic(
    data: T,
    *,
    name: str | None = None,
    generator: str | None = None,
    version: str | None = None,
    seed: object = None,
    source: str | None = None,
    purpose: str | None = None,
    parameters: Mapping[str, object] | None = None,
    channel: str = "api",
) -> T:
    """Say that ``data`` was generated or simulated; what derives from it will carry the mark.

    Args:
        data: the value itself; returned unchanged.
        name: what to call it in the record; by default the variable that holds it.
        generator: what made it, such as ``sklearn.datasets.make_classification``.
        version: the generator's version.
        seed: the generator's seed.
        source: the real data it was modelled on.
        purpose: what it is for.
        parameters: the generator's other parameters.
        channel: by what way this was said.

    Returns:
        ``data``, the very object.

    Raises:
        AiprovError: the extension is not loaded.
    """
    recording = current()
    made = None
    if generator or seed is not None or parameters:
        made = Generator(
            name=generator or "unknown",
            version=version,
            seed=seed,
            parameters=dict(parameters or {}),
        )
    activity = Activity(
        id=new_id(),
        kind="synthetic-data",
        evidence="declared",
        channel=channel,
        time=utc_now(),
        purpose=purpose,
        data=describe(data, name or _name_of(recording, data), made, source),
    )
    recording.recorder.add(activity, data=data)
    return data


def protect(
    data: T, class_: ProtectedClass, *, name: str | None = None, reason: str | None = None
) -> T:
    """Say that ``data`` is protected; what derives from it will carry the mark.

    Args:
        data: the value itself; returned unchanged.
        class_: ``personal``, ``secret``, ``strategic``, ``unpublished`` or ``ip``.
        name: the variable that holds it, for a number or a text, which many may share.
        reason: why, in a few words.

    Returns:
        ``data``, the very object.

    Raises:
        BadInput: an unknown class.
        AiprovError: the extension, or its lineage, is not loaded.
    """
    if class_ not in get_args(ProtectedClass):
        known = ", ".join(get_args(ProtectedClass))
        raise BadInput(f"'{class_}' is no class of protected data; choose {known}.")
    mark = Mark(mark="protected", class_=class_, evidence="declared", reason=reason)
    _lineage(current()).mark(data, mark, name)
    return data


def explain(name: str) -> str:
    """What the variable ``name`` derives from, as an indented tree.

    Raises:
        BadInput: there is no such variable.
    """
    recording = current()
    text = _lineage(recording).explain(name)
    if name not in recording.shell.user_ns and text == name:
        raise BadInput(f"There is no variable '{name}' here.")
    return text


def dataset(name: str, passport: str | Path | Mapping[str, object] | Passport) -> Passport:
    """Give a data set its passport: origin, legal basis, collection, quality, biases and more.

    Args:
        name: the data set's name, or the variable that holds it.
        passport: a JSON, TOML or YAML file, or the fields themselves.

    The passport is tied by digest to the file of that name, or to the files the variable was
    read from.

    Raises:
        BadInput: it cannot be read, or a field is unknown or has the wrong type.
    """
    if isinstance(passport, str | Path):
        passport = read_passport(Path(passport).expanduser(), name)
    if not isinstance(passport, Passport):
        passport = to_passport(passport, name)
    recording = current()
    if recording.lineage is not None:
        passport = attached(passport, recording.lineage.files_behind(name))
    recording.recorder.passports[passport.name] = passport
    return passport


def review() -> str:
    """What of this notebook, as saved, waits for a person's review."""
    from .notebook_view import waiting

    return waiting(current().place)


def status() -> str:
    """What this session recorded so far, as ``%aiprov`` shows it."""
    from .summary import summary

    recording = current()
    return summary(recording.recorder, recording.outbox)


def span_processor() -> SpanProcessor:
    """A processor that turns your OpenTelemetry spans of model calls into records.

    Add it to your tracer provider: ``provider.add_span_processor(aiprov.span_processor())``. A
    call that was seen as it happened and has a span too stays one record.

    Raises:
        AiprovError: the extension is not loaded.
        MissingExtra: OpenTelemetry's SDK is not installed.
    """
    from ..capture.opentelemetry import processor

    made: SpanProcessor = processor(current().recorder)
    return made


def describe(
    data: object, name: str | None, generator: Generator | None = None, source: str | None = None
) -> Data:
    """A value as records carry it.

    Args:
        data: the value.
        name: what to call it.
        generator: what made it, where it was generated.
        source: the real data it was modelled on.

    Returns:
        Its name, type, shape and origin; the value itself is not kept.
    """
    return Data(
        name=name,
        type=type_of(data),
        shape=shape(data),
        generator=generator,
        source=source,
    )


def _name_of(recording: Recording, data: object) -> str | None:
    namespace = recording.shell.user_ns
    hidden = getattr(recording.shell, "user_ns_hidden", {})
    for name, value in list(namespace.items()):
        if value is data and not name.startswith("_") and name not in hidden:
            return name
    return None


def _lineage(recording: Recording) -> Lineage:
    if recording.lineage is None:
        raise AiprovError("Lineage is not available in this kernel.")
    return recording.lineage
