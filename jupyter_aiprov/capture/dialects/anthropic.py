"""Anthropic's Messages API; llama.cpp and gateways serve it too."""

from __future__ import annotations

from collections.abc import Mapping

from ...hooks import Dialect
from ..http.call import Call, objects, reach
from ..http.request import Request
from .messages import prompt

PARAMETERS = {
    "temperature": "gen_ai.request.temperature",
    "top_p": "gen_ai.request.top_p",
    "top_k": "gen_ai.request.top_k",
    "max_tokens": "gen_ai.request.max_tokens",
    "service_tier": "aiprov.request.service_tier",
}
_USAGE = {
    "input_tokens": "gen_ai.usage.input_tokens",
    "output_tokens": "gen_ai.usage.output_tokens",
    "cache_read_input_tokens": "gen_ai.usage.cache_read.input_tokens",
    "cache_creation_input_tokens": "gen_ai.usage.cache_creation.input_tokens",
}


class Anthropic(Dialect):
    """Messages, whole or in events."""

    name = "anthropic"

    def fits(self, request: Request) -> bool:
        """Elsewhere: messages for a named model, with the limit this API demands."""
        return {"model", "messages", "max_tokens"} <= request.fields.keys()

    def ask(self, call: Call, request: Request) -> None:
        """Read the request."""
        fields = request.fields
        call.request_model(fields.get("model"))
        call.take(fields, PARAMETERS)
        call.tools(fields.get("tools"))
        call.parameter("aiprov.request.thinking_tokens", reach(fields, "thinking.budget_tokens"))
        call.prompt = prompt(fields.get("messages") or fields.get("prompt"), fields.get("system"))

    def answer(self, call: Call, answer: Mapping[str, object]) -> None:
        """Read a whole answer."""
        self._message(call, answer)

    def event(self, call: Call, name: str, event: Mapping[str, object]) -> None:
        """Read one event; the token counts of the last are the final ones.

        Args:
            call: as the events before left it.
            name: the event's; empty where the stream gives none.
            event: its data.
        """
        kind = event.get("type")
        message = event.get("message")
        if kind == "message_start" and isinstance(message, Mapping):
            self._message(call, message)
        elif kind == "content_block_delta":
            call.say(reach(event, "delta.text"))
        elif kind == "message_delta":
            call.count(event.get("usage"), _USAGE)
            call.finish(reach(event, "delta.stop_reason"))

    def _message(self, call: Call, message: Mapping[str, object]) -> None:
        call.response_model(message.get("model"))
        call.parameter("gen_ai.response.id", message.get("id"))
        call.count(message.get("usage"), _USAGE)
        for block in objects(message.get("content")):
            call.say(block.get("text"))
        call.finish(message.get("stop_reason"))


DIALECT = Anthropic()
