"""OpenAI's API, and all that speak it: vLLM, llama.cpp, LM Studio, Azure, Groq and others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from ...hooks import Dialect
from ..http.call import Call, objects, reach
from ..http.request import Request
from .messages import prompt, said

PARAMETERS = {
    "temperature": "gen_ai.request.temperature",
    "top_p": "gen_ai.request.top_p",
    "top_k": "gen_ai.request.top_k",
    "min_p": "aiprov.request.min_p",
    "seed": "gen_ai.request.seed",
    "max_tokens": "gen_ai.request.max_tokens",
    "max_completion_tokens": "gen_ai.request.max_tokens",
    "max_output_tokens": "gen_ai.request.max_tokens",
    "frequency_penalty": "gen_ai.request.frequency_penalty",
    "presence_penalty": "gen_ai.request.presence_penalty",
    "n": "gen_ai.request.choice.count",
    "reasoning_effort": "aiprov.request.reasoning_effort",
    "service_tier": "openai.request.service_tier",
    "dimensions": "gen_ai.embeddings.dimension.count",
    "size": "aiprov.request.size",
    "quality": "aiprov.request.quality",
    "voice": "aiprov.request.voice",
    "language": "aiprov.request.language",
}
_USAGE = {
    "prompt_tokens": "gen_ai.usage.input_tokens",
    "input_tokens": "gen_ai.usage.input_tokens",
    "completion_tokens": "gen_ai.usage.output_tokens",
    "output_tokens": "gen_ai.usage.output_tokens",
    "prompt_tokens_details.cached_tokens": "gen_ai.usage.cache_read.input_tokens",
    "input_tokens_details.cached_tokens": "gen_ai.usage.cache_read.input_tokens",
    "completion_tokens_details.reasoning_tokens": "aiprov.usage.reasoning_tokens",
    "output_tokens_details.reasoning_tokens": "aiprov.usage.reasoning_tokens",
}
_DEPLOYMENT = re.compile(r"/deployments/([^/]+)/")


class OpenAI(Dialect):
    """Chat, completions, responses, embeddings, images and audio."""

    name = "openai"

    def fits(self, request: Request) -> bool:
        """Some local servers need no model; any of these fields will do."""
        fields = request.fields
        if request.body is None and not fields:
            return True  # the library streams the form: the path alone speaks
        return any(key in fields for key in ("model", "messages", "prompt", "input"))

    def ask(self, call: Call, request: Request) -> None:
        """Read the request; Azure names its model in the path."""
        fields = request.fields
        deployment = _DEPLOYMENT.search(request.path)
        call.request_model(unquote(deployment[1]) if deployment else None)
        call.request_model(fields.get("model"))
        call.take(fields, PARAMETERS)
        call.tools(fields.get("tools"))
        call.parameter("aiprov.request.reasoning_effort", reach(fields, "reasoning.effort"))
        output = reach(fields, "response_format.type") or reach(fields, "text.format.type")
        if isinstance(output, str) and output.startswith("json"):
            call.parameters["gen_ai.output.type"] = "json"
        asked = fields.get("messages") or fields.get("input") or fields.get("prompt")
        call.prompt = prompt(_strings(asked), fields.get("instructions"))

    def answer(self, call: Call, answer: Mapping[str, object]) -> None:
        """Read a whole answer."""
        self._head(call, answer)
        for choice in objects(answer.get("choices")):
            call.say(said(choice.get("message") or choice.get("text") or ""))
            call.finish(choice.get("finish_reason"), choice.get("index"))
        for item in objects(answer.get("output")):
            if item.get("type") == "message":
                call.say(said(item))
        self._status(call, answer)
        if call.operation == "transcription":
            call.say(answer.get("text"))

    def event(self, call: Call, name: str, event: Mapping[str, object]) -> None:
        """Read a chunk of a chat or completion, or an event of the Responses API.

        Args:
            call: as the events before left it.
            name: the event's; empty where the stream gives none.
            event: its data.
        """
        kind = str(event.get("type") or name)
        if kind.startswith("response."):
            self._response_event(call, kind, event)
            return
        if call.served is None or event.get("usage"):
            self._head(call, event)  # every event repeats it
        for choice in objects(event.get("choices")):
            call.say(reach(choice, "delta.content") or choice.get("text"))
            call.finish(choice.get("finish_reason"), choice.get("index"))

    def _response_event(self, call: Call, kind: str, event: Mapping[str, object]) -> None:
        if kind == "response.output_text.delta":
            call.say(event.get("delta"))
        held = event.get("response")
        if isinstance(held, Mapping):
            self._head(call, held)
            if kind != "response.created":
                self._status(call, held)

    def _head(self, call: Call, answer: Mapping[str, object]) -> None:
        call.response_model(answer.get("model"))
        call.parameter("gen_ai.response.id", answer.get("id"))
        fingerprint = answer.get("system_fingerprint")
        if fingerprint:
            call.parameter("openai.response.system_fingerprint", fingerprint)
        call.count(answer.get("usage"), _USAGE)

    def _status(self, call: Call, answer: Mapping[str, object]) -> None:
        reason = reach(answer, "incomplete_details.reason") or answer.get("status")
        if reason not in (None, "in_progress", "queued"):
            call.finish(reason)


def _strings(asked: object) -> object:
    """Token numbers are no text."""
    if isinstance(asked, list) and asked and isinstance(asked[0], int | list):
        return None
    return asked


DIALECT = OpenAI()
