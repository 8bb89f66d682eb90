"""What a policy may demand of a disclosure, and what of it the records lack.

Each demand is a function of the Report that gives what is missing, in words, or nothing. A
preset names its demands in its front matter; ``appendix --check`` lists what they give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ...record.activity import Activity
from ..model import SystemReport
from .document import Text
from .gaidet import task_of
from .i18n import Translator
from .inlines import plain
from .names import cells_text, parameters_of, system_name, version_of
from .report_view import LocatedCell, ReportView, seeded

Demand = Callable[[ReportView, Translator], Iterator[Text]]

_TEMPERATURE = "gen_ai.request.temperature"
_NAMED = 6


def missing(view: ReportView, translator: Translator, demands: Iterable[str]) -> list[Text]:
    """What the records lack of ``demands``, in their order; nothing where no AI is on record.

    Args:
        view: what the report says.
        translator: of the appendix's language.
        demands: names, as in :data:`DEMANDS`.

    Returns:
        One text for each thing that is lacking.
    """
    if not view.used_ai:
        return []
    return [text for name in demands for text in DEMANDS[name](view, translator)]


def _named(translator: Translator, found: Iterable[SystemReport]) -> Text | None:
    names = [system_name(system.system) for system in found]
    if not names:
        return None
    shown: list[Text | str] = [plain(name) for name in names[:_NAMED]]
    if len(names) > _NAMED:
        shown.append(translator.more(len(names) - _NAMED))
    return translator.listed(shown)


def _cells(view: ReportView, translator: Translator, found: Iterable[LocatedCell]) -> str:
    return cells_text(translator, view, [f.place for f in found])


def _works(view: ReportView) -> list[Activity]:
    """What AI systems did: not what people declared of themselves."""
    kinds = ("generation", "edit", "completion", "model-call", "declaration", "import")
    return [a for _, a in view.activities if a.kind in kinds and a.origin != "human"]


def _tool(view: ReportView, translator: Translator) -> Iterator[Text]:
    nameless = [a for a in _works(view) if not system_name(a.system)]
    if nameless:
        yield translator.many(
            "the name of the system behind {n} recorded use",
            "the name of the system behind {n} recorded uses",
            len(nameless),
        )


def _version(view: ReportView, translator: Translator) -> Iterator[Text]:
    names = _named(translator, (s for s in view.systems if not version_of(s)))
    if names:
        yield translator.say("the version of {names}", names=names)


def _provider(view: ReportView, translator: Translator) -> Iterator[Text]:
    names = _named(translator, (s for s in view.systems if not s.system.provider))
    if names:
        yield translator.say("the provider or manufacturer of {names}", names=names)


def _dates(view: ReportView, translator: Translator) -> Iterator[Text]:
    names = _named(translator, (s for s in view.systems if not s.first))
    if names:
        yield translator.say("the dates of use of {names}", names=names)


def _purpose(view: ReportView, translator: Translator) -> Iterator[Text]:
    names = _named(translator, (s for s in view.systems if not s.purposes and not s.tasks))
    if names:
        yield translator.say("the purpose for which {names} came into use", names=names)


def _task(view: ReportView, translator: Translator) -> Iterator[Text]:
    known = set()
    for place, activity in view.activities:
        cell = view.cell(place)
        if task_of(activity, cell.type if cell else "code"):
            known.add(system_name(activity.system))
    names = _named(translator, (s for s in view.systems if system_name(s.system) not in known))
    if names:
        yield translator.say("the tasks delegated to {names}", names=names)


def _parameters(view: ReportView, translator: Translator) -> Iterator[Text]:
    names = _named(translator, (s for s in view.systems if not parameters_of(s)))
    if names:
        yield translator.say("the parameters of use of {names}", names=names)


def _stochasticity(view: ReportView, translator: Translator) -> Iterator[Text]:
    calls = [a for _, a in view.calls]
    bare = [a for a in calls if not seeded(a) and _TEMPERATURE not in a.parameters]
    if bare:
        yield translator.many(
            "the seed or temperature of {n} call to a model",
            "the seed or temperature of {n} calls to models",
            len(bare),
        )


def _prompt(view: ReportView, translator: Translator) -> Iterator[Text]:
    works = _works(view)
    kept = [a for a in works if a.prompt and a.prompt.text]
    if len(kept) < len(works):
        yield translator.many(
            "the text of the prompt of {n} recorded use (digests alone are kept by default)",
            "the text of the prompts of {n} recorded uses (digests alone are kept by default)",
            len(works) - len(kept),
        )


def _answers(view: ReportView, translator: Translator) -> Iterator[Text]:
    calls = [a for _, a in view.calls]
    kept = [a for a in calls if a.response and a.response.text]
    if len(kept) < len(calls):
        yield translator.many(
            "the text of the answer of {n} call to a model",
            "the text of the answers of {n} calls to models",
            len(calls) - len(kept),
        )


def _parts(view: ReportView, translator: Translator) -> Iterator[Text]:
    unknown = [f for f in view.code_cells if f.cell.origin == "unknown"]
    if unknown:
        yield translator.say("who wrote: {cells}", cells=_cells(view, translator, unknown))


def _review(view: ReportView, translator: Translator) -> Iterator[Text]:
    if view.unreviewed:
        cells = _cells(view, translator, view.unreviewed)
        yield translator.say("a person's review, of the present state of: {cells}", cells=cells)
    if view.rejected:
        cells = _cells(view, translator, view.rejected)
        yield translator.say("a decision on what a reviewer rejected: {cells}", cells=cells)


def _verification(view: ReportView, translator: Translator) -> Iterator[Text]:
    yield from _review(view, translator)
    bare = [f for f in view.reviewed if not (f.cell.review_detail and f.cell.review_detail.method)]
    if bare:
        yield translator.say(
            "how these were checked: {cells}", cells=_cells(view, translator, bare)
        )


def _responsibility(view: ReportView, translator: Translator) -> Iterator[Text]:
    if not view.sealed_by:
        yield translator.say(
            "the name of a person who answers for the whole (a seal with a name on each notebook)"
        )


def _access(view: ReportView, translator: Translator) -> Iterator[Text]:
    unknown = [
        s for s in view.systems if not s.system.endpoint or s.system.endpoint.class_ == "unknown"
    ]
    names = _named(translator, unknown)
    if names:
        yield translator.say("where {names} ran, hence where data went", names=names)


def _training(view: ReportView, translator: Translator) -> Iterator[Text]:
    bare = (s for s in view.systems if not (s.details and s.details.training_data))
    names = _named(translator, bare)
    if names:
        yield translator.say("a statement on the training data of {names}", names=names)


def _archive(view: ReportView, translator: Translator) -> Iterator[Text]:
    hosted = ("external", "sovereign", "institutional")
    bare = [
        s
        for s in view.systems
        if not (s.details and s.details.archive)
        and not (s.system.endpoint and s.system.endpoint.class_ in hosted)
    ]
    names = _named(translator, bare)
    if names:
        yield translator.say("an archive reference of {names}", names=names)


def _role(view: ReportView, translator: Translator) -> Iterator[Text]:
    names = _named(translator, (s for s in view.systems if not (s.details and s.details.role)))
    if names:
        yield translator.say("whether {names} were made for this work or only used", names=names)


def _bias(view: ReportView, translator: Translator) -> Iterator[Text]:
    noted = any(note.kind == "bias" for note in view.report.notes)
    if not noted and not any(d.passport.biases for d in view.report.datasets):
        yield translator.say("a statement on biases")


def _limits(view: ReportView, translator: Translator) -> Iterator[Text]:
    if not any(note.kind == "limitation" for note in view.report.notes):
        yield translator.say("a statement on limitations and on the effect on the conclusions")


def _energy(view: ReportView, translator: Translator) -> Iterator[Text]:
    if view.report.cost.energy is None:
        yield translator.say("the energy used")


DEMANDS: dict[str, Demand] = {
    "tool": _tool,
    "version": _version,
    "provider": _provider,
    "dates": _dates,
    "purpose": _purpose,
    "task": _task,
    "parameters": _parameters,
    "stochasticity": _stochasticity,
    "prompt": _prompt,
    "answers": _answers,
    "parts": _parts,
    "review": _review,
    "verification": _verification,
    "responsibility": _responsibility,
    "access": _access,
    "training-data": _training,
    "archive": _archive,
    "role": _role,
    "bias": _bias,
    "limitations": _limits,
    "energy": _energy,
}
