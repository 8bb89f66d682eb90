"""How to make the results again, and how to verify this document.

Commit, environment, digests, seeds; what cannot be made again, and why; seals, and the commands
that compare them.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from ...record.notebook import Environment
from ..model import NotebookReport
from .document import Block, Code, Column, Items, Paragraph, Table, Text
from .facts import Facts, Found, seeded
from .i18n import Words
from .names import cells_text, leaf, notebook_name, person_name, system_name
from .texts import clean, code, digest, joined, plain

_NAMED = 4
_TEMPERATURE = "gen_ai.request.temperature"


def reproducibility(facts: Facts, words: Words) -> Iterator[Block]:
    """What there is to start again from, then what stands in the way."""
    items = [*_commits(facts, words), *_environments(facts, words)]
    if items:
        yield Items(tuple(items))
    obstacles = [*_hosted(facts, words), *_unseeded(facts, words), *_older(facts, words)]
    if obstacles:
        yield Paragraph(words.say("What cannot be made again exactly, and why:"))
        yield Items(tuple(obstacles))


def _commits(facts: Facts, words: Words) -> Iterator[Text]:
    for at, notebook in enumerate(facts.report.notebooks):
        repository = notebook.repository
        if repository is None or not repository.commit:
            continue
        state = {
            True: words.text("with uncommitted changes"),
            False: words.text("without uncommitted changes"),
            None: words.text("state unknown"),
        }[repository.dirty]
        text = words.say(
            "{notebook} was last run at commit {commit} ({state}).",
            notebook=notebook_name(facts, at),
            commit=code(repository.commit[:12]),
            state=state,
        )
        remote = (
            words.say("Repository: {remote}.", remote=code(repository.remote))
            if repository.remote
            else ()
        )
        yield joined([text, remote], " ")


def _environments(facts: Facts, words: Words) -> Iterator[Text]:
    for at, notebook in enumerate(facts.report.notebooks):
        environment = _latest(notebook)
        if environment is None:
            continue
        language = f"{environment.language or ''} {environment.language_version or ''}".strip()
        parts: list[Text] = [plain(language)] if language else []
        if environment.packages:
            n = len(environment.packages)
            parts.append(words.many("{n} package", "{n} packages", n))
        if environment.sha256:
            parts.append(words.say("digest {digest}", digest=digest(environment.sha256)))
        parts += [plain(clean(t, 80)) for t in (environment.hardware, environment.system) if t]
        if parts:
            yield words.say(
                "Environment of {notebook}: {parts}.",
                notebook=notebook_name(facts, at),
                parts=joined(parts),
            )


def _latest(notebook: NotebookReport) -> Environment | None:
    known = [session for session in notebook.sessions if session.environment]
    return max(known, key=lambda s: s.updated or s.started).environment if known else None


def _hosted(facts: Facts, words: Words) -> Iterator[Text]:
    for found in facts.systems:
        endpoint = found.system.endpoint
        archived = found.details and found.details.archive
        if not endpoint or endpoint.class_ in ("local", "unknown") or archived:
            continue
        yield words.say(
            "{model}: a hosted model; its provider may change or withdraw it, and its user "
            "cannot archive it.",
            model=code(system_name(found.system)),
        )


def _unseeded(facts: Facts, words: Words) -> Iterator[Text]:
    places = [
        place
        for place, activity in facts.calls
        if not seeded(activity) and activity.parameters.get(_TEMPERATURE) != 0
    ]
    if places:
        yield words.say(
            "Calls without a seed ({cells}): asked again, the model may answer otherwise.",
            cells=cells_text(words, facts, places),
        )


def _older(facts: Facts, words: Words) -> Iterator[Text]:
    stale = [f for f in facts.cells if any(output.stale for output in f.cell.outputs)]
    older = [f.place for f in stale if any(one.what == "source" for one in f.cell.outdated)]
    if older:
        yield words.say(
            "Outputs older than their source: {cells}.", cells=cells_text(words, facts, older)
        )
    outrun = [f for f in stale if any(one.what != "source" for one in f.cell.outdated)]
    if outrun:
        yield words.say(
            "Outputs older than what they were made from, which changed since: {cells}.",
            cells=words.semicolon([_outrun(facts, words, f) for f in outrun]),
        )


def _outrun(facts: Facts, words: Words, cell: Found) -> Text:
    names = dict.fromkeys(clean(one.name, 60) for one in cell.cell.outdated if one.name)
    named = joined([code(name) for name in list(names)[:_NAMED]], ", ")
    return words.say("{cell} ({names})", cell=cells_text(words, facts, [cell.place]), names=named)


def verifying(facts: Facts, words: Words) -> Iterator[Block]:
    """The notebooks with their whole digests and seals, then what to type."""
    notebooks = facts.report.notebooks
    if not notebooks:
        return
    yield Paragraph(
        words.say(
            "Every statement above is drawn from records kept in the notebooks' own metadata. "
            "A digest that agrees says the file is the one described here, not that its records "
            "are complete."
        )
    )
    yield Table(
        caption=words.text("Notebooks, SHA-256 digests and seals"),
        columns=(
            Column(words.text("Notebook"), 1.4),
            Column(words.text("SHA-256"), 3.7),
            Column(words.text("Seal"), 1.4),
        ),
        rows=tuple(
            (
                notebook_name(facts, at),
                code(notebook.sha256) or plain(words.text("not available")),
                _seal(words, notebook),
            )
            for at, notebook in enumerate(notebooks)
        ),
    )
    names = " ".join(shlex.quote(clean(leaf(n.path))) for n in notebooks[:4])
    yield Code(f"jupyter aiprov verify {names}\njupyter aiprov status {names}")


def _seal(words: Words, notebook: NotebookReport) -> Text:
    by = plain(person_name(notebook.seal_by)) if notebook.seal_by else words.say("nobody named")
    return {
        "holds": words.say("holds, by {who}", who=by),
        "broken": words.say("broken: changed since"),
        "none": words.say("none"),
    }[notebook.seal]
