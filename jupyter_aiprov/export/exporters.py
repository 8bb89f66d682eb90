"""The seam of exporters: what one is, and how those installed are found and called.

An exporter stands under an entry point of ``jupyter_aiprov.exporters``. It is a :class:`Form` of
the appendix, or, for a machine format, any callable from a Report and options to bytes. Command
line, server, nbconvert and JupyterLab take their lists from here; none keeps one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePath
from typing import Protocol, cast, get_args

from .. import seams
from ..record.errors import BadInput
from ..report.appendix import Document, appendix
from ..report.appendix.contributions import Detail
from ..report.appendix.presets import DEFAULT
from ..report.model import Report

Options = Mapping[str, object]
#: What a form makes of the appendix: text, or the bytes of a binary file.
Rendered = str | bytes


class Exporter(Protocol):
    """What stands under an entry point of the seam."""

    def __call__(self, report: Report, options: Options, /) -> bytes:
        """The report in this format.

        Args:
            report: what there is to say of the notebooks.
            options: by name, as typed on the command line (``--option NAME=VALUE``) or asked of
                a server; each exporter takes those it knows.

        Returns:
            The content of the file; text is UTF-8.

        Raises:
            BadInput: an option has no such value, or something the format needs is missing.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form of the appendix: how its document is written, and what a person chooses it by.

    Attributes:
        label: its name in menus, by language; one that is the same in all stands as ``en``.
        suffix: of files, after the notebook's name, as ``.appendix.html``.
        media_type: as in the header ``Content-Type``, without parameters.
        render: the document in this form: text, or bytes where ``binary`` is true.
        binary: whether it is no text, which a terminal could show.
    """

    label: Mapping[str, str]
    suffix: str
    media_type: str
    render: Callable[[Document], Rendered]
    binary: bool = False

    def __call__(self, report: Report, options: Options, /) -> bytes:
        """The appendix of ``report`` by the options ``lang``, ``preset`` and ``detail``."""
        made = self.render(document(report, options))
        return made if isinstance(made, bytes) else made.encode()

    @property
    def extension(self) -> str:
        """The last part of its suffix, without the dot."""
        return PurePath(f"_{self.suffix}").suffix.lstrip(".")


def document(report: Report, options: Options) -> Document:
    """The appendix as ``options`` want it: ``lang``, ``preset``, ``detail``.

    Raises:
        BadInput: an option has no such value.
    """
    detail = options.get("detail") or "standard"
    if detail not in get_args(Detail):
        raise BadInput(f"No detail '{detail}'. Known: {', '.join(get_args(Detail))}.")
    return appendix(
        report,
        language=str(options.get("lang") or "en"),
        preset_name=str(options.get("preset") or DEFAULT),
        detail=cast("Detail", detail),
    )


@cache
def exporter(name: str) -> Exporter:
    """The exporter of this name; a plugin's fails in one clear line.

    Raises:
        BadInput: there is none of this name, or it could not be loaded.
    """
    found = seams.load("exporters", name)
    if seams.is_ours("exporters", name):
        return cast("Exporter", found)
    if isinstance(found, Form):
        render = found.render
        kind = bytes if found.binary else str
        return replace(found, render=lambda text: _called(name, kind, lambda: render(text)))
    return lambda report, options: _called(name, bytes, lambda: found(report, options))


def _called(name: str, kind: type[Rendered], work: Callable[[], object]) -> bytes:
    with seams.blaming(f"The exporter '{name}' failed"):
        made = work()
    if not isinstance(made, kind):
        raise BadInput(f"The exporter '{name}' gave {type(made).__name__}, not {kind.__name__}.")
    return made if isinstance(made, bytes) else made.encode()


@cache
def forms() -> Mapping[str, Form]:
    """The forms of the appendix by name, in the order of their labels.

    One that cannot be loaded is left out: who asks for it by name is told why.
    """
    found: dict[str, Form] = {}
    for name in seams.available("exporters"):
        with suppress(BadInput):
            one = exporter(name)
            if isinstance(one, Form):
                found[name] = one
    return dict(sorted(found.items(), key=lambda item: item[1].label["en"].casefold()))


def form(name: str) -> Form:
    """The form of the appendix of this name.

    Raises:
        BadInput: there is none, or it could not be loaded.
    """
    if name not in forms():
        if name in seams.available("exporters"):
            exporter(name)
        raise BadInput(f"The appendix has no form '{name}'. Known: {', '.join(forms())}.")
    return forms()[name]


def machine_formats() -> list[str]:
    """The names of the exporters that are no forms of the appendix."""
    return sorted(set(seams.available("exporters")) - set(forms()))
