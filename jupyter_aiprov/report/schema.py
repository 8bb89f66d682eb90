"""The generated JSON Schema of the Report.

``python -m jupyter_aiprov.report.schema --write`` writes it, ``--check`` fails when it is stale.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from ..record.schema import definition
from . import model
from .model import REPORT_SCHEMA, Report

SCHEMA_FILE = Path(__file__).with_name(f"{REPORT_SCHEMA}.schema.json")


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
    type_ = getattr(model, name, None)
    if getattr(type_, "__module__", None) != model.__name__:
        return raw
    return {**raw, "required": list(raw["properties"])}


def text() -> str:
    """What the schema file should hold."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the schema, or check it."""
    if arguments == ["--write"]:
        SCHEMA_FILE.write_text(text(), encoding="utf-8")
        return 0
    if arguments == ["--check"]:
        stale = not SCHEMA_FILE.is_file() or SCHEMA_FILE.read_text(encoding="utf-8") != text()
        if stale:
            sys.stderr.write(f"{SCHEMA_FILE} is stale; run: python -m {__spec__.name} --write\n")
        return int(stale)
    sys.stderr.write("usage: python -m jupyter_aiprov.report.schema --write | --check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
