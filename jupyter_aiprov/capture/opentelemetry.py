"""A user's own OpenTelemetry spans of model calls, as records; one call stays one record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import msgspec

from ..record.activity import Activity, System
from ..record.base import utc
from ..record.digest import new_id
from ..record.errors import MissingExtra
from .context import current_run
from .http.call import named
from .http.request import endpoint
from .shield import shielded

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor

    from .recorder import Recorder

_CHANNEL = "opentelemetry"
_OPERATION, _ID = "gen_ai.operation.name", "gen_ai.response.id"
_USAGE = "gen_ai.usage."
#: Attributes that are kept; all others may hold content.
_KEPT = ("gen_ai.request.", "gen_ai.response.", "gen_ai.output.type", "gen_ai.embeddings.")
_CALLS = frozenset(
    {"chat", "text_completion", "generate_content", "embeddings", "image_generation", "speech"}
)


def processor(recorder: Recorder) -> SpanProcessor:
    """A span processor for a tracer provider.

    Raises:
        MissingExtra: OpenTelemetry's SDK is not installed.
    """
    try:
        from opentelemetry.sdk.trace import SpanProcessor  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise MissingExtra("Reading OpenTelemetry spans", "otel") from error

    class Spans(SpanProcessor):  # type: ignore[misc,unused-ignore]
        """Reads spans as they end; it exports none."""

        def on_end(self, span: ReadableSpan) -> None:
            """A span is over."""
            with shielded(recorder.diagnose, "reading a span"):
                read(recorder, span)

    return Spans()


def read(recorder: Recorder, span: ReadableSpan) -> None:
    """Record a span that tells of a model call, or add to the record of that very call."""
    attributes: Mapping[str, object] = span.attributes or {}
    if attributes.get(_OPERATION) not in _CALLS:
        return
    run = current_run()
    told = named(attributes.get(_ID))
    known = _known(recorder, told)
    if known is None:
        activity = _activity(recorder, span, attributes)
        recorder.add(activity, run)
        if run is not None and told is not None:
            run.spans[told] = activity.id
        return
    if run is not None and known.id in run.activities:
        merged = msgspec.structs.replace(
            known,
            parameters={**_parameters(span, attributes), **known.parameters},
            usage={**_counts(attributes), **known.usage},
        )
        run.activities[known.id] = merged


def response_id(activity: Activity) -> str | None:
    """The provider's id of the answer, by which two traces of a call are known to be one."""
    found = activity.parameters.get(_ID)
    return found if isinstance(found, str) else None


def _known(recorder: Recorder, told: str | None) -> Activity | None:
    if told is None:
        return None
    return next((a for a in reversed(recorder.calls) if response_id(a) == told), None)


def _activity(recorder: Recorder, span: ReadableSpan, attributes: Mapping[str, object]) -> Activity:
    model = named(attributes.get("gen_ai.request.model"))
    served = named(attributes.get("gen_ai.response.model"))
    scope = getattr(span, "instrumentation_scope", None)
    host = str(attributes.get("server.address") or "").lower()
    start, end = span.start_time, span.end_time
    assert start is not None
    assert end is not None, "it is over"
    provider = attributes.get("gen_ai.provider.name") or attributes.get("gen_ai.system")
    return Activity(
        id=new_id(),
        kind="model-call",
        evidence="imported",
        channel=_CHANNEL,
        time=utc(datetime.fromtimestamp(start / 1e9, timezone.utc)),
        duration=max(0.0, (end - start) / 1e9),
        system=System(
            tool=getattr(scope, "name", None),
            tool_version=getattr(scope, "version", None),
            provider=named(provider),
            model=model or served,
            model_version=served if served != model else None,
            endpoint=endpoint(host, recorder.settings) if host else None,
        ),
        parameters=_parameters(span, attributes),
        usage=_counts(attributes),
    )


def _parameters(span: ReadableSpan, attributes: Mapping[str, object]) -> dict[str, object]:
    told = {key: _plain(value) for key, value in attributes.items() if key.startswith(_KEPT)}
    told[_OPERATION] = attributes[_OPERATION]
    told["error.type"] = named(attributes.get("error.type"))
    told["aiprov.trace_id"] = f"{span.context.trace_id:032x}"
    return {key: value for key, value in told.items() if value is not None}


def _counts(attributes: Mapping[str, object]) -> dict[str, float]:
    return {
        key: value
        for key, value in attributes.items()
        if key.startswith(_USAGE) and isinstance(value, int | float) and value >= 0
    }


def _plain(value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, tuple | list):
        return [kept for item in value if (kept := _plain(item)) is not None] or None
    return named(value)
