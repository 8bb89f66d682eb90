"""Lineage from source alone: less is seen, and everything is called inferred."""

from __future__ import annotations

from support.lineage import DATA, Score, load, source

from jupyter_aiprov.lineage.static import infer
from jupyter_aiprov.record.store import read
from jupyter_aiprov.report.build import build


def _score(name: str) -> Score:
    total = Score()
    for case in load(name)["cases"]:
        cells = [(at, source(cell)) for at, cell in enumerate(case["cells"])]
        found = infer(cells)
        for at, cell in enumerate(case["cells"]):
            assert all(mark.evidence == "inferred" for mark in found.get(at, ()) if mark.records)
            said = any(mark.mark == "synthetic" for mark in found.get(at, ()))
            if cell["label"] == "T":
                total.hits += said
                total.missed += [] if said else [cell["source"]]
            elif cell["label"] == "C":
                total.clean += not said
                total.false += [cell["source"]] if said else []
    return total


def test_as_good_as_a_static_reading_can_be() -> None:
    for name in ("cases.json", "constructs.json", "habits.json", "further.json"):
        found = _score(name)
        assert found.precision >= 0.92, found.false
        assert found.recall >= 0.81, found.missed


def test_sources_by_name_and_declaration() -> None:
    found = infer(
        [
            (0, "from sklearn.datasets import make_blobs\nX, y = make_blobs(n_samples=5)"),
            (2, "m = X.mean()"),
            (3, "clean = 1"),
            (5, "r = client.chat.completions.create(model='m')\ntext = r.choices[0]"),
            (6, "print(text)"),
            (7, "%aiprov protect clean --class personal"),
            (8, "print(clean)"),
        ]
    )
    names = {at: [mark.mark for mark in marks] for at, marks in found.items()}
    assert names == {
        0: ["synthetic"],
        2: ["synthetic"],
        5: ["ai-output"],
        6: ["ai-output"],
        7: ["protected"],
        8: ["protected"],
    }
    assert {mark.evidence for marks in found.values() for mark in marks} == {"inferred"}


def test_source_that_cannot_be_read_is_no_fault() -> None:
    assert infer([(0, "this is not python ("), (1, "%%bash\nls"), (2, "\x00")]) == {}
    assert infer([(0, "x" + "+x" * 5000)]) == {}


def test_models_asked_by_magics_addresses_and_functions() -> None:
    cells = [
        "%%ai gpt4\nWhat is this?",
        "%%ai --help",
        "def ask(q):\n    return client.chat.parse(model=q).choices[0]",
        "x = ask('a')",
        "print(x)",
        "def inner():\n    return make_blobs()\ndef outer():\n    return inner()\ny = outer()",
        "r = requests.post('http://localhost:11434/api/generate', json={})",
        "made = synthesizer.sample(num_rows=5)",
        "print(df.sample(3), chart.complete(), requests.post('http://host/v1/files'))",
    ]
    found = infer(list(enumerate(cells)))
    marks = {at: [mark.mark for mark in found[at]] for at in found}
    answer, made = ["ai-output"], ["synthetic"]
    assert marks == {0: answer, 3: answer, 4: answer, 5: made, 6: answer, 7: made}


def test_real_notebooks_are_read_as_inferred_only() -> None:
    asked = {"jupyter_ai_commands": {10, 12, 18, 21, 22}, "mistral_rag_evaluation": {4}}
    for name, cells in asked.items():
        notebook = read(DATA.parent / "notebooks" / f"{name}.ipynb")
        found = infer([(cell.index, cell.source) for cell in notebook.cells if cell.type == "code"])
        assert {at for at in found if "ai-output" in [mark.mark for mark in found[at]]} == cells
        report = build([notebook], static=True)
        for cell in report.notebooks[0].cells:
            if cell.index in cells:
                assert {"ai-output", "unknown"} <= set(cell.marks)
                assert "inferred" in [mark.evidence for mark in cell.lineage]
