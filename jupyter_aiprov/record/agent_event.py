"""``aiprov-event 1.0``: what a coding agent changed in a notebook, whoever reports it.

The one form all traces are brought into: agents' hooks write it to the project's ledger, adapters
of other tools' logs yield it, and a tool we do not know may send it itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import msgspec

from .activity import Activity, Content, Evidence, System
from .base import Amount, Count, Record, Time, decode
from .digest import sha256_text
from .eventlog import EVENT_SCHEMA

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class TextEdit(Record, frozen=True):
    """One cell's text before and after.

    ``before`` is None where it is not known, and empty for a new cell. With ``part`` both are a
    passage of the cell rather than the whole. ``cell`` is the id the cell had then.
    """

    after: str
    before: str | None = None
    cell: str | None = None
    index: Count | None = None
    part: bool = False


class AgentEvent(Record, frozen=True):
    """One tool call of an agent, and the message of the model that asked for it.

    ``notebook`` is relative to the project's root. ``session``, ``call`` and ``message`` are the
    tool's own ids: the same call told twice, by a hook and by a transcript, is one activity.
    ``usage`` is that of the whole message.
    """

    agent: str
    notebook: str
    time: Time
    schema: str = ""
    session: str | None = None
    call: str | None = None
    message: str | None = None
    evidence: Evidence = "imported"
    system: System | None = None
    usage: dict[str, Amount] = {}
    edits: tuple[TextEdit, ...] = ()


def read_event(raw: object) -> AgentEvent | None:
    """The event, None if it is not one."""
    major = EVENT_SCHEMA.rpartition(".")[0]
    if not isinstance(raw, Mapping) or not str(raw.get("schema", "")).startswith(f"{major}."):
        return None
    try:
        return decode(raw, AgentEvent)
    except msgspec.ValidationError:
        return None


def stable_id(*parts: str | None) -> str:
    """The id of something another tool has named: the same name gives the same id."""
    number = int.from_bytes(sha256("\0".join(p or "" for p in parts).encode()).digest()[:10], "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))


def edit_activity(event: AgentEvent, edit: TextEdit) -> Activity:
    """The activity of one edit; those of one call in several cells are told apart."""
    whole = edit.before == "" and not edit.part
    key = event.call or f"{event.time} {sha256_text(edit.after)}"
    details = {"gen_ai.conversation.id": event.session, "gen_ai.response.id": event.message}
    return Activity(
        id=stable_id("edit", event.agent, event.session, key, edit.cell, sha256_text(edit.after)),
        kind="generation" if whole else "edit",
        evidence=event.evidence,
        channel=event.agent,
        time=event.time,
        system=event.system,
        source_sha256=None if edit.part else sha256_text(edit.after),
        parameters={name: value for name, value in details.items() if value},
        response=Content(sha256=sha256_text(edit.after), length=len(edit.after)),
    )


def message_activity(event: AgentEvent) -> Activity | None:
    """The call to the model behind an edit, None where its tokens are not known."""
    if event.message is None or not event.usage:
        return None
    return Activity(
        id=stable_id("message", event.agent, event.message),
        kind="model-call",
        evidence=event.evidence,
        channel=event.agent,
        time=event.time,
        system=event.system,
        parameters={"gen_ai.response.id": event.message},
        usage=event.usage,
    )
