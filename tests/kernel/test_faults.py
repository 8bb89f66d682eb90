"""A fault of ours becomes a diagnostic; the user's cell, and the next ones, go on."""

from __future__ import annotations

from typing import Any

import pytest
from support.kernels import Kernel

pytestmark = pytest.mark.kernel

EXTENSION = "__import__('jupyter_aiprov.kernel').kernel.loaded()"
BREAK = """
def broken(*args, **kwargs):
    raise RuntimeError('injected')
{place} = broken
"""

PLACES = {
    "starting a run": f"{EXTENSION}.recorder.begin",
    "reading a declaration": f"{EXTENSION}.events._declared",
    "reading the cell's authorship": f"{EXTENSION}.events._origin",
    "writing to the ledger": f"{EXTENSION}.outbox.begin",
    "reading the meter": f"{EXTENSION}.recorder.meter.read",
    "following an output": f"{EXTENSION}.events.tap._see",
    "ending a run": f"{EXTENSION}.recorder.close",
    "delivering": f"{EXTENSION}.outbox._whole",
    "recording the session": f"{EXTENSION}.recorder.session_record",
    "waiting for adapters": f"{EXTENSION}.adapters.ready",
    "marking an output": f"{EXTENSION}.lineage.marks_at",
}


@pytest.mark.parametrize("place", PLACES)
def test_the_cell_goes_on(place: str, fresh: Kernel) -> None:
    fresh.run("import jupyter_aiprov", store_history=False)
    fresh.run(BREAK.format(place=PLACES[place]), store_history=False)
    answer = fresh.run("%%aiprov generated\nprint('on')\n6 * 7")
    assert answer.status == "ok"
    assert [o.get("text") or o["data"]["text/plain"] for o in answer.visible] == ["on\n", "42"]
    failing = fresh.run("1 / 0")
    assert [o["ename"] for o in failing.visible] == ["ZeroDivisionError"]
    assert _said(fresh, answer) == {"AP001"}


def _said(kernel: Kernel, answer: Any) -> set[str]:
    """Codes in the records, and in what the kernel still holds of them."""
    kept = [d for one in answer.deliveries for d in one.get("run", {}).get("diagnostics", ())]
    codes = kernel.value(f"*[d.code for d in {EXTENSION}.recorder.diagnostics]").split()
    return {*codes, *(one["code"] for one in kept)}


def test_a_fault_while_replying_keeps_the_reply(fresh: Kernel) -> None:
    fresh.attach()
    fresh.run(BREAK.format(place=f"{EXTENSION}.outbox._taken"), store_history=False)
    answer = fresh.run("6 * 7")
    assert (answer.status, answer.text) == ("ok", "42")
    assert "aiprov" not in answer.reply["metadata"]


def test_a_faulty_adapter_is_said_and_the_others_load(fresh: Kernel) -> None:
    code = (
        "from importlib.metadata import EntryPoint\n"
        "from jupyter_aiprov import seams\n"
        "from jupyter_aiprov.kernel.adapters import Adapters\n"
        "point = EntryPoint('transport.none', 'no.such:module', 'jupyter_aiprov.adapters')\n"
        "seams.available('adapters')['transport.none'] = point\n"
        f"adapters = Adapters({EXTENSION}.recorder); undo = adapters.install()\n"
        "adapters.ready(); undo()"
    )
    answer = fresh.run(code)
    (said,) = answer.run["diagnostics"] if "diagnostics" in answer.run else _session(answer)
    assert said["code"] == "AP001"
    assert "transport.none" in said["message"]
    assert fresh.run("1").run["status"] == "ok"


def _session(answer: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.deliveries[0]["session"]["diagnostics"]
    return found


def test_an_object_whose_repr_fails_or_that_lies_does_no_harm(fresh: Kernel) -> None:
    code = (
        "class Liar:\n"
        "    def __eq__(self, other): raise RuntimeError\n"
        "    def __repr__(self): raise RuntimeError\n"
        "    def __len__(self): raise RuntimeError\n"
        "    @property\n"
        "    def __class__(self): raise RuntimeError\n"
        "liar = Liar()"
    )
    assert fresh.run(code).status == "ok"
    assert fresh.run("other = liar; print('on')").text == "on\n"
    answer = fresh.run("%aiprov synthetic liar --generator g\nprint('on')")
    assert answer.text == "on\n"
    assert answer.records[0]["data"] == {
        "name": "liar",
        "type": "__main__.Liar",
        "generator": {"name": "g"},
    }


def test_a_fault_of_a_magic_is_told_and_the_cell_goes_on(fresh: Kernel) -> None:
    fresh.run("from jupyter_aiprov.kernel import api", store_history=False)
    fresh.run(BREAK.format(place="api.status"), store_history=False)
    answer = fresh.run("%aiprov\nprint('on')")
    assert (answer.status, answer.text.count("AP001"), "on\n" in answer.text) == ("ok", 1, True)
    assert [one["code"] for one in answer.run["diagnostics"]] == ["AP001"]
