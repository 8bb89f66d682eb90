"""What a signal's handler or another thread raises while our code runs reaches the user's."""

from __future__ import annotations

import _thread
import ctypes
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from support.kernels import Kernel

from jupyter_aiprov.capture import signals
from jupyter_aiprov.capture.shield import shielded
from jupyter_aiprov.capture.signals import held

NUMBER = signal.SIGUSR1


class Late(Exception):
    """Somebody's time is up."""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def report(said: list[str]) -> Any:
    return lambda code, _detail: said.append(code)


@pytest.fixture(params=[Late, TimeoutError, OSError, KeyboardInterrupt, KeyError])
def raised(request: pytest.FixtureRequest) -> Iterator[type[BaseException]]:
    kind: type[BaseException] = request.param

    def ring(*_args: object) -> None:
        raise kind("time is up")

    before = signal.signal(NUMBER, ring)
    yield kind
    signal.signal(NUMBER, before)


def _work() -> str:
    """Code of ours, with the narrow and broad walls it may have."""
    try:
        signal.raise_signal(NUMBER)
        time.sleep(0)
    except Exception:  # noqa: BLE001 - a wall of the kind that must not eat it
        return "eaten"
    with suppress(OSError, KeyError):
        signal.raise_signal(NUMBER)
    return "done"


def _wait(first: Callable[[], object] = lambda: None) -> None:
    first()
    for _ in range(200):
        time.sleep(0.001)


def test_it_waits_and_is_raised_once(raised: type[BaseException], report: Any, said: Any) -> None:
    worked = []
    with pytest.raises(raised, match="time is up"), shielded(report, "testing"):
        worked.append(_work())
    assert (worked, said) == (["done"], [])
    with pytest.raises(raised), shielded(report, "testing"):
        pass  # the second one, at the next chance there is
    with shielded(report, "testing"):
        pass
    with pytest.raises(raised):  # the handler stands where it stood
        signal.raise_signal(NUMBER)


def test_a_handler_that_only_counts_runs_as_often() -> None:
    told: list[int] = []
    before = signal.signal(NUMBER, lambda number, _frame: told.append(number))
    try:
        with held(), held():
            for _ in range(5):
                signal.raise_signal(NUMBER)
            assert told == []
        assert told == [NUMBER] * 5
        assert signal.getsignal(NUMBER) is not signals._wait
    finally:
        signal.signal(NUMBER, before)


def test_before_a_cell_it_waits_for_the_cell(raised: type[BaseException], report: Any) -> None:
    with shielded(report, "starting", over=True):
        signal.raise_signal(NUMBER)
    with pytest.raises(raised), shielded(report, "in the cell"):
        pass


def test_one_that_waits_too_long_is_let_in(
    raised: type[BaseException], report: Any, said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "PATIENCE", 0.0)
    with pytest.raises(raised), shielded(report, "hanging"):
        assert _work() in ("eaten", "done")
    with suppress(raised), shielded(report, "after"):
        pass
    assert said == []


def test_a_fault_of_ours_is_told_all_the_same(report: Any, said: Any) -> None:
    for fault in (ValueError("text"), RuntimeError(), StopIteration(), AssertionError()):
        with shielded(report, "testing"):
            raise fault
    with shielded(report, "testing"):
        queue.Queue[int]().get_nowait()
    with shielded(report, "testing"):
        next(iter(()))
    assert said == ["AP001"] * 6


def test_what_another_thread_raises_here_passes(report: Any, said: Any) -> None:
    mine = threading.get_ident()
    for kind in (Late, TimeoutError, ValueError):

        def throw(kind: type[Exception] = kind) -> None:
            time.sleep(0.05)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(mine), ctypes.py_object(kind))

        threading.Thread(target=throw).start()
        with pytest.raises(kind), shielded(report, "testing"):
            _wait()
    assert said == []


def test_an_interrupt_of_another_thread_passes(report: Any, said: Any) -> None:
    with pytest.raises(KeyboardInterrupt), shielded(report, "testing"):
        _wait(_thread.interrupt_main)
    assert said == []


@pytest.mark.kernel
def test_a_time_limit_ends_a_cell(fresh: Kernel) -> None:
    """Many names and values to look at, so that the limit is met while we look."""
    fresh.run(
        "import signal\nfrom faker import Faker\nFaker.seed(1)\n"
        "class Late(Exception): pass\n"
        "def ring(*a): raise Late('time is up')\n"
        "signal.signal(signal.SIGALRM, ring)\n"
        "big = [{'n': i, 'who': [Faker().name()] * 3} for i in range(400)]\n"
        "globals().update({f'v{i}': list(big) for i in range(300)})"
    )
    for delay in (0.0005, 0.001, 0.002, 0.004, 0.008):
        answer = fresh.run(
            f"signal.setitimer(signal.ITIMER_REAL, {delay})\n"
            "a = [big, len(big)]; d = [a, big]; h = sorted(range(5)); f = list(big)\n"
            "b = sum(1 for _ in range(30_000_000))\n"
            "signal.setitimer(signal.ITIMER_REAL, 0)\nprint('not stopped')"
        )
        assert [one.get("ename") for one in answer.visible] == ["Late"]
        assert not [d for d in answer.run.get("diagnostics", ()) if d["code"] == "AP001"]
