"""What is shown: followed whatever the user's names are, digested at once, never kept."""

from __future__ import annotations

from typing import Any

import pytest
from support.kernels import Answer, Kernel

pytestmark = pytest.mark.kernel

NAMES = (
    "Out = 3.5",
    "Out = {}",
    "In = None",
    "_ = 1",
    "__ = 'x'",
    "exit = quit = 2",
    "_1 = 'mine'",
)
POINTS = """
import gc, weakref
from IPython.display import display
class Points(list): pass
class Named(dict): pass
kept = []
"""
DISPLAYS = (
    'display({"application/vnd.plotly.v1+json": {"y": made}, "text/plain": "f"}, raw=True)',
    'display({"application/json": Named(y=made), "text/plain": "f"}, raw=True)',
    'display(Named({"text/plain": "f", "application/json": made}), raw=True)',
    'display({"text/plain": "f"}, metadata={"m": made}, raw=True)',
)


def marks(answer: Answer) -> set[str]:
    return {mark["mark"] for mark in answer.run.get("marks", ())}


@pytest.mark.parametrize("binding", NAMES)
def test_names_of_the_shell_may_be_the_users(binding: str, live: Kernel) -> None:
    live.run(f"syn = ['a b', 'c d']\n%aiprov synthetic syn\n{binding}")
    assert marks(live.run("more = syn + ['x']\nprint(len(more))")) == {"synthetic"}
    assert marks(live.run("more[0][:2]")) == {"synthetic"}
    assert marks(live.run("print(1)")) == set()
    live.run("del Out, In, exit, quit", store_history=False)


@pytest.mark.parametrize("display", DISPLAYS)
def test_nothing_shown_is_kept(display: str, live: Kernel) -> None:
    live.run(POINTS)
    answer = live.run(
        f"made = Points([1.5, 2.5]); kept.append(weakref.ref(made))\n{display}\ndel made"
    )
    assert answer.status == "ok"
    assert live.run("gc.collect(); print(kept[-1]() is None)").text == "True\n"


def test_digests_are_of_what_the_notebook_holds(live: Kernel) -> None:
    from jupyter_aiprov.record.digest import outputs_digest

    live.run(POINTS)
    answer = live.run(f"made = Points([1.5, 1e16])\n{DISPLAYS[0]}\nprint('é')\n1 / 0")
    assert answer.run["outputs_sha256"] == outputs_digest(answer.visible)
    told: list[Any] = answer.run["outputs"]
    assert [one["sha256"] for one in told] == [outputs_digest([one]) for one in answer.visible]


def test_what_is_heavy_and_no_text_has_no_digest(live: Kernel) -> None:
    live.run(POINTS)
    answer = live.run(f"made = Points(map(float, range(90_000)))\n{DISPLAYS[0]}")
    assert "outputs_sha256" not in answer.run
    assert [one.get("sha256") for one in answer.run["outputs"]] == [None]
    assert "AP001" not in str(answer.deliveries)
