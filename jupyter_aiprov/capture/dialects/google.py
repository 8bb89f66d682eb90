"""Google's Gen AI API, of Gemini and of Vertex AI."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from ...hooks import Dialect
from ..http.call import Call, objects, reach
from ..http.request import Request
from .messages import prompt

_MODEL = re.compile(r"/(?:models|publishers/[^/]+/models|tunedModels|endpoints)/([^/:]+):")
_PARAMETERS = {
    "temperature": "gen_ai.request.temperature",
    "topP": "gen_ai.request.top_p",
    "topK": "gen_ai.request.top_k",
    "seed": "gen_ai.request.seed",
    "maxOutputTokens": "gen_ai.request.max_tokens",
    "frequencyPenalty": "gen_ai.request.frequency_penalty",
    "presencePenalty": "gen_ai.request.presence_penalty",
    "candidateCount": "gen_ai.request.choice.count",
}
_USAGE = {
    "promptTokenCount": "gen_ai.usage.input_tokens",
    "candidatesTokenCount": "gen_ai.usage.output_tokens",
    "cachedContentTokenCount": "gen_ai.usage.cache_read.input_tokens",
    "thoughtsTokenCount": "aiprov.usage.reasoning_tokens",
}


class Google(Dialect):
    """Generated content and embeddings; the model stands in the path."""

    name = "google"

    def fits(self, request: Request) -> bool:
        """The path is Google's own, wherever it is served."""
        return _MODEL.search(request.path) is not None

    def ask(self, call: Call, request: Request) -> None:
        """Read the request."""
        fields = request.fields
        model = _MODEL.search(request.path)
        call.request_model(unquote(model[1]) if model else None)
        call.take(fields.get("generationConfig"), _PARAMETERS)
        if reach(fields, "generationConfig.responseMimeType") == "application/json":
            call.parameters["gen_ai.output.type"] = "json"
        call.tools(fields.get("tools"))
        asked = fields.get("contents") or fields.get("content") or fields.get("requests")
        asked = asked if isinstance(asked, list) else [asked]
        call.prompt = prompt(asked, fields.get("systemInstruction"))

    def answer(self, call: Call, answer: Mapping[str, object]) -> None:
        """Read an answer; a stream is a row of them, its counts the last one's."""
        call.response_model(answer.get("modelVersion"))
        call.parameter("gen_ai.response.id", answer.get("responseId"))
        call.count(answer.get("usageMetadata"), _USAGE)
        for candidate in objects(answer.get("candidates")):
            for part in objects(reach(candidate, "content.parts")):
                if not part.get("thought"):
                    call.say(part.get("text"))
            call.finish(candidate.get("finishReason"), candidate.get("index"))


DIALECT = Google()
