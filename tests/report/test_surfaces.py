"""Where each member of the record is shown, as ``surfaces.toml`` says: no more and no less.

A member is shown by a surface that says something else once its value is another. So a new member
is to be declared, and one that a surface forgets fails here. Members in ``spec/fields.toml`` are
declared there for people; the surfaces for programs carry all of a struct's, its ``"*"`` here.

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
from jupyter_aiprov.export import agent_trace, croissant, cyclonedx, tables
from jupyter_aiprov.export.md import form
from jupyter_aiprov.export.prov.document import document
from jupyter_aiprov.export.rocrate.crate import crate
from jupyter_aiprov.record.base import Record, nesting
from jupyter_aiprov.record.cell import CellRecord, OutputRecord
from jupyter_aiprov.record.digest import sha256_text
from jupyter_aiprov.record.notebook import NotebookRecord
from jupyter_aiprov.record.schema import json_schema
from jupyter_aiprov.record.store import from_node
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.encode import compact, plain, to_json
from jupyter_aiprov.report.notebook_report import cell_views
from jupyter_aiprov.report.overview import overview
from jupyter_aiprov.report.shown import Answer
from jupyter_aiprov.spec.fields import fields, structs
from jupyter_aiprov.spec.reading import toml
from jupyter_aiprov.spec.vocabulary import vocabulary

pytestmark = pytest.mark.slow
FILE = Path(__file__).with_name("surfaces.toml")
FORMAT = Path(__file__).parents[1] / "data" / "format" / "1.0"
#: What could not be read is kept as it was, and told as a diagnostic; no member of a record's own.
SKIPPED = {"invalid"}
#: Surfaces that people read; the others are for programs.
PEOPLE = ("status", "panel", "appendix")
Place = tuple[str | int, ...]


def surfaces(raw: Any) -> dict[str, object]:
    """What is said of a notebook on each surface, the panel's being what the server answers it.

    Of formats that say the same (the three of PROV, CSV and Parquet) one speaks for all, before
    it is written out.
    """
    notebook = from_node(raw, "a.ipynb")
    report = build([notebook])
    text = io.StringIO()
    show(report, Console(file=text, width=400, color_system=None))
    shown = Answer(revision=1, overview=overview(report, cell_views(notebook), "en"))
    return {
        "status": text.getvalue(),
        "panel": compact(plain(shown)),
        "appendix": form(report, {"detail": "full", "preset": "ec"}),
        "json": to_json(report),
        "prov": sorted(map(str, document(report).get_records())),
        "ro-crate": crate(report, {})[0],
        "croissant": croissant.export(report, {}),
        "cyclonedx": cyclonedx.export(report, {}),
        "agent-trace": agent_trace.export(report, {}),
        "tables": [tables.csv(report, {"table": name}) for name in ("cells", "calls")],
    }


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
    return filled(raw)


def filled(raw: Any) -> Any:
    """The notebook, with a value for each declared member that none of its fixtures has."""
    for struct in structs():
        used = all_places(raw)
        for name in fields(struct):
            if f"{struct}.{name}" not in used:
                of_struct = (at for at in used if at.startswith(f"{struct}."))
                holder = raw
                for key in used[next(of_struct)][-1][:-1]:
                    holder = holder[key]
                kind = vocabulary().members.get(f"{struct}.{name}")
                holder[name] = next(iter(vocabulary().words[kind])) if kind else f"a {name}"
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


def changed(member: str, where: list[Place]) -> Any:
    """The notebook with the member left out, or with other values where there has to be one."""
    raw = deepcopy(RAW)
    for place in where:
        change(raw, member, place)
    return raw


def change(raw: Any, member: str, place: Place) -> None:
    holder: Any = raw
    for key in place[:-1]:
        holder = holder[key]
    struct, _, name = member.partition(".")
    schema = json_schema()["$defs"][struct]
    if name not in schema.get("required", ()):
        del holder[name]
        return
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


BEFORE = surfaces(RAW)


@cache
def shown(member: str) -> list[str]:
    """The surfaces that say something else once the member has other values."""
    found = other(changed(member, PLACES[member]))
    if not found & set(PEOPLE):  # perhaps only where one place differs from the others
        found |= set().union(*(other(changed(member, [place])) for place in PLACES[member]))
    return [name for name in BEFORE if name in found]


def other(raw: Any) -> set[str]:
    return {name for name, said in surfaces(raw).items() if said != BEFORE[name]}


def declared() -> dict[str, dict[str, Any]]:
    """What is declared of each member, here or in ``fields.toml``."""
    here: Any = toml(FILE)
    found = {
        f"{struct}.{name}": said for struct, names in here.items() for name, said in names.items()
    }
    for struct in structs():
        machines = found.pop(f"{struct}.*")["shown"]
        for name, field in fields(struct).items():
            assert f"{struct}.{name}" not in found, "it is declared twice"
            people = [surface for surface in PEOPLE if surface in field.shown]
            found[f"{struct}.{name}"] = {"shown": [*people, *machines]}
    return found


def is_simple(member: str) -> bool:
    """Whether ``fields.toml`` declares it."""
    struct, _, name = member.partition(".")
    return name in fields(struct)


def test_each_member_is_declared_and_none_that_is_gone() -> None:
    assert sorted(declared()) == members()


def test_the_notebook_of_the_tests_has_every_member() -> None:
    assert [member for member in members() if member not in PLACES] == []


@pytest.mark.parametrize("member", members())
def test_a_member_is_shown_where_it_is_declared(member: str) -> None:
    wanted, found = declared()[member]["shown"], shown(member)
    if is_simple(member):  # a format may have a place for one of them that it lacks for others
        found = [surface for surface in found if surface in (*PEOPLE, *wanted)]
    assert wanted == found


@pytest.mark.parametrize("member", members())
def test_what_people_do_not_see_has_a_reason(member: str) -> None:
    said = declared()[member]
    unseen = not set(PEOPLE) & set(said["shown"])
    assert bool(said.get("why")) == unseen


def write() -> None:
    """What was found, with the reasons that were given."""
    known: Any = toml(FILE)
    lines: list[str] = []
    for one in members():
        struct, _, name = one.partition(".")
        own = fields(struct)
        if f"[{struct}]" not in lines:
            lines += ["", f"[{struct}]"]
            if own:
                found = [set(shown(f"{struct}.{other}")) for other in own]
                machines = [
                    at for at in BEFORE if at not in PEOPLE and at in set.intersection(*found)
                ]
                lines.append(f'"*" = {{ shown = {json.dumps(machines)} }}')
        if not is_simple(one):
            seen = shown(one) if one in PLACES else []
            why = known.get(struct, {}).get(name, {}).get("why")
            reason = f", why = {json.dumps(why)}" if why and not set(PEOPLE) & set(seen) else ""
            lines.append(f"{name} = {{ shown = {json.dumps(seen)}{reason} }}")
    FILE.write_text("\n".join(lines[1:]) + "\n", "utf-8")


if os.environ.get("AIPROV_WRITE"):
    write()
