"""Where an endpoint is, and whose it is, from its host alone."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from ipaddress import ip_address

from ...record.activity import Endpoint, EndpointClass
from ..settings import Settings

#: Hosts → provider, by the names of OpenTelemetry's ``gen_ai.provider.name`` where it has one.
_PROVIDERS: tuple[tuple[str, str], ...] = (
    ("api.openai.com", "openai"),
    ("*.api.openai.com", "openai"),
    ("*.openai.azure.com", "azure.ai.openai"),
    ("*.services.ai.azure.com", "azure.ai.inference"),
    ("*.inference.ai.azure.com", "azure.ai.inference"),
    ("api.anthropic.com", "anthropic"),
    ("generativelanguage.googleapis.com", "gcp.gemini"),
    ("*aiplatform.googleapis.com", "gcp.vertex_ai"),
    ("*.mistral.ai", "mistral_ai"),
    ("*.cohere.com", "cohere"),
    ("*.cohere.ai", "cohere"),
    ("bedrock-runtime*.amazonaws.com", "aws.bedrock"),
    ("*.huggingface.co", "huggingface"),
    ("*.endpoints.huggingface.cloud", "huggingface"),
    ("api.groq.com", "groq"),
    ("api.deepseek.com", "deepseek"),
    ("api.perplexity.ai", "perplexity"),
    ("api.x.ai", "x_ai"),
    ("*.ai.cloud.ibm.com", "ibm.watsonx.ai"),
    ("openrouter.ai", "openrouter"),
    ("api.together.*", "together"),
    ("api.fireworks.ai", "fireworks"),
    ("ollama.com", "ollama"),
)


@lru_cache(maxsize=256)
def endpoint(host: str, settings: Settings) -> Endpoint:
    """The class of a host: this machine, the institution, a sovereign cloud, or elsewhere."""
    return Endpoint(class_=_class(host, settings), host=host or None)


@lru_cache(maxsize=256)
def provider(host: str) -> str | None:
    """Who runs a well-known host; None for any other."""
    return next((name for pattern, name in _PROVIDERS if fnmatchcase(host, pattern)), None)


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine."""
    if host in ("localhost", "0.0.0.0") or host.endswith(".localhost"):  # noqa: S104 - a name
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _class(host: str, settings: Settings) -> EndpointClass:
    if not host:
        return "unknown"
    if is_loopback(host):
        return "local"
    if _matches(host, settings.institutional):
        return "institutional"
    return "sovereign" if _matches(host, settings.sovereign) else "external"


def _matches(host: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(host, pattern.strip().lower()) for pattern in patterns)
