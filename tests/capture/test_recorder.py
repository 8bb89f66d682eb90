"""The recorder and what it stands on: runs in threads, patches, prompts, plugins."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Any

import pytest

from jupyter_aiprov import seams
from jupyter_aiprov.capture.context import carry_into_threads, current_run, enter
from jupyter_aiprov.capture.patching import Patch
from jupyter_aiprov.capture.recorder import Recorder
from jupyter_aiprov.capture.runs import RunHandle
from jupyter_aiprov.capture.shield import shielded
from jupyter_aiprov.record.activity import Activity
from jupyter_aiprov.record.base import utc_now
from jupyter_aiprov.record.errors import BadInput, Collision
from jupyter_aiprov.record.redact import content_of
from jupyter_aiprov.record.run import Run


@pytest.fixture
def carried() -> Iterator[None]:
    undo = carry_into_threads()
    yield
    undo()
    enter(None)


def _call(name: str) -> Activity:
    return Activity(id=name, kind="model-call", evidence="observed", channel="test")


def _ended(recorder: Recorder, run: RunHandle) -> None:
    record = Run(id=run.id, session=recorder.session, seq=run.seq, time=utc_now())
    recorder.close(run, record)


@pytest.mark.usefixtures("carried")
def test_threads_pools_and_tasks_know_the_run_that_started_them() -> None:
    recorder = Recorder()
    seen: list[RunHandle | None] = []

    def look() -> None:
        seen.append(current_run())

    async def task() -> None:
        await asyncio.sleep(0)
        look()

    async def both() -> None:
        await asyncio.gather(task(), task())

    first = recorder.begin("a")
    enter(first)
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert "run" not in vars(thread), "the thread looks as the user made it"
    with ThreadPoolExecutor(1) as pool:
        pool.submit(look).result()
        second = recorder.begin("b")
        enter(second)
        pool.submit(look).result()
        enter(None)
        pool.submit(look).result()
    enter(first)
    asyncio.run(both())
    assert seen == [first, first, second, None, first, first]


@pytest.mark.usefixtures("carried")
def test_results_and_errors_of_threads_are_the_users() -> None:
    enter(Recorder().begin("a"))
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(divmod, 7, 2).result() == (3, 1)
        assert pool.submit(lambda *, x: x, x=5).result() == 5
        with pytest.raises(ZeroDivisionError):
            pool.submit(lambda: 1 / 0).result()


def test_an_activity_goes_where_it_belongs() -> None:
    recorder = Recorder()
    told: list[int] = []
    recorder.tell_late(lambda: told.append(1))
    run = recorder.begin("a")
    before = enter(run)
    recorder.add(_call("in time"))
    enter(before)
    _ended(recorder, run)
    recorder.add(_call("late"), run)
    recorder.add(_call("outside"))
    assert list(run.activities) == ["in time"]
    assert [(owner, one.id) for owner, one in recorder.take_late()] == [
        (run, "late"),
        (None, "outside"),
    ]
    assert recorder.take_late() == []
    assert told == [1, 1]
    (cost,) = recorder.cost.systems
    assert (cost.calls, cost.energy, cost.unavailable) == (3, None, 3)


def test_nothing_an_adapter_does_raises() -> None:
    recorder = Recorder()
    recorder.add(None)  # type: ignore[arg-type]
    recorder.announce(3, _call("a"))  # type: ignore[arg-type]
    recorder.diagnose("AP999")
    recorder.diagnose("AP001", "twice")
    recorder.diagnose("AP001", "twice")
    codes = [(one.code, one.message[-5:]) for one in recorder.diagnostics]
    assert [code for code, _ in codes] == ["AP001"] * 3
    assert sum(text == "twice" for _, text in codes) == 1


def test_code_that_was_announced_is_known_when_it_runs() -> None:
    recorder = Recorder()
    recorder.announce("x = 1\n", _call("a"))
    assert recorder.announced("\nx = 1") == _call("a")
    assert recorder.announced("x = 2") is None


def test_a_fault_is_reported_and_an_interrupt_is_not_swallowed() -> None:
    said: list[tuple[str, str]] = []

    def report(code: str, detail: str) -> None:
        said.append((code, detail))

    with shielded(report, "testing"):
        raise ValueError("x" * 1000)
    assert said[0][0] == "AP001"
    assert len(said[0][1]) == 300
    with pytest.raises(KeyboardInterrupt), shielded(report, "testing"):
        raise KeyboardInterrupt
    with shielded(lambda *_: 1 / 0, "reporting"):
        raise ValueError


def test_a_patch_comes_out_also_from_under_others() -> None:
    class Client:
        def send(self) -> list[str]:
            return ["sent"]

    def wrapping(name: str) -> Any:
        def make(original: Any, patch: Patch) -> Any:
            def send(self: Any) -> list[str]:
                return [*([name] if patch.active else []), *original(self)]

            return send

        return make

    def others(original: Any, patch: Patch) -> Any:
        return lambda self: [*(["theirs"] if patch.active else []), *original(self)]

    original = Client.send
    ours = Patch(Client, "send", wrapping("ours"))
    assert not Patch(
        Client, "send", wrapping("ours")
    ).active  # a second one of the same make is none
    theirs = Patch(Client, "send", others)
    assert Client().send() == ["theirs", "ours", "sent"]
    ours.undo()
    assert Client().send() == ["theirs", "sent"]
    theirs.undo()
    ours.undo()
    again = Patch(Client, "send", wrapping("again"))
    again.undo()
    assert Client().send() == ["sent"]
    instance = SimpleNamespace(value=lambda: 1)
    patch = Patch(instance, "value", lambda old, _: lambda: old() + 1)
    assert instance.value() == 2
    patch.undo()
    assert instance.value() == 1
    assert original is not None


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to ada@hospital.example now", "write to [email] now"),
        ("call 06 12 34 56 78", "call [number]"),
        ("key sk-abcdefgh12345678", "key [key]"),
        ("see https://intra.example/p?id=3", "see [address]"),
        ("NIR 1 85 05 78 006 084 36", "NIR [number]"),
        ("use 3 groups of 12", "use 3 groups of 12"),
    ],
)
def test_redacted_texts(text: str, masked: str) -> None:
    assert content_of(text, "redacted").text == masked
    assert content_of(text, "hash").text is None
    assert content_of(text, "full").text == text
    assert content_of(text, "hash").sha256 == content_of(text, "full").sha256
    assert content_of(text.encode(), "hash").sha256 == content_of(text, "hash").sha256


def _points(*points: tuple[str, str]) -> Any:
    return lambda group: [EntryPoint(name, value, group) for name, value in points]


@pytest.fixture
def no_cache() -> Iterator[None]:
    seams.available.cache_clear()
    yield
    seams.available.cache_clear()


@pytest.mark.usefixtures("no_cache")
def test_two_plugins_of_one_name_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seams, "entry_points", _points(("md", "one:A"), ("md", "two:B")))
    with pytest.raises(Collision, match=r"exporter 'md': one:A and two:B\. Uninstall one"):
        seams.available("exporters")


@pytest.mark.usefixtures("no_cache")
def test_a_plugin_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seams, "entry_points", _points(("b.sqrt", "math:sqrt"), ("b.a", "m:x")))
    assert seams.load("adapters", "b.sqrt")(9) == 3
    assert seams.names("adapters", "b") == ["b.a", "b.sqrt"]
    with pytest.raises(BadInput, match=r"No adapter named 'c'\. Known: b\.a, b\.sqrt"):
        seams.load("adapters", "c")


@pytest.mark.parametrize("seam", ["adapters", "exporters", "generators"])
def test_everything_that_is_registered_can_be_loaded(seam: Any) -> None:
    for name in seams.available(seam):
        assert seams.load(seam, name) is not None
