"""Tools that call clients: the call is seen by its transport, and the tool is named.

They need older clients than the newest ones, so they are tried in an environment of their own:
``make compat``.
"""

from __future__ import annotations

from typing import Any

import pytest
from support.calls.watching import OUTPUT, Watching


def test_litellm(provider: Any, seen: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    litellm = pytest.importorskip("litellm")
    litellm.completion(
        model="openai/m",
        api_base=f"{provider.address}/v1",
        api_key="k",
        messages=[{"role": "user", "content": "Say hello."}],
    )
    call = seen.one()
    assert call.system is not None
    assert (call.system.tool, call.system.model) == ("litellm", "m")
    assert call.usage[OUTPUT] == 3


def test_langchain(provider: Any, seen: Watching) -> None:
    langchain = pytest.importorskip("langchain_openai")
    chat = langchain.ChatOpenAI(model="m", base_url=f"{provider.address}/v1", api_key="k")
    assert chat.invoke("Say hello.").content == "Blood pressure fell."
    call = seen.one()
    assert call.system is not None
    assert str(call.system.tool).startswith("langchain")
    assert call.usage[OUTPUT] == 3
