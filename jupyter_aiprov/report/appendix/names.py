"""Names of systems, people, files and cells, as an appendix prints them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from ...record.activity import Person, System
from ..model import CellRef, SystemReport
from .document import Text
from .i18n import Translator
from .inlines import code, joined, plain
from .report_view import ReportView

#: Namespaces in which adapters also keep what came back.
_TRACES = ("gen_ai.", "aiprov.", "http.", "server.", "error.", "openai.", "aws.", "azure.")
#: What a parameter's name holds when it was asked for, or fixes what a local model does.
_REQUEST = (".request.", ".seed", "_seed", "aiprov.model.")


def leaf(path: str) -> str:
    """The last member of a path, written with either kind of slash."""
    return PurePosixPath(path.replace("\\", "/")).name or path


def notebook_name(view: ReportView, at: int) -> Text:
    """A notebook by its file's name, after its letter where there are several."""
    name = code(leaf(view.report.notebooks[at].path), 80)
    return joined([plain(f"{view.letter(at)} ="), name], " ") if view.several else name


def system_name(system: System | None) -> str:
    """``model``, else the tool, else the provider."""
    if system is None:
        return ""
    return system.model or system.tool or system.provider or ""


def full_name(found: SystemReport) -> str:
    """A system for a sentence: model and version, tool, provider in brackets."""
    system = found.system
    name = system_name(system)
    version = version_of(found)
    if version and version not in name:
        name = f"{name} {version}"
    about = [part for part in (_tool(found), system.provider) if part and part != name]
    return f"{name} ({', '.join(about)})" if about else name


def _tool(found: SystemReport) -> str:
    tools = list(found.tools) or ([found.system.tool] if found.system.tool else [])
    named = [tool for tool in tools if found.system.model]
    version = found.system.tool_version
    if len(named) == 1 and version:
        return f"{named[0]} {version}"
    return " / ".join(named[:3])


def version_of(found: SystemReport) -> str:
    """The version or versions on record, else what the details say; empty where unknown."""
    seen = list(dict.fromkeys(v for v in (found.system.model_version, *found.versions) if v))
    if not seen and found.details and found.details.version:
        seen = [found.details.version]
    if not seen and not found.system.model and found.system.tool_version:
        seen = [found.system.tool_version]
    return " / ".join(seen[:3])


def parameters_of(found: SystemReport) -> dict[str, tuple[object, ...]]:
    """The parameters a system was used with: not its answers' traces, digests or names."""
    return {key: values for key, values in found.parameters.items() if _asked(key)}


def _asked(key: str) -> bool:
    if key.endswith(("sha256", ".request.model")):
        return False
    return not key.startswith(_TRACES) or any(part in key for part in _REQUEST)


def person_name(person: Person) -> str:
    """Name and ORCID iD."""
    return f"{person.name} (ORCID {person.orcid})" if person.orcid else person.name


def cells_text(translator: Translator, view: ReportView, places: Iterable[CellRef]) -> str:
    """Cells in a sentence: ``cell 7``, or ``cells 2–4, 7``; empty where there are none.

    Args:
        translator: of the appendix's language.
        view: what the report says.
        places: of the cells, in any order.

    Returns:
        A phrase without a full stop.
    """
    found = list(places)
    shown = positions(translator, view, found)
    if len({(place.notebook, place.cell) for place in found}) == 1:
        return translator.text("cell {cell}", cell=shown)
    return translator.text("cells {cells}", cells=shown) if found else ""


def positions(
    translator: Translator, view: ReportView, places: Iterable[CellRef], limit: int = 24
) -> str:
    """Cells by their positions, runs joined: ``2–4, 7`` or ``A:2–4, 7, B:1``.

    A letter holds until the next one. Beyond ``limit`` runs the rest is counted.

    Args:
        translator: of the appendix's language.
        view: what the report says.
        places: of the cells, in any order.
        limit: of the runs that are listed.

    Returns:
        The positions, parted by commas.
    """
    found = sorted({(place.notebook, place.cell) for place in places})
    runs: list[tuple[int, int, int]] = []
    for notebook, cell in found:
        if runs and runs[-1][0] == notebook and runs[-1][2] == cell - 1:
            runs[-1] = (notebook, runs[-1][1], cell)
        else:
            runs.append((notebook, cell, cell))
    starts = {notebook: first for notebook, first, _ in reversed(runs)}
    shown = ", ".join(_run(view, *run, lettered=starts[run[0]] == run[1]) for run in runs[:limit])
    if len(runs) <= limit:
        return shown
    return translator.text(
        "{shown} and {rest}", shown=shown, rest=translator.more(len(runs) - limit)
    )


def _run(view: ReportView, notebook: int, first: int, last: int, *, lettered: bool) -> str:
    name = view.where(CellRef(notebook=notebook, cell=first)) if lettered else str(first)
    return name if first == last else f"{name}–{last}"
