"""A document that is told by its changes is answered for as if it had been read whole."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support import reports as cases
from support.study import file, ran, study

from jupyter_aiprov.record.digest import sha256_text
from jupyter_aiprov.record.errors import BadInput
from jupyter_aiprov.record.store import from_node
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.encode import plain
from jupyter_aiprov.report.notebook_report import cell_views
from jupyter_aiprov.report.overview import overview
from jupyter_aiprov.report.shown import Answer, Overview, Subject
from jupyter_aiprov.serving import documents
from jupyter_aiprov.serving.documents import Documents, Question, Resend

PATH = Path("/nowhere/analysis.ipynb")


class Document:
    """An open document, as a front end tells of it."""

    def __init__(self, node: dict[str, Any], path: Path = PATH, name: str = "d1") -> None:
        self.node = copy.deepcopy(node)
        self.path, self.name = path, name
        self.server = Documents()
        self.revision = 0

    def told(self, **question: Any) -> Answer:
        body = json.dumps({"document": self.name, **question}).encode()
        asked = msgspec.json.decode(body, type=Question)
        return self.server.answer(self.path, asked, len(body))

    def whole(self, **more: Any) -> Answer:
        """All of it."""
        self.revision += 1
        cells = self.node["cells"]
        return self.told(
            revision=self.revision,
            cells=[change(cell) for cell in cells],
            order=[cell["id"] for cell in cells],
            metadata=self.node["metadata"],
            **more,
        )

    def part(self, **question: Any) -> Answer:
        """What has changed."""
        self.revision += 1
        return self.told(revision=self.revision, base=self.revision - 1, **question)

    def expected(self) -> Overview:
        """Of the same document, read whole."""
        notebook = from_node(copy.deepcopy(self.node), str(self.path))
        return overview(build([notebook]), cell_views(notebook), "en")


def change(cell: dict[str, Any], outputs: list[Any] | None = None) -> dict[str, Any]:
    kept = {key: value for key, value in cell.items() if key not in ("id", "outputs")}
    shown = cell.get("outputs", []) if outputs is None else outputs
    return {"id": cell["id"], "cell": kept, "outputs": shown}


def pool() -> list[dict[str, Any]]:
    """Cells of all kinds, each under an id of its own."""
    found = [*cases.full().raw["cells"], *study().raw["cells"], *cases.bare().raw["cells"]]
    return [{**cell, "id": f"p{at}"} for at, cell in enumerate(found)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_changes_one_by_one_come_to_the_same_as_the_whole(seed: int) -> None:
    chance = random.Random(seed)
    cells = pool()
    chance.shuffle(cells)
    spare = [cells.pop() for _ in range(6)]
    one = Document({**cases.full().raw, "cells": cells})
    assert one.whole().overview == one.expected()
    for _ in range(12):
        step = chance.choice(["edit", "outputs", "move", "delete", "add", "metadata"])
        assert _changed(one, step, spare, chance).overview == one.expected(), step


def _changed(one: Document, step: str, spare: list[Any], chance: random.Random) -> Answer:
    cells = one.node["cells"]
    cell = chance.choice(cells)
    if step == "edit":
        cell["source"] += "\n# more"
        return one.part(cells=[change(cell, list(range(len(cell.get("outputs", [])))))])
    if step == "outputs" and cell.get("outputs"):
        places = chance.choices(range(len(cell["outputs"])), k=2)
        more = cases.stream(f"{chance.random()}\n")
        cell["outputs"] = [*(cell["outputs"][place] for place in places), more]
        return one.part(cells=[change(cell, [*places, more])])
    if step == "move":
        chance.shuffle(cells)
    elif step == "delete" and len(cells) > 1:
        cells.remove(cell)
    elif step == "add" and spare:
        new = spare.pop()
        cells.insert(chance.randint(0, len(cells)), new)
        return one.part(cells=[change(new)], order=[cell["id"] for cell in cells])
    elif step == "metadata":
        one.node["metadata"] = {"language_info": {"name": chance.choice(["python", "r"])}}
        return one.part(metadata=one.node["metadata"])
    return one.part(order=[cell["id"] for cell in cells])


def test_only_the_cells_that_changed_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    real = documents.cell_view
    monkeypatch.setattr(
        documents, "cell_view", lambda cell, lang: looked.append(cell.index) or real(cell, lang)
    )
    one = Document(study().raw)
    one.whole()
    assert looked == [0, 1, 2, 3, 4, 5]
    looked.clear()
    cell = one.node["cells"][3]
    one.part(cells=[change(cell, [0, 1])], order=[c["id"] for c in one.node["cells"]])
    one.part(order=[c["id"] for c in reversed(one.node["cells"])])
    assert looked == [3]


def test_a_subject_is_answered_for_with_the_change() -> None:
    asked = plain_subject(Subject(kind="name", text="mix"))
    answer = Document(study().raw).whole(subject=asked)
    assert [link.kind for link in answer.links][-2:] == ["cell", "name"]


def plain_subject(subject: Subject) -> dict[str, Any]:
    return {name: getattr(subject, name) for name in ("kind", "text", "cell", "index")}


def test_files_are_looked_at_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "book.ipynb").write_text("{}")
    data = tmp_path / "a.csv"
    data.write_text("1")
    use = msgspec.structs.replace(file("a.csv", "read", "1"), sha256=sha256_text("1"))
    one = Document(ran({"files": (use,)}).raw, tmp_path / "book.ipynb")
    assert one.whole(look=True).overview.cells == ()
    data.write_text("2")
    assert one.part().overview.cells == ()
    for look in (True, False):  # what was found stays known
        ((cause,),) = (cell.stale for cell in one.part(look=look).overview.cells)
        assert (cause.what, cause.name, cause.cell) == ("file", "a.csv", None)


@pytest.mark.parametrize(
    "question",
    [
        {"revision": 9, "base": 8},
        {"revision": 2, "base": 1, "order": ["c1", "never told"]},
        {"revision": 2, "base": 1, "cells": [{"id": "c3", "cell": {}, "outputs": [1]}]},
        {"revision": 2, "base": 1, "cells": [{"id": "c3", "cell": {}, "outputs": [-1]}]},
        {"revision": 2, "base": 1, "cells": [{"id": "new", "cell": {}, "outputs": [0]}]},
        {"revision": 2, "base": 1, "document": "another"},
    ],
)
def test_what_is_not_known_is_asked_for_anew(question: dict[str, Any]) -> None:
    one = Document(study().raw)
    one.whole()
    with pytest.raises(Resend):
        one.told(**question)
    assert one.told(revision=2, base=1).overview == one.expected()  # nothing of it was taken in


@pytest.mark.parametrize(
    "cell",
    [{"source": 3}, {"metadata": []}, {"cell_type": "code", "source": "x", "metadata": 1}],
)
def test_what_is_no_cell_is_refused(cell: dict[str, Any]) -> None:
    one = Document(study().raw)
    one.whole()
    with pytest.raises(BadInput, match="not a valid notebook"):
        one.told(revision=2, base=1, cells=[{"id": "c1", "cell": cell}])
    assert one.told(revision=2, base=1).overview == one.expected()


def test_only_so_many_documents_are_kept() -> None:
    first = Document(study().raw)
    first.whole()
    for number in range(documents._DOCUMENTS):
        other = Document(study().raw, name=f"other {number}")
        other.server = first.server
        other.whole()
    with pytest.raises(Resend):
        first.part()
    assert other.part().overview == other.expected()


def test_a_newer_format_is_unknown_and_breaks_nothing() -> None:
    node = {**study().raw, "metadata": {"aiprov": {"schema": "9.0", "sessions": 7}}}
    one = Document(node)
    assert one.whole().overview == one.expected()
    assert plain(one.whole())["overview"]["by_cell"] == []
