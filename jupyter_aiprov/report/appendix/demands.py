"""What a policy may demand of a disclosure, and what of it the records lack.

Each demand is a function of the facts that gives what is missing, in words, or nothing. A
preset names its demands in its front matter; ``appendix --check`` lists what they give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ...record.activity import Activity
from ..model import SystemReport
from .document import Text
from .facts import Facts, Found, seeded
from .gaidet import task_of
from .i18n import Words
from .names import cells_text, parameters_of, system_name, version_of
from .texts import plain

Demand = Callable[[Facts, Words], Iterator[Text]]

_TEMPERATURE = "gen_ai.request.temperature"
_NAMED = 6


def missing(facts: Facts, words: Words, demands: Iterable[str]) -> list[Text]:
    """What the records lack of ``demands``, in their order; nothing where no AI is on record.

    Args:
        facts: what the report says.
        words: of the appendix's language.
        demands: names, as in :data:`DEMANDS`.

    Returns:
        One text for each thing that is lacking.
    """
    if not facts.used_ai:
        return []
    return [text for name in demands for text in DEMANDS[name](facts, words)]


def _named(words: Words, found: Iterable[SystemReport]) -> Text | None:
    names = [system_name(system.system) for system in found]
    if not names:
        return None
    shown: list[Text | str] = [plain(name) for name in names[:_NAMED]]
    if len(names) > _NAMED:
        shown.append(words.more(len(names) - _NAMED))
    return words.listed(shown)


def _cells(facts: Facts, words: Words, found: Iterable[Found]) -> str:
    return cells_text(words, facts, [f.place for f in found])


def _works(facts: Facts) -> list[Activity]:
    """What AI systems did: not what people declared of themselves."""
    kinds = ("generation", "edit", "completion", "model-call", "declaration", "import")
    return [a for _, a in facts.activities if a.kind in kinds and a.origin != "human"]


def _tool(facts: Facts, words: Words) -> Iterator[Text]:
    nameless = [a for a in _works(facts) if not system_name(a.system)]
    if nameless:
        yield words.many(
            "the name of the system behind {n} recorded use",
            "the name of the system behind {n} recorded uses",
            len(nameless),
        )


def _version(facts: Facts, words: Words) -> Iterator[Text]:
    names = _named(words, (s for s in facts.systems if not version_of(s)))
    if names:
        yield words.say("the version of {names}", names=names)


def _provider(facts: Facts, words: Words) -> Iterator[Text]:
    names = _named(words, (s for s in facts.systems if not s.system.provider))
    if names:
        yield words.say("the provider or manufacturer of {names}", names=names)


def _dates(facts: Facts, words: Words) -> Iterator[Text]:
    names = _named(words, (s for s in facts.systems if not s.first))
    if names:
        yield words.say("the dates of use of {names}", names=names)


def _purpose(facts: Facts, words: Words) -> Iterator[Text]:
    names = _named(words, (s for s in facts.systems if not s.purposes and not s.tasks))
    if names:
        yield words.say("the purpose for which {names} came into use", names=names)


def _task(facts: Facts, words: Words) -> Iterator[Text]:
    known = set()
    for place, activity in facts.activities:
        cell = facts.cell(place)
        if task_of(activity, cell.type if cell else "code"):
            known.add(system_name(activity.system))
    names = _named(words, (s for s in facts.systems if system_name(s.system) not in known))
    if names:
        yield words.say("the tasks delegated to {names}", names=names)


def _parameters(facts: Facts, words: Words) -> Iterator[Text]:
    names = _named(words, (s for s in facts.systems if not parameters_of(s)))
    if names:
        yield words.say("the parameters of use of {names}", names=names)


def _stochasticity(facts: Facts, words: Words) -> Iterator[Text]:
    calls = [a for _, a in facts.calls]
    bare = [a for a in calls if not seeded(a) and _TEMPERATURE not in a.parameters]
    if bare:
        yield words.many(
            "the seed or temperature of {n} call to a model",
            "the seed or temperature of {n} calls to models",
            len(bare),
        )


def _prompt(facts: Facts, words: Words) -> Iterator[Text]:
    works = _works(facts)
    kept = [a for a in works if a.prompt and a.prompt.text]
    if len(kept) < len(works):
        yield words.many(
            "the text of the prompt of {n} recorded use (digests alone are kept by default)",
            "the text of the prompts of {n} recorded uses (digests alone are kept by default)",
            len(works) - len(kept),
        )


def _answers(facts: Facts, words: Words) -> Iterator[Text]:
    calls = [a for _, a in facts.calls]
    kept = [a for a in calls if a.response and a.response.text]
    if len(kept) < len(calls):
        yield words.many(
            "the text of the answer of {n} call to a model",
            "the text of the answers of {n} calls to models",
            len(calls) - len(kept),
        )


def _parts(facts: Facts, words: Words) -> Iterator[Text]:
    unknown = [f for f in facts.code_cells if f.cell.origin == "unknown"]
    if unknown:
        yield words.say("who wrote: {cells}", cells=_cells(facts, words, unknown))


def _review(facts: Facts, words: Words) -> Iterator[Text]:
    if facts.unreviewed:
        cells = _cells(facts, words, facts.unreviewed)
        yield words.say("a person's review, of the present state of: {cells}", cells=cells)
    if facts.rejected:
        cells = _cells(facts, words, facts.rejected)
        yield words.say("a decision on what a reviewer rejected: {cells}", cells=cells)


def _verification(facts: Facts, words: Words) -> Iterator[Text]:
    yield from _review(facts, words)
    bare = [f for f in facts.reviewed if not (f.cell.review_detail and f.cell.review_detail.method)]
    if bare:
        yield words.say("how these were checked: {cells}", cells=_cells(facts, words, bare))


def _responsibility(facts: Facts, words: Words) -> Iterator[Text]:
    if not facts.sealed_by:
        yield words.say(
            "the name of a person who answers for the whole (a seal with a name on each notebook)"
        )


def _access(facts: Facts, words: Words) -> Iterator[Text]:
    unknown = [
        s for s in facts.systems if not s.system.endpoint or s.system.endpoint.class_ == "unknown"
    ]
    names = _named(words, unknown)
    if names:
        yield words.say("where {names} ran, hence where data went", names=names)


def _training(facts: Facts, words: Words) -> Iterator[Text]:
    bare = (s for s in facts.systems if not (s.details and s.details.training_data))
    names = _named(words, bare)
    if names:
        yield words.say("a statement on the training data of {names}", names=names)


def _archive(facts: Facts, words: Words) -> Iterator[Text]:
    hosted = ("external", "sovereign", "institutional")
    bare = [
        s
        for s in facts.systems
        if not (s.details and s.details.archive)
        and not (s.system.endpoint and s.system.endpoint.class_ in hosted)
    ]
    names = _named(words, bare)
    if names:
        yield words.say("an archive reference of {names}", names=names)


def _role(facts: Facts, words: Words) -> Iterator[Text]:
    names = _named(words, (s for s in facts.systems if not (s.details and s.details.role)))
    if names:
        yield words.say("whether {names} were made for this work or only used", names=names)


def _bias(facts: Facts, words: Words) -> Iterator[Text]:
    noted = any(note.kind == "bias" for note in facts.report.notes)
    if not noted and not any(d.passport.biases for d in facts.report.datasets):
        yield words.say("a statement on biases")


def _limits(facts: Facts, words: Words) -> Iterator[Text]:
    if not any(note.kind == "limitation" for note in facts.report.notes):
        yield words.say("a statement on limitations and on the effect on the conclusions")


def _energy(facts: Facts, words: Words) -> Iterator[Text]:
    if facts.report.cost.energy is None:
        yield words.say("the energy used")


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
