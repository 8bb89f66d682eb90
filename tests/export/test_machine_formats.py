"""Every machine format over every notebook, and over whatever a string can hold."""

from __future__ import annotations

import io
import json
import zipfile
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import formats
from support import reports as cases

from jupyter_aiprov.record.activity import Activity, System
from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.record.errors import BadInput
from jupyter_aiprov.report.build import build

NAMES = tuple(formats.CHECKS)
NOTEBOOKS = (
    "full",
    "bare",
    "jupyter_ai_commands",
    "jupyter_ai_errors",
    "mistral_ollama_function_calling",
    "mistral_rag_evaluation",
    "together",
)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize("name", NAMES)
def test_every_notebook_through_every_format(name, notebook, reports):
    made = formats.export(name, reports[notebook])
    formats.CHECKS[name](made)
    assert made == formats.export(name, reports[notebook])


@pytest.mark.parametrize("number", range(len(cases.HOSTILE)))
@pytest.mark.parametrize("name", NAMES)
def test_hostile_strings(name, number):
    made = formats.export(name, build([cases.hostile(cases.HOSTILE[number])]))
    formats.CHECKS[name](made)


_text = st.text(st.characters(codec=None), max_size=12)
_activity = st.builds(
    Activity,
    id=_text,
    kind=st.sampled_from(
        ["generation", "edit", "completion", "paste", "model-call", "synthetic-data", "import"]
    ),
    evidence=st.sampled_from(["observed", "imported", "declared", "inferred"]),
    channel=_text,
    time=st.sampled_from([None, cases.TIME, cases.LATER]),
    duration=st.none() | st.floats(0, 1e6),
    system=st.none() | st.builds(System, tool=st.none() | _text, model=st.none() | _text),
    purpose=st.none() | _text,
    parameters=st.dictionaries(_text, st.none() | st.booleans() | st.floats() | _text, max_size=2),
    usage=st.dictionaries(_text, st.floats(0, 1e9), max_size=2),
    impact=st.none() | st.sampled_from([cases.impact("local"), cases.impact("remote")]),
)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(activities=st.lists(_activity, max_size=3), source=_text, title=_text)
def test_any_records(name, activities, source, title):
    cell = cases.code(source, [cases.shown({"text/plain": source})], 1)
    filled = cases.recorded(cell, records=tuple(activities), run=cases.run(cell, 1))
    made = cases.notebook(filled)
    made.raw["metadata"]["title"] = title
    formats.CHECKS[name](formats.export(name, build([made])))


_TAGS = ("html", "head", "meta", "title", "style", "body", "main", "section")
_TAGS += ("h1", "h2", "h3", "p", "a", "dl", "dt", "dd")


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value for name, value in attrs if name == "href"}


def test_preview_page_runs_nothing():
    for name in cases.HOSTILE[:8]:
        made = formats.export("ro-crate", build([cases.hostile(name)]))
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            page = _Page(archive.read("ro-crate-preview.html").decode())
        assert page.tags <= {*_TAGS}
        assert page.attributes <= {"lang", "charset", "href", "id"}
        assert all(link.startswith(("#", "ro-crate-metadata.json")) for link in page.links)


def test_energy_is_kilowatt_hours_and_carbon_tonnes(report):
    bom = json.loads(formats.export("cyclonedx", report))
    (model,) = (c for c in bom["components"] if c["name"] == "smollm2-135m-instruct")
    considered = model["modelCard"]["considerations"]["environmentalConsiderations"]
    (spent,) = considered["energyConsumptions"]
    assert spent["activityEnergyCost"] == {"value": 2e-5, "unit": "kWh"}
    assert spent["co2CostEquivalent"] == {"value": pytest.approx(1e-9), "unit": "tCO2eq"}
    (silent,) = (c for c in bom["components"] if c["name"] == "mistral-small")
    assert "considerations" not in silent["modelCard"]  # not available is not nought


@pytest.mark.parametrize("spec", ["1.6", "1.7"])
def test_both_versions_of_cyclonedx(spec, report):
    made = formats.export("cyclonedx", report, spec=spec)
    formats.check_cyclonedx(made)
    assert json.loads(made)["specVersion"] == spec
    with pytest.raises(BadInput, match=r"1\.6 or 1\.7"):
        formats.export("cyclonedx", report, spec="1.2")


