"""The generated twins of the structs: a JSON Schema, and from it TypeScript types.

``python -m jupyter_aiprov.record.schema --write`` writes them, ``--check`` fails when one is
stale. The front end gets the bare definitions too, to check what it reads by.
"""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path

import msgspec

from . import activity, cell, diagnostics, notebook, quantity, run, tolerant
from .base import Record
from .cell import CellRecord, OutputRecord
from .notebook import SCHEMA, Delivery, NotebookRecord
from .redact import MASKS_FILE
from .typescript import Schema, typescript

ROOTS: dict[str, type[Record]] = {
    "cell": CellRecord,
    "output": OutputRecord,
    "notebook": NotebookRecord,
    "delivery": Delivery,
}
MODULES = (activity, cell, diagnostics, notebook, quantity, run, tolerant)
SCHEMA_FILE = Path(__file__).with_name(f"aiprov-{SCHEMA}.schema.json")
TYPESCRIPT_FILE = Path(__file__).parents[2] / "labextension" / "src" / "record" / "index.ts"
SHAPES_FILE = TYPESCRIPT_FILE.with_name("record.schema.json")


def json_schema() -> Schema:
    """JSON Schema 2020-12 of everything the format holds; unknown members are allowed."""
    _, definitions = msgspec.json.schema_components(list(ROOTS.values()))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:jupyter-aiprov:record:{SCHEMA}",
        "title": f"jupyter_aiprov record format {SCHEMA}",
        "description": (
            "Records of what AI did in a notebook: `cell`, `output` and `notebook` describe the "
            "key `aiprov` of the respective metadata, `delivery` what a kernel hands over."
        ),
        "type": "object",
        "properties": {
            name: {"$ref": f"#/$defs/{type_.__name__}"} for name, type_ in ROOTS.items()
        },
        "$defs": {name: definition(raw) for name, raw in definitions.items()},
    }


def definition(raw: Schema) -> Schema:
    """Without the field by which the structs keep unknown members, and with tidy prose."""
    out = dict(raw)
    if "description" in out:
        out["description"] = inspect.cleandoc(out["description"])
    if "properties" in out:
        out["properties"] = {k: v for k, v in out["properties"].items() if k != "extra"}
    if not out.get("required", True):
        del out["required"]
    return out


def twins() -> dict[Path, str]:
    """Each generated file and what it should hold."""
    schema = json_schema()
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    shapes = json.dumps(_bare(schema["$defs"]), separators=(",", ":"), ensure_ascii=False) + "\n"
    nouns = {name: _noun(name) for name in schema["$defs"]}
    modules = typescript(schema, SCHEMA, nouns)
    folder = TYPESCRIPT_FILE.parent
    return {
        SCHEMA_FILE: text,
        SHAPES_FILE: shapes,
        folder / MASKS_FILE.name: MASKS_FILE.read_text(encoding="utf-8"),
        TYPESCRIPT_FILE: modules.pop(""),
        **{folder / f"{noun}.ts": module for noun, module in modules.items()},
    }


def _noun(name: str) -> str:
    """The module a struct is defined in."""
    for module in MODULES:
        struct = getattr(module, name, None)
        if getattr(struct, "__module__", None) == module.__name__:
            return module.__name__.rpartition(".")[2]
    raise LookupError(f"{name} is defined in none of the modules of the format")


def _bare(definitions: dict[str, Schema]) -> dict[str, Schema]:
    """The definitions without their prose."""
    prose = {"title", "description"}
    out = {
        name: {k: v for k, v in raw.items() if k not in prose} for name, raw in definitions.items()
    }
    for raw in out.values():
        if "properties" in raw:
            raw["properties"] = {
                name: {k: v for k, v in schema.items() if k not in prose}
                for name, schema in raw["properties"].items()
            }
    return out


def stale() -> list[Path]:
    """The generated files that are missing or do not hold what they should."""
    found = []
    for path, text in twins().items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            found.append(path)
    return found


def main(arguments: list[str]) -> int:
    """Write the twins, or check them."""
    if arguments == ["--write"]:
        for path, text in twins().items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return 0
    if arguments == ["--check"]:
        for path in stale():
            sys.stderr.write(f"{path} is stale; run: python -m {__spec__.name} --write\n")
        return 1 if stale() else 0
    sys.stderr.write("usage: python -m jupyter_aiprov.record.schema --write | --check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
