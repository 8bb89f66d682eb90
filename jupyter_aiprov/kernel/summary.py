"""What ``%aiprov`` shows: the session so far, in a few lines a person can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..record.activity import Activity
from ..record.figures import readable_range
from ..record.quantity import Cost, Impact

if TYPE_CHECKING:
    from ..capture.recorder import Recorder
    from .delivery import Outbox

_SHOWN_CALLS = 3
_WIDTH = 12
_IN, _OUT = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"


def summary(recorder: Recorder, outbox: Outbox) -> str:
    """The state of the notebook as this kernel knows it."""
    rows = [
        ("Recording", f"{recorder.seq} runs in this session, {outbox.way()}"),
        ("Declared", _declared(recorder.declared)),
        *_calls(recorder.calls),
        ("Energy", energy(recorder.cost)),
        *(("Note", f"{d.code} {d.message}") for d in recorder.diagnostics[-3:]),
    ]
    return "\n".join(f"{label:{_WIDTH}}{text}" for label, text in rows if text)


def _declared(origins: dict[str, str]) -> str:
    counted = Counter(origins.values())
    return ", ".join(f"{number} {origin}" for origin, number in counted.items())


def _calls(calls: tuple[Activity, ...]) -> Iterator[tuple[str, str]]:
    for activity in calls[-_SHOWN_CALLS:]:
        yield "Model call", call(activity)
    if len(calls) > _SHOWN_CALLS:
        yield "", f"and {len(calls) - _SHOWN_CALLS} calls before"


def call(activity: Activity) -> str:
    """One model call in one line: model, where, tokens, energy."""
    system = activity.system
    model = (system.model if system else None) or "unknown model"
    endpoint = system.endpoint if system else None
    where = f" ({endpoint.class_})" if endpoint else ""
    return f"{model}{where}: {_tokens(activity)}; {_impact(activity.impact)}"


def _tokens(activity: Activity) -> str:
    parts = [
        f"{activity.usage[key]:.0f} tokens {word}"
        for key, word in ((_IN, "in"), (_OUT, "out"))
        if key in activity.usage
    ]
    return ", ".join(parts) or "tokens unknown"


def _impact(impact: Impact | None) -> str:
    if impact is None or impact.energy is None:
        return "energy not available"
    return f"{readable_range(impact.energy)} ({impact.scope})"


def energy(cost: Cost) -> str:
    """The session's own energy and carbon, and for how many runs they are unknown."""
    if cost.energy is None:
        return f"not available ({cost.runs} runs)" if cost.runs else ""
    carbon = f", {readable_range(cost.carbon)}" if cost.carbon else ", carbon not available"
    missing = f"; {cost.unavailable} runs not available" if cost.unavailable else ""
    return f"{readable_range(cost.energy)}{carbon} on this machine{missing}"
