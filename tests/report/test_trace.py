"""What derives from what, where data end up, and what is out of date: by records of runs alone."""

from __future__ import annotations

import sys

from support.study import PERSONAL, file, ran, study

from jupyter_aiprov.record.store import Notebook
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.flows import data_flows
from jupyter_aiprov.report.model import CellReport, StaleCause
from jupyter_aiprov.report.notebook_report import cell_views
from jupyter_aiprov.report.shown import Link, OutputSubject, Subject
from jupyter_aiprov.report.stale import stale_causes
from jupyter_aiprov.report.trace import subjects, trace


def cells(notebook: Notebook) -> tuple[CellReport, ...]:
    return build([notebook]).notebooks[0].cells


def told(notebook: Notebook, subject: Subject) -> list[str]:
    """Each link as ``kind text < sources``."""
    links = trace(cells(notebook), subject)
    named = {link.id: _word(link) for link in links}
    return [
        f"{_word(link)} < "
        + " ".join(f"{named[one.id]}[{','.join(one.through)}]" for one in link.sources)
        for link in links
    ]


def _word(link: Link) -> str:
    return f"cell {link.cell + 1}" if link.kind == "cell" else f"{link.kind} {link.text}"


def name(text: str) -> Subject:
    return Subject(kind="name", text=text)


def test_a_name_goes_through_cells_and_files_back_to_data_sources_first() -> None:
    assert told(study(), name("mix")) == [
        "data sklearn.datasets.make_blobs < ",
        "cell 1 < data sklearn.datasets.make_blobs[]",
        "cell 3 < cell 1[X]",
        "file bp.csv < ",
        "cell 2 < file bp.csv[]",
        "cell 4 < cell 3[cohort] cell 2[real]",
        "name mix < cell 4[]",
    ]


def test_it_goes_through_a_file_that_another_cell_wrote() -> None:
    links = told(study(), name("again"))
    assert {"file cohort.csv < cell 4[]", "cell 5 < file cohort.csv[]"} <= set(links)
    asked = told(study(), Subject(kind="file", text="cohort.csv"))
    assert asked[-1] == "file cohort.csv < cell 4[]"


def test_a_file_is_not_taken_for_one_that_other_bytes_were_written_to() -> None:
    book = ran(
        {"files": (file("a.csv", "write", "1"),)},
        {"files": (file("a.csv", "read", "2"),), "writes": ("a",)},
    )
    assert told(book, name("a"))[0] == "file a.csv < "


def test_it_says_where_it_cannot_see() -> None:
    links = told(study(), Subject(kind="output", cell="c6", index=0))
    assert "lost gone < " in links
    assert links[-1] == "output 1 < cell 6[]"
    for nothing in (
        name("nothing"),
        Subject(kind="file", text="nothing"),
        Subject(kind="output", cell="c6", index=3),
        Subject(kind="output", cell="c9", index=0),
    ):
        assert told(study(), nothing) == []


def test_the_run_before_a_reading_is_believed_not_one_after() -> None:
    book = ran(
        {"writes": ("x",), "seq": 1},
        {"writes": ("x",), "seq": 3},
        {"reads": ("x",), "writes": ("y",), "seq": 2},
    )
    assert told(book, name("y"))[0] == "cell 1 < "


def test_it_ends_where_a_cell_makes_anew_what_it_read() -> None:
    book = ran({"writes": ("x",)}, {"reads": ("x",), "writes": ("x",)})
    assert told(book, name("x")) == ["cell 1 < ", "cell 2 < cell 1[x]", "name x < cell 2[]"]


def test_a_chain_may_be_longer_than_the_stack_is_deep() -> None:
    count = sys.getrecursionlimit() + 10
    book = ran(*({"reads": (f"x{at}",), "writes": (f"x{at + 1}",)} for at in range(count)))
    assert len(trace(cells(book), name(f"x{count}"))) == count + 2


def test_all_that_runs_made_read_wrote_and_showed_can_be_asked_about() -> None:
    found = subjects(cells(study()))
    assert found.names == ("again", "cohort", "mix", "real", "X", "y", "z")
    assert found.files == ("bp.csv", "cohort.csv")
    assert found.outputs == (
        OutputSubject(cell="c3", at=2, index=0),
        OutputSubject(cell="c4", at=3, index=0),
        OutputSubject(cell="c4", at=3, index=1),
        OutputSubject(cell="c6", at=5, index=0),
    )


def test_flows_end_in_outputs_and_files_protected_data_among_them() -> None:
    flows = [
        (flow.mark, flow.name, flow.protected, [one.file or (one.cell, one.output) for one in ends])
        for flow in data_flows(cells(study()))
        for ends in [flow.ends]
    ]
    assert flows == [
        (
            "synthetic",
            "sklearn.datasets.make_blobs",
            None,
            [(2, 0), (3, 1), "cohort.csv"],
        ),
        ("protected", "", PERSONAL.class_, [(3, 0), (3, 1)]),
    ]


def test_a_file_written_again_with_other_bytes_makes_what_read_it_out_of_date() -> None:
    def book(content: str) -> Notebook:
        return ran(
            {"files": (file("a.csv", "write", content),), "seq": 3},
            {"files": (file("a.csv", "read", "1"),), "shown": ((),), "seq": 2},
        )

    assert stale_causes(cell_views(book("1"))) == {}
    assert stale_causes(cell_views(book("2"))) == {
        1: (StaleCause(what="file", name="a.csv", cell=0),)
    }


def test_a_file_that_another_program_changed_makes_all_that_rests_on_it_out_of_date() -> None:
    book = ran(
        {"files": (file("a.csv", "read", "1"),), "writes": ("t",)},
        {"reads": ("t",), "shown": ((),)},
    )
    views = cell_views(book)
    assert stale_causes(views, {("a.csv", "1" * 64), ("b.csv", "1" * 64)}) == {
        0: (StaleCause(what="file", name="a.csv"),),
        1: (StaleCause(what="upstream", name="t", cell=0),),
    }
    assert stale_causes(views, {("a.csv", "2" * 64)}) == {}
