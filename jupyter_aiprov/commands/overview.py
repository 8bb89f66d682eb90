"""The Report on a terminal: one table a notebook, and under it what it adds up to."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..capture.files.passports import missing
from ..record.cost import system_label
from ..record.figures import readable_range
from ..record.quantity import Cost
from ..report.model import CellReport, Characters, Coverage, NotebookReport, Report, StaleCause
from ..spec.fields import told

_PIPED = 140
_LISTED = 12
_LONGEST = 80
#: Characters that turn the direction of the text after them.
_TURNS = frozenset(
    map(chr, [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)
_NOTHING = "–"
_STYLES = {"ai-generated": "magenta", "ai-assisted": "magenta", "human": "green"}
_REVIEWS = {"none": "", "stale": "stale: changed since", "rejected": "rejected"}


def show(report: Report, console: Console | None = None) -> None:
    """Print what there is to say of each notebook, then of all together."""
    console = console or _console()
    for number, book in enumerate(report.notebooks):
        _notebook(book, _passports(report, number), console)
    if len(report.notebooks) > 1:
        console.print(Text(f"{len(report.notebooks)} notebooks together", style="bold"))
        for label, text in _sums(report.authorship, report.coverage, report.cost):
            _line(console, label, text)
        _line(console, "Systems", _systems(report))


def _console() -> Console:
    """As wide as the terminal; a pipe gets lines that do not depend on one."""
    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else _PIPED
    return _Console(file=sys.stdout, width=width, highlight=False)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leaves it to the command: rich would leave with 1, which says "findings" here."""
        raise  # noqa: PLE0704 - called within the handler


def _notebook(book: NotebookReport, passports: Iterable[tuple[str, str]], console: Console) -> None:
    console.print(
        Text.assemble((terminal_safe(book.path), "bold"), "  ", (_short(book.title), "dim"))
    )
    shown = [cell for cell in book.cells if _is_telling(cell)]
    if shown:
        console.print(_table(shown, console.width))
    left_out = sum(bool(cell.excerpt) for cell in book.cells) - len(shown)
    if left_out:
        _line(console, "Not shown", f"{left_out} text cells of unknown origin")
    for label, text in _sums(book.authorship, book.coverage, book.cost):
        _line(console, label, text)
    for label, text in (*passports, *_remarks(book)):
        _line(console, label, text)
    console.print()


def _is_telling(cell: CellReport) -> bool:
    """Code, and whatever else something is known of."""
    if not cell.excerpt and not cell.outputs:
        return False
    return cell.type == "code" or cell.origin != "unknown" or bool(cell.records or cell.marks)


def _cell_width(width: int) -> int:
    """What the other columns leave, within reason."""
    return max(10, min(34, width - 78))


