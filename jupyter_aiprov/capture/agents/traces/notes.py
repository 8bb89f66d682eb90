"""Our own notes beside commits (``refs/notes/aiprov``), for a notebook that lost its records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

import msgspec

from ....record.activity import Activity
from ....record.base import decode
from ...git.share import NOTES, SCHEMA, Share
from ..history import Claims, Written
from ..versions import open_repository
from . import Found, Request
from .git import followed

_REF = f"refs/notes/{NOTES}"


def trace(request: Request) -> Found:
    """The cells of the notebook's history, with what the notes say of each commit.

    Raises:
        git.GitError: git could not be asked.
    """
    repository = open_repository(request.path)
    if repository is None or not repository.git.for_each_ref(_REF):
        return Found()
    with repository:
        listed = repository.git.notes("--ref", _REF, "list").splitlines()
        told: dict[str, list[Share]] = {}
        for blob, commit in (line.split() for line in listed if line):
            data = repository.odb.stream(bytes.fromhex(blob)).read()
            told[commit] = list(_shares(data, commit, request.say))
    return followed(request, [_claims(told)])


def _shares(data: bytes, commit: str, say: Callable[[str], object]) -> Iterator[Share]:
    try:
        note = json.loads(data)
        if isinstance(note, Mapping) and note.get("schema") == SCHEMA:
            for cell in note.get("cells") or ():
                yield decode(cell, Share)
    except (ValueError, TypeError, RecursionError, msgspec.ValidationError) as error:
        say(f"AP603 note of {commit[:9]}: {type(error).__name__}: skipped")


def _claims(told: Mapping[str, list[Share]]) -> Claims:
    def asked(written: Written) -> Iterator[tuple[int, int, int, Activity]]:
        at = {name: number for number, (name, _, _) in enumerate(written.cells)}
        for share in told.get(written.version.commit, ()):
            known = {one.id: one for one in share.records}
            for span in share.spans:
                activity = known.get(span.record or "")
                if share.path == written.version.path and share.cell in at and activity:
                    yield at[share.cell], span.start, span.end, _imported(activity)

    return asked


def _imported(activity: Activity) -> Activity:
    """Whoever can write to the repository can write a note: what it says was not seen here."""
    if activity.evidence != "observed":
        return activity
    return msgspec.structs.replace(activity, evidence="imported")
