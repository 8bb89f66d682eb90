"""The appendix against nbconvert's own Markdown of the same 500 cells, in one process.

python -m benchmarks.export [ROUNDS]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from ._harness import Row, at_most_times, interleave, main

TIME = "2026-11-23T10:00:00.000Z"


def notebook(cells: int) -> Any:
    """A notebook in which every other code cell is declared AI-generated, with text between."""
    import nbformat
    from nbformat import v4

    made = v4.new_notebook()
    made.metadata["aiprov"] = {"schema": "1.0"}
    for at in range(cells):
        source = "\n".join(f"value_{at}_{n} = frame.mean(axis={n})" for n in range(8))
        cell = v4.new_markdown_cell(f"## Step {at}\n\nSome *text*.") if at % 3 == 0 else None
        made.cells.append(cell or _code(at, source))
    nbformat.validate(made)
    return made


def _code(at: int, source: str) -> Any:
    from hashlib import sha256

    from nbformat import v4

    cell = v4.new_code_cell(source, execution_count=at)
    cell.outputs = [v4.new_output("execute_result", {"text/plain": "1.0"}, execution_count=at)]
    if at % 2:
        digest = sha256(source.encode()).hexdigest()
        system = {"tool": "Assistant", "provider": "provider", "model": f"model-{at % 5}"}
        record = {
            "id": f"d{at}",
            "kind": "declaration",
            "evidence": "declared",
            "channel": "form",
            "time": TIME,
            "origin": "generated",
            "task": "code-generation",
            "source_sha256": digest,
            "system": system,
        }
        spans = [[0, len(source), "ai", f"d{at}"]]
        authorship = {"source_sha256": digest, "spans": spans}
        cell.metadata["aiprov"] = {"records": [record], "authorship": authorship}
    return cell


def _converted(name: str, node: Any) -> Callable[[], object]:
    from nbconvert.exporters import get_exporter

    exporter = get_exporter(name)()
    return lambda: exporter.from_notebook_node(node)


def _ten() -> Callable[[], object]:
    """Ten notebooks of 200 cells in one appendix, from their values to the page."""
    from jupyter_aiprov.export import html
    from jupyter_aiprov.record.store import from_node
    from jupyter_aiprov.report.build import build

    nodes = [notebook(200) for _ in range(10)]
    return lambda: html.form(build([from_node(node) for node in nodes]), {})


def measure(rounds: int = 7) -> list[Row]:
    """The promises on the appendix."""
    node = notebook(500)
    formats = {"aiprov-md": 1.0, "aiprov-html": 1.0, "aiprov-pdf": 2.0}
    ways = {name: _converted(name, node) for name in ("markdown", *formats)}
    found = interleave({**ways, "ten": _ten()}, rounds)
    bare = found["markdown"]
    rows = [
        at_most_times(f"500 cells to {name}", bare, found[name], factor)
        for name, factor in formats.items()
    ]
    ten = found["ten"]
    return [*rows, Row("ten notebooks of 200 cells", bare, ten, "≤ 3 s", ten <= 3.0)]


if __name__ == "__main__":
    sys.exit(main(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 7)))
