"""A request that looks like inference, in a form no dialect knows: recorded, and said so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...hooks import Dialect
from .call import Call
from .request import Request

_PATH = re.compile(
    r"(chat|complet|generat|infer|predict|embed|rerank|transcri|prompt|messages|responses)",
    re.IGNORECASE,
)
_ASKED = ("messages", "prompt", "input", "inputs", "contents", "query", "text", "instances")
_SAID = ("text", "output", "generated_text", "completion", "content", "response", "answer")
_TOKENS = {
    "usage.prompt_tokens": "gen_ai.usage.input_tokens",
    "usage.input_tokens": "gen_ai.usage.input_tokens",
    "usage.completion_tokens": "gen_ai.usage.output_tokens",
    "usage.output_tokens": "gen_ai.usage.output_tokens",
}
_PARAMETERS = {
    "temperature": "gen_ai.request.temperature",
    "top_p": "gen_ai.request.top_p",
    "top_k": "gen_ai.request.top_k",
    "seed": "gen_ai.request.seed",
    "max_tokens": "gen_ai.request.max_tokens",
    "max_new_tokens": "gen_ai.request.max_tokens",
}


class Unknown(Dialect):
    """Keeps what most forms share, and nothing it would have to guess."""

    name = "unknown"

    def fits(self, request: Request) -> bool:
        """A prompt beside a model's name, or under a path that speaks of inference."""
        if request.body is None or not any(f'"{key}"'.encode() in request.body for key in _ASKED):
            return False
        fields = request.fields
        if not any(key in fields for key in _ASKED):
            return False
        return isinstance(fields.get("model"), str) or _PATH.search(request.path) is not None

    def ask(self, call: Call, request: Request) -> None:
        """Model and parameters under the names everybody uses."""
        fields = request.fields
        call.request_model(fields.get("model"))
        call.take(fields, _PARAMETERS)
        prompt = fields.get("prompt") or fields.get("input") or fields.get("inputs")
        call.prompt = prompt if isinstance(prompt, str) else None

    def answer(self, call: Call, answer: Mapping[str, object]) -> None:
        """Model, tokens and text, where they stand at the top."""
        call.response_model(answer.get("model"))
        call.parameter("gen_ai.response.id", answer.get("id"))
        call.count(answer, _TOKENS)
        call.say(next((answer[key] for key in _SAID if isinstance(answer.get(key), str)), None))


UNKNOWN = Unknown()
