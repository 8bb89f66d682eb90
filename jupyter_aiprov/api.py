"""The magics' twins for Python code, as in ``jupyter_aiprov.protect(patients, "personal")``."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args

from .capture.context import current_run
from .capture.generators.notes import type_of
from .capture.passports import attached, read_passport, to_passport
from .record.activity import Activity, Data, Generator, Origin
from .record.base import utc_now
from .record.digest import new_id
from .record.errors import AiprovError, BadInput
from .record.notebook import Passport
from .record.run import Mark, ProtectedClass
from .values.tables import shape

if TYPE_CHECKING:
    from .kernel.extension import Extension

T = TypeVar("T")


def declare(origin: Origin, **options: Any) -> None:
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
    from .kernel.declaration import Declared
    from .kernel.options import OptionError, cell_parser

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
    _extension().events.declare(run, declared)
    if declared.problems:
        raise BadInput(" ".join(declared.problems))


def mark_synthetic(
    data: T,
    *,
    name: str | None = None,
    generator: str | None = None,
    version: str | None = None,
    seed: Any = None,
    source: str | None = None,
    purpose: str | None = None,
    parameters: Mapping[str, Any] | None = None,
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
    """
    extension = _extension()
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
        data=describe(data, name or _name_of(extension, data), made, source),
    )
    extension.recorder.add(activity, data=data)
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

    Raises:
        BadInput: an unknown class.
    """
    if class_ not in get_args(ProtectedClass):
        known = ", ".join(get_args(ProtectedClass))
        raise BadInput(f"'{class_}' is no class of protected data; choose {known}.")
    mark = Mark(mark="protected", class_=class_, evidence="declared", reason=reason)
    _tracker().mark(data, mark, name)
    return data


def explain(name: str) -> str:
    """What the variable ``name`` derives from, as an indented tree.

    Raises:
        BadInput: there is no such variable.
    """
    extension = _extension()
    text = str(_tracker().explain(name))
    if name not in extension.shell.user_ns and text == name:
        raise BadInput(f"There is no variable '{name}' here.")
    return text


def lineage(data: object) -> str:
    """What a value derives from, as an indented tree: cells, files and marks on the way.

    Args:
        data: a variable's value, or a variable's or file's name as text.

    Raises:
        BadInput: no variable stands for the value.
    """
    extension = _extension()
    name = _name_of(extension, data)
    if isinstance(data, str) and (name is None or data in extension.shell.user_ns):
        name = data
    if name is None:
        raise BadInput("No variable stands for this value; give it a name first.")
    return str(_tracker().explain(name))


def dataset(name: str, passport: str | Path | Mapping[str, Any] | Passport) -> Passport:
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
    extension = _extension()
    if extension.events.lineage is not None:
        passport = attached(passport, extension.events.lineage.files_behind(name))
    extension.recorder.passports[passport.name] = passport
    return passport


def review() -> str:
    """What of this notebook, as saved, waits for a person's review."""
    from .kernel.notebook_view import waiting

    return waiting(_extension())


def status() -> str:
    """What this session recorded so far, as ``%aiprov`` shows it."""
    from .kernel.summary import summary

    return summary(_extension())


def span_processor() -> Any:
    """A processor that turns your OpenTelemetry spans of model calls into records.

    Add it to your tracer provider: ``provider.add_span_processor(aiprov.span_processor())``. A
    call that was seen as it happened and has a span too stays one record.

    Raises:
        AiprovError: the extension is not loaded.
        MissingExtra: OpenTelemetry's SDK is not installed.
    """
    from .capture.opentelemetry import processor

    return processor(_extension().recorder)


def describe(
    data: object, name: str | None, generator: Generator | None = None, source: str | None = None
) -> Data:
    """Name, type and shape of a value, as records carry them."""
    return Data(
        name=name,
        type=type_of(data),
        shape=shape(data),
        generator=generator,
        source=source,
    )


def _name_of(extension: Extension, data: object) -> str | None:
    namespace = extension.shell.user_ns
    hidden = getattr(extension.shell, "user_ns_hidden", {})
    for name, value in list(namespace.items()):
        if value is data and not name.startswith("_") and name not in hidden:
            return cast("str", name)
    return None


def _extension() -> Extension:
    from .kernel import loaded

    found = loaded()
    if found is None:
        raise AiprovError("Load the extension first: %load_ext jupyter_aiprov")
    return found


def _tracker() -> Any:
    tracker = _extension().recorder.tracker
    if tracker is None:
        raise AiprovError("Lineage is not available in this kernel.")
    return tracker
