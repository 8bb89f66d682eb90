"""Three drawings: who wrote what, when systems contributed, and what rests on made data."""

from __future__ import annotations

from collections.abc import Iterator

from ...record.activity import Activity
from ...record.base import moment
from ..model import Characters
from .canvas import Canvas, Lane, Share
from .canvas import Column as Nodes
from .document import Block, Column, Figure, Table, plain_text
from .i18n import Translator
from .inlines import clean, plain
from .names import leaf, notebook_name, system_name
from .report_view import ReportView

_MOST_BARS = 12
_MOST_LANES = 10
_MOST_SOURCES = 10
_MOST_RESULTS = 16


def drawings(view: ReportView, translator: Translator) -> Iterator[Block]:
    """The drawings that have something to show."""
    if view.used_ai:
        yield from _shares(view, translator)
    yield from _timeline(view, translator)
    yield from _lineage(view, translator)


def _shares(view: ReportView, translator: Translator) -> Iterator[Block]:
    counted = [
        (plain_text(notebook_name(view, at)), notebook.authorship)
        for at, notebook in enumerate(view.report.notebooks)
        if _total(notebook.authorship)
    ]
    if not counted:
        return
    legend = (translator.text("AI"), translator.text("human"), translator.text("unknown"))
    bars = [Share(name, _fractions(characters)) for name, characters in counted[:_MOST_BARS]]
    total = view.report.authorship
    yield Figure(
        name="shares",
        caption=translator.text("Characters of source by author"),
        description=translator.text(
            "Bars of characters: AI {ai}, human {human}, unknown {unknown} over all notebooks.",
            ai=translator.share(total.ai, _total(total)),
            human=translator.share(total.human, _total(total)),
            unknown=translator.share(total.unknown, _total(total)),
        ),
        svg=Canvas("shares").shares(bars, legend),
    )


def _total(counted: Characters) -> int:
    return counted.ai + counted.human + counted.unknown


def _fractions(counted: Characters) -> tuple[float, float, float]:
    whole = _total(counted)
    return counted.ai / whole, counted.human / whole, counted.unknown / whole


def _timeline(view: ReportView, translator: Translator) -> Iterator[Block]:
    lanes: dict[str, list[str]] = {}
    for _, activity in view.activities:
        if activity.origin != "human" and activity.time and moment(activity.time):
            lanes.setdefault(_lane_name(translator, activity), []).append(activity.time)
    details = [f.cell.review_detail for f in view.reviewed if f.cell.review_detail]
    reviews = [detail.time for detail in details if moment(detail.time)]
    if reviews:
        lanes[translator.text("reviews")] = reviews
    shown = dict(list(lanes.items())[:_MOST_LANES])
    moments = sorted(time for times in shown.values() for time in times)
    if len(set(moments)) < 2:  # noqa: PLR2004 - one moment is no line
        return
    yield Figure(
        name="timeline",
        caption=translator.text("When AI systems contributed, and when people reviewed"),
        description=translator.text(
            "One line for each system, a dot for each contribution, {dates}.",
            dates=translator.dates(moments[0], moments[-1]),
        ),
        svg=Canvas("timeline").timeline(
            [_lane(name, times, moments) for name, times in shown.items()],
            _moment(translator, moments[0], moments),
            _moment(translator, moments[-1], moments),
        ),
        table=Table(
            caption=translator.text("When AI systems contributed, and when people reviewed"),
            columns=(
                Column(translator.text("System"), 2),
                Column(translator.text("Contributions"), 1, "right"),
                Column(translator.text("When"), 2),
            ),
            rows=tuple(
                (
                    plain(name),
                    plain(translator.number(len(times))),
                    plain(translator.dates(min(times), max(times))),
                )
                for name, times in shown.items()
            ),
        ),
    )


def _lane_name(translator: Translator, activity: Activity) -> str:
    if activity.kind == "synthetic-data":
        return translator.text("synthetic data")
    return clean(system_name(activity.system) or translator.text("system not recorded"), 60)


def _lane(name: str, times: list[str], moments: list[str]) -> Lane:
    first, last = _seconds(moments[0]), _seconds(moments[-1])
    span = (last - first) or 1.0
    return Lane(name, tuple(sorted({round((_seconds(t) - first) / span, 3) for t in times})))


def _seconds(time: str) -> float:
    at = moment(time)
    return at.timestamp() if at else 0.0


def _moment(translator: Translator, time: str, moments: list[str]) -> str:
    """The day, with the hour where all happened on one, to the second within a minute."""
    if moments[0][:10] == moments[-1][:10]:
        end = 19 if moments[0][:16] == moments[-1][:16] else 16
        return f"{translator.date(time)}, {time[11:end]} UTC"
    return translator.date(time)


def _lineage(view: ReportView, translator: Translator) -> Iterator[Block]:
    made = [d for d in view.report.data if d.outputs or d.files][:_MOST_SOURCES]
    if not made:
        return
    sources, results, edges = Nodes(), Nodes(), []
    for found in made:
        kind = translator.word("mark", found.mark)
        where = translator.text("cell {cell}", cell=view.where(found.made_in))
        name = clean(found.data.name or where, 40)
        source = sources.add(found.activity, f"{name} ({kind})")
        for place in found.outputs:
            label = translator.text("cell {cell}", cell=view.where(place))
            if place.output is not None:
                label = translator.text(
                    "cell {cell}, output {n}", cell=view.where(place), n=place.output
                )
            edges.append((source, results.add(label, label)))
        edges += [
            (source, results.add(file.path, clean(leaf(file.path), 40))) for file in found.files
        ]
    kept = [edge for edge in edges if edge[1] < _MOST_RESULTS]
    hidden = results.trim(_MOST_RESULTS)
    caption = translator.text("From synthetic data and model answers to outputs and files")
    if hidden:
        caption = translator.text(
            "{caption} ({rest}, not drawn)", caption=caption, rest=translator.more(hidden)
        )
    yield Figure(
        name="lineage",
        caption=caption,
        description=", ".join(
            f"{sources.labels[a]} → {results.labels[b]}" for a, b in dict.fromkeys(kept)
        ),
        svg=Canvas("lineage").lineage(sources.labels, results.labels, list(dict.fromkeys(kept))),
    )
