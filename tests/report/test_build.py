"""What the Report says of notebooks, records or none."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import reports as cases

from jupyter_aiprov.capture.outputs import saved_activities
from jupyter_aiprov.record.activity import Activity, System
from jupyter_aiprov.record.base import encode
from jupyter_aiprov.record.cell import CellRecord
from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.record.review import needs_review
from jupyter_aiprov.record.run import Mark
from jupyter_aiprov.report import schema
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.encode import plain, to_json
from jupyter_aiprov.report.model import CellReport, Report

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report() -> Report:
    return build([cases.full()])


@pytest.fixture(scope="module")
def cells(report: Report) -> tuple[CellReport, ...]:
    return report.notebooks[0].cells


PROMISED = {
    "cell": {
        "index", "id", "type", "authorship", "marks", "outputs", "records", "review", "cost",
    },
    "notebook": {"path", "id", "cells", "coverage"},
    "report": {"schema", "notebooks", "systems", "datasets", "cost", "diagnostics"},
}  # fmt: skip


@pytest.mark.parametrize("made", [cases.full, cases.bare])
def test_promised_members_are_there_empty_or_not(made):
    whole = json.loads(to_json(build([made()])))
    assert whole.keys() >= PROMISED["report"]
    for book in whole["notebooks"]:
        assert book.keys() >= PROMISED["notebook"]
        for cell in book["cells"]:
            assert cell.keys() >= PROMISED["cell"]
            assert cell["authorship"].keys() >= {"ai", "human", "unknown"}
            assert all(isinstance(mark, str) for mark in cell["marks"])
            assert isinstance(cell["review"], str)
            assert isinstance(cell["cost"], dict)
            for output in cell["outputs"]:
                assert output.keys() >= {"index", "marks"}


@pytest.mark.parametrize("twin", schema.twins(), ids=lambda path: path.name)
def test_a_generated_file_is_what_the_structs_say(twin):
    front = ROOT / "labextension" / "src" / "report.ts"
    here = front if twin.suffix == ".ts" else ROOT / "jupyter_aiprov" / "report" / twin.name
    written = here.read_text(encoding="utf-8")
    assert written == schema.twins()[twin], "run: python -m jupyter_aiprov.report.schema --write"


@pytest.mark.slow
def test_report_meets_its_schema():
    rules = json.loads(schema.SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(rules)
    for made in (cases.full(), cases.bare()):
        jsonschema.validate(plain(build([made])), rules)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**plain(build([])), "notebooks": [{}]}, rules)


def test_origin_says_how_it_is_known(cells):
    assert [(cell.origin, cell.origin_evidence) for cell in cells] == [
        ("unknown", None),
        ("ai-assisted", "observed"),
        ("ai-generated", "declared"),
        ("human", "observed"),
        ("unknown", None),
        ("unknown", None),
        ("unknown", None),
    ]


def test_characters_add_up_to_the_sources(report, cells):
    made = cases.full()
    for cell, source in zip(cells, made.cells, strict=True):
        total = cell.authorship.ai + cell.authorship.human + cell.authorship.unknown
        assert total == len(source.source)
    whole = report.authorship
    assert whole.ai + whole.human + whole.unknown == sum(len(c.source) for c in made.cells)


def test_characters_by_system(report, cells):
    assert cells[2].written_by == {"mistral-ai/mistral-small": cells[2].authorship.ai}
    by_name = {one.name: one for one in report.systems}
    assert by_name["mistral-ai/codestral"].characters == cells[1].authorship.ai
    assert by_name["llama.cpp/smollm2-135m-instruct"].characters == 0


def test_marks_of_a_cell_are_those_of_all_it_wrote_or_showed(cells):
    assert cells[2].marks == ("ai-code",)  # it defined a function an AI wrote
    assert cells[3].marks == ("synthetic",)
    assert cells[4].marks == ("ai-output", "synthetic")
    assert [output.marks for output in cells[4].outputs] == [
        ("ai-output",),
        ("ai-output", "synthetic"),
    ]


def test_what_ran_unseen_is_unknown_not_clean(cells):
    assert cells[6].marks == ("unknown",)
    assert cells[6].outputs[0].marks == ("unknown",)
    assert cells[0].marks == ()  # a text cell shows nothing


def test_a_later_run_without_record_is_unknown():
    made = cases.full()
    made.cells[3].raw["execution_count"] = 99
    assert "unknown" in build([made]).notebooks[0].cells[3].marks


def test_outputs_replaced_behind_our_back_are_unknown():
    made = cases.full()
    made.cells[1].raw["outputs"][0]["text"] = "other"
    made.cells[1].refresh()
    assert "unknown" in build([made]).notebooks[0].cells[1].outputs[0].marks


def test_outputs_older_than_the_source_are_stale(cells):
    assert cells[5].outputs[0].stale
    assert not any(output.stale for cell in cells[:5] for output in cell.outputs)


def test_review_states(cells):
    assert [cell.review for cell in cells] == [
        "none", "none", "verified", "none", "none", "stale", "none",
    ]  # fmt: skip
    assert [cell.index for cell in cells if cell.needs_review] == [1, 3, 4]


def test_report_and_review_command_wait_for_the_same_cells(cells):
    made = cases.full()
    assert [needs_review(cell) for cell in made.cells] == [cell.needs_review for cell in cells]


def test_an_imported_answer_waits_for_review(real):
    notebook = open_notebook(real["jupyter_ai_errors"])
    ((_, activity),) = saved_activities(notebook.cells[3])
    assert not needs_review(notebook.cells[3])  # nothing is recorded yet
    notebook.set_cell(3, CellRecord(records=(activity,)))
    assert needs_review(notebook.cells[3])


def test_review_is_void_once_an_output_changes():
    made = cases.full()
    made.cells[2].raw["outputs"] = [cases.stream("new")]
    made.cells[2].refresh()
    cell = build([made]).notebooks[0].cells[2]
    assert (cell.review, cell.needs_review) == ("stale", True)


def test_synthetic_data_and_all_that_rests_on_it(report):
    by_id = {one.activity: one for one in report.data}
    cohort = by_id["a-synthetic"]
    assert [(place.cell, place.output) for place in cohort.outputs] == [(4, 1)]
    assert [use.path for use in cohort.files] == ["out/cohort.csv"]
    assert cohort.data.generator.seed == 7
    answer = by_id["a-call"]
    assert answer.mark == "ai-output"
    assert [(place.cell, place.output) for place in answer.outputs] == [(4, 0), (4, 1)]


def test_data_sets_and_the_cells_that_read_them(report):
    assert [place.cell for place in report.datasets[0].used_in] == [1]


def test_systems_carry_what_people_wrote_of_them(report):
    by_name = {one.name: one for one in report.systems}
    assert by_name["mistral-ai/mistral-small"].details.licence == "Apache-2.0"
    assert by_name["llama.cpp/smollm2-135m-instruct"].details is None
    assert by_name["llama.cpp/smollm2-135m-instruct"].parameters == {
        "gen_ai.request.temperature": (0.2,),
        "gen_ai.request.seed": (7,),
    }


def test_cost_is_the_sessions_so_that_deleted_cells_count(report):
    assert report.cost.runs == 12
    assert report.cost.energy.max == pytest.approx(2.4e-5)
    lines = {(line.system, line.scope): line for line in report.cost.systems}
    assert lines["mistral-ai/mistral-small", "remote"].energy is None
    assert lines["mistral-ai/mistral-small", "remote"].unavailable == 1


def test_cost_is_the_cells_where_a_session_is_missing():
    made = cases.full()
    made.set_record(msgspec.structs.replace(made.record, sessions=()))
    assert build([made]).cost.runs == 10


def test_two_notebooks_add_up(report):
    other = cases.full()
    sessions = tuple(msgspec.structs.replace(s, id="s2") for s in other.record.sessions)
    other.set_record(msgspec.structs.replace(other.record, sessions=sessions))
    for cell in (one for one in other.cells if one.record.cost):
        costs = msgspec.structs.replace(cell.record.cost, through={"s2": 9})
        other.set_cell(cell.index, msgspec.structs.replace(cell.record, cost=costs))
    both = build([cases.full(), other])
    assert both.cost.runs == 2 * report.cost.runs
    assert both.coverage.code_cells == 2 * report.coverage.code_cells
    assert len(both.systems) == len(report.systems)
    assert len(both.people) == 1
    assert {place.notebook for one in both.systems for place in one.cells} == {0, 1}


def test_what_a_copy_holds_is_counted_once(report):
    both = build([cases.full(), cases.full()])
    assert both.cost == report.cost
    assert [one.costs for one in both.systems] == [one.costs for one in report.systems]
    alone = [cases.full() for _ in range(2)]
    for one in alone:  # as where sessions are not all known
        one.set_record(msgspec.structs.replace(one.record, sessions=()))
    assert build(alone).cost == build(alone[:1]).cost
    assert build(alone).cost.runs > 0


def test_coverage(report):
    coverage = report.coverage
    assert (coverage.cells, coverage.code_cells, coverage.tracked) == (7, 6, 3)
    assert (coverage.recorded, coverage.executed, coverage.unknown_origin) == (4, 6, 3)


def test_diagnostics_name_notebook_and_cell():
    made = cases.full()
    made.cells[2].raw["metadata"]["aiprov"]["cost"] = "much"
    made.cells[2].refresh()
    (said,) = build([made]).diagnostics
    assert said.code == "AP101"
    assert said.message.startswith("analysis.ipynb: Cell 2: ")


# Saved outputs of jupyter-ai


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "jupyter_ai_commands",
            {
                10: ("openai-chat", "gpt-4"),
                12: ("openai", "babbage-002"),
                21: (None, None),
                22: (None, None),
            },
        ),
        ("jupyter_ai_errors", dict.fromkeys((3, 7, 8), ("openai-chat", "gpt-3.5-turbo"))),
    ],
)
def test_saved_ai_outputs(real, name, expected):
    book = build([open_notebook(real[name])]).notebooks[0]
    found = {cell.index: cell for cell in book.cells if "ai-output" in cell.marks}
    assert found.keys() == expected.keys()
    for index, (provider, model) in expected.items():
        cell = found[index]
        (call,) = cell.records
        assert (call.kind, call.evidence) == ("model-call", "imported")
        assert (call.system.tool, call.system.provider) == ("jupyter-ai", provider)
        assert call.system.model == model
        assert call.time is None
        assert cell.outputs[0].marks == ("ai-output",)
        assert cell.outputs[0].lineage[0].records == (call.id,)
        assert cell.needs_review
        assert cell.cost.systems[0].unavailable == 1


@pytest.mark.parametrize(
    "metadata",
    [
        {"jupyter_ai_v3": {"model_id": "mistral/mistral-small"}},
        {"text/markdown": {"jupyter_ai_v3": {"model_id": "mistral/mistral-small"}}},
        {"jupyter_ai": {"provider_id": "mistral", "model_id": "mistral-small"}},
    ],
)
def test_both_versions_and_both_nestings(metadata):
    output = {"output_type": "display_data", "data": {"text/plain": "a"}, "metadata": metadata}
    cell = cases.notebook(cases.code("%%ai m\nhello", [output], 1)).cells[0]
    ((index, activity),) = saved_activities(cell)
    assert index == 0
    assert activity.system == System(tool="jupyter-ai", provider="mistral", model="mistral-small")


@pytest.mark.parametrize(
    "metadata", [{"jupyter_ai": "x"}, {"text/html": {"jupyter_ai": [1]}}, {"a": {"b": {}}}, "x"]
)
def test_other_metadata_is_none_of_it(metadata):
    output = {"output_type": "display_data", "data": {"text/plain": "a"}, "metadata": {}}
    cell = cases.notebook(cases.code("1", [output], 1)).cells[0]
    output["metadata"] = metadata
    assert list(saved_activities(cell)) == []


def test_an_imported_output_is_not_shown_twice(real):
    notebook = open_notebook(real["jupyter_ai_errors"])
    cell = notebook.cells[3]
    ((_, activity),) = saved_activities(cell)
    notebook.set_cell(3, CellRecord(records=(activity,)))
    report = build([notebook])
    assert [one.id for one in report.notebooks[0].cells[3].records] == [activity.id]
    assert report.systems[0].activities == 3


def test_a_call_the_kernel_saw_is_not_told_twice():
    output = cases.shown({"text/markdown": "a"})
    output["metadata"]["jupyter_ai"] = {"provider_id": "p", "model_id": "m"}
    call = cases.full().cells[4].record.records[0]
    cell = cases.code("%%ai m\nhello", [output], 1)
    mark = Mark(mark="ai-output", records=(call.id,), evidence="observed")
    ran = cases.run(cell, 1, activities=(call.id,), output_marks={0: (mark,)})
    seen = cases.recorded(cell, records=(call,), run=ran)
    (found,) = build([cases.notebook(seen)]).notebooks[0].cells
    assert [one.id for one in found.records] == [call.id]
    assert found.outputs[0].lineage == (mark,)


def test_reading_leaves_the_notebook_alone(real):
    for path in real.values():
        notebook = open_notebook(path)
        build([notebook])
        assert not notebook.changed()


# Whatever the records hold


def _marks() -> st.SearchStrategy[Mark]:
    return st.builds(
        Mark,
        mark=st.sampled_from(["ai-code", "ai-output", "synthetic", "protected", "unknown"]),
        records=st.lists(st.text(max_size=3), max_size=2).map(tuple),
    )


_activities = st.builds(
    Activity,
    id=st.text(max_size=3),
    kind=st.sampled_from(["generation", "model-call", "synthetic-data", "declaration", "paste"]),
    evidence=st.sampled_from(["observed", "imported", "declared", "inferred"]),
    channel=st.text(max_size=3),
    time=st.sampled_from([cases.TIME, cases.LATER, None]),
    system=st.none() | st.builds(System, model=st.text(max_size=3) | st.none()),
    origin=st.sampled_from([None, "generated", "assisted", "human"]),
    parameters=st.dictionaries(st.text(max_size=2), st.integers() | st.text(max_size=2)),
)


_RULES = jsonschema.Draft202012Validator(json.loads(schema.SCHEMA_FILE.read_text(encoding="utf-8")))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    source=st.text(max_size=30),
    activities=st.lists(_activities, max_size=4),
    marks=st.lists(_marks(), max_size=3),
)
def test_any_records_make_a_valid_report(source, activities, marks):
    cell = cases.code(source, [cases.stream(source)], 1)
    ran = cases.run(cell, 1, marks=tuple(marks))
    filled = cases.recorded(cell, records=tuple(activities), run=ran)
    report = build([cases.notebook(filled)])
    found = json.loads(to_json(report))
    _RULES.validate(found)
    (shown,) = report.notebooks[0].cells
    assert set(shown.marks) >= {mark.mark for mark in marks}
    assert found["notebooks"][0]["cells"][0]["records"] == [
        json.loads(json.dumps(encode(one))) for one in shown.records
    ]


@pytest.mark.parametrize("name", cases.HOSTILE)
def test_hostile_names_survive_as_json(name, tmp_path: Path):
    text = to_json(build([cases.hostile(name)])).decode()
    assert json.loads(text)["notebooks"][0]["cells"][1]["records"][0]["system"]["model"] == name
