"""Lineage from source alone: less is seen, and everything is called inferred."""

from __future__ import annotations

from lineage_cases import Score, load, source

from jupyter_aiprov.lineage.static import infer


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
