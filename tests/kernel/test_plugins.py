"""A plugin that raises, leaves, hangs or answers nonsense costs itself alone, and is named."""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import httpx
import pytest

from jupyter_aiprov import providers, seams
from jupyter_aiprov.capture import outputs, plugins
from jupyter_aiprov.capture.context import enter
from jupyter_aiprov.capture.recorder import Recorder
from jupyter_aiprov.export.exporters import exporter
from jupyter_aiprov.hooks import Dialect
from jupyter_aiprov.kernel.adapters import Adapters
from jupyter_aiprov.record.errors import BadInput, Collision
from jupyter_aiprov.record.store import Cell

ANSWER = {
    "id": "c",
    "model": "gpt-4o",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "hi"}}],
    "usage": {"prompt_tokens": 9, "completion_tokens": 7},
}
URL = "https://api.openai.com/v1/chat/completions"
THEIRS = "https://api.faulty.example/ask"
#: Where the dialect ``a-first`` is spoken.
DATA = """
[providers]
faulty = { label = "Faulty", hosts = ["api.faulty.example"], dialects = ["a-first"] }

[dialects.a-first.paths]
'/ask' = "chat"
"""
FAULTS = (SystemExit(3), GeneratorExit(), KeyboardInterrupt(), RuntimeError("broken"), None)


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Registers an object of another package under a name of a seam."""
    monkeypatch.setattr(plugins, "PATIENCE", 0.3)
    monkeypatch.setattr(seams, "available", _copies())
    made = types.ModuleType("others_plugin")
    monkeypatch.setitem(sys.modules, "others_plugin", made)

    def register(seam: str, name: str, value: Any, *, module: str = "others_plugin") -> None:
        attribute = name.replace(".", "_").replace("-", "_")
        setattr(made, attribute, value)
        point = EntryPoint(name, f"{module}:{attribute}", f"jupyter_aiprov.{seam}")
        seams.available(seam)[name] = point  # type: ignore[arg-type]

    return register


@pytest.fixture
def data(
    plugin: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """Registers a file of providers that another package brings."""
    package = tmp_path / "others_data"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('no code of it runs')")
    monkeypatch.syspath_prepend(str(tmp_path))
    group, value = "jupyter_aiprov.adapters", "others_data:providers.toml"

    def register(text: str) -> None:
        (package / "providers.toml").write_text(text)
        name = "providers.theirs"
        seams.available("adapters")[name] = EntryPoint(name, value, group)
        providers.known.cache_clear()

    yield register
    providers.known.cache_clear()


def _copies() -> Callable[[str], dict[str, EntryPoint]]:
    kept: dict[str, dict[str, EntryPoint]] = {}
    original = seams.available
    return lambda seam: kept.setdefault(seam, dict(original(seam)))  # type: ignore[arg-type]


def _call(url: str = URL) -> Recorder:
    """A call to a model, seen by a new recorder; what the client gets is checked."""
    recorder = Recorder()
    adapters = Adapters(recorder)
    undo = adapters.install()
    adapters.ready(60)
    run = recorder.begin("a cell")
    before = enter(run)
    try:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, json=ANSWER))
        with httpx.Client(transport=transport) as client:
            answer = client.post(url, json={"model": "gpt-4o", "messages": []})
        assert (answer.status_code, answer.json()) == (200, ANSWER)
    finally:
        enter(before)
        undo()
    recorder.diagnostics += run.diagnostics
    recorder.last = list(run.activities.values())  # type: ignore[attr-defined]
    return recorder


def _said(recorder: Recorder) -> str:
    return " ".join(one.message for one in recorder.diagnostics if one.code == "AP001")


def _fault(error: BaseException | None) -> Callable[..., Any]:
    """Raises, or hangs where there is nothing to raise."""

    def faulty(*_: Any, **__: Any) -> Any:
        if error is None:
            import time

            time.sleep(5)
        else:
            raise error

    return faulty


@pytest.mark.parametrize("error", FAULTS, ids=repr)
@pytest.mark.parametrize("name", ["transport.a-first", "module.httpx.faulty", "dialect.a-first"])
def test_at_load(name: str, error: Any, plugin: Callable[..., None]) -> None:
    name = "module.httpx" if name.startswith("module") else name
    if name == "module.httpx":
        plugin("generators", "httpx", _fault(error))  # beside ours, on the same import
        name = "httpx"
    elif name.startswith("dialect"):
        unloadable = type("Unloadable", (), {"name": property(_fault(error))})
        plugin("adapters", name, unloadable())
    else:
        plugin("adapters", name, _fault(error))
    recorder = _call()
    (seen,) = recorder.last  # type: ignore[attr-defined]
    assert seen.usage["gen_ai.usage.output_tokens"] == 7
    assert name.partition(".")[2] in _said(recorder)


@pytest.mark.parametrize("answer", [None, 7, "undo", ("a", "b")])
def test_an_adapter_without_an_undo(answer: Any, plugin: Callable[..., None]) -> None:
    plugin("adapters", "transport.a-first", lambda _: answer)
    recorder = _call()
    assert len(recorder.last) == 1  # type: ignore[attr-defined]
    assert "a-first" in _said(recorder)


def test_an_undo_that_leaves(plugin: Callable[..., None]) -> None:
    plugin("adapters", "transport.a-first", lambda _: _fault(SystemExit(1)))
    assert "a-first" in _said(_call())


@pytest.mark.parametrize("error", FAULTS, ids=repr)
@pytest.mark.parametrize("hook", ["fits", "ask", "answer", "headers"])
def test_a_dialects_hook(
    hook: str, error: Any, plugin: Callable[..., None], data: Callable[[str], None]
) -> None:
    class Faulty(Dialect):
        name = "faulty"

        def ask(self, call: Any, request: Any) -> None:
            call.request_model("theirs")

        def answer(self, call: Any, answer: Any) -> None:
            call.response_model("theirs")

    setattr(Faulty, hook, _fault(error))
    plugin("adapters", "dialect.a-first", Faulty())
    data(DATA.replace("/ask", "/ask|/chat/completions"))
    # Whether it fits is asked at nobody's host only.
    recorder = _call("https://example.org/v1/chat/completions" if hook == "fits" else THEIRS)
    (seen,) = recorder.last  # type: ignore[attr-defined]
    assert "a-first" in _said(recorder)
    if hook == "fits":
        assert seen.usage["gen_ai.usage.output_tokens"] == 7
    else:
        assert "AP404" in {one.code for one in seen.diagnostics}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no TOML", "others_data:providers.toml"),
        ("[providers]\nx = { hosts = ['x.example'] }", "label"),
        ("[providers]\nx = { label = 'X', host = 'x.example' }", "host"),
        ("[providers]\nx = { label = 'X', hosts = 'x.example' }", "hosts"),
        ("[providers]\nx = { label = 'X', hosts = ['localhost'] }", "this machine"),
        ("[providers]\nx = { label = 'X', hosts = ['*'] }", "this machine"),
        ("[providers]\nx = { label = 'X', class = 'local' }", "class"),
        ("[providers]\nopenai = { label = 'X' }", "'openai' is known already"),
        ("[providers]\nx = { label = 'X', hosts = ['api.openai.com'] }", "'openai' too"),
        ("[providers]\nx = { label = 'X', hosts = ['my.mistral.ai'] }", "'mistral_ai' too"),
        ("[dialects.openai]\nlabel = 'X'", "'openai' is known already"),
        ("[dialects.x.paths]\n'(' = 'chat'", "unterminated"),
    ],
)
def test_a_wrong_file_of_providers_is_left_out(
    text: str, said: str, data: Callable[[str], None]
) -> None:
    data(text)
    (fault,) = providers.known().faults
    assert said in fault
    recorder = _call()
    (seen,) = recorder.last  # type: ignore[attr-defined]
    assert (seen.system.provider, seen.usage["gen_ai.usage.output_tokens"]) == ("openai", 7)
    assert "others_data" in _said(recorder)


def test_a_provider_that_speaks_what_is_known_is_one_line(data: Callable[[str], None]) -> None:
    data("[providers]\nnew = { label = 'New', hosts = ['*.new.example'], dialects = ['openai'] }")
    assert providers.known().faults == []
    (seen,) = _call("https://eu.new.example/v1/chat/completions").last  # type: ignore[attr-defined]
    assert (seen.system.provider, seen.parameters["aiprov.dialect"]) == ("new", "openai")
    assert seen.system.endpoint.class_ == "external"


def test_two_files_that_name_one_provider_collide() -> None:
    from jupyter_aiprov.spec.providers import Facts, Provider

    known = providers.Catalogue(Facts())
    known.add(Facts(providers={"one": Provider("One", hosts=("api.one.example",))}), "one.toml")
    with pytest.raises(Collision, match=r"two\.toml: the provider 'one'"):
        known.add(Facts(providers={"one": Provider("Other")}), "two.toml")
    with pytest.raises(Collision, match=r"'one' too"):
        known.add(Facts(providers={"two": Provider("Two", hosts=("*.one.example",))}), "two.toml")
    assert list(known.providers) == ["one"]


def test_a_dialect_that_leaves_no_call_behind(
    plugin: Callable[..., None], data: Callable[[str], None]
) -> None:
    class Faulty(Dialect):
        name = "faulty"

        def ask(self, call: Any, request: Any) -> None:
            call.requested = object()
            call.usage = None
            call.parameters = {1: object()}

        def answer(self, call: Any, answer: Any) -> None:
            answer.clear()
            vars(call).clear()

    plugin("adapters", "dialect.a-first", Faulty())
    data(DATA)
    recorder = _call(THEIRS)
    (seen,) = recorder.last  # type: ignore[attr-defined]
    assert seen.kind == "model-call"
    assert "no sound call" in _said(recorder)


@pytest.mark.parametrize("error", FAULTS, ids=repr)
def test_a_parser_of_outputs(error: Any, plugin: Callable[..., None]) -> None:
    outputs._adapter.cache_clear()

    def spoils(output: dict[str, Any]) -> Any:
        output.clear()
        return {"kind": "model-call"}

    plugin("adapters", "outputs.a-first", _fault(error))
    plugin("adapters", "outputs.b-second", spoils)
    raw = {"output_type": "display_data", "data": {}, "metadata": {"other": {}}}
    cell = Cell(0, {"cell_type": "code", "source": "", "metadata": {}, "outputs": [raw]})
    said: list[str] = []
    assert list(outputs.saved_activities(cell, lambda _, text: said.append(text))) == []
    assert ["a-first" in said[0], "b-second" in said[1]] == [True, True]
    assert (
        json.dumps(raw) == '{"output_type": "display_data", "data": {}, "metadata": {"other": {}}}'
    )


@pytest.mark.parametrize(
    "error", [SystemExit(3), RuntimeError("broken"), GeneratorExit()], ids=repr
)
def test_an_exporter(error: Any, plugin: Callable[..., None]) -> None:
    plugin("exporters", "theirs", _fault(error))
    with pytest.raises(BadInput, match="exporter 'theirs' failed"):
        exporter.__wrapped__("theirs")(None, None)
    plugin("exporters", "text", lambda *_: "no bytes")
    with pytest.raises(BadInput, match="str, not bytes"):
        exporter.__wrapped__("text")(None, None)
    plugin("exporters", "gone", None, module="no_such_module")
    with pytest.raises(BadInput, match="cannot be loaded"):
        seams.load("exporters", "gone")


def test_until_the_list_is_read_runs_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    go = threading.Event()
    original = seams.names

    def slow(seam: Any, role: str) -> list[str]:
        go.wait(30)
        return original(seam, role)

    monkeypatch.setattr(seams, "names", slow)
    recorder = Recorder()
    adapters = Adapters(recorder)
    undo = adapters.install()
    adapters.ready(0.05)
    assert adapters.pending
    assert recorder.unknown
    assert [one.code for one in recorder.diagnostics] == ["AP408"]
    go.set()
    adapters.ready(60)
    assert not adapters.pending
    assert not recorder.unknown
    undo()
