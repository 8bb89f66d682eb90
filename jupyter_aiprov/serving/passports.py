"""Passports of data files over HTTP, for forms: ``aiprov/api/passport/PATH``.

``PATH`` is that of a data file below the server's root, as the contents API writes it. Both
methods need the right to read, or to write, ``contents``; every fault answers
``{"message": …}`` with 400 (a wrong field; the message names it), 404 (no such data file),
403 (outside of the root, or hidden) or 409 (the passport was changed by somebody else).

``GET`` answers::

    {
      "path": "data/cohort.csv",           # the data file
      "sha256": "…" | null,                # its digest; null above 8 MB
      "file": "data/cohort.passport.toml", # where its passport lies, or would be written
      "passport": {"name": "cohort.csv", "origin": "…", …} | null,   # null: there is none
      "version": "…" | null,               # digest of the passport's file, for PUT
      "error": null | "why the file there is no passport",
      "stale": false,                      # it was given to other content of this file
      "missing": ["quality", …],           # fields a reader needs, left open
      "fields": ["origin", …],             # all text fields, in the order of a form
      "needed": ["origin", …]              # those a reader cannot do without
    }

``PUT`` takes ``{"passport": {"origin": "…", …}, "version": …}``: the fields (empty ones may be
left out or null), and the ``version`` that was read, null where there was none. It writes the
TOML file at one stroke, tied to the data by digest, and answers as ``GET`` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..capture.files.digest import digest
from ..capture.files.passports import (
    FIELDS,
    NEEDED,
    beside,
    missing,
    read_passport,
    to_passport,
    to_toml,
)
from ..record.atomic import write_atomic
from ..record.base import JsonObject, encode
from ..record.digest import sha256_bytes
from ..record.errors import AiprovError, BadInput
from ..record.notebook import Passport

_TEXTS = [name for name in FIELDS if name not in ("name", "files")]


class Changed(BadInput):
    """The passport's file is not the one the form was filled from."""


def add_handlers(app: Any) -> None:
    """Serve the address below the server's base URL."""
    from jupyter_server.auth.decorator import authorized
    from jupyter_server.base.handlers import APIHandler, path_regex
    from jupyter_server.utils import url_path_join
    from tornado import web

    root = Path(app.root_dir).absolute()

    class Passports(APIHandler):
        auth_resource = "contents"

        def _data(self, path: str) -> Path:
            file = within(root, path, hidden=app.contents_manager.allow_hidden)
            if file is None:
                raise web.HTTPError(403, "The path leads out of what this server shows.")
            if not file.is_file():
                raise web.HTTPError(404, f"There is no data file '{path.strip('/')}'.")
            return file

        @web.authenticated
        @authorized
        def get(self, path: str) -> None:
            self.finish(told(self._data(path), root))

        @web.authenticated
        @authorized
        def put(self, path: str) -> None:
            file = self._data(path)
            try:
                write(file, self.get_json_body())
            except Changed as error:
                raise web.HTTPError(409, str(error)) from error
            except AiprovError as error:
                raise web.HTTPError(400, str(error)) from error
            self.finish(told(file, root))

    address = url_path_join(app.web_app.settings["base_url"], "aiprov", "api", "passport")
    app.web_app.add_handlers(".*$", [(f"{address}{path_regex}", Passports)])


def within(root: Path, path: str, *, hidden: bool = False) -> Path | None:
    """The file at ``path`` below ``root``; None where it lies outside, links followed.

    Args:
        root: the folder the server shows.
        path: relative to it, with forward slashes.
        hidden: names that begin with a dot are shown as well.

    Returns:
        The path as it was asked for, links not followed.
    """
    parts = [part for part in path.split("/") if part]
    if any(part == ".." or "\\" in part or "\0" in part for part in parts):
        return None
    if not hidden and any(part.startswith(".") for part in parts):
        return None
    file = root.joinpath(*parts)
    return file if file.resolve().is_relative_to(root.resolve()) else None


def told(data: Path, root: Path) -> JsonObject:
    """What there is to say of a data file's passport; see the module for the members."""
    found = beside(data)
    passport, error = None, None
    if found is not None:
        try:
            passport = read_passport(found, data.name)
        except AiprovError as fault:
            error = str(fault).replace(str(found), found.name)
    sha256 = _digest(data)
    given = passport.files.get(data.name) if passport is not None else None
    return {
        "path": data.relative_to(root).as_posix(),
        "sha256": sha256,
        "file": (found or _place(data)).relative_to(root).as_posix(),
        "passport": encode(passport) if passport is not None else None,
        "version": _version(found),
        "error": error,
        "stale": given is not None and sha256 is not None and given != sha256,
        "missing": missing(passport) if passport is not None else list(NEEDED),
        "fields": _TEXTS,
        "needed": list(NEEDED),
    }


def write(data: Path, body: object) -> Passport:
    """Write the passport of a data file beside it.

    Raises:
        Changed: the passport there is not the one of ``body["version"]``.
        BadInput: a field is wrong.
        NotWritable: the file cannot be written.
    """
    if not isinstance(body, Mapping) or not isinstance(body.get("passport"), Mapping):
        raise BadInput('Send {"passport": {…fields}, "version": …}.')
    texts = {
        str(key): value.strip() if isinstance(value, str) else value
        for key, value in body["passport"].items()
        if value not in (None, "")
    }
    passport = to_passport(texts, data.name)
    found = beside(data)
    if body.get("version") != _version(found):
        raise Changed("The passport was changed meanwhile; load it again.")
    sha256 = _digest(data)
    files = {data.name: sha256} if sha256 is not None else {}
    others = {name: known for name, known in passport.files.items() if name != data.name}
    passport = msgspec.structs.replace(passport, files={**others, **files})
    write_atomic(found or _place(data), to_toml(passport).encode())
    return passport


def _place(data: Path) -> Path:
    return data.with_name(f"{data.name}.passport.toml")


def _version(file: Path | None) -> str | None:
    return sha256_bytes(file.read_bytes()) if file is not None else None


def _digest(data: Path) -> str | None:
    """Of the whole content; that of slices is no identity to print in a person's file."""
    found = digest(str(data))
    return found[0] if found is not None and found[1] else None
