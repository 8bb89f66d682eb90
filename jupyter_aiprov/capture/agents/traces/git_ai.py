"""git-ai's notes (``refs/notes/ai``): lines of the file, by session (standard authorship 3)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from ....record.activity import Activity, System
from ....record.agent_event import stable_id
from ....record.base import utc
from ...narrow import needed, text
from ..history import Written
from ..rawlines import pieces, within
from ..versions import open_repository
from . import Found, Request
from .git import followed

_REF = "refs/notes/ai"
_SEPARATOR = "\n---\n"
_RANGES = re.compile(r"^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$")

Ranges = list[tuple[int, int]]


def trace(request: Request) -> Found:
    """The cells of the notebook's history, with the lines the notes claim.

    Raises:
        git.GitError: git could not be asked.
    """
    repository = open_repository(request.path)
    if repository is None or not repository.git.for_each_ref(_REF):
        return Found()
    with repository:
        listed = repository.git.notes("--ref", _REF, "list").splitlines()
        blobs = {commit: blob for blob, commit in (line.split() for line in listed if line)}

        def note(commit: str) -> str | None:
            if commit not in blobs:
                return None
            data: bytes = repository.odb.stream(bytes.fromhex(blobs[commit])).read()
            return data.decode("utf-8", "replace")

        return followed(request, [_claims(note, request.say)])


def _claims(
    note: Callable[[str], str | None], say: Callable[[str], object]
) -> Callable[[Written], Iterator[tuple[int, int, int, Activity]]]:
    def asked(written: Written) -> Iterator[tuple[int, int, int, Activity]]:
        text = note(written.version.commit)
        if text is None or written.version.content is None:
            return
        try:
            told = parse(text)
            found = pieces(written.version.content)
        except (ValueError, IndexError, TypeError, AttributeError, RecursionError) as error:
            say(f"AP603 note of {written.version.commit[:9]}: {type(error).__name__}: skipped")
            return
        for session, details, ranges in told.get(written.version.path or "", []):
            activity = _activity(written, session, details)
            for cell, start, end in within(found, ranges):
                yield cell, start, end, activity

    return asked


def parse(note: str) -> dict[str, list[tuple[str, Mapping[str, object], Ranges]]]:
    """Of each file the sessions of AI systems and their lines.

    Raises:
        ValueError: it is not such a note.
    """
    attested, separator, details = note.partition(_SEPARATOR)
    if not separator:
        raise ValueError("no separator")
    told = json.loads(details)
    sessions = {**told.get("prompts", {}), **told.get("sessions", {})}
    out: dict[str, list[tuple[str, Mapping[str, object], Ranges]]] = {}
    path = ""
    for line in attested.splitlines():
        if not line.startswith("  "):
            path = line.strip().strip('"')
            continue
        name, _, ranges = line.strip().partition(" ")
        session = name.partition("::")[0]
        if session in sessions and _RANGES.match(ranges):
            out.setdefault(path, []).append((session, sessions[session], _ranges(ranges)))
    return out


def _ranges(text: str) -> Ranges:
    ends = (part.partition("-") for part in text.split(","))
    return [(int(first), int(last or first)) for first, _, last in ends]


def _activity(written: Written, session: str, details: Mapping[str, object]) -> Activity:
    agent = needed(details.get("agent_id") or {})
    return Activity(
        id=stable_id("git-ai", written.version.commit, session),
        kind="edit",
        evidence="imported",
        channel="git-ai",
        time=utc(datetime.fromisoformat(written.version.time.replace("Z", "+00:00"))),
        system=System(tool=text(agent.get("tool")), model=text(agent.get("model"))),
        parameters={
            "git.commit": written.version.commit,
            "gen_ai.conversation.id": str(agent.get("id") or session),
        },
    )
