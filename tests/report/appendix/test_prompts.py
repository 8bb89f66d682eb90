"""Kept prompts are printed where they are asked for, and nowhere else."""

from __future__ import annotations

import msgspec
import pytest
from support import reports as cases

from jupyter_aiprov.export import md
from jupyter_aiprov.record.redact import content_of
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.model import Report


@pytest.fixture(scope="module")
def kept() -> Report:
    notebook = cases.full()
    record = notebook.cells[4].record
    changed = tuple(
        msgspec.structs.replace(
            activity,
            prompt=content_of("Write to ada@example.org: | a | <b>", "redacted"),
            response=content_of("Done.", "full"),
        )
        if activity.kind == "model-call"
        else activity
        for activity in record.records
    )
    notebook.set_cell(4, msgspec.structs.replace(record, records=changed))
    return build([notebook])


def printed(report: Report, **options: str) -> bool:
    return "Write to [email]" in md.form(report, options).decode().replace("\\", "")


def test_only_where_they_are_asked_for(kept: Report) -> None:
    assert printed(kept, preset="science")
    assert printed(kept, preset="general", detail="full")
    assert not printed(kept, preset="general")


def test_redaction_is_said_and_the_table_holds(kept: Report) -> None:
    text = md.form(kept, {"preset": "ec"}).decode()
    (row,) = (line for line in text.splitlines() if "Write to" in line)
    assert row.endswith(r"\| a \| \<b\> **(identifiers replaced)** | Done. |")


def test_a_gap_counts_what_was_not_kept(kept: Report) -> None:
    text = md.form(kept, {"preset": "science"}).decode()
    assert "the text of the prompts of 2 recorded uses" in text
