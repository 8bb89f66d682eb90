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
from .i18n import Translator
from .inlines import clean, code, digest, joined, plain
from .names import cells_text, leaf, notebook_name, person_name, system_name
from .report_view import LocatedCell, ReportView, seeded

_NAMED = 4
_TEMPERATURE = "gen_ai.request.temperature"


def reproducibility(view: ReportView, translator: Translator) -> Iterator[Block]:
    """What there is to start again from, then what stands in the way."""
    items = [*_commits(view, translator), *_environments(view, translator)]
    if items:
        yield Items(tuple(items))
    obstacles = [
        *_hosted(view, translator),
        *_unseeded(view, translator),
        *_older(view, translator),
    ]
    if obstacles:
        yield Paragraph(translator.say("What cannot be made again exactly, and why:"))
        yield Items(tuple(obstacles))


def _commits(view: ReportView, translator: Translator) -> Iterator[Text]:
    for at, notebook in enumerate(view.report.notebooks):
        repository = notebook.repository
        if repository is None or not repository.commit:
            continue
        state = {
            True: translator.text("with uncommitted changes"),
            False: translator.text("without uncommitted changes"),
            None: translator.text("state unknown"),
        }[repository.dirty]
        text = translator.say(
            "{notebook} was last run at commit {commit} ({state}).",
            notebook=notebook_name(view, at),
            commit=code(repository.commit[:12]),
            state=state,
        )
        remote = (
            translator.say("Repository: {remote}.", remote=code(repository.remote))
            if repository.remote
            else ()
        )
        yield joined([text, remote], " ")


def _environments(view: ReportView, translator: Translator) -> Iterator[Text]:
    for at, notebook in enumerate(view.report.notebooks):
        environment = _latest(notebook)
        if environment is None:
            continue
        language = f"{environment.language or ''} {environment.language_version or ''}".strip()
        parts: list[Text] = [plain(language)] if language else []
        if environment.packages:
            n = len(environment.packages)
            parts.append(translator.many("{n} package", "{n} packages", n))
        if environment.sha256:
            parts.append(translator.say("digest {digest}", digest=digest(environment.sha256)))
        parts += [plain(clean(t, 80)) for t in (environment.hardware, environment.system) if t]
        if parts:
            yield translator.say(
                "Environment of {notebook}: {parts}.",
                notebook=notebook_name(view, at),
                parts=joined(parts),
            )


def _latest(notebook: NotebookReport) -> Environment | None:
    known = [session for session in notebook.sessions if session.environment]
    return max(known, key=lambda s: s.updated or s.started).environment if known else None


def _hosted(view: ReportView, translator: Translator) -> Iterator[Text]:
    for found in view.systems:
        endpoint = found.system.endpoint
        archived = found.details and found.details.archive
        if not endpoint or endpoint.class_ in ("local", "unknown") or archived:
            continue
        yield translator.say(
            "{model}: a hosted model; its provider may change or withdraw it, and its user "
            "cannot archive it.",
            model=code(system_name(found.system)),
        )


def _unseeded(view: ReportView, translator: Translator) -> Iterator[Text]:
    places = [
        place
        for place, activity in view.calls
        if not seeded(activity) and activity.parameters.get(_TEMPERATURE) != 0
    ]
    if places:
        yield translator.say(
            "Calls without a seed ({cells}): asked again, the model may answer otherwise.",
            cells=cells_text(translator, view, places),
        )


def _older(view: ReportView, translator: Translator) -> Iterator[Text]:
    stale = [f for f in view.cells if any(output.stale for output in f.cell.outputs)]
    older = [f.place for f in stale if any(one.what == "source" for one in f.cell.outdated)]
    if older:
        yield translator.say(
            "Outputs older than their source: {cells}.", cells=cells_text(translator, view, older)
        )
    outrun = [f for f in stale if any(one.what != "source" for one in f.cell.outdated)]
    if outrun:
        yield translator.say(
            "Outputs older than what they were made from, which changed since: {cells}.",
            cells=translator.semicolon([_outrun(view, translator, f) for f in outrun]),
        )


def _outrun(view: ReportView, translator: Translator, cell: LocatedCell) -> Text:
    names = dict.fromkeys(clean(one.name, 60) for one in cell.cell.outdated if one.name)
    named = joined([code(name) for name in list(names)[:_NAMED]], ", ")
    return translator.say(
        "{cell} ({names})", cell=cells_text(translator, view, [cell.place]), names=named
    )


def verifying(view: ReportView, translator: Translator) -> Iterator[Block]:
    """The notebooks with their whole digests and seals, then what to type."""
    notebooks = view.report.notebooks
    if not notebooks:
        return
    yield Paragraph(
        translator.say(
            "Every statement above is drawn from records kept in the notebooks' own metadata. "
            "A digest that agrees says the file is the one described here, not that its records "
            "are complete."
        )
    )
    yield Table(
        caption=translator.text("Notebooks, SHA-256 digests and seals"),
        columns=(
            Column(translator.text("Notebook"), 1.4),
            Column(translator.text("SHA-256"), 3.7),
            Column(translator.text("Seal"), 1.4),
        ),
        rows=tuple(
            (
                notebook_name(view, at),
                code(notebook.sha256) or plain(translator.text("not available")),
                _seal(translator, notebook),
            )
            for at, notebook in enumerate(notebooks)
        ),
    )
    names = " ".join(shlex.quote(clean(leaf(n.path))) for n in notebooks[:4])
    yield Code(f"jupyter aiprov verify {names}\njupyter aiprov status {names}")


def _seal(translator: Translator, notebook: NotebookReport) -> Text:
    by = (
        plain(person_name(notebook.seal_by)) if notebook.seal_by else translator.say("nobody named")
    )
    return {
        "holds": translator.say("holds, by {who}", who=by),
        "broken": translator.say("broken: changed since"),
        "none": translator.say("none"),
    }[notebook.seal]
