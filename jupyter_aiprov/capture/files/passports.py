"""Reading a data set's passport from a file a person wrote."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

import msgspec

from ...record.base import decode
from ...record.errors import BadInput, MissingExtra
from ...record.notebook import Passport
from ...spec.fields import fields

FIELDS = tuple(name for name in Passport.__struct_fields__ if name != "extra")
#: Without these a reader cannot judge the data.
NEEDED = tuple(name for name, field in fields("Passport").items() if field.needed)


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
        BadInput: a field has the wrong type, or a name that no passport has.
    """
    if not isinstance(fields, Mapping):
        raise BadInput("A passport is a table of fields, such as origin and biases.")
    unknown = [str(key) for key in fields if key not in FIELDS]
    if unknown:
        near = get_close_matches(unknown[0], FIELDS, 1)
        hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(FIELDS)}."
        raise BadInput(f"The passport of '{name}' has no field '{unknown[0]}': {hint}")
    try:
        return decode({"name": name, **fields}, Passport)
    except msgspec.ValidationError as error:
        raise BadInput(f"The passport of '{name}' has a wrong field: {error}.") from error


def missing(passport: Passport) -> list[str]:
    """The fields a reader needs and the passport leaves open."""
    return [field for field in NEEDED if not getattr(passport, field)]


def beside(path: Path) -> Path | None:
    """The passport beside ``data.csv``: ``data.csv.passport.toml`` or ``data.passport.toml``."""
    for name in (path.name, path.stem):
        found = path.with_name(f"{name}.passport.toml")
        if found.is_file():
            return found
    return None


def to_toml(passport: Passport) -> str:
    """The passport as a person would write it, fields in their usual order."""
    fields = [(name, getattr(passport, name)) for name in FIELDS if name != "files"]
    lines = [f"{name} = {_basic(value)}" for name, value in fields if value]
    if passport.files:
        lines += ["", "[files]"]
        lines += [f"{_basic(name)} = {_basic(digest)}" for name, digest in passport.files.items()]
    return "\n".join(lines) + "\n"


def _basic(text: str) -> str:
    """A TOML basic string; JSON's escapes are among its own, save that of DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def attached(passport: Passport, files: Mapping[str, str]) -> Passport:
    """The passport of these files, by their digests."""
    return msgspec.structs.replace(passport, files={**passport.files, **files})


def _parse(text: str, path: Path) -> object:
    try:
        if path.suffix == ".toml":
            return _toml(text)
        if path.suffix in (".yml", ".yaml"):
            return _yaml(text)
        return msgspec.json.decode(text)
    except ValueError as error:  # msgspec's and tomllib's errors are ValueErrors
        raise BadInput(f"The passport {path} is not valid: {error}.") from error


def _toml(text: str) -> object:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    return tomllib.loads(text)


def _yaml(text: str) -> object:
    try:
        import yaml  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtra("A passport in YAML", "yaml") from error
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