def _table(cells: Iterable[CellReport], width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("#", justify="right")
    table.add_column("cell", overflow="ellipsis", no_wrap=True, max_width=_cell_width(width))
    table.add_column("origin", min_width=12)
    table.add_column("AI", justify="right", min_width=4)
    for name in ("carries", "systems", "energy", "review"):
        table.add_column(name, overflow="fold", min_width=9)
    for cell in cells:
        table.add_row(
            str(cell.index),
            Text(terminal_safe(cell.excerpt)),
            Text(_origin(cell), style=_STYLES.get(cell.origin, "dim")),
            ai_share(cell.authorship),
            ", ".join(_marks(cell)) or _NOTHING,
            Text(", ".join(map(_short, _labels(cell))) or _NOTHING),
            _energy(cell),
            Text(_review(cell), style="yellow" if cell.needs_review else ""),
        )
    return table


def _origin(cell: CellReport) -> str:
    if cell.origin_evidence is None:
        return cell.origin
    return f"{cell.origin} ({cell.origin_evidence})"


def ai_share(characters: Characters) -> str:
    """Share of an AI system in the text: ``40 %``, ``40 % +?`` if some is unknown, ``?``."""
    total = characters.ai + characters.human + characters.unknown
    if not characters.ai and characters.unknown:
        return "?"
    if not total:
        return _NOTHING
    return f"{_percent(characters.ai, total)}{' +?' if characters.unknown else ''}"


def _percent(part: int, total: int) -> str:
    if 0 < part < total / 100:
        return "<1 %"
    return f"{round(100 * part / total)} %" if part < total else "100 %"


def _marks(cell: CellReport) -> Iterator[str]:
    """The marks; one that source alone suggests is said to be inferred."""
    for name in cell.marks:
        known = [mark.evidence for mark in cell.lineage if mark.mark == name]
        yield f"{name} (inferred)" if set(known) == {"inferred"} else name


def _labels(cell: CellReport) -> list[str]:
    return list(dict.fromkeys(system_label(a) for a in cell.records if a.system is not None))


def _energy(cell: CellReport) -> str:
    """This machine's energy for all runs; what is not known is not written as nothing."""
    if cell.cost.energy is not None:
        return readable_range(cell.cost.energy)
    used = cell.cost.runs or cell.cost.systems
    return "not available" if used else _NOTHING


def _review(cell: CellReport) -> str:
    if cell.review in ("verified", "corrected") and cell.review_detail is not None:
        more = told(cell.review_detail, "status", "en", but=("status",))
        said = [cell.review_detail.by.name, *(f"{label}: {text}" for label, text in more)]
        return terminal_safe(f"{cell.review} by {', '.join(said)}")
    if cell.review == "none" and cell.needs_review:
        return "not reviewed"
    return _REVIEWS.get(cell.review, cell.review) or _NOTHING


def _sums(who: Characters, seen: Coverage, cost: Cost) -> Iterator[tuple[str, str]]:
    yield "Authorship", _authorship(who)
    tracked = f"{seen.tracked} of {seen.code_cells} code cells written under tracking or declared"
    recorded = f"{seen.recorded} with a record of their last run, {seen.executed} executed"
    yield "Coverage", f"{tracked}, {seen.unknown_origin} of unknown origin; {recorded}"
    yield "Energy", _local(cost)
    for line in cost.systems:
        energy = readable_range(line.energy) if line.energy else "not available"
        missing = (
            f", not available for {line.unavailable}" if line.energy and line.unavailable else ""
        )
        calls = "1 call" if line.calls == 1 else f"{line.calls} calls"
        yield "", f"{_short(line.system)}: {calls}, {line.scope}: {energy}{missing}"


def _authorship(who: Characters) -> str:
    total = who.ai + who.human + who.unknown
    if not who.ai and not who.human:
        return f"unknown for all of {total} characters" if total else "no text"
    parts = [("AI", who.ai), ("human", who.human), ("unknown", who.unknown)]
    shares = ", ".join(f"{name} {_percent(part, total)}" for name, part in parts if part)
    return f"{shares} of {total} characters"


def _local(cost: Cost) -> str:
    if not cost.runs:
        return "this machine: no run recorded"
    if cost.energy is None:
        return f"this machine: not available ({cost.runs} runs)"
    carbon = readable_range(cost.carbon) if cost.carbon else "carbon not available"
    missing = f"; not available for {cost.unavailable} runs" if cost.unavailable else ""
    return f"this machine: {readable_range(cost.energy)}, {carbon}, {cost.runs} runs{missing}"


def _passports(report: Report, number: int) -> Iterator[tuple[str, str]]:
    """The data sets of a notebook whose passport is known, and what theirs leave open."""
    for one in report.datasets:
        cells = [str(place.cell) for place in one.used_in if place.notebook == number]
        if cells:
            origin = f": {_short(one.passport.origin)}" if one.passport.origin else ""
            open_ = [name.replace("_", " ") for name in missing(one.passport)]
            left = f"; its passport leaves open {_listed(open_)}" if open_ else ""
            text = f"{_short(one.passport.name)}{origin}; read by cells {_listed(cells)}{left}"
            yield "Data set", text


def _remarks(book: NotebookReport) -> Iterator[tuple[str, str]]:
    waiting = [str(cell.index) for cell in book.cells if cell.needs_review]
    if waiting:
        yield "To review", f"cells {_listed(waiting)}"
    yield from _stale(book)
    if book.seal != "none":
        yield "Seal", "holds" if book.seal == "holds" else "broken: changed since it was sealed"
    for cell in book.cells:
        if cell.hints:
            texts = "; ".join(terminal_safe(hint.text) for hint in cell.hints)
            yield "Hint", f"cell {cell.index} (inferred): {texts}"
    for found in book.diagnostics:
        yield found.code, terminal_safe(found.message)
    for cell in book.cells:
        for found in cell.diagnostics:
            yield found.code, f"cell {cell.index}: {terminal_safe(found.message)}"


def _stale(book: NotebookReport) -> Iterator[tuple[str, str]]:
    """Outputs that show what was, not what the notebook would make now."""
    stale = [cell for cell in book.cells if any(output.stale for output in cell.outputs)]
    older = [str(c.index) for c in stale if any(one.what == "source" for one in c.outdated)]
    if older:
        yield "Stale", f"outputs older than their source: cells {_listed(older)}"
    for cell in stale[:_LISTED]:
        causes = [_cause(one) for one in cell.outdated if one.what != "source"]
        if causes:
            yield "Stale", f"cell {cell.index}: older than what it read: {_listed(causes)}"


def _cause(one: StaleCause) -> str:
    name = terminal_safe(one.name)
    if one.what == "name":
        return f"{name}, which cell {one.cell} changed since"
    if one.what == "upstream":
        return f"{name}, from cell {one.cell}, which is out of date"
    by = "changed since" if one.cell is None else f"written again by cell {one.cell}"
    return f"{name}, {by}"


def _systems(report: Report) -> str:
    names = [f"{_short(one.name)} ({', '.join(one.evidence)})" for one in report.systems]
    return _listed(names) or "none recorded"


def _listed(words: list[str]) -> str:
    more = f" and {len(words) - _LISTED} more" if len(words) > _LISTED else ""
    return ", ".join(words[:_LISTED]) + more


def _line(console: Console, label: str, text: str) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(width=10, style="dim")
    table.add_column(overflow="fold")
    table.add_row(label, Text(text))
    console.print(table)


def _short(text: str) -> str:
    text = terminal_safe(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def terminal_safe(text: str) -> str:
    """Text from a notebook, without what could steer a terminal or turn its direction."""
    return "".join("�" if _steers(character) else character for character in text)


def _steers(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in _TURNS
