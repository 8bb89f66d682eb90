"""A file of the user's is neither run by us nor in our way, whatever its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.kernels import Kernel

from jupyter_aiprov import seams

pytestmark = pytest.mark.kernel

MODULE = "open('ran.txt', 'a').write(__name__ + ' ')\nMINE = __name__\n"
CALL = """
import httpx
def answer(request):
    return httpx.Response(200, json={"id": "c", "model": "gpt-4o", "choices": [],
        "usage": {"prompt_tokens": 1, "completion_tokens": 5}})
def call():
    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        url = "https://api.openai.com/v1/chat/completions"
        return client.post(url, json={"model": "gpt-4o", "messages": []}).status_code
call()
"""
#: Libraries we load in a kernel, at once or later, that a kernel without us does not have.
NAMES = ("msgspec", "rfc8785", "ecologits", "codecarbon", "pynvml", "jupyter_aiprov")


def _write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / f"{name}.py").write_text(MODULE, encoding="utf-8")


def _ran(folder: Path) -> list[str]:
    ran = folder / "ran.txt"
    return ran.read_text(encoding="utf-8").split() if ran.exists() else []


def test_files_that_were_there_before(kernel: Callable[..., Kernel], tmp_path: Path) -> None:
    _write(tmp_path, *NAMES)
    live = kernel()
    first = live.run(CALL)
    assert first.text == "200"
    assert [one["kind"] for one in first.records] == ["model-call"]
    assert _ran(tmp_path) == []
    for name in NAMES[:-1]:
        assert live.run(f"import {name}; {name}.MINE").text == repr(name)
    again = live.run("import msgspec\ncall(), msgspec.MINE")
    assert again.text == "(200, 'msgspec')"
    assert [one["kind"] for one in again.records] == ["model-call"]
    assert _ran(tmp_path) == list(NAMES[:-1])
    assert live.run("import sys; sys.modules['ecologits'].MINE").text == "'ecologits'"


def test_files_that_came_later(fresh: Kernel, tmp_path: Path) -> None:
    fresh.run("1")
    _write(tmp_path, "msgspec", "ecologits")
    assert fresh.run("import ecologits; ecologits.MINE").text == "'ecologits'"
    called = fresh.run(CALL)
    assert [one["kind"] for one in called.records] == ["model-call"]
    assert fresh.run("import msgspec; msgspec.MINE").text == "'msgspec'"
    assert fresh.run("ecologits is __import__('sys').modules['ecologits']").text == "True"
    assert _ran(tmp_path) == ["ecologits", "msgspec"]
    assert fresh.run("call()").records


def test_packages_and_folders(kernel: Callable[..., Kernel], tmp_path: Path) -> None:
    (tmp_path / "git").mkdir()  # data, as a checkout of something
    (tmp_path / "ecologits").mkdir()
    (tmp_path / "ecologits" / "__init__.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "ecologits" / "part.py").write_text("HERE = 1\n", encoding="utf-8")
    live = kernel()
    assert live.run(CALL).text == "200"
    live.run("import time; time.sleep(1)")
    assert live.run("import ecologits.part; ecologits.part.HERE").text == "1"
    assert _ran(tmp_path) == ["ecologits"]


def test_the_figure_is_there_all_the_same(kernel: Callable[..., Kernel], tmp_path: Path) -> None:
    _write(tmp_path, "ecologits")
    live = kernel()
    live.run("import ecologits")
    live.run(CALL)
    live.run("import time; time.sleep(3)")  # it is loaded beside the cells
    (record,) = live.run("call()").records
    assert record["impact"]["energy"]["method"].startswith("ecologits")


def test_unloading_takes_the_finder_out(fresh: Kernel) -> None:
    fresh.run("%load_ext jupyter_aiprov\nimport sys")
    ours = "any(type(f).__module__.startswith('jupyter_aiprov') for f in sys.meta_path)"
    assert fresh.run(ours).text == "True"
    fresh.run("%unload_ext jupyter_aiprov")
    assert fresh.run(ours).text == "False"


def test_what_has_the_name_of_a_library_we_follow(fresh: Kernel, tmp_path: Path) -> None:
    names = sorted(
        name.partition(".")[2] for name in seams.names("adapters", "module") if name.count(".") == 1
    )
    assert {"pandas", "pexpect", "polars"} < set(names)
    own = f"{MODULE}class spawn:\n    pass\nread_csv = DataFrame = Client = scan_csv = None\n"
    for name in names:
        (tmp_path / f"{name}.py").write_text(own, encoding="utf-8")
    for name in names:
        done = fresh.run(
            f"import {name}; print({name}.MINE, {name}.read_csv, len(vars({name}.spawn)))"
        )
        assert done.text == f"{name} None 4\n"
        assert "AP001" not in str(done.run)
    assert _ran(tmp_path) == names
