"""A plugin's form of the appendix, as the docs print it, wherever ours can be had."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from support import reports as cases
from support.own_form import install

from jupyter_aiprov import seams
from jupyter_aiprov.export.exporters import Form, forms, machine_formats
from jupyter_aiprov.report.appendix import appendix
from jupyter_aiprov.report.build import build

BEGINS = b"#+TITLE: Provenance appendix: use of AI systems\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("own")
    (made / "a.ipynb").write_text(json.dumps(cases.full().raw))
    return made


@pytest.fixture(scope="module")
def environment(folder: Path) -> dict[str, str]:
    private = {f"JUPYTER_{n}_DIR": str(folder / n) for n in ("CONFIG", "DATA", "RUNTIME")}
    return {**os.environ, **private, "PYTHONPATH": str(install(folder))}


def run(
    folder: Path, environment: dict[str, str], *words: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "jupyter", *words],
        cwd=folder, env=environment, capture_output=True, timeout=100, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("words", [("--to", "org", "-o", "made"), ("-o", "made.org")])
def test_the_command_line_takes_it(
    folder: Path, environment: dict[str, str], words: tuple[str, ...]
) -> None:
    done = run(folder, environment, "aiprov", "appendix", "a.ipynb", *words)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (folder / words[-1]).read_bytes().startswith(BEGINS)


def test_the_help_names_it(folder: Path, environment: dict[str, str]) -> None:
    said = run(folder, environment, "aiprov", "appendix", "--help").stdout.decode()
    assert re.search(r"Forms:[^.]* org,", said)


@pytest.mark.parametrize("name", ["aiprov-org", "jupyter_aiprov.nbconvert.org"])
def test_nbconvert_takes_it(folder: Path, environment: dict[str, str], name: str) -> None:
    words = ("nbconvert", "--to", name, "--output-dir", name, "a.ipynb")
    done = run(folder, environment, *words)
    assert done.returncode == 0, done.stderr.decode()
    assert (folder / name / "a.appendix.org").read_bytes().startswith(BEGINS)


@pytest.fixture(scope="module")
def address(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """A Jupyter server in whose environment the package is installed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        *("-m", "jupyter_server", "--allow-root", "--no-browser", f"--port={port}"),
        *("--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"),
        "--ServerApp.jpserver_extensions={'jupyter_aiprov': True}",
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, *words], env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 90
    while True:
        try:
            urllib.request.urlopen(f"{url}/api").close()
            break
        except OSError:
            assert server.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < end
            time.sleep(0.2)
    yield f"{url}/aiprov/api"
    server.terminate()
    server.wait(30)


@pytest.mark.kernel
def test_the_server_offers_it_to_menu_and_panel(address: str) -> None:
    with urllib.request.urlopen(f"{address}/appendix-choices") as answer:
        choices = json.load(answer)
    one = {"name": "org", "label": {"en": "Org mode"}, "suffix": ".appendix.org"}
    assert one in choices["forms"]
    assert {"html", "md", "pdf", "tex", "docx", "txt"} < {form["name"] for form in choices["forms"]}
    assert {"name": "fr", "label": "Français"} in choices["languages"]
    with urllib.request.urlopen(f"{address}/appendix/a.ipynb?form=org&lang=fr") as answer:
        assert answer.headers["Content-Type"] == "text/org; charset=utf-8"
        assert answer.headers["Content-Disposition"].endswith("a.appendix.org")
        assert "Déclaration" in answer.read().decode()


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("form=json", "has no form 'json'"),
        ("form=none", "has no form 'none'"),
        ("preset=/etc/passwd", "no preset '/etc/passwd'"),
        ("lang=xx", "No language 'xx'"),
    ],
)
def test_the_server_says_what_it_lacks(address: str, asked: str, said: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as found:
        urllib.request.urlopen(f"{address}/appendix/a.ipynb?{asked}")
    assert found.value.code == 400
    assert said in json.load(found.value)["message"]


def test_each_of_ours_has_its_line_for_nbconvert() -> None:
    ours = {point.name for point in entry_points(group="nbconvert.exporters")}
    assert {f"aiprov-{name}" for name in forms() if seams.is_ours("exporters", name)} <= ours
    assert not set(forms()) & set(machine_formats())


@pytest.mark.parametrize("name", forms())
def test_a_form_keeps_what_it_declares(name: str) -> None:
    form: Form = forms()[name]
    assert re.fullmatch(r"(\.[a-z]+)+", form.suffix)
    assert form.binary == (not form.media_type.startswith("text/"))
    made = form.render(appendix(build([cases.full()])))
    assert isinstance(made, bytes if form.binary else str)
