"""agent-trace 0.1 records: line ranges of a file at a revision (agent-trace.dev).

Read from the file named, else from ``.agent-trace/traces.jsonl``, one record a line or one JSON
value. A record without a revision speaks of the file as it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ....record.activity import Activity, System
from ....record.agent_event import stable_id
from ....record.chains import Chain
from ....record.ledger import relative
from ...narrow import needed, objects, text
from ..history import Claims, Written
from ..rawlines import pieces, within
from ..versions import open_repository
from . import Found, Request, lines
from .git import followed

if TYPE_CHECKING:
    import git

_USUAL = ".agent-trace/traces.jsonl"
#: Our own export counts the lines of a cell, not of the file: the record is in the notebook.
_OF_CELL = "notebook-cell"
#: Seconds after a commit up to which a record is of it, and from which it is of the next.
_SAME, _AFTER = 5.0, 120.0
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


class Claim(NamedTuple):
    """Lines of the notebook at a revision (None for the present file), and what wrote them."""

    revision: str | None
    ranges: tuple[tuple[int, int], ...]
    activity: Activity


def trace(request: Request) -> Found:
    """What the records say of the notebook.

    Raises:
        git.GitError: git could not be asked.
    """
    path = request.source or request.root / _USUAL
    if not path.is_file():
        return Found()
    told = list(_claims(request, path))
    found = Found(sources=len({claim.activity.id for claim in told}))
    past = [claim for claim in told if claim.revision is not None]
    if past:
        found = followed(request, [_asked(_located(request, past), request)])
        found.sources = len(told)
    found.chains.extend(_present(request, [claim for claim in told if claim.revision is None]))
    return found


def _claims(request: Request, path: Path) -> Iterator[Claim]:
    name = relative(request.path, request.root)
    for line in _records(path, request):
        try:
            for record in _as_list(json.loads(line)):
                yield from _of_record(needed(record), name)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            request.say(f"AP603 {path.name}: {type(error).__name__}: skipped")


def _records(path: Path, request: Request) -> Iterator[bytes]:
    if path.suffix == ".json":
        if path.stat().st_size > 64_000_000:  # noqa: PLR2004
            request.say(f"AP603 {path.name}: larger than 64 MB: skipped")
            return
        yield path.read_bytes()
        return
    yield from (line for line in lines(path, request.say) if line.strip())


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _of_record(record: Mapping[str, object], name: str) -> Iterator[Claim]:
    named = needed(record.get("vcs") or {}).get("revision")
    revision = None if named is None else str(named)
    for file in objects(record.get("files")):
        if file.get("path") != name:
            continue
        for number, talk in enumerate(objects(file.get("conversations"))):
            related = objects(talk.get("related"))
            if any(one.get("type") == _OF_CELL for one in related):
                continue
            for ranges, contributor in _by_contributor(talk):
                if contributor.get("type") == "ai":
                    key = (str(number), str(contributor.get("model_id")))
                    yield Claim(revision, ranges, _activity(record, contributor, key))


def _by_contributor(
    talk: Mapping[str, object],
) -> Iterator[tuple[tuple[tuple[int, int], ...], Mapping[str, object]]]:
    for one in objects(talk.get("ranges")):
        lines_of = (_line(one["start_line"]), _line(one["end_line"]))
        yield (lines_of,), needed(one.get("contributor") or talk.get("contributor") or {})


def _line(value: object) -> int:
    if not isinstance(value, int | float | str):
        raise TypeError("a line's number is wanted")
    return int(value)


def _activity(
    record: Mapping[str, object], contributor: Mapping[str, object], key: tuple[str, str]
) -> Activity:
    provider, _, model = str(contributor.get("model_id") or "").rpartition("/")
    tool = needed(record.get("tool") or {})
    time = str(record.get("timestamp"))
    return Activity(
        id=stable_id("agent-trace", str(record.get("id")), *key),
        kind="edit",
        evidence="imported",
        channel="agent-trace",
        time=time if _TIME.fullmatch(time) else None,
        system=System(
            tool=text(tool.get("name")),
            tool_version=text(tool.get("version")),
            provider=provider or None,
            model=model or None,
        ),
    )


def _asked(claims: Mapping[str, list[Claim]], request: Request) -> Claims:
    def asked(written: Written) -> Iterator[tuple[int, int, int, Activity]]:
        told = claims.get(written.version.commit, [])
        if not told or written.version.content is None:
            return
        try:
            found = pieces(written.version.content)
        except (ValueError, IndexError):
            request.say(f"AP603 {written.version.commit[:9]}: not a notebook: skipped")
            return
        for claim in told:
            for cell, start, end in within(found, claim.ranges):
                yield cell, start, end, claim.activity

    return asked


def _located(request: Request, claims: list[Claim]) -> dict[str, list[Claim]]:
    """The claims by the commit that holds their lines; a claim of which that is unsure is said."""
    repository = open_repository(request.path)
    out: dict[str, list[Claim]] = {}
    if repository is None:
        return out
    with repository:
        for claim in claims:
            revision = str(claim.revision)
            if not re.fullmatch(r"[0-9a-fA-F]{7,64}", revision):
                continue
            commit = _touching(repository, revision, request.path, claim.activity.time)
            if commit is None:
                request.say(f"AP603 record of {revision[:9]}: of which commit is unsure: skipped")
            else:
                out.setdefault(commit, []).append(claim)
    return out


def _touching(repository: git.Repo, revision: str, path: Path, time: str | None) -> str | None:
    """The commit a record's lines came in with.

    Some tools name the commit that holds the lines, as the specification has it; others the one
    that was checked out when the agent wrote them. The record's time tells them apart: lines
    written well after a commit are not of it, but of the next one that touches the notebook.
    """
    import git

    name = path.relative_to(repository.working_tree_dir or "").as_posix()
    try:
        commit = str(repository.git.rev_parse("--verify", f"{revision}^{{commit}}"))
        made = repository.git.log("-1", "--format=%ct", commit)
        own = repository.git.log("-1", "--format=%H", f"{commit}^!", "--", name)
        later = _seconds(time) - float(made) if time else 0.0
        if own and later <= _SAME:
            return commit
        if own and later < _AFTER:
            return None
        span = f"{commit}..HEAD"
        after = repository.git.log("--reverse", "--ancestry-path", "--format=%H", span, "--", name)
    except git.GitCommandError:
        return None
    return str(after.splitlines()[0]) if after else None


def _seconds(time: str) -> float:
    return datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()


def _present(request: Request, claims: list[Claim]) -> Iterator[Chain]:
    if not claims:
        return
    try:
        found = pieces(request.path.read_bytes())
    except (ValueError, IndexError, OSError):
        return
    chains: dict[int, Chain] = {}
    for claim in claims:
        for at, start, end in within(found, claim.ranges):
            cell = request.notebook.cells[at]
            chain = chains.setdefault(at, Chain(cell.id, at))
            chain.move(cell.source)
            chain.mark(start, end, claim.activity)
    yield from chains.values()
