"""Three drawings: who wrote what, when systems contributed, and what rests on made data."""

from __future__ import annotations

from collections.abc import Iterator

from ...record.activity import Activity
from ...record.base import moment
from ..model import Characters
from .canvas import Canvas, Lane, Share
from .canvas import Column as Nodes
from .document import Block, Column, Figure, Table, plain_text
from .facts import Facts
from .i18n import Words
from .names import leaf, notebook_name, system_name
from .texts import clean, plain

_MOST_BARS = 12
_MOST_LANES = 10
_MOST_SOURCES = 10
_MOST_RESULTS = 16


def drawings(facts: Facts, words: Words) -> Iterator[Block]:
    """The drawings that have something to show."""
    if facts.used_ai:
        yield from _shares(facts, words)
    yield from _timeline(facts, words)
    yield from _lineage(facts, words)


def _shares(facts: Facts, words: Words) -> Iterator[Block]:
    counted = [
        (plain_text(notebook_name(facts, at)), notebook.authorship)
        for at, notebook in enumerate(facts.report.notebooks)
        if _total(notebook.authorship)
    ]
    if not counted:
        return
    legend = (words.text("AI"), words.text("human"), words.text("unknown"))
    bars = [Share(name, _fractions(characters)) for name, characters in counted[:_MOST_BARS]]
    total = facts.report.authorship
    yield Figure(
        name="shares",
        caption=words.text("Characters of source by author"),
        description=words.text(
            "Bars of characters: AI {ai}, human {human}, unknown {unknown} over all notebooks.",
            ai=words.share(total.ai, _total(total)),
            human=words.share(total.human, _total(total)),
            unknown=words.share(total.unknown, _total(total)),
        ),
        svg=Canvas("shares").shares(bars, legend),
    )


def _total(counted: Characters) -> int:
    return counted.ai + counted.human + counted.unknown


def _fractions(counted: Characters) -> tuple[float, float, float]:
    whole = _total(counted)
    return counted.ai / whole, counted.human / whole, counted.unknown / whole


def _timeline(facts: Facts, words: Words) -> Iterator[Block]:
    lanes: dict[str, list[str]] = {}
    for _, activity in facts.activities:
        if activity.origin != "human" and activity.time and moment(activity.time):
            lanes.setdefault(_lane_name(words, activity), []).append(activity.time)
    details = [f.cell.review_detail for f in facts.reviewed if f.cell.review_detail]
    reviews = [detail.time for detail in details if moment(detail.time)]
    if reviews:
        lanes[words.text("reviews")] = reviews
    shown = dict(list(lanes.items())[:_MOST_LANES])
    moments = sorted(time for times in shown.values() for time in times)
    if len(set(moments)) < 2:  # noqa: PLR2004 - one moment is no line
        return
    yield Figure(
        name="timeline",
        caption=words.text("When AI systems contributed, and when people reviewed"),
        description=words.text(
            "One line for each system, a dot for each contribution, {dates}.",
            dates=words.dates(moments[0], moments[-1]),
        ),
        svg=Canvas("timeline").timeline(
            [_lane(name, times, moments) for name, times in shown.items()],
            _moment(words, moments[0], moments),
            _moment(words, moments[-1], moments),
        ),
        table=Table(
            caption=words.text("When AI systems contributed, and when people reviewed"),
            columns=(
                Column(words.text("System"), 2),
                Column(words.text("Contributions"), 1, "right"),
                Column(words.text("When"), 2),
            ),
            rows=tuple(
                (
                    plain(name),
                    plain(words.number(len(times))),
                    plain(words.dates(min(times), max(times))),
                )
                for name, times in shown.items()
            ),
        ),
    )


def _lane_name(words: Words, activity: Activity) -> str:
    if activity.kind == "synthetic-data":
        return words.text("synthetic data")
    return clean(system_name(activity.system) or words.text("system not recorded"), 60)


def _lane(name: str, times: list[str], moments: list[str]) -> Lane:
    first, last = _seconds(moments[0]), _seconds(moments[-1])
    span = (last - first) or 1.0
    return Lane(name, tuple(sorted({round((_seconds(t) - first) / span, 3) for t in times})))


def _seconds(time: str) -> float:
    at = moment(time)
    return at.timestamp() if at else 0.0


def _moment(words: Words, time: str, moments: list[str]) -> str:
    """The day, with the hour where all happened on one, to the second within a minute."""
    if moments[0][:10] == moments[-1][:10]:
        end = 19 if moments[0][:16] == moments[-1][:16] else 16
        return f"{words.date(time)}, {time[11:end]} UTC"
    return words.date(time)


def _lineage(facts: Facts, words: Words) -> Iterator[Block]:
    made = [d for d in facts.report.data if d.outputs or d.files][:_MOST_SOURCES]
    if not made:
        return
    sources, results, edges = Nodes(), Nodes(), []
    for found in made:
        kind = words.word("mark", found.mark)
        where = words.text("cell {cell}", cell=facts.where(found.made_in))
        name = clean(found.data.name or where, 40)
        source = sources.add(found.activity, f"{name} ({kind})")
        for place in found.outputs:
            label = words.text("cell {cell}", cell=facts.where(place))
            if place.output is not None:
                label = words.text(
                    "cell {cell}, output {n}", cell=facts.where(place), n=place.output
                )
            edges.append((source, results.add(label, label)))
        edges += [
            (source, results.add(file.path, clean(leaf(file.path), 40))) for file in found.files
        ]
    kept = [edge for edge in edges if edge[1] < _MOST_RESULTS]
    hidden = results.trim(_MOST_RESULTS)
    caption = words.text("From synthetic data and model answers to outputs and files")
    if hidden:
        caption = words.text(
            "{caption} ({rest}, not drawn)", caption=caption, rest=words.more(hidden)
        )
    yield Figure(
        name="lineage",
        caption=caption,
        description=", ".join(
            f"{sources.labels[a]} → {results.labels[b]}" for a, b in dict.fromkeys(kept)
        ),
        svg=Canvas("lineage").lineage(sources.labels, results.labels, list(dict.fromkeys(kept))),
    )