def test_croissant_says_it_is_synthetic_and_from_what(report):
    whole = json.loads(formats.export("croissant", report))
    assert whole["rai:hasSyntheticData"] is True
    assert whole["rai:dataBiases"] == ["Few patients over 75."]
    assert whole["prov:wasDerivedFrom"] == [{"@id": "https://doi.org/10.5555/pilot"}]
    assert [file["sha256"] for file in whole["distribution"]] == ["c" * 64]
    assert any("seed 7" in line for line in whole["rai:dataCollection"])
    alone = json.loads(formats.export("croissant", report, data="cohort"))
    assert "a-call" not in alone["description"]
    with pytest.raises(BadInput, match="cohort"):
        formats.export("croissant", report, data="other")


def test_croissant_of_nothing_claims_nothing(reports):
    assert "rai:hasSyntheticData" not in json.loads(formats.export("croissant", reports["bare"]))


def test_trace_counts_the_lines_of_cells(report):
    (file,) = json.loads(formats.export("agent-trace", report))["files"]
    by_cell: dict[str, list] = {}
    for one in file["conversations"]:
        by_cell.setdefault(one["related"][0]["url"], []).append(one)
    human, completed = by_cell["analysis.ipynb#c1"]
    assert human["contributor"] == {"type": "human"}
    assert completed["contributor"] == {"type": "ai", "model_id": "mistral-ai/codestral"}
    assert completed["ranges"] == [{"start_line": 2, "end_line": 2}]
    assert "analysis.ipynb#c6" not in by_cell  # of unknown origin: in no range


def test_trace_counts_the_lines_of_a_file_where_it_is_at_hand(tmp_path):
    made = cases.full().raw
    for cell in made["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    path = tmp_path / "analysis.ipynb"
    path.write_text(json.dumps(made, indent=1), encoding="utf-8")
    trace = json.loads(formats.export("agent-trace", build([open_notebook(path)])))
    assert trace["metadata"]["lines"] == {"analysis.ipynb": "of the file"}
    lines = path.read_text(encoding="utf-8").splitlines()
    (said,) = (
        one
        for one in trace["files"][0]["conversations"]
        if one["contributor"].get("model_id") == "mistral-ai/codestral"
    )
    (found,) = said["ranges"]
    assert found["start_line"] == found["end_line"]
    assert "pilot = pd.read_csv" in lines[found["start_line"] - 1]


def test_tables(report):
    import pandas

    cells = pandas.read_csv(io.BytesIO(formats.export("csv", report)))
    assert list(cells.origin[:4]) == ["unknown", "ai-assisted", "ai-generated", "human"]
    assert cells.energy_kwh_max[1] == pytest.approx(4e-6)
    assert pandas.isna(cells.energy_kwh_max[6])  # not available is not nought
    calls = pandas.read_parquet(io.BytesIO(formats.export("parquet", report, table="calls")))
    call = calls.set_index("id").loc["a-call"]
    assert (call.model, call.output_tokens) == ("smollm2-135m-instruct", 6)
    assert len(calls) == 4
    with pytest.raises(BadInput, match="cells, calls"):
        formats.export("csv", report, table="other")


@pytest.mark.parametrize("name", ["prov-json", "ro-crate", "croissant", "cyclonedx", "agent-trace"])
def test_folders_of_this_machine_are_not_published(name, tmp_path):
    made = cases.full()
    path = tmp_path / "analysis.ipynb"
    made.save(path)
    text = formats.as_text(name, formats.export(name, build([open_notebook(path)])))
    assert str(tmp_path) not in text


def test_formulas_are_text(tmp_path):
    made = formats.export("csv", build([cases.hostile('=1+1"')]), table="calls").decode()
    assert "'=1+1" in made


def test_prov_agents_and_derivations(report):
    from prov.model import ProvDocument

    doc = ProvDocument.deserialize(
        content=formats.export("prov-json", report).decode(), format="json"
    )
    text = doc.get_provn()
    assert "wasDerivedFrom(notebook-0-cell-4-output-1, data-a-synthetic" in text
    assert "wasGeneratedBy(notebook-0-cell-4-output-0, notebook-0-cell-4-run-r4" in text
    assert "wasInformedBy(notebook-0-cell-4-run-r4, activity-a-call)" in text
    assert text.count("actedOnBehalfOf(") == 1
    assert "used(notebook-0-cell-5-review" not in text  # a stale review saw something else
    assert "used(notebook-0-cell-2-review, notebook-0-cell-2" in text
