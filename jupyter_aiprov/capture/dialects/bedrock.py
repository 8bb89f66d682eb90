"""Amazon Bedrock: Converse, and the models' own shapes through InvokeModel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

import msgspec

from ...hooks import Dialect
from ..http.body import OnEvent, Reader
from ..http.call import Call, objects, reach
from ..http.request import Request
from .anthropic import PARAMETERS as ANTHROPIC
from .messages import prompt

_MODEL = re.compile(r"/model/([^/]+)/(?:converse|invoke)")
_PARAMETERS = {
    "temperature": "gen_ai.request.temperature",
    "topP": "gen_ai.request.top_p",
    "maxTokens": "gen_ai.request.max_tokens",
}
_USAGE = {
    "inputTokens": "gen_ai.usage.input_tokens",
    "outputTokens": "gen_ai.usage.output_tokens",
    "cacheReadInputTokens": "gen_ai.usage.cache_read.input_tokens",
    "cacheWriteInputTokens": "gen_ai.usage.cache_creation.input_tokens",
    "input_tokens": "gen_ai.usage.input_tokens",
    "output_tokens": "gen_ai.usage.output_tokens",
}
_COUNTS = {
    "x-amzn-bedrock-input-token-count": "gen_ai.usage.input_tokens",
    "x-amzn-bedrock-output-token-count": "gen_ai.usage.output_tokens",
}


class Bedrock(Dialect):
    """The model stands in the path; streams are in Amazon's binary frames."""

    name = "bedrock"

    def fits(self, request: Request) -> bool:
        """The path is Amazon's own, wherever it is served."""
        return True

    def ask(self, call: Call, request: Request) -> None:
        """Read the request."""
        fields = request.fields
        model = _MODEL.search(request.path)
        call.request_model(unquote(model[1]) if model else None)
        call.take(fields.get("inferenceConfig"), _PARAMETERS)
        call.take(fields, ANTHROPIC)
        call.tools(reach(fields, "toolConfig.tools") or fields.get("tools"))
        asked = fields.get("messages") or fields.get("prompt") or fields.get("inputText")
        call.prompt = prompt(asked, fields.get("system"))

    def answer(self, call: Call, answer: Mapping[str, object]) -> None:
        """Read a whole answer, of Converse or of Anthropic's models."""
        content = reach(answer, "output.message.content") or answer.get("content")
        for block in objects(content):
            call.say(block.get("text"))
        call.count(answer.get("usage"), _USAGE)
        call.response_model(answer.get("model"))
        call.finish(answer.get("stopReason") or answer.get("stop_reason"))

    def event(self, call: Call, name: str, event: Mapping[str, object]) -> None:
        """Read one event of ConverseStream.

        Args:
            call: as the events before left it.
            name: the event's; empty where the stream gives none.
            event: its data.
        """
        call.say(reach(event, "delta.text"))
        call.count(event.get("usage"), _USAGE)
        call.finish(event.get("stopReason"))

    def headers(self, call: Call, headers: Mapping[str, str]) -> None:
        """InvokeModel counts its tokens in headers."""
        for name, attribute in _COUNTS.items():
            if headers.get(name, "").isdigit():
                call.usage.setdefault(attribute, int(headers[name]))

    def reader(self, call: Call, content_type: str) -> Reader | None:
        """Amazon's event stream."""
        if "vnd.amazon.eventstream" not in content_type:
            return None
        call.streamed = True

        def told(name: str, event: object) -> None:
            if isinstance(event, Mapping):
                self.event(call, name, event)

        return _Frames(told)


class _Frames:
    """Amazon's frames, by the buffer of the client that reads them too."""

    def __init__(self, event: OnEvent) -> None:
        from botocore.eventstream import (  # type: ignore[import-untyped,unused-ignore]
            EventStreamBuffer,
        )

        self.complete = True
        self._event = event
        self._buffer = EventStreamBuffer()

    def feed(self, data: bytes) -> None:
        """The next bytes."""
        self._buffer.add_data(data)
        for message in self._buffer:
            try:
                payload = msgspec.json.decode(message.payload)
            except msgspec.DecodeError:
                self.complete = False
                continue
            self._event(str(message.headers.get(":event-type", "")), payload)

    def close(self) -> None:
        """Frames are whole, or not there."""


DIALECT = Bedrock()
