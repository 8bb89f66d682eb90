"""The machine formats: what validates each, offline, and how to read each as text."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import zipfile
from collections.abc import Callable
from typing import Any

import jsonschema

from jupyter_aiprov import seams
from jupyter_aiprov.report.model import Report
from jupyter_aiprov.report.schema import SCHEMA_FILE

_RULES = jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def export(name: str, report: Report, /, **options: Any) -> bytes:
    return seams.load("exporters", name)(report, options)


def check_json(data: bytes) -> None:
    _RULES.validate(json.loads(data))


def check_prov_json(data: bytes) -> None:
    from prov.model import ProvDocument

    found = ProvDocument.deserialize(content=data.decode(), format="json")
    again = ProvDocument.deserialize(content=found.serialize(format="json"), format="json")
    assert found == again
    constraints(found)


def check_prov_jsonld(data: bytes) -> None:
    from prov.model import ProvDocument

    found = ProvDocument.deserialize(content=data.decode(), format="jsonld")
    assert list(found.get_records())


def check_prov_n(data: bytes) -> None:
    lines = data.decode().splitlines()
    assert (lines[0], lines[-1]) == ("document", "endDocument")


def check_crate(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        crate = json.loads(archive.read("ro-crate-metadata.json"))
    ids = {entity["@id"] for entity in crate["@graph"]}
    assert len(ids) == len(crate["@graph"])
    assert dangling(crate["@graph"], ids) == set()
    assert {"ro-crate-metadata.json", "ro-crate-preview.html"} <= set(names)
    for name in names:
        assert re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", name)


def dangling(value: Any, ids: set[str]) -> set[str]:
    """Local references that lead nowhere."""
    if isinstance(value, list):
        return set().union(*(dangling(item, ids) for item in value), set())
    if not isinstance(value, dict):
        return set()
    if value.keys() == {"@id"}:
        local = not value["@id"].startswith(("http:", "https:", "urn:"))
        return {value["@id"]} - ids if local else set()
    return set().union(*(dangling(item, ids) for item in value.values()), set())


def check_croissant(data: bytes) -> None:
    import absl.logging
    import mlcroissant

    logging.getLogger("absl").setLevel(logging.ERROR)
    # It closes the stream it was made with as logging is set up anew: not a test's.
    absl.logging.get_absl_handler().python_handler.setStream(sys.__stderr__)
    found = mlcroissant.Dataset(jsonld=json.loads(data))
    assert found.metadata.ctx.issues.errors == set()
    assert found.metadata.ctx.issues.warnings == set()


def check_cyclonedx(data: bytes) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    spec = json.loads(data)["specVersion"]
    version = {"1.6": SchemaVersion.V1_6, "1.7": SchemaVersion.V1_7}[spec]
    assert JsonStrictValidator(version).validate_str(data.decode()) is None


#: Agent Trace 0.1.0 as far as its text fixes it.
_TRACE = {
    "type": "object",
    "required": ["version", "id", "timestamp", "files"],
    "properties": {
        "version": {"type": "string"},
        "id": {"type": "string", "pattern": "^[0-9a-f-]{36}$"},
        "timestamp": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT"},
        "vcs": {
            "type": "object",
            "required": ["type", "revision"],
            "properties": {"type": {"enum": ["git", "jj", "hg", "svn"]}},
        },
        "files": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "conversations"],
                "properties": {
                    "conversations": {
                        "type": "array",
                        "items": {
                            "required": ["ranges"],
                            "properties": {
                                "contributor": {
                                    "required": ["type"],
                                    "properties": {
                                        "type": {"enum": ["human", "ai", "mixed", "unknown"]},
                                        "model_id": {"type": "string"},
                                    },
                                },
                                "ranges": {
                                    "minItems": 1,
                                    "items": {
                                        "required": ["start_line", "end_line"],
                                        "properties": {
                                            "start_line": {"type": "integer", "minimum": 1},
                                            "end_line": {"type": "integer", "minimum": 1},
                                        },
                                    },
                                },
                            },
                        },
                    }
                },
            },
        },
    },
}


def check_trace(data: bytes) -> None:
    jsonschema.validate(json.loads(data), _TRACE)


def check_csv(data: bytes) -> None:
    import pandas

    table = pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    for column in table:
        assert not table[column].str.startswith(("=", "+", "@")).any()


def check_parquet(data: bytes) -> None:
    import pandas

    assert "origin" in pandas.read_parquet(io.BytesIO(data)).columns


def constraints(doc: Any) -> None:
    """PROV-CONSTRAINTS, those on order: times within activities, no circle of derivations."""
    from prov.model import ProvActivity, ProvDerivation, ProvGeneration

    generated: dict[str, str] = {}
    derived: dict[str, set[str]] = {}
    for record in doc.get_records():
        if isinstance(record, ProvActivity):
            start, end = record.get_startTime(), record.get_endTime()
            assert start is None or end is None or start <= end
        elif isinstance(record, ProvGeneration):
            entity, activity = (str(value) for _, value in record.formal_attributes[:2])
            assert generated.setdefault(entity, activity) == activity, "generated twice"
        elif isinstance(record, ProvDerivation):
            entity, source = (str(value) for _, value in record.formal_attributes[:2])
            derived.setdefault(entity, set()).add(source)
    for entity in derived:
        assert entity not in _above(derived, entity)


def _above(derived: dict[str, set[str]], entity: str) -> set[str]:
    found: set[str] = set()
    waiting = list(derived.get(entity, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(derived.get(one, ()))
    return found


CHECKS: dict[str, Callable[[bytes], None]] = {
    "json": check_json,
    "prov-json": check_prov_json,
    "prov-n": check_prov_n,
    "prov-jsonld": check_prov_jsonld,
    "ro-crate": check_crate,
    "croissant": check_croissant,
    "cyclonedx": check_cyclonedx,
    "agent-trace": check_trace,
    "csv": check_csv,
    "parquet": check_parquet,
}


def as_text(name: str, data: bytes) -> str:
    """An export as text, whatever it is packed in."""
    if name == "ro-crate":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read("ro-crate-metadata.json").decode()
    if name == "parquet":
        import pandas

        return pandas.read_parquet(io.BytesIO(data)).to_csv()
    return data.decode()
