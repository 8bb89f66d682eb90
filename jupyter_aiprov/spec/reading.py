"""A file of facts as typed values, whoever wrote it."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")
HERE = Path(__file__).parent


def ours(name: str, kind: type[T]) -> T:
    """The facts of this package in the file ``name``, without its ending."""
    return msgspec.json.decode((HERE / f"{name}.json").read_bytes(), type=kind)


def theirs(address: str, kind: type[T]) -> T:
    """The facts in a file of an installed package; no code of that package runs.

    Args:
        address: ``package:file.toml`` or ``package:file.json``, the package a top-level one.
        kind: a struct that says which facts there may be, and of which form.

    Raises:
        ValueError: the file is not there, or not as ``kind`` wants it; the message says where.
    """
    package, _, file = address.partition(":")
    spec = find_spec(package) if package.isidentifier() else None
    folders = list(spec.submodule_search_locations or ()) if spec is not None else []
    path = next((at for folder in folders if (at := Path(folder) / file).is_file()), None)
    if path is None:
        raise ValueError(f"{address}: there is no such file")
    try:
        return decoded(path, kind)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise ValueError(f"{address}: {error}") from error


def decoded(path: Path, kind: type[T]) -> T:
    """A TOML or JSON file as ``kind``.

    Raises:
        OSError: it cannot be read.
        ValueError, msgspec.MsgspecError: it is malformed, or its facts are of another form.
    """
    if path.suffix == ".json":
        return msgspec.json.decode(path.read_bytes(), type=kind)
    return msgspec.convert(toml(path), type=kind)


def toml(path: Path) -> dict[str, object]:
    """A TOML file as it stands."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(path.read_text(encoding="utf-8"))
