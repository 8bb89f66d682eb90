"""Libraries are followed however they are loaded, and their loaders are their own."""

from __future__ import annotations

import pytest
from support.kernels import Kernel

pytestmark = pytest.mark.kernel

CALL = """
def answer(request):
    return {0}.Response(200, json={{"id": "c", "model": "gpt-4o", "choices": [],
        "usage": {{"prompt_tokens": 1, "completion_tokens": 5}}}})
def call(client):
    url = "https://api.openai.com/v1/chat/completions"
    return client.post(url, json={{"model": "gpt-4o", "messages": []}}).status_code
call({0}.Client(transport={0}.MockTransport(answer)))
"""
DROP = """
import sys
for name in [one for one in sys.modules if one.split('.')[0] == 'httpx']:
    del sys.modules[name]
"""


def _calls(live: Kernel, code: str) -> int:
    answer = live.run(code)
    assert answer.text == "200", answer.text
    assert "AP001" not in [one["code"] for one in answer.run.get("diagnostics", ())]
    return len([one for one in answer.records if one["kind"] == "model-call"])


def test_specs_are_as_without_us(fresh: Kernel) -> None:
    answer = fresh.run(
        "import copy, importlib.util, importlib.machinery, pickle\n"
        "for name in ('httpx', 'faker', 'urllib3', 'pandas'):\n"
        "    spec = importlib.util.find_spec(name)\n"
        "    assert type(spec.loader) is importlib.machinery.SourceFileLoader, name\n"
        "    assert 'exec_module' not in vars(spec.loader)\n"
        "    assert copy.deepcopy(spec).origin == spec.origin\n"
        "    assert pickle.loads(pickle.dumps(spec.loader)).name == name\n"
        "    assert pickle.loads(pickle.dumps(spec)).loader == spec.loader\n"
    )
    assert answer.status == "ok", answer.text


def test_loaded_lazily(fresh: Kernel) -> None:
    fresh.run(
        "import importlib.util, sys\n"
        "spec = importlib.util.find_spec('httpx')\n"
        "spec.loader = importlib.util.LazyLoader(spec.loader)\n"
        "hx = importlib.util.module_from_spec(spec)\n"
        "sys.modules['httpx'] = hx\n"
        "spec.loader.exec_module(hx)"
    )
    assert fresh.run("type(hx).__name__").text == "'_LazyModule'"
    assert _calls(fresh, CALL.format("hx")) == 1


def test_imported_anew(fresh: Kernel) -> None:
    assert _calls(fresh, "import httpx\nold = httpx.Client" + CALL.format("httpx")) == 1
    assert _calls(fresh, DROP + "import httpx" + CALL.format("httpx")) == 1
    assert (
        _calls(fresh, "import httpx as new\ncall(new.Client(transport=new.MockTransport(answer)))")
        == 1
    )
    assert _calls(fresh, DROP + "call(new.Client(transport=new.MockTransport(answer)))") == 1


@pytest.mark.parametrize("names", [("httpx",), ("httpx._client",), ("httpx._client", "httpx")])
def test_reloaded(fresh: Kernel, names: tuple[str, ...]) -> None:
    _calls(fresh, "import httpx, importlib" + CALL.format("httpx"))
    fresh.run("\n".join(f"importlib.reload(importlib.import_module('{name}'))" for name in names))
    if "httpx" in names:  # else its parts do not fit one another, with us or without
        assert _calls(fresh, CALL.format("httpx")) == 1
    inner = "call(httpx._client.Client(transport=httpx.MockTransport(answer)))"
    assert _calls(fresh, inner) == 1


def test_put_in_by_hand(fresh: Kernel) -> None:
    _calls(fresh, "import httpx" + CALL.format("httpx"))
    fresh.run(
        "import types, sys\n"
        "made = types.ModuleType('httpx')\n"
        "vars(made).update(vars(httpx))\n"
        "made.Client = type('Client', (httpx.Client,), {'send': lambda self, *a, **k: "
        "httpx.Client.send(self, *a, **k)})\n"
        "sys.modules['httpx'] = made"
    )
    assert _calls(fresh, "call(made.Client(transport=made.MockTransport(answer)))") == 1


def test_a_failing_import_looks_as_without_us(fresh: Kernel) -> None:
    answer = fresh.run(
        "import traceback\n"
        "open('broken_one.py', 'w').write('1 / 0')\n"
        "try:\n"
        "    import broken_one\n"
        "except ZeroDivisionError as error:\n"
        "    print([f.name for f in traceback.extract_tb(error.__traceback__)])"
    )
    assert answer.text == "['<module>', '<module>']\n"
