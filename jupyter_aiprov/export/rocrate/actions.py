"""What was done, as schema.org actions: by AI systems, by running cells, by reviewers."""

from __future__ import annotations

from ..._version import __version__
from ...record.activity import Activity
from ...record.base import Record
from ...record.members import simple
from ...record.quantity import Impact, Quantity
from ...report.model import CellReport, Report
from ..names import camel, local_name
from .graph import NAMES, Entity, Graph, iso, ref
from .parts import Parts

_DONE = "http://schema.org/CompletedActionStatus"
_FAILED = "http://schema.org/FailedActionStatus"
_TERMS = "urn:jupyter-aiprov:terms:"


class Actions:
    """Actions of one crate; ``ids`` are those the root mentions."""

    def __init__(self, graph: Graph, report: Report, parts: Parts) -> None:
        self.graph = graph
        self.report = report
        self.parts = parts
        self.ids: list[str] = []

    def write(self) -> None:
        """Every activity, run and review of every notebook."""
        for one in self.report.systems:
            self.graph.system(one.system, one.details)
        for number, book in enumerate(self.report.notebooks):
            for activity in book.records:
                self._activity(number, None, activity)
            for cell in book.cells:
                for activity in cell.records:
                    if activity.origin != "human":
                        self._activity(number, cell, activity)
                self._run(number, cell)
                self._review(number, cell)

    def _activity(self, number: int, cell: CellReport | None, activity: Activity) -> None:
        result = self.parts.data(activity.id)
        if result is None and cell is not None:
            result = self.parts.text_of(number, cell.index)
        where = f"cell {cell.index}" if cell else "no cell in particular"
        if activity.kind == "synthetic-data" and activity.system is None:
            instrument = self._generator(activity)
        else:
            instrument = self.graph.system(activity.system)
        self._action(
            f"#activity-{number}-{local_name(activity.id)}",
            "CreateAction",
            name=f"{activity.kind} in {where}",
            description=f"Known because it was {activity.evidence}. {activity.purpose or ''}",
            instrument=ref(instrument),
            agent=ref(self.graph.person(activity.by)),
            result=[ref(result)] if result else None,
            startTime=iso(activity.time),
            endTime=iso(activity.time, activity.duration),
            resourceUsage=self._usage(f"{number}-{local_name(activity.id)}", activity.impact),
        )

    def _generator(self, activity: Activity) -> str:
        generator = activity.data.generator if activity.data else None
        name, version = (generator.name, generator.version) if generator else (None, None)
        return self.graph.software(
            f"{NAMES}/generator/{local_name(f'{name} {version}')}",
            name=self.graph.text(name),
            version=self.graph.text(version),
        )

    def _kernel(self, number: int, cell: CellReport) -> str:
        """What ran a cell: the language of its session's environment."""
        book = self.report.notebooks[number]
        session = next((s for s in book.sessions if cell.run and s.id == cell.run.session), None)
        environment = session.environment if session else None
        language = (environment.language if environment else None) or book.language
        version = environment.language_version if environment else None
        return self.graph.software(
            f"{NAMES}/kernel/{local_name(f'{language} {version}')}",
            name=self.graph.text(f"Jupyter kernel: {language or 'language not recorded'}"),
            version=self.graph.text(version),
        )

    def _run(self, number: int, cell: CellReport) -> None:
        run = cell.run
        shown = [self.parts.output(number, cell.index, output) for output in cell.outputs]
        if run is None:
            return
        failed = run.status in ("error", "interrupted", "killed")
        read = [use for use in run.files if use.mode == "read"]
        written = [use for use in run.files if use.mode == "write"]
        results = [*(self.parts.file(number, use) for use in written), *shown]
        text = self.parts.text_of(number, cell.index)
        self._action(
            f"#run-{number}-{cell.index}-{local_name(run.id)}",
            "CreateAction",
            name=f"Run of cell {cell.index}",
            description=f"The last recorded run of cell {cell.index}; it ended: {run.status}.",
            instrument=ref(self._kernel(number, cell)),
            agent=ref(self.graph.person(None)),
            object=[
                ref(self.parts.notebooks[number]),
                ref(text),
                *(ref(self.parts.file(number, use)) for use in read),
            ],
            result=[ref(one) for one in results] or [ref(text)],
            startTime=iso(run.time),
            endTime=iso(run.time, run.duration),
            actionStatus=_FAILED if failed else _DONE,
            resourceUsage=self._usage(f"{number}-{cell.index}-run", run.impact),
        )

    def _review(self, number: int, cell: CellReport) -> None:
        review = cell.review_detail
        if review is None:
            return
        compared = "".join(f" {one}." for one in review.compared)
        said = f"{review.status}; today: {cell.review}.{compared}"
        text = self.parts.text_of(number, cell.index)
        self._action(
            f"#review-{number}-{cell.index}",
            "AssessAction",
            name=f"Review of cell {cell.index}",
            description=said,
            instrument=ref(self._tool()),
            agent=ref(self.graph.person(review.by)),
            object=[ref(text)],
            startTime=iso(review.time),
            endTime=iso(review.time),
            additionalProperty=self._members(f"review-{number}-{cell.index}", review, "time"),
        )

    def _members(self, name: str, record: Record, *but: str) -> list[Entity]:
        """Each simple member of a record as a property of its own."""
        out = []
        for member, value in simple(record, but).items():
            identifier, told = f"#{name}-{local_name(member)}", camel(member)
            text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            self.graph.add(
                identifier,
                "PropertyValue",
                name=told,
                propertyID=f"{_TERMS}{told}",
                value=Graph.text(text),
            )
            out.append(ref(identifier))
        return out

    def _tool(self) -> str:
        return self.graph.software(
            f"{NAMES}/jupyter-aiprov", name="jupyter_aiprov", version=__version__
        )

    def _action(self, identifier: str, type_: str, **values: object) -> None:
        for name in ("name", "description"):
            values[name] = self.graph.text(values[name])
        self.graph.add(identifier, type_, **values)
        if identifier not in self.ids:
            self.ids.append(identifier)

    def _usage(self, name: str, impact: Impact | None) -> list[Entity]:
        """Energy and carbon, least and most apart, each with its unit and method."""
        out = []
        for what, quantity in (
            ("energy", impact.energy if impact else None),
            ("carbon", impact.carbon if impact else None),
        ):
            for bound in ("min", "max") if quantity else ():
                identifier = f"#usage-{name}-{what}-{bound}"
                self.graph.add(identifier, "PropertyValue", **_figure(what, bound, quantity))
                out.append(ref(identifier))
        return out


def _figure(what: str, bound: str, quantity: Quantity | None) -> dict[str, object]:
    if quantity is None:
        return {}
    least = "least" if bound == "min" else "most"
    return {
        "name": f"{what}, {least}",
        "propertyID": f"{_TERMS}{what}{bound.capitalize()}",
        "value": repr(getattr(quantity, bound)),
        "unitText": Graph.text(quantity.unit),
        "measurementTechnique": Graph.text(f"{quantity.method} {quantity.version or ''}"),
    }
