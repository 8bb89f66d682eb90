"""The generated twins of the Report: its JSON Schema, and what a front end shows of it in types.

``python -m jupyter_aiprov.report.schema --write`` writes them, ``--check`` fails when one is stale.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from ..record.schema import definition
from ..record.typescript import interfaces
from . import model, shown
from .encode import WHOLE_MODULES
from .model import REPORT_SCHEMA, Report
from .shown import Answer, Subject

SCHEMA_FILE = Path(__file__).with_name(f"{REPORT_SCHEMA}.schema.json")
TYPESCRIPT_FILE = Path(__file__).parents[2] / "labextension" / "src" / "report.ts"
_HEAD = (
    "// Generated from the structs of report/shown.py; do not edit.",
    "// python -m jupyter_aiprov.report.schema --write",
)


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the Report; unknown members are allowed."""
    (root,), definitions = msgspec.json.schema_components([Report])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:jupyter-aiprov:report:{REPORT_SCHEMA}",
        "title": f"jupyter_aiprov report ({REPORT_SCHEMA})",
        **root,
        "$defs": {name: _whole(name, definition(raw)) for name, raw in definitions.items()},
    }


def _whole(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The Report's own objects are written with all their members."""
    return {**raw, "required": list(raw["properties"])} if _is_own(name) else raw


def _is_own(name: str) -> bool:
    types = (getattr(module, name, None) for module in (model, shown))
    return any(getattr(type_, "__module__", None) in WHOLE_MODULES for type_ in types)


def typescript() -> str:
    """Interfaces of what a front end is answered, and of what it asks."""
    _, found = msgspec.json.schema_components([Answer, Subject])
    own = {name: _whole(name, definition(raw)) for name, raw in found.items() if _is_own(name)}
    return interfaces(own, {"record": found.keys() - own.keys()}, _HEAD)


def twins() -> dict[Path, str]:
    """Each generated file and what it should hold."""
    schema = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    return {SCHEMA_FILE: schema, TYPESCRIPT_FILE: typescript()}


def main(arguments: list[str]) -> int:
    """Write the twins, or check them."""
    if arguments == ["--write"]:
        for path, text in twins().items():
            path.write_text(text, encoding="utf-8")
        return 0
    if arguments == ["--check"]:
        stale = [path for path, text in twins().items() if _read(path) != text]
        for path in stale:
            sys.stderr.write(f"{path} is stale; run: python -m {__spec__.name} --write\n")
        return int(bool(stale))
    sys.stderr.write("usage: python -m jupyter_aiprov.report.schema --write | --check\n")
    return 2


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
