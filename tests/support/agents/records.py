"""Records in a notebook of known authors, as one side of a merge makes them."""

import msgspec

from jupyter_aiprov.record.activity import Activity
from jupyter_aiprov.record.cell import Authorship, Span
from jupyter_aiprov.record.cost import add_run
from jupyter_aiprov.record.digest import sha256_text
from jupyter_aiprov.record.quantity import Cost
from jupyter_aiprov.record.run import Run
from jupyter_aiprov.record.store import read

TIME = "2026-11-24T10:00:0{}.000Z"


def mark(sim, name, number=1):
    """Records as a side makes them: spans, an activity, a run and its cost."""
    notebook = read(sim.path)
    for cell, true in zip(notebook.cells, sim.cells, strict=True):
        record = cell.record
        spans = spans_of(true.chars)
        run = Run(
            id=f"run-{name}", session=f"s-{name}", seq=1, time=TIME.format(number), duration=2.0
        )
        activity = Activity(
            id=f"{name}-{cell.index}",
            kind="edit",
            evidence="observed",
            channel="test",
            time=TIME.format(number),
        )
        record = msgspec.structs.replace(
            record,
            authorship=Authorship(source_sha256=sha256_text(cell.source), spans=spans),
            records=(*record.records, activity),
            run=run,
            cost=add_run(record.cost or Cost(), run),
        )
        notebook.set_cell(cell.index, record)
    notebook.save()


def spans_of(chars):
    spans = [Span(at, at + 1, "ai" if a == "ai" else "human") for at, (_, a) in enumerate(chars)]
    from jupyter_aiprov.record.spans import normal

    return normal(spans, len(chars))
