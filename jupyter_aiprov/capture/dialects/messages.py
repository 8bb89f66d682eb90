"""The text of prompts, whatever the shape a provider gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_HOLDERS = ("content", "parts", "text", "input", "output", "message")


def prompt(messages: object, system: object = None) -> str | None:
    """What was asked, as a person would write it down.

    One message is its text alone. Several are ``role: text`` each, parted by empty lines. A
    part that is no text stands as its type in brackets, ``[image_url]``.
    """
    turns = [("system", text)] if (text := said(system)) else []
    turns += list(_turns(messages))
    if not turns:
        return None
    if len(turns) == 1:
        return turns[0][1]
    return "\n\n".join(f"{role}: {text}" for role, text in turns)


def said(value: object) -> str:
    """The text in a string, a message, a part, or a list of those."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(filter(None, map(said, value)))
    if not isinstance(value, Mapping):
        return ""
    for holder in _HOLDERS:
        if (held := value.get(holder)) is not None and not isinstance(held, int | float):
            return said(held)
    return f"[{kind}]" if (kind := _kind(value)) else ""


def _turns(messages: object) -> Iterator[tuple[str, str]]:
    if isinstance(messages, str):
        yield "user", messages
    for message in messages if isinstance(messages, list) else ():
        role = message.get("role") if isinstance(message, Mapping) else None
        if text := said(message):
            yield str(role or "user"), text


def _kind(part: Mapping[str, object]) -> str:
    """Of a part that is no text: its declared type, else the name of what it holds."""
    kind = part.get("type") or next((key for key in part if key != "role"), "")
    return str(kind)[:40]
