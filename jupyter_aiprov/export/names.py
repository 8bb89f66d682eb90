"""What any format calls things: identifiers, texts, paths, dates and source types.

All of them are taken by any format, whatever a notebook's strings hold.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import PurePath

from ..record.digest import sha256_json, sha256_text
from ..report.model import OutputReport, Report

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def local_name(text: str) -> str:
    """``text`` where it is a short plain word, else one made of its digest."""
    return text if _PLAIN.fullmatch(text) else f"x{sha256_text(text)[:20]}"


def camel(member: str) -> str:
    """A member's name as the formats of others write names: ``sourceSha256``."""
    first, *rest = member.split("_")
    return first + "".join(word.capitalize() for word in rest)


def clean(text: str) -> str:
    """Text without the characters XML and UTF-8 have no place for."""
    return _CONTROLS.sub("�", text)


def short(text: str, limit: int) -> str:
    """:func:`clean` text of at most ``limit`` characters."""
    text = clean(text)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def published_path(path: str) -> str:
    """A path as others may see it: relative as it is, of an absolute one the name alone."""
    pure = PurePath(path)
    return clean(pure.name if pure.is_absolute() else path)


def published_time(report: Report) -> str:
    """The last moment the records speak of, so that the same records make the same export.

    Without any: today's date.
    """
    latest = max(_times(report), default=None)
    return latest or datetime.now(timezone.utc).date().isoformat()


def identity(report: Report) -> uuid.UUID:
    """An id for an export: the same for the same notebooks in the same state."""
    states = [
        part
        for book in report.notebooks
        for part in (book.path, book.sha256, *(cell.source_sha256 for cell in book.cells))
    ]
    return uuid.uuid5(uuid.NAMESPACE_URL, sha256_json([published_time(report), states]))


def _times(report: Report) -> Iterator[str]:
    for book in report.notebooks:
        for session in book.sessions:
            yield session.updated or session.started
        for cell in book.cells:
            yield from (activity.time for activity in cell.records if activity.time)
            if cell.run:
                yield cell.run.time
            if cell.review_detail:
                yield cell.review_detail.time


def source_type(output: OutputReport) -> str | None:
    """The digital source type of an output, as its URI; None where nothing can be claimed.

    A picture drawn from data, by whosever code, is ``dataDrivenMedia``; with a model's answers
    in it, a composite. Text that is nothing but a model's answer is ``trainedAlgorithmicMedia``,
    and so is a picture another tool says a model made.
    """
    word = _word(output)
    return f"{IPTC}{word}" if word else None


def _word(output: OutputReport) -> str | None:
    if "unknown" in output.marks:
        return None
    picture = _is_picture(output)
    if "ai-output" in output.marks:
        answers = [mark for mark in output.lineage if mark.mark == "ai-output"]
        imported = all(mark.evidence == "imported" for mark in answers)
        alone = output.marks == ("ai-output",)
        if alone and (imported or not picture):
            return "trainedAlgorithmicMedia"
        return "compositeWithTrainedAlgorithmicMedia"
    return "dataDrivenMedia" if picture else None


def _is_picture(output: OutputReport) -> bool:
    """Whether an output has a form that is an image."""
    return any(mime.startswith("image/") or mime == "application/pdf" for mime in output.mime)
