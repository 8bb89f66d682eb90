"""Files an export speaks of, read only if they are still what the report knows."""

from __future__ import annotations

from pathlib import Path

from ..record.digest import sha256_bytes


def file_bytes(path: Path | str, sha256: str | None) -> bytes | None:
    """The bytes of a file; None if it is not there, or is not the one with this digest."""
    if sha256 is None:
        return None
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError):
        return None
    return data if sha256_bytes(data) == sha256 else None
