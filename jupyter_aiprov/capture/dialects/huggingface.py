"""Hugging Face Inference: tasks by model, text generation servers, and the OpenAI shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from ..http.call import Call, objects, reach
from ..http.request import Request
from .messages import prompt
from .openai import OpenAI

_MODEL = re.compile(r"/models/([^/]+/[^/]+|[^/]+?)(?:/pipeline/[\w-]+|/v1/.*)?/?$")
_PARAMETERS = {
    "temperature": "gen_ai.request.temperature",
    "top_p": "gen_ai.request.top_p",
    "top_k": "gen_ai.request.top_k",
    "seed": "gen_ai.request.seed",
    "max_new_tokens": "gen_ai.request.max_tokens",
    "frequency_penalty": "gen_ai.request.frequency_penalty",
}
_USAGE = {
    "details.generated_tokens": "gen_ai.usage.output_tokens",
    "token.generated_tokens": "gen_ai.usage.output_tokens",
}


class HuggingFace(OpenAI):
    """A task is asked for with ``inputs``; chat goes by OpenAI's shapes."""

    name = "huggingface"

    def fits(self, request: Request) -> bool:
        """Elsewhere, a text generation server's own shape."""
        return "inputs" in request.fields

    def ask(self, call: Call, request: Request) -> None:
        """Read the request; the model may stand in the path alone."""
        super().ask(call, request)
        fields = request.fields
        model = _MODEL.search(request.path)
        if model and call.requested is None:
            call.request_model(unquote(model[1]))
        call.take(fields.get("parameters"), _PARAMETERS)
        if "inputs" in fields:
            call.prompt = prompt(fields["inputs"])

    def answer(self, call: Call, answer: Mapping[str, object]) -> None:
        """Read a whole answer."""
        super().answer(call, answer)
        call.say(answer.get("generated_text"))
        call.count(answer, _USAGE)
        call.finish(reach(answer, "details.finish_reason"))

    def event(self, call: Call, name: str, event: Mapping[str, object]) -> None:
        """Read a token, a chunk, or one of a list of results.

        Args:
            call: as the events before left it.
            name: the event's; empty where the stream gives none.
            event: its data.
        """
        super().event(call, name, event)
        if not objects(event.get("choices")):
            token = event.get("token")
            if not isinstance(token, Mapping):
                call.say(event.get("generated_text"))
            elif not token.get("special"):
                call.say(token.get("text"))
            call.count(event, _USAGE)
            call.finish(reach(event, "details.finish_reason"))


DIALECT = HuggingFace()
