"""What AI systems did, runs, declarations and reviews as PROV activities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ...record.activity import Activity
from ...record.base import moment
from ...record.cell import Review
from ...record.quantity import Impact
from ...report.model import CellReport
from ..names import local_name
from .agents import Agents
from .values import attributes, members

if TYPE_CHECKING:
    from prov.model import ProvActivity, ProvDocument, ProvEntity

#: Kinds that write a cell's text.
_WRITING = ("generation", "edit", "completion", "paste", "declaration", "import")


class Acts:
    """Activities of one document, each written once."""

    def __init__(self, doc: ProvDocument, agents: Agents) -> None:
        self.doc = doc
        self.agents = agents
        self.activities: dict[str, ProvActivity] = {}

    def activity(self, activity: Activity) -> ProvActivity:
        """One record: what it used, who or what did it."""
        known = self.activities.get(activity.id)
        if known is not None:
            return known
        act = self.doc.activity(
            f"activity-{local_name(activity.id)}",
            moment(activity.time),
            moment(activity.time, activity.duration),
            self._attributes(activity),
        )
        self.activities[activity.id] = act
        self._associate(act, activity)
        for role, content in (("prompt", activity.prompt), ("response", activity.response)):
            if content is not None:
                more = attributes(type=role, sha256=content.sha256, length=content.length)
                entity = self.doc.entity(f"{role}-{local_name(activity.id)}", more)
                if role == "prompt":
                    self.doc.used(act, entity)
                else:
                    self.doc.wasGeneratedBy(entity, act)
        return act

    def _attributes(self, activity: Activity) -> dict[str, Any]:
        system = activity.system
        more = attributes(
            type=activity.kind,
            evidence=activity.evidence,
            channel=activity.channel,
            task=activity.task,
            purpose=activity.purpose,
            origin=activity.origin,
            outcome=activity.outcome,
            tool=system.tool if system else None,
            toolVersion=system.tool_version if system else None,
            parameters=activity.parameters,
            usage=activity.usage,
        )
        return more | _impact(activity.impact)

    def _associate(self, act: ProvActivity, activity: Activity) -> None:
        person = self.agents.person(activity.by) if activity.by else None
        if activity.system is not None:
            system = self.agents.system(activity.system)
            self.doc.wasAssociatedWith(act, system)
            if person is not None:
                self.agents.on_behalf(system, person)
        if person is not None:
            self.doc.wasAssociatedWith(act, person)

    def contribution(
        self, name: str, cell: ProvEntity, report: CellReport, activity: Activity
    ) -> None:
        """The text an activity gave to a cell: an entity of its own, the cell derives from it.

        Args:
            name: of the cell's entity.
            cell: the entity.
            report: what there is to say of the cell.
            activity: one of its records; what wrote no text that stands is passed over.
        """
        if (
            activity.kind not in _WRITING
            or activity.origin == "human"
            or activity.outcome == "rejected"
        ):
            return
        part = f"{name}-text-by-{local_name(activity.id)}"
        text = self.doc.entity(part, attributes(type="contribution", cellId=report.id))
        self.doc.wasGeneratedBy(text, self.activities[activity.id])
        self.doc.wasDerivedFrom(cell, text)

    def run(self, name: str, cell: ProvEntity, report: CellReport) -> ProvActivity | None:
        """The last run of a cell; it used the text, unless that has changed since.

        Args:
            name: of the cell's entity.
            cell: the entity.
            report: what there is to say of the cell.

        Returns:
            The run; None where none was recorded.
        """
        run = report.run
        if run is None:
            return None
        more = attributes(
            type="run",
            status=run.status,
            session=run.session,
            executionCount=run.execution_count,
            seconds=run.duration,
            cpuSeconds=run.cpu_seconds,
            environment=run.environment,
            sourceSha256=run.source_sha256,
        )
        act = self.doc.activity(
            f"{name}-run-{local_name(run.id)}",
            moment(run.time),
            moment(run.time, run.duration),
            more | _impact(run.impact),
        )
        if run.source_sha256 in (None, report.source_sha256):
            self.doc.used(act, cell)
        for record in run.activities:
            if record in self.activities:
                self.doc.wasInformedBy(act, self.activities[record])
        return act

    def review(self, name: str, review: Review, state: str, entities: Iterable[ProvEntity]) -> None:
        """A person's check; what is stale was a check of something else.

        Args:
            name: of the cell's entity.
            review: what was recorded of it.
            state: what it is worth today.
            entities: the cell and its outputs.
        """
        compared = [str(one) for one in review.compared]
        more = attributes(type="review", state=state, compared=compared)
        more |= members(review, "time")
        time = moment(review.time)
        act = self.doc.activity(f"{name}-review", time, time, more)
        self.doc.wasAssociatedWith(act, self.agents.person(review.by))
        if state not in ("stale", "unknown"):
            for entity in entities:
                self.doc.used(act, entity)


def _impact(impact: Impact | None) -> dict[str, Any]:
    if impact is None:
        return {}
    energy, carbon = impact.energy, impact.carbon
    return attributes(
        scope=impact.scope,
        energyMin=energy.min if energy else None,
        energyMax=energy.max if energy else None,
        energyUnit=energy.unit if energy else None,
        energyMethod=energy.method if energy else None,
        energyMethodVersion=energy.version if energy else None,
        carbonMin=carbon.min if carbon else None,
        carbonMax=carbon.max if carbon else None,
        carbonUnit=carbon.unit if carbon else None,
        gridZone=impact.zone,
    )
