"""What AI systems wrote of a commit: trailers to sign it with, a note to keep beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ...record.activity import Activity, Content
from ...record.base import Record, encode
from ...record.cell import Span
from ...record.diff import written
from ...record.errors import AiprovError
from ...record.spans import effective_spans
from ...record.store import Cell, Notebook, from_node

if TYPE_CHECKING:
    import git

NOTES = "aiprov"
SCHEMA = "aiprov-note 1.0"


class Share(Record, frozen=True):
    """One cell a commit changed: characters added, those of AI systems, and their activities."""

    path: str
    cell: str | None
    added: int
    ai: int
    spans: tuple[Span, ...] = ()
    records: tuple[Activity, ...] = ()


def shares(repository: git.Repo, commit: str | None) -> list[Share]:
    """What each changed cell of the notebooks of a commit holds; of the staged one with None.

    Raises:
        git.GitError: git could not be asked.
    """
    import git

    new = "" if commit is None else commit
    old = "HEAD" if commit is None else f"{commit}^"
    words = ["--cached"] if commit is None else [old, commit]
    try:
        names = repository.git.diff(
            *words, "-z", "--name-only", "--diff-filter=AM", "--", "*.ipynb"
        )
    except git.GitCommandError:  # a first commit has none before it: all of it is new
        whole = ("--root", "-r", "-z", "--no-commit-id", "--name-only")
        names = repository.git.diff_tree(*whole, commit or "HEAD", "--", "*.ipynb")
    return [
        one
        for name in filter(None, names.split("\0"))
        for one in _of_file(repository, old, new, name)
    ]


def _of_file(repository: git.Repo, old: str, new: str, name: str) -> Iterator[Share]:
    after = _at(repository, f"{new}:{name}")
    before = _at(repository, f"{old}:{name}")
    known = {cell.id: cell.source for cell in before.cells} if before else {}
    for cell in after.cells if after else []:
        source = known.get(cell.id, "")
        if cell.source != source:
            yield _share(name, cell, written(source, cell.source))


def _share(name: str, cell: Cell, passages: list[tuple[int, int]]) -> Share:
    spans = [span for span in effective_spans(cell.source, cell.record) if span.by == "ai"]
    ai = sum(
        max(0, min(end, span.end) - max(start, span.start))
        for start, end in passages
        for span in spans
    )
    named = {span.record for span in spans}
    return Share(
        path=name,
        cell=cell.id,
        added=sum(end - start for start, end in passages),
        ai=ai,
        spans=tuple(spans),
        records=tuple(_without_text(one) for one in cell.record.records if one.id in named),
    )


def _without_text(activity: Activity) -> Activity:
    """A commit travels further than a notebook may: prompts and responses go as digests."""

    def bare(content: Content | None) -> Content | None:
        return msgspec.structs.replace(content, mode="hash", text=None) if content else None

    return msgspec.structs.replace(
        activity, prompt=bare(activity.prompt), response=bare(activity.response)
    )


def _at(repository: git.Repo, where: str) -> Notebook | None:
    import git

    try:
        return from_node(json.loads(repository.git.show(where)))
    except (git.GitCommandError, ValueError, AiprovError):
        return None


def trailers(found: list[Share]) -> list[str]:
    """``Assisted-by: AGENT:MODEL`` for each system that wrote some of what was added."""
    out: dict[str, None] = {}
    for share in found:
        if not share.ai:
            continue
        systems = [one.system for one in share.records if one.system]
        for system in systems:
            tool = system.tool or system.provider or "unknown"
            out[
                f"Assisted-by: {tool}:{system.model}" if system.model else f"Assisted-by: {tool}"
            ] = None
        if not systems:
            out["Assisted-by: unknown"] = None
    return list(out)


def write_note(repository: git.Repo, commit: str, found: list[Share]) -> bool:
    """Keep who wrote what beside a commit, under ``refs/notes/aiprov``; False if there is nothing.

    Args:
        repository: whose commit it is.
        commit: a name git knows it by.
        found: what :func:`shares` found.

    Returns:
        Whether there was anything to note.

    Raises:
        git.GitError: git could not write it.
    """
    told = [encode(share) for share in found if share.ai]
    if not told:
        return False
    note = json.dumps({"schema": SCHEMA, "cells": told}, indent=1, ensure_ascii=False)
    repository.git.notes("--ref", NOTES, "add", "-f", "-m", note, commit)
    return True
