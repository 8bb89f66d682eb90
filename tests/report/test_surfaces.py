"""Where each member of the record is shown, as ``surfaces.toml`` says: no more and no less.

A member is shown by a surface that says something else once its value is another. So a new member
is to be declared, and one that a surface forgets fails here.

``AIPROV_WRITE=1 pytest tests/report/test_surfaces.py`` writes what was found into the file.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from support import reports as cases

from jupyter_aiprov.commands.overview import show
from jupyter_aiprov.export.md import form
from jupyter_aiprov.record.base import Record, nesting
from jupyter_aiprov.record.cell import CellRecord, OutputRecord
from jupyter_aiprov.record.digest import sha256_text
from jupyter_aiprov.record.notebook import NotebookRecord
from jupyter_aiprov.record.schema import json_schema
from jupyter_aiprov.record.store import from_node
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.encode import to_json
from jupyter_aiprov.spec.reading import toml

pytestmark = pytest.mark.slow
FILE = Path(__file__).with_name("surfaces.toml")
FORMAT = Path(__file__).parents[1] / "data" / "format" / "1.0"
#: What could not be read is kept as it was, and told as a diagnostic; no member of a record's own.
SKIPPED = {"invalid"}
Place = tuple[str | int, ...]


def surfaces(raw: Any) -> dict[str, str]:
    """What is said of a notebook: status as text and as JSON, and the appendix in full."""
    report = build([from_node(raw, "a.ipynb")])
    text = io.StringIO()
    show(report, Console(file=text, width=400, color_system=None))
    appendix = form(report, {"detail": "full", "preset": "ec"}).decode()
    return {"status": text.getvalue(), "json": to_json(report).decode(), "appendix": appendix}


def places(value: Any, kind: type[Record], at: Place) -> Iterator[tuple[str, Place]]:
    """Every member of a record that is set, and where in the notebook it stands."""
    nested = nesting(kind)
    for name, item in value.items():
        if name not in nested or name in SKIPPED:
            continue
        yield f"{kind.__name__}.{name}", (*at, name)
        if nested[name] is None:
            continue
        shape, inner = nested[name]
        if shape == "one":
            yield from places(item, inner, (*at, name))
        else:
            keys = range(len(item)) if shape == "list" else list(item)
            for key in keys:
                yield from places(item[key], inner, (*at, name, key))


def all_places(raw: Any) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}

    def take(holder: Any, kind: type[Record], at: Place) -> None:
        record = holder.get("metadata", {}).get("aiprov")
        for member, place in places(record, kind, (*at, "metadata", "aiprov")) if record else ():
            found.setdefault(member, []).append(place)

    take(raw, NotebookRecord, ())
    for number, cell in enumerate(raw["cells"]):
        take(cell, CellRecord, ("cells", number))
        for index, output in enumerate(cell.get("outputs", ())):
            take(output, OutputRecord, ("cells", number, "outputs", index))
    return found


def every_member() -> Any:
    """The notebook of the golden files, and in it the format's own fixtures."""
    raw = json.loads(json.dumps(cases.full().raw))
    cell, output, record = (
        json.loads((FORMAT / f"{name}.json").read_text("utf-8"))
        for name in ("cell", "output", "notebook")
    )
    cell["review"] |= {"source_sha256": sha256_text("x = 1"), "outputs_sha256": None}
    shown = {"output_type": "display_data", "data": {}, "metadata": {"aiprov": output}}
    raw["cells"].append(
        {
            "cell_type": "code",
            "id": "every",
            "source": "x = 1",
            "execution_count": 4,
            "metadata": {"aiprov": cell},
            "outputs": [shown],
        }
    )
    known = raw["metadata"]["aiprov"]
    for name, value in record.items():
        both = isinstance(value, list) and name in known
        known[name] = [*known[name], *value] if both else known.get(name, value)
    return raw


RAW = every_member()
PLACES = all_places(RAW)


def members() -> list[str]:
    """All members of the structs that cells, outputs and notebooks hold."""
    found: list[str] = []
    waiting: list[type[Record]] = [CellRecord, OutputRecord, NotebookRecord]
    seen: set[type[Record]] = set()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        for name, inner in nesting(kind).items():
            if name not in SKIPPED:
                found.append(f"{kind.__name__}.{name}")
                waiting += [inner[1]] if inner else []
    return sorted(found)


def changed(member: str, place: Place) -> Any:
    """The notebook with one value less, or another one where there has to be one."""
    raw = deepcopy(RAW)
    holder: Any = raw
    for key in place[:-1]:
        holder = holder[key]
    struct, _, name = member.partition(".")
    schema = json_schema()["$defs"][struct]
    if name not in schema.get("required", ()):
        del holder[name]
        return raw
    value = holder[name]
    words = schema["properties"][name].get("enum", ())
    others = [word for word in words if word != value]
    if others:
        holder[name] = others[0]
    elif isinstance(value, str):
        holder[name] = f"{'0' if value[0] != '0' else '1'}{value[1:]}"
    elif isinstance(value, int | float):
        holder[name] = value + 1
    else:
        del holder[name]
    return raw


BEFORE = surfaces(RAW)


@cache
def shown(member: str) -> list[str]:
    """The surfaces that say something else once the member has another value, anywhere."""
    found: set[str] = set()
    for place in PLACES[member]:
        after = surfaces(changed(member, place))
        found |= {name for name, text in after.items() if text != BEFORE[name]}
    return [name for name in BEFORE if name in found]


def declared() -> dict[str, dict[str, Any]]:
    return {
        f"{struct}.{name}": said
        for struct, names in toml(FILE).items()
        for name, said in names.items()  # type: ignore[attr-defined]
    }


def test_each_member_is_declared_and_none_that_is_gone() -> None:
    assert sorted(declared()) == members()


def test_the_notebook_of_the_tests_has_every_member() -> None:
    assert [member for member in members() if member not in PLACES] == []


@pytest.mark.parametrize("member", members())
def test_a_member_is_shown_where_it_is_declared(member: str) -> None:
    assert declared()[member]["shown"] == shown(member)


@pytest.mark.parametrize("member", members())
def test_what_people_do_not_see_has_a_reason(member: str) -> None:
    said = declared()[member]
    unseen = not {"status", "appendix"} & set(said["shown"])
    assert bool(said.get("why")) == unseen


if os.environ.get("AIPROV_WRITE"):
    known = declared() if FILE.exists() else {}
    lines: list[str] = []
    for one in members():
        struct, _, name = one.partition(".")
        if f"[{struct}]" not in lines:
            lines += ["", f"[{struct}]"]
        seen = shown(one) if one in PLACES else []
        why = known.get(one, {}).get("why")
        reason = f", why = {json.dumps(why)}" if why else ""
        lines.append(f"{name} = {{ shown = {json.dumps(seen)}{reason} }}")
    FILE.write_text("\n".join(lines[1:]) + "\n", "utf-8")
