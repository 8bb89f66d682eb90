"""What one execution of a cell read, wrote, showed and cost."""

from __future__ import annotations

from typing import Literal

import msgspec

from .activity import Evidence
from .base import Amount, Count, Record, Sha256, Time
from .diagnostics import Diagnostic
from .quantity import Impact

MarkName = Literal["ai-code", "ai-output", "synthetic", "protected", "unknown"]
ProtectedClass = Literal["personal", "secret", "strategic", "unpublished", "ip"]
RunStatus = Literal["ok", "error", "interrupted", "killed", "running", "unknown"]
#: Why a mark is unknown where a fault of the recorder hid what happened.
FAULT = "a fault of the recorder"


class Mark(Record, frozen=True):
    """Something that flows along data, and the records it comes from.

    ``reason`` says why, where there is no record: what could not be seen (``unknown``).
    """

    mark: MarkName
    class_: ProtectedClass | None = msgspec.field(name="class", default=None)
    records: tuple[str, ...] = ()
    evidence: Evidence | None = None
    reason: str | None = None

    @property
    def is_fault(self) -> bool:
        """Whether it is unknown because a fault of the recorder hid what happened."""
        return self.mark == "unknown" and self.reason == FAULT


class FileUse(Record, frozen=True):
    """A file a run read or wrote: a path relative to the project, or a bare name outside it.

    ``sampled_sha256`` stands in the place of ``sha256`` for a large file: it is over its size and
    samples of its content, and no digest of the file.
    """

    path: str
    mode: Literal["read", "write"]
    sha256: Sha256 | None = None
    sampled_sha256: Sha256 | None = None
    size: Count | None = None
    outside: bool = False
    marks: tuple[Mark, ...] = ()

    @property
    def digest(self) -> str | None:
        """Of the whole content, else of samples of a large one."""
        return self.sha256 or self.sampled_sha256


class OutputTrace(Record, frozen=True):
    """One output of a run: its position, digest and marks."""

    index: Count
    sha256: Sha256 | None = None
    marks: tuple[Mark, ...] = ()


class Run(Record, frozen=True):
    """The last execution of a cell. ``seq`` counts runs within ``session``.

    ``digest_rule`` is the version of the rule by which its outputs were digested.
    """

    id: str
    session: str
    seq: Count
    time: Time
    status: RunStatus = "ok"
    duration: Amount | None = None
    cpu_seconds: Amount | None = None
    execution_count: Count | None = None
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    files: tuple[FileUse, ...] = ()
    marks: tuple[Mark, ...] = ()
    outputs: tuple[OutputTrace, ...] = ()
    activities: tuple[str, ...] = ()
    source_sha256: Sha256 | None = None
    outputs_sha256: Sha256 | None = None
    digest_rule: Count = 1
    environment: Sha256 | None = None
    impact: Impact | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
