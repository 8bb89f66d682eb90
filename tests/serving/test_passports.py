"""Passports of data files over HTTP: written by a form, read back, and nothing else reached."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.kernels import Kernel
from support.lineage import fresh

from jupyter_aiprov.capture.files.passports import FIELDS, read_passport, to_toml
from jupyter_aiprov.record.notebook import Passport
from jupyter_aiprov.serving.passports import within

DATA = b"height,weight\n170,60\n"
SHA256 = hashlib.sha256(DATA).hexdigest()


class Served:
    """A Jupyter server on loopback, and how a form speaks to it."""

    def __init__(self, root: Path, private: Path) -> None:
        self.root = root
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        config = private / "config.py"
        config.write_text(
            "c.IdentityProvider.token = ''\nc.ServerApp.disable_check_xsrf = True\n"
            "c.ServerApp.jpserver_extensions = {'jupyter_aiprov': True}\n"
            f"c.ServerApp.root_dir = {str(root)!r}\n"
        )
        dirs = {
            f"JUPYTER_{name}_DIR": str(private / name) for name in ("CONFIG", "DATA", "RUNTIME")
        }
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser"),
                *("--ip=127.0.0.1", f"--port={self.port}", f"--config={config}"),
            ],
            env={**os.environ, **dirs},
            stdout=subprocess.DEVNULL,
            stderr=(private / "log").open("w"),
        )

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}",
            None if body is None else json.dumps(body).encode(),
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def passport(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
        return self.ask(method, f"aiprov/api/passport/{path}", body)

    def wait(self) -> None:
        end = time.monotonic() + 90
        while True:
            try:
                self.ask("GET", "api")
                return
            except OSError:
                assert self.process.poll() is None
                assert time.monotonic() < end
                time.sleep(0.2)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    base = tmp_path_factory.mktemp("served")
    for name in ("root", "private"):
        (base / name).mkdir()
    (base / "secret.csv").write_bytes(DATA)
    (base / "root" / "data").mkdir()
    (base / "root" / "data" / "cohort.csv").write_bytes(DATA)
    (base / "root" / ".hidden.csv").write_bytes(DATA)
    (base / "root" / "link.csv").symlink_to(base / "secret.csv")
    server = Served(base / "root", base / "private")
    server.wait()
    yield server
    server.process.terminate()
    server.process.wait(30)


@pytest.mark.kernel
def test_a_form_writes_a_passport_and_reads_it_back(served: Served) -> None:
    status, empty = served.passport("GET", "data/cohort.csv")
    assert (status, empty["passport"], empty["version"]) == (200, None, None)
    assert empty["file"] == "data/cohort.csv.passport.toml"
    assert empty["missing"] == empty["needed"]
    fields = {"origin": 'Cohort "élan" \\ 2019\nsecond line', "biases": "urban", "quality": ""}
    status, answer = served.passport(
        "PUT", "data/cohort.csv", {"passport": fields, "version": None}
    )
    assert status == 200
    assert answer["passport"] == {
        "name": "cohort.csv",
        "origin": fields["origin"],
        "biases": "urban",
        "files": {"cohort.csv": SHA256},
    }
    assert answer["sha256"] == SHA256
    assert "quality" in answer["missing"]
    assert served.passport("GET", "data/cohort.csv") == (200, answer)

    late = served.passport("PUT", "data/cohort.csv", {"passport": {"origin": "x"}, "version": None})
    assert late[0] == 409
    again = {"passport": {**fields, "quality": "double entry"}, "version": answer["version"]}
    assert served.passport("PUT", "data/cohort.csv", again)[1]["passport"]["quality"]


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"passport": {"orgin": "a"}, "version": None}, "did you mean 'origin'"),
        ({"passport": {"origin": 3}, "version": None}, "origin"),
        ({"passport": {"files": {"cohort.csv": "no digest"}}, "version": None}, "files"),
        ({"passport": []}, "Send"),
        ([], "Send"),
    ],
)
def test_a_wrong_field_is_refused_by_name(served: Served, body: Any, said: str) -> None:
    (served.root / "other.csv").write_bytes(DATA)
    status, answer = served.passport("PUT", "other.csv", body)
    assert status == 400
    assert said in answer["message"]
    assert not (served.root / "other.csv.passport.toml").exists()


@pytest.mark.kernel
def test_a_faulty_file_is_told_and_may_be_replaced(served: Served) -> None:
    (served.root / "faulty.csv").write_bytes(DATA)
    (served.root / "faulty.passport.toml").write_text("origin = cohort")
    status, answer = served.passport("GET", "faulty.csv")
    assert status == 200
    assert answer["passport"] is None
    assert "faulty.passport.toml is not valid" in answer["error"]
    assert str(served.root) not in answer["error"]
    body = {"passport": {"origin": "cohort"}, "version": answer["version"]}
    assert served.passport("PUT", "faulty.csv", body)[0] == 200
    assert read_passport(served.root / "faulty.passport.toml", "").origin == "cohort"


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nowhere.csv", 404),
        ("data", 404),
        ("data/../../secret.csv", 403),
        ("..%2fsecret.csv", 403),
        ("link.csv", 403),
        (".hidden.csv", 403),
    ],
)
def test_nothing_outside_is_read_or_written(served: Served, path: str, status: int) -> None:
    assert served.passport("GET", path)[0] in (status, 404)
    assert served.passport("PUT", path, {"passport": {}, "version": None})[0] in (status, 404)
    assert not list(served.root.parent.glob("*.toml"))


@pytest.mark.parametrize("path", ["../a.csv", "a/../../b.csv", "a\\..\\b.csv", "a\0b", ".git/x"])
def test_paths_that_lead_out(tmp_path: Path, path: str) -> None:
    assert within(tmp_path, path) is None


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([f for f in FIELDS if f not in ("name", "files")]), TEXT))
def test_any_text_survives_the_file(tmp_path_factory: Any, fields: dict[str, str]) -> None:
    passport = Passport(name="n", files={"a b.csv": SHA256}, **fields)
    file = tmp_path_factory.mktemp("toml") / "p.toml"
    file.write_bytes(to_toml(passport).encode())
    assert read_passport(file, "") == passport


@pytest.mark.kernel
def test_a_passport_of_other_content_is_not_attached(studied: Kernel) -> None:
    fresh(studied)
    folder = Path(studied.value("__import__('os').getcwd()"))
    read = "import pandas as pd\nbound = pd.read_csv('bound.csv')"
    (folder / "bound.csv").write_bytes(DATA)
    told = Passport(name="bound.csv", origin="a cohort", files={"bound.csv": SHA256})
    (folder / "bound.csv.passport.toml").write_text(to_toml(told))
    answer = studied.run(read)
    assert answer.deliveries[-1]["datasets"][0]["files"] == {"bound.csv": SHA256}

    (folder / "bound.csv").write_bytes(DATA + b"180,70\n")
    answer = studied.run(read)
    assert [d["code"] for d in answer.run["diagnostics"]] == ["AP505"]
    assert not answer.deliveries[-1].get("datasets")


@pytest.mark.kernel
def test_a_passport_is_shown_where_its_data_are_used(studied: Kernel) -> None:
    fresh(studied)
    folder = Path(studied.value("__import__('os').getcwd()"))
    (folder / "shown.csv").write_bytes(DATA)
    (folder / "shown.csv.passport.toml").write_text('origin = "one hospital"\nbiases = "urban"\n')
    (folder / "bare.csv").write_bytes(b"x\n1\n")
    sources = [
        "import pandas as pd\npd.read_csv('shown.csv')",
        "pd.read_csv('bare.csv')",
    ]
    cells = []
    for source in sources:
        answer = studied.run(source)
        outputs = [{key: one[key] for key in one if key != "transient"} for one in answer.outputs]
        count = answer.reply["content"]["execution_count"]
        made = nbformat.v4.new_code_cell(source, execution_count=count)
        made.outputs = [nbformat.from_dict(output) for output in outputs]
        cells.append(made)
    path = folder / "shown.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    command = [str(Path(sys.executable).with_name("jupyter")), "aiprov"]
    texts = [
        subprocess.run([*command, *words], capture_output=True, text=True, check=True).stdout
        for words in (["status", str(path)], ["appendix", str(path), "--to", "md"])
    ]
    status = " ".join(texts[0].split())
    assert (
        "shown.csv: one hospital; read by cells 0; its passport leaves open legal basis" in status
    )
    assert "Data set: shown.csv" in texts[1]
    assert all("bare.csv" not in text.partition("Data set")[2] for text in texts)
