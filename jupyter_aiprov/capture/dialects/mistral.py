"""Mistral's API: OpenAI's shapes, with fields and paths of its own."""

from __future__ import annotations

from ..http.call import Call
from ..http.request import Request
from .openai import OpenAI


class Mistral(OpenAI):
    """Chat, fill in the middle, agents, embeddings, classification and OCR."""

    name = "mistral"

    def fits(self, request: Request) -> bool:
        """Elsewhere only what OpenAI's API does not have."""
        fields = request.fields
        return "random_seed" in fields or "safe_prompt" in fields or "/fim/" in request.path

    def ask(self, call: Call, request: Request) -> None:
        """Read the request; the seed has its own name."""
        super().ask(call, request)
        call.take(request.fields, {"random_seed": "gen_ai.request.seed"})
        if "agent_id" in request.fields:
            call.parameter("gen_ai.agent.id", request.fields["agent_id"])


DIALECT = Mistral()
