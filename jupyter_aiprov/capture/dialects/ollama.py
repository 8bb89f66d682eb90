"""Ollama's own API: generate, chat and embed, in JSON lines when streamed."""

from __future__ import annotations

from collections.abc import Mapping

from ...hooks import Dialect
from ..http.call import Call, reach
from ..http.request import Request
from .messages import prompt

_PARAMETERS = {
    "temperature": "gen_ai.request.temperature",
    "top_p": "gen_ai.request.top_p",
    "top_k": "gen_ai.request.top_k",
    "seed": "gen_ai.request.seed",
    "num_predict": "gen_ai.request.max_tokens",
    "frequency_penalty": "gen_ai.request.frequency_penalty",
    "presence_penalty": "gen_ai.request.presence_penalty",
    "num_ctx": "aiprov.request.context_tokens",
}
_USAGE = {
    "prompt_eval_count": "gen_ai.usage.input_tokens",
    "eval_count": "gen_ai.usage.output_tokens",
}


class Ollama(Dialect):
    """The API of a local model server."""

    name = "ollama"

    def ask(self, call: Call, request: Request) -> None:
        """Read the request."""
        fields = request.fields
        call.request_model(fields.get("model"))
        call.take(fields.get("options"), _PARAMETERS)
        call.tools(fields.get("tools"))
        if fields.get("format"):
            call.parameters["gen_ai.output.type"] = "json"
        asked = fields.get("messages") or fields.get("prompt") or fields.get("input")
        call.prompt = prompt(asked, fields.get("system"))

    def answer(self, call: Call, answer: Mapping[str, object]) -> None:
        """Read an answer, or one line of a streamed one; only the last has counts."""
        call.response_model(answer.get("model"))
        call.say(reach(answer, "message.content") or answer.get("response"))
        call.count(answer, _USAGE)
        if answer.get("done"):
            call.finish(answer.get("done_reason") or "stop")


DIALECT = Ollama()
