"""Loading, staying out, and going away again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.kernels import Kernel

import jupyter_aiprov
from jupyter_aiprov.commands.startup import STARTUP_NAME, startup_text
from jupyter_aiprov.record.digest import sha256_text

Start = Callable[..., Kernel]

HEAVY = (
    "codecarbon",
    "git",
    "nbconvert",
    "nbformat",
    "pandas",
    "numpy",
    "matplotlib",
    "jupyter_server",
    "httpx",
    "babel",
    "pycountry",
    "rich",
    "tqdm",
)
STATE = """
import concurrent.futures, json, sys, threading
def state():
    ip = get_ipython()
    return [
        ip.kernel.session.send.__qualname__, ip.kernel.finish_metadata.__qualname__,
        len(ip.input_transformers_cleanup), len(ip.events.callbacks["pre_run_cell"]),
        len(ip.events.callbacks["post_run_cell"]), len(sys.meta_path),
        threading.Thread.start.__module__, concurrent.futures.ThreadPoolExecutor.submit.__module__,
        "aiprov" in ip.magics_manager.magics["line"], "aiprov" in ip.magics_manager.magics["cell"],
    ]
"""


def _python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P" if sys.version_info >= (3, 11) else "-B", "-c", code],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(jupyter_aiprov.__file__).parents[1],
    )
    return done.stdout.strip()


def test_importing_the_package_loads_almost_nothing() -> None:
    code = (
        "import sys; before = set(sys.modules); import jupyter_aiprov; "
        "print(*(set(sys.modules) - before))"
    )
    loaded = {name for name in _python(code).split() if not name.startswith("jupyter_aiprov")}
    assert not {name.partition(".")[0] for name in loaded} & {*HEAVY, "IPython", "msgspec"}


@pytest.mark.kernel
def test_the_start_and_the_first_cell_import_nothing_heavy(fresh: Kernel) -> None:
    loaded = fresh.value("*sorted({n.partition('.')[0] for n in __import__('sys').modules})")
    assert "jupyter_aiprov" in loaded.split()
    assert not set(loaded.split()) & set(HEAVY)
    fresh.run("x = 1")
    again = fresh.value("*sorted({n.partition('.')[0] for n in __import__('sys').modules})")
    assert not set(again.split()) & set(HEAVY)


@pytest.mark.kernel
def test_the_environment_keeps_it_out(kernel: Start) -> None:
    one = kernel(JUPYTER_AIPROV_DISABLE="1")
    one.attach()
    answer = one.run("%load_ext jupyter_aiprov\n1")
    assert (answer.deliveries, answer.text) == ([], "1")
    assert "aiprov" not in one.run("%lsmagic").text
    assert one.run("%%aiprov generated\n1").status == "error"


@pytest.mark.kernel
def test_switched_off_a_person_loads_it_and_a_front_end_does_not(
    kernel: Start, tmp_path: Path
) -> None:
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / STARTUP_NAME).write_bytes(startup_text(on=False))
    one = kernel(IPYTHONDIR=str(tmp_path))
    one.attach()
    assert one.run("1").deliveries == []
    one.run("%load_ext jupyter_aiprov")
    one.attach()
    assert one.run("2").run["source_sha256"] == sha256_text("2")


@pytest.mark.kernel
def test_loading_again_changes_nothing(fresh: Kernel) -> None:
    fresh.run(STATE, store_history=False)
    before = fresh.value("json.dumps(state())")
    assert fresh.run("%load_ext jupyter_aiprov").text == ""
    fresh.run("import jupyter_aiprov; jupyter_aiprov.load_ipython_extension(get_ipython())")
    fresh.attach()
    assert fresh.value("json.dumps(state())") == before
    assert fresh.run("1").run["seq"] == 3


@pytest.mark.kernel
def test_unloading_puts_everything_back(kernel: Start) -> None:
    bare = kernel(JUPYTER_AIPROV_DISABLE="1")
    bare.run(STATE, store_history=False)
    expected = bare.value("json.dumps(state())")
    ours = kernel()
    ours.run(STATE, store_history=False)
    assert ours.value("json.dumps(state())") != expected
    ours.run(
        "import jupyter_aiprov; jupyter_aiprov.unload_ipython_extension(get_ipython())",
        store_history=False,
    )
    assert ours.value("json.dumps(state())") == expected
    assert ours.run("print(1)").text == "1\n"
    assert ours.run("2").deliveries == []


@pytest.mark.kernel
def test_the_start_leaves_no_name_behind(fresh: Kernel, kernel: Start) -> None:
    names = "*sorted(n for n in globals() if not n.startswith('_'))"
    assert fresh.value(names) == kernel(JUPYTER_AIPROV_DISABLE="1").value(names)


@pytest.mark.kernel
def test_a_package_that_cannot_be_imported_keeps_no_kernel_from_starting(
    kernel: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken" / "jupyter_aiprov"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise RuntimeError('broken')", "utf-8")
    one = kernel(PYTHONPATH=str(broken.parent))
    assert one.run("6 * 7").text == "42"


@pytest.mark.kernel
def test_a_faulty_configuration_is_said_and_the_rest_works(kernel: Start, tmp_path: Path) -> None:
    (tmp_path / "jupyter_aiprov_config.py").write_text("c.AIProv.content = 'everything'", "utf-8")
    answer = kernel(JUPYTER_CONFIG_DIR=str(tmp_path)).run("1")
    (said,) = answer.deliveries[0]["session"]["diagnostics"]
    assert said["code"] == "AP001"
    assert "choose hash, redacted or full" in said["message"]
