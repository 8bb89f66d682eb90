"""What a figure's manifest says: how it came about, and the marks it carries."""

from __future__ import annotations

from ..._version import __version__
from ...record.activity import Activity
from ..names import clean, published_path
from .figures import Figure

_LABEL = "org.jupyter-aiprov.marks"


def manifest(figure: Figure) -> dict[str, object]:
    """The manifest's definition, as c2pa takes it."""
    created = {
        "action": "c2pa.created",
        "digitalSourceType": figure.source_type,
        "softwareAgent": {"name": "jupyter_aiprov", "version": __version__},
        "description": clean(
            f"Output {figure.output.index} of cell {figure.cell.index} of "
            f"{published_path(figure.book.path)}"
        ),
    }
    return {
        "claim_generator_info": [{"name": "jupyter_aiprov", "version": __version__}],
        "title": figure.name,
        "format": figure.mime,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [created]}},
            {"label": _LABEL, "data": _carried(figure)},
        ],
    }


def _carried(figure: Figure) -> dict[str, object]:
    records = {record for mark in figure.output.lineage for record in mark.records}
    known = {a.id: a for cell in figure.book.cells for a in cell.records if a.id in records}
    return {
        "notebook": figure.book.id or "not recorded",
        "cell": figure.cell.id or str(figure.cell.index),
        "review": figure.cell.review,
        "marks": list(figure.output.marks),
        "systems": [_system(activity) for activity in known.values() if activity.system],
    }


def _system(activity: Activity) -> dict[str, str]:
    system = activity.system
    parts = {
        "tool": system.tool if system else None,
        "provider": system.provider if system else None,
        "model": system.model if system else None,
        "evidence": activity.evidence,
    }
    return {key: clean(value) for key, value in parts.items() if value}
