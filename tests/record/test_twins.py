"""The generated twins of the structs, and the records that earlier versions wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jupyter_aiprov.record import tolerant
from jupyter_aiprov.record.base import encode, nesting
from jupyter_aiprov.record.cell import CellRecord
from jupyter_aiprov.record.schema import ROOTS, TYPESCRIPT_FILE, json_schema, main, twins
from jupyter_aiprov.record.tolerant import read_record
from jupyter_aiprov.spec.fields import fields

ROOT = Path(__file__).parents[2]
FRONT, FORMAT = ROOT / "labextension" / "src", ROOT / "jupyter_aiprov" / "record"
FORMATS = Path(__file__).parents[1] / "data" / "format"


@pytest.mark.parametrize("twin", twins(), ids=lambda path: path.name)
def test_a_generated_file_is_what_the_structs_say(twin: Path) -> None:
    folder = TYPESCRIPT_FILE.parent
    is_front = twin.is_relative_to(folder)
    here = FRONT / "record" / twin.relative_to(folder) if is_front else FORMAT / twin.name
    written = here.read_text(encoding="utf-8")
    assert written == twins()[twin], "run: python -m jupyter_aiprov.record.schema --write"


def test_the_generator_tells_what_it_wants(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "--write | --check" in capsys.readouterr().err


def test_every_member_of_a_struct_is_in_the_schema() -> None:
    schema = json_schema()["$defs"]
    for type_ in ROOTS.values():
        assert set(schema[type_.__name__]["properties"]) == set(nesting(type_))


def _fixtures() -> list[Any]:
    files = sorted(FORMATS.glob("*/*.json"))
    return [pytest.param(file, id=f"{file.parent.name}/{file.stem}") for file in files]


@pytest.mark.parametrize("file", _fixtures())
def test_what_an_earlier_version_wrote_is_read_whole(file: Path) -> None:
    raw = json.loads(file.read_text(encoding="utf-8"))
    record, invalid = read_record(raw, ROOTS[file.stem])
    assert invalid == ()
    assert encode(record) == json.loads(json.dumps(tolerant.migrate(raw, file.stem)))
    assert "extra" not in json.dumps(encode(record))


def test_each_format_has_all_its_fixtures() -> None:
    folders = [folder for folder in FORMATS.iterdir() if folder.is_dir()]
    assert folders
    for folder in folders:
        assert {file.stem for file in folder.glob("*.json")} == set(ROOTS)


def test_fixtures_use_every_member_of_every_struct_at_whatever_depth() -> None:
    structs = json_schema()["$defs"]
    used: dict[str, set[str]] = {name: set() for name in structs}

    def look(value: Any, shape: dict[str, Any]) -> None:
        if "$ref" in shape:
            name = shape["$ref"].rpartition("/")[2]
            if isinstance(value, dict):
                used[name] |= set(value)
            look(value, structs[name])
        for one in shape.get("anyOf", ()):
            look(value, one)
        if isinstance(value, dict):
            rest = shape.get("additionalProperties")
            for key, item in value.items():
                look(item, shape.get("properties", {}).get(key) or (rest or {}))
        elif isinstance(value, list):
            for item in value:
                look(item, shape.get("items") or {})

    for name, type_ in ROOTS.items():
        raw = json.loads((FORMATS / "1.0" / f"{name}.json").read_text(encoding="utf-8"))
        look(raw, {"$ref": f"#/$defs/{type_.__name__}"})
    for name in structs:  # those that are words or texts are tried with a value of their own
        used[name] |= set(fields(name))
    used["Invalid"] = set(structs["Invalid"]["properties"])  # what is at fault is in no fixture
    for name, struct in structs.items():
        assert set(struct.get("properties", ())) - {"invalid"} <= used[name], name


def test_steps_run_in_order_before_a_record_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def purposes_in_one_word(raw: Any, type_name: str) -> Any:
        if type_name != "CellRecord" or "activities" not in raw:
            return raw
        return {**raw, "renamed": raw["activities"]}

    def records_were_called_activities(raw: Any, type_name: str) -> Any:
        if "renamed" not in raw:
            return raw
        kept = {key: value for key, value in raw.items() if key not in ("activities", "renamed")}
        return {**kept, "records": raw["renamed"]}

    steps = (purposes_in_one_word, records_were_called_activities)
    monkeypatch.setattr(tolerant, "STEPS", steps)
    activity = {"id": "a", "kind": "paste", "evidence": "observed", "channel": "c"}
    old = {"activities": [activity], "kept": 1}
    record, invalid = read_record(old, CellRecord)
    assert [one.id for one in record.records] == ["a"]
    assert record.extra == {"kept": 1}
    assert invalid == ()
    assert old == {"activities": [activity], "kept": 1}
    new = {"records": [activity]}
    assert tolerant.migrate(new, "CellRecord") is new
