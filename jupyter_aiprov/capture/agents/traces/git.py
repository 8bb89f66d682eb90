"""Git alone: commits whose trailers name an AI system wrote, it is inferred, the lines they added.

``Co-authored-by`` of a known assistant, ``Assisted-by: AGENT:MODEL [TOOL]`` and ``Generated-by``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from ....record.activity import Activity, System
from ....record.agent_event import stable_id
from ....record.base import utc
from ..history import Claims, Written, follow
from ..versions import Version, open_repository, versions
from . import Found, Request

#: How assistants sign: what the name or address holds, the tool, the provider.
_ASSISTANTS: tuple[tuple[str, str, str | None], ...] = (
    (r"\bclaude\b.*@anthropic\.com|claude\[bot\]", "Claude Code", "anthropic"),
    (
        r"copilot@users\.noreply\.github\.com|copilot\[bot\]|copilot-swe-agent",
        "GitHub Copilot",
        None,
    ),
    (r"cursoragent@cursor\.com", "Cursor", None),
    (r"\bcodex\b.*@openai\.com", "Codex", "openai"),
    (r"gemini-code-assist|gemini-cli", "Gemini", "gcp.gemini"),
    (r"@aider\.chat", "aider", None),
    (r"devin-ai-integration\[bot\]", "Devin", None),
    (r"@opencode\.ai", "opencode", None),
)
_MODEL = re.compile(
    r"^(claude[ -](?:opus|sonnet|haiku|fable)[^<]*|aider \(([^)]+)\))", re.IGNORECASE
)


def trace(request: Request) -> Found:
    """The cells of the notebook's history, its signed commits inferred."""
    return followed(request, [trailers])


def followed(request: Request, claims: list[Claims]) -> Found:
    """The notebook's history with what ``claims`` say of it; nothing where there is no history.

    Raises:
        git.GitError: git could not be asked.
    """
    found = Found()
    repository = open_repository(request.path)
    if repository is None or not repository.head.is_valid():
        return found
    with repository:
        name = request.path.relative_to(repository.working_tree_dir or "").as_posix()
        known = list(versions(repository, name))
    found.sources = len(known)
    found.chains = follow(known, claims)
    return found


def trailers(written: Written) -> Iterator[tuple[int, int, int, Activity]]:
    """All a commit wrote, if its trailers name an AI system."""
    activity = signed(written.version)
    if activity is None:
        return
    for at, (_, _, passages) in enumerate(written.cells):
        for start, end in passages:
            yield at, start, end, activity


def signed(version: Version) -> Activity | None:
    """The activity a commit's trailers speak of."""
    system = next(_systems(version.trailers), None)
    if system is None:
        return None
    return Activity(
        id=stable_id("commit", version.commit),
        kind="edit",
        evidence="inferred",
        channel="git",
        time=utc(datetime.fromisoformat(version.time.replace("Z", "+00:00"))),
        system=system,
        parameters={"git.commit": version.commit},
    )


def _systems(signatures: Iterable[tuple[str, str]]) -> Iterator[System]:
    for key, value in signatures:
        if key.lower() == "co-authored-by":
            yield from _assistant(value)
        elif key.lower() in ("assisted-by", "generated-by"):
            agent, _, model = value.partition("[")[0].strip().partition(":")
            named = next(_assistant(value), None)
            yield named or System(tool=agent.strip() or None, model=model.strip() or None)


def _assistant(value: str) -> Iterator[System]:
    for pattern, tool, provider in _ASSISTANTS:
        if re.search(pattern, value, re.IGNORECASE):
            found = _MODEL.match(value.strip())
            model = (found[2] or found[1]).strip() if found else None
            yield System(tool=tool, provider=provider, model=model)
            return
