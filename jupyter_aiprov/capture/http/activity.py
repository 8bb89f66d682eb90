"""From what is known of a call to its record; the same for every channel."""

from __future__ import annotations

from collections.abc import Mapping

from ...record.activity import Activity, Endpoint, System
from ...record.diagnostics import Diagnostic
from ...record.quantity import Impact
from ..recorder import Recorder
from .call import Call


def call_activity(
    recorder: Recorder,
    call: Call,
    *,
    id: str,  # noqa: A002 - the format's own name
    time: str,
    duration: float | None,
    channel: str,
    tool: tuple[str | None, str | None],
    endpoint: Endpoint,
    impact: Impact | None,
    notes: tuple[Diagnostic, ...] = (),
    parameters: Mapping[str, object],
) -> Activity:
    """The activity of a call that is over.

    Args:
        recorder: knows what a person wants kept of texts.
        call: as a dialect or a library's adapter filled it in.
        id: the activity's.
        time: when it began.
        duration: in seconds.
        channel: what carried it; also its tool, where no library is known.
        tool: name and version of the library the user's code called.
        endpoint: where the model runs.
        impact: what it cost, if that is known or said not to be.
        notes: what could not be seen of it.
        parameters: of the channel; those that are None are unknown and left out.

    Returns:
        The activity, its evidence ``observed``.
    """
    model = call.requested or call.served
    told = {
        "gen_ai.operation.name": call.operation,
        "gen_ai.request.model": call.requested,
        "gen_ai.response.model": call.served,
        **call.parameters,
        "gen_ai.response.finish_reasons": call.finish_reasons or None,
        **parameters,
    }
    return Activity(
        id=id,
        kind="model-call",
        evidence="observed",
        channel=channel,
        time=time,
        system=System(
            tool=tool[0] or channel,
            tool_version=tool[1],
            provider=call.provider,
            model=model,
            model_version=call.served if call.served != model else call.revision,
            endpoint=endpoint,
        ),
        duration=None if duration is None else round(duration, 6),
        parameters={name: value for name, value in told.items() if value is not None},
        prompt=recorder.content(call.prompt) if call.prompt else None,
        response=recorder.content(text) if (text := call.response) else None,
        usage=call.usage,
        impact=impact,
        diagnostics=notes,
    )
