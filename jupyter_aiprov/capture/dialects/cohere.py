"""Cohere's API, versions 1 and 2: chat, embed, rerank, classify."""

from __future__ import annotations

from collections.abc import Mapping

from ...hooks import Dialect
from ..http.call import Call, objects, reach
from ..http.request import Request
from .messages import prompt, said

_PARAMETERS = {
    "temperature": "gen_ai.request.temperature",
    "p": "gen_ai.request.top_p",
    "k": "gen_ai.request.top_k",
    "seed": "gen_ai.request.seed",
    "max_tokens": "gen_ai.request.max_tokens",
    "frequency_penalty": "gen_ai.request.frequency_penalty",
    "presence_penalty": "gen_ai.request.presence_penalty",
    "input_type": "aiprov.request.input_type",
}
_USAGE = {
    f"{holder}{counts}.{word}_tokens": f"gen_ai.usage.{word}_tokens"
    for holder in ("usage.", "meta.", "delta.usage.")
    for counts in ("billed_units", "tokens")  # the tokens, where both are given
    for word in ("input", "output")
}


class Cohere(Dialect):
    """Paths are short here, so elsewhere the fields must be Cohere's own."""

    name = "cohere"

    def fits(self, request: Request) -> bool:
        """A message or messages, texts, or documents, for a model."""
        fields = request.fields
        asked = ("message", "messages", "texts", "inputs", "query", "prompt")
        return "model" in fields and any(key in fields for key in asked)

    def ask(self, call: Call, request: Request) -> None:
        """Read the request."""
        fields = request.fields
        call.request_model(fields.get("model"))
        call.take(fields, _PARAMETERS)
        call.tools(fields.get("tools"))
        keys = ("messages", "message", "texts", "query", "prompt")
        asked = next((fields[key] for key in keys if key in fields), None)
        call.prompt = prompt(asked, fields.get("preamble"))

    def answer(self, call: Call, answer: Mapping[str, object]) -> None:
        """Read a whole answer."""
        call.parameter("gen_ai.response.id", answer.get("id") or answer.get("generation_id"))
        call.count(answer, _USAGE)
        call.say(answer.get("text") or said(answer.get("message") or ""))
        for generation in objects(answer.get("generations")):
            call.say(generation.get("text"))
        call.finish(answer.get("finish_reason"))

    def event(self, call: Call, name: str, event: Mapping[str, object]) -> None:
        """Read one event, of either version.

        Args:
            call: as the events before left it.
            name: the event's; empty where the stream gives none.
            event: its data.
        """
        call.parameter("gen_ai.response.id", event.get("id") or event.get("generation_id"))
        call.say(reach(event, "delta.message.content.text"))
        if event.get("event_type") == "text-generation":
            call.say(event.get("text"))
        call.count(event, _USAGE)
        call.count(event.get("response"), _USAGE)
        call.finish(event.get("finish_reason") or reach(event, "delta.finish_reason"))


DIALECT = Cohere()
