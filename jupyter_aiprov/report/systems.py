"""The AI systems of a set of notebooks, each once, with all it did and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from ..record.activity import Activity, Endpoint, Evidence, System
from ..record.cost import system_label
from ..record.notebook import SystemDetails
from ..record.quantity import Cost
from .data import placed_activities
from .model import CellRef, NotebookReport, SystemReport

T = TypeVar("T")

_OF_ONE_CALL = (".id", ".sha256", "request_id", "request-id")


def system_reports(
    books: Sequence[NotebookReport], details: Sequence[SystemDetails], cost: Cost
) -> tuple[SystemReport, ...]:
    """Every system some activity names, most used first.

    Args:
        books: the notebooks' reports.
        details: enrichment by model, of all notebooks.
        cost: of all notebooks together.

    Returns:
        One report for each system.
    """
    gathered: dict[str, _Gathered] = {}
    for place, activity in placed_activities(books):
        if activity.system is not None and activity.origin != "human":
            one = gathered.setdefault(system_label(activity), _Gathered())
            one.add(place, activity)
    characters = _characters(books)
    reports = [
        msgspec.structs.replace(
            one.report(name),
            details=_details(one.system, details),
            characters=characters.get(name, 0),
            costs=tuple(line for line in cost.systems if line.system == name),
        )
        for name, one in gathered.items()
    ]
    return tuple(sorted(reports, key=lambda report: -report.activities))


class _Gathered:
    """What is known of one system; a record that was copied with its cell counts once."""

    def __init__(self) -> None:
        self.system = System()
        self._activities: dict[str, Activity] = {}
        self.places: list[CellRef] = []

    def add(self, place: CellRef | None, activity: Activity) -> None:
        self._activities.setdefault(activity.id, activity)
        if activity.system is not None:
            self.system = _filled(self.system, activity.system)
        if place is not None and place not in self.places[-1:]:
            self.places.append(place)

    def report(self, name: str) -> SystemReport:
        """What its own activities say of it."""
        activities = list(self._activities.values())
        systems = [a.system for a in activities if a.system is not None]
        times = sorted(a.time for a in activities if a.time)
        evidence: tuple[Evidence, ...] = _distinct(a.evidence for a in activities)
        return SystemReport(
            name=name,
            system=self.system,
            kinds=_distinct(a.kind for a in activities),
            evidence=evidence,
            purposes=_distinct(a.purpose for a in activities),
            tasks=_distinct(a.task for a in activities),
            tools=_distinct(s.tool for s in systems),
            versions=_distinct(s.model_version for s in systems),
            endpoints=_endpoints(systems),
            parameters=_parameters(activities),
            activities=len(activities),
            first=times[0] if times else None,
            last=times[-1] if times else None,
            cells=tuple(self.places),
        )


def _filled(known: System, other: System) -> System:
    """What is known of a system, completed by another word on it."""
    missing = {
        name: getattr(other, name)
        for name in ("tool", "tool_version", "provider", "model", "model_version", "endpoint")
        if getattr(known, name) is None
    }
    return msgspec.structs.replace(known, **missing)


def _distinct(values: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(value for value in values if value is not None))


def _endpoints(systems: Iterable[System]) -> tuple[Endpoint, ...]:
    found = [system.endpoint for system in systems if system.endpoint is not None]
    return tuple({(one.class_, one.host): one for one in found}.values())


def _parameters(activities: Iterable[Activity]) -> dict[str, tuple[object, ...]]:
    """The distinct values of each; what names one call alone (ids, digests) is left to it."""
    out: dict[str, list[object]] = {}
    for activity in activities:
        for key, value in activity.parameters.items():
            if key.endswith(_OF_ONE_CALL):
                continue
            seen = out.setdefault(key, [])
            if not any(type(one) is type(value) and one == value for one in seen):
                seen.append(value)
    return {key: tuple(values) for key, values in out.items()}


def _details(system: System, details: Iterable[SystemDetails]) -> SystemDetails | None:
    """What people wrote of the model: the entry that names provider and model, else the model."""
    same = [one for one in details if one.model == system.model]
    exact = [one for one in same if one.provider == system.provider]
    loose = [one for one in same if one.provider is None or system.provider is None]
    return next(iter([*reversed(exact), *reversed(loose)]), None)


def _characters(books: Iterable[NotebookReport]) -> dict[str, int]:
    """Characters of source each system is known to have written."""
    out: dict[str, int] = {}
    for book in books:
        for cell in book.cells:
            for name, number in cell.written_by.items():
                out[name] = out.get(name, 0) + number
    return out
