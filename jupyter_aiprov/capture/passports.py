"""Reading a data set's passport from a file a person wrote."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..record.base import decode
from ..record.errors import BadInput, MissingExtra
from ..record.notebook import Passport


def read_passport(path: Path, name: str) -> Passport:
    """The passport in a JSON, TOML or YAML file; ``name`` where the file gives none.

    Raises:
        BadInput: the file cannot be read, or a field has the wrong type.
        MissingExtra: it is YAML and no YAML reader is installed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The passport {path} cannot be read: {error}.") from error
    return to_passport(_parse(text, path), name)


def to_passport(fields: object, name: str) -> Passport:
    """A passport from plain values.

    Raises:
        BadInput: a field has the wrong type.
    """
    if not isinstance(fields, Mapping):
        raise BadInput("A passport is a table of fields, such as origin and biases.")
    try:
        return decode({"name": name, **fields}, Passport)
    except msgspec.ValidationError as error:
        raise BadInput(f"The passport of '{name}' has a wrong field: {error}.") from error


def _parse(text: str, path: Path) -> Any:
    try:
        if path.suffix == ".toml":
            return _toml(text)
        if path.suffix in (".yml", ".yaml"):
            return _yaml(text)
        return msgspec.json.decode(text)
    except ValueError as error:  # msgspec's and tomllib's errors are ValueErrors
        raise BadInput(f"The passport {path} is not valid: {error}.") from error


def _toml(text: str) -> Any:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(text)


def _yaml(text: str) -> Any:
    try:
        import yaml  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtra("A passport in YAML", "yaml") from error
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
