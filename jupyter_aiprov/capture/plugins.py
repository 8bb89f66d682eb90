"""Calls into plugins: what one does wrong costs it alone.

A plugin's code runs in a thread of its own. What it raises there is its own, an exit or an
interrupt included, and is told from what belongs to the user, who waits a second at most.
"""

from __future__ import annotations

import _thread
from collections.abc import Callable
from enum import Enum
from typing import Final, TypeVar

from ..imports import ours
from .shield import Report

T = TypeVar("T")


class Failed(Enum):
    """A plugin gave no answer, or none that says anything."""

    FAILED = "failed"


FAILED: Final = Failed.FAILED
PATIENCE = 1.0  # seconds


def aside(work: Callable[[], object]) -> None:
    """Run ``work`` in a thread of ours, which is no work of the cell that led to it."""
    _thread.start_new_thread(work, ())


def call(
    report: Report,
    what: str,
    function: Callable[..., T],
    *args: object,
    late: Callable[[], object] = lambda: None,
) -> T | Failed:
    """What a plugin's function answers; :data:`FAILED` where it does not, which is said.

    One that takes too long is left to itself, its answer to nobody.

    Args:
        report: takes the diagnostic.
        what: what the plugin was asked to do, its name included.
        function: the plugin's.
        args: handed to it.
        late: called where the answer did not come in time.

    Returns:
        The answer, or :data:`FAILED`.
    """
    answers: list[tuple[T | Failed, str]] = []
    over = _thread.allocate_lock()
    over.acquire()

    def work() -> None:
        try:
            with ours():
                answers.append((function(*args), ""))
        except BaseException as error:  # noqa: BLE001 - this thread is the plugin's: so is this
            answers.append((FAILED, _told(error)))
        finally:
            over.release()

    aside(work)
    if not over.acquire(timeout=PATIENCE):
        late()
        answers.append((FAILED, f"no answer within {PATIENCE:g} s"))
    answer, fault = answers[0]
    if fault:
        report("AP001", f"While {what}: {fault}."[:300])
    return answer


def _told(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"
    except BaseException:  # noqa: BLE001 - its text is code of the plugin's too
        return type(error).__name__


def checked(report: Report, what: str, answer: T | Failed, fits: Callable[[T], bool]) -> T | Failed:
    """An answer of a plugin, or :data:`FAILED` where it has not the form agreed on.

    Args:
        report: takes the diagnostic.
        what: what the plugin was asked to do, its name included.
        answer: what :func:`call` gave.
        fits: whether an answer has the form agreed on.

    Returns:
        The answer, or :data:`FAILED`.
    """
    if answer is FAILED or fits(answer):
        return answer
    report("AP001", f"While {what}: its answer was {type(answer).__name__}, which says nothing.")
    return FAILED
