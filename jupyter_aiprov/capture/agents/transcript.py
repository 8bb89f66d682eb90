"""The end of a Claude Code transcript: which model asked for a call, and with how many tokens."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

_TAIL = 1 << 20
_NAMES = {
    "output_tokens": "gen_ai.usage.output_tokens",
    "cache_read_input_tokens": "gen_ai.usage.cache_read.input_tokens",
    "cache_creation_input_tokens": "gen_ai.usage.cache_creation.input_tokens",
}


def told_of(transcript: str, call: str) -> dict[str, object]:
    """System, message, usage and time of the message with this call; empty if it is not there.

    Only the last megabyte is read: the call was made just now.
    """
    path = Path(transcript)
    if path.suffix != ".jsonl" or not path.is_file():
        return {}
    try:
        with path.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL))
            lines = file.read(_TAIL).split(b"\n")
    except OSError:
        return {}
    found: dict[str, object] = {}
    for line in reversed(lines):
        if call.encode() in line and b'"assistant"' in line:
            found = message(line)
            break
    return found


def message(line: bytes) -> dict[str, object]:
    """What an assistant's line says of its message."""
    try:
        entry = json.loads(line)
        inner = entry["message"]
        return {
            "system": {"model": inner.get("model"), "tool_version": entry.get("version")},
            "message": inner.get("id"),
            "usage": usage(inner.get("usage")),
            "time": entry.get("timestamp"),
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def usage(raw: object) -> dict[str, float]:
    """Anthropic's usage in OpenTelemetry's names; input includes what came from the cache."""
    if not isinstance(raw, Mapping):
        return {}
    counts = {key: value for key, value in raw.items() if _is_count(value)}
    out = {name: counts[key] for key, name in _NAMES.items() if key in counts}
    if "input_tokens" in counts:
        cached = ("cache_read_input_tokens", "cache_creation_input_tokens")
        total = counts["input_tokens"] + sum(counts.get(key, 0) for key in cached)
        out["gen_ai.usage.input_tokens"] = total
    return out


def _is_count(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15  # noqa: PLR2004
