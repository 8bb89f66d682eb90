"""Any records the format allows give an appendix in every format and language."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import reports as cases

from jupyter_aiprov.export import html, md, pdf, tex, txt
from jupyter_aiprov.export.citations import bibtex, csl_json
from jupyter_aiprov.record.activity import Activity, Content, Data, Endpoint, Generator, System
from jupyter_aiprov.record.cell import CellRecord
from jupyter_aiprov.record.notebook import Note, NotebookRecord, Passport, SystemDetails
from jupyter_aiprov.record.quantity import Cost, Impact, Quantity, SystemCost
from jupyter_aiprov.report.build import build

TIMES = ("0001-01-01T00:00:00Z", cases.TIME, "2026-99-99T99:99:99.1Z", "9999-12-31T23:59:59.999Z")
LANGUAGES = ("en", "fr")

text = st.text(max_size=10)
maybe = st.none() | text
times = st.sampled_from(TIMES)
amounts = st.floats(0, 1e300)


def quantities(unit: str) -> st.SearchStrategy[Quantity]:
    return st.builds(
        lambda a, b, method, version: Quantity(
            min=min(a, b), max=max(a, b), unit=unit, method=method, version=version
        ),
        amounts,
        amounts,
        text,
        maybe,
    )


energies, carbons = quantities("kWh"), quantities("kgCO2eq")
systems = st.builds(
    System,
    tool=maybe,
    tool_version=maybe,
    provider=maybe,
    model=maybe,
    endpoint=st.none()
    | st.builds(Endpoint, class_=st.sampled_from(["local", "external", "unknown"]), host=maybe),
)
impacts = st.builds(
    Impact,
    scope=st.sampled_from(["local", "remote"]),
    energy=st.none() | energies,
    carbon=st.none() | carbons,
    zone=maybe,
    zone_source=maybe,
    factor=st.none() | carbons,
    conditions=st.dictionaries(
        text | st.sampled_from(["tdp_w", "machine_share", "cores"]), text | amounts
    ),
)
generators = st.builds(Generator, name=text, seed=maybe)
made = st.builds(Data, name=maybe, generator=st.none() | generators)
activities = st.builds(
    Activity,
    id=text,
    kind=st.sampled_from(["model-call", "generation", "synthetic-data", "declaration", "paste"]),
    evidence=st.sampled_from(["observed", "imported", "declared", "inferred"]),
    channel=text,
    time=st.none() | times,
    system=st.none() | systems,
    task=maybe | st.just("code-generation"),
    purpose=maybe,
    origin=st.none() | st.sampled_from(["generated", "assisted", "human"]),
    outcome=st.none() | st.sampled_from(["accepted", "edited", "rejected"]),
    parameters=st.dictionaries(text, st.none() | amounts | text | st.lists(text, max_size=2)),
    prompt=st.none() | st.builds(Content, sha256=st.just("0" * 64), text=maybe),
    impact=st.none() | impacts,
    data=st.none()
    | st.builds(
        Data, name=maybe, generator=st.none() | st.builds(Generator, name=text, seed=maybe)
    ),
)
costs = st.builds(
    Cost,
    runs=st.integers(0, 2**53 - 1),
    seconds=amounts,
    energy=st.none() | energies,
    carbon=st.none() | carbons,
    unavailable=st.integers(0, 9),
    systems=st.lists(
        st.builds(
            SystemCost,
            system=text,
            scope=st.sampled_from(["local", "remote"]),
            calls=st.integers(0, 9),
            seconds=amounts,
            energy=st.none() | energies,
            embodied=st.none() | carbons,
        ),
        max_size=2,
    ).map(tuple),
)
records = st.builds(
    CellRecord, records=st.lists(activities, max_size=3).map(tuple), cost=st.none() | costs
)
notes = st.builds(
    Note,
    id=text,
    kind=st.sampled_from(["bias", "limitation", "incident", "comparison"]),
    text=text,
    time=times,
    resolution=maybe,
)
books = st.builds(
    NotebookRecord,
    schema=st.just("1.0"),
    notes=st.lists(notes, max_size=2).map(tuple),
    systems=st.lists(
        st.builds(SystemDetails, model=text, provider=maybe, parameter_count=st.none() | amounts),
        max_size=1,
    ).map(tuple),
    datasets=st.lists(st.builds(Passport, name=text, identifier=maybe), max_size=1).map(tuple),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(cell=records, book=books, source=text, language=st.sampled_from(LANGUAGES), data=st.data())
def test_any_record_in_any_format(
    cell: CellRecord, book: NotebookRecord, source: str, language: str, data: Any
) -> None:
    notebook = cases.notebook(cases.code(source, [], 1), record=book)
    notebook.set_cell(0, cell)
    report = build([notebook, notebook] if data.draw(st.booleans()) else [notebook])
    options = {"lang": language, "preset": data.draw(st.sampled_from(["gamer", "aid", "inserm"]))}
    for module in (md, html, tex, txt):
        assert module.form(report, options).decode()
    for citations in (bibtex, csl_json):
        assert citations(report, options).decode()
    assert pdf.form(report, options).startswith(b"%PDF")
