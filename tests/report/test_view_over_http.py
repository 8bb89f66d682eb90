"""A real Jupyter server answers for open notebooks: whom it answers, and when it asks anew."""

from __future__ import annotations

import http.cookiejar
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

import pytest
from support.study import study

TOKEN = "a-token"


class Served:
    """A Jupyter server on loopback that wants a token, and how a front end speaks to it."""

    def __init__(self, root: Path, private: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        dirs = {
            f"JUPYTER_{name}_DIR": str(private / name) for name in ("CONFIG", "DATA", "RUNTIME")
        }
        config = private / "config.py"
        config.write_text(
            f"c.IdentityProvider.token = {TOKEN!r}\n"
            "c.ServerApp.jpserver_extensions = {'jupyter_aiprov': True}\n"
            f"c.ServerApp.root_dir = {str(root)!r}\n"
        )
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser"),
                *("--ip=127.0.0.1", f"--port={self.port}", f"--config={config}"),
            ],
            env={**os.environ, **dirs},
            stdout=subprocess.DEVNULL,
            stderr=(private / "log").open("w"),
        )
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def ask(
        self, path: str, body: object, *, opener: Any = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url(f"aiprov/api/view/{path}"), data, headers)
        try:
            with (opener or urllib.request.build_opener()).open(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")

    def told(self, path: str, **question: Any) -> tuple[int, dict[str, Any]]:
        return self.ask(path, {"document": "d", **question}, Authorization=f"token {TOKEN}")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    def wait(self) -> None:
        end = time.monotonic() + 90
        while True:
            try:
                self.browser.open(self.url(f"tree?token={TOKEN}"), timeout=30).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                assert self.process.poll() is None
                assert time.monotonic() < end
                time.sleep(0.2)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("private"))
    server.wait()
    yield server
    server.process.terminate()
    server.process.wait(30)


def whole() -> dict[str, Any]:
    cells = study().raw["cells"]
    return {
        "cells": [
            {
                "id": cell["id"],
                "cell": {key: cell[key] for key in ("cell_type", "source", "metadata")},
                "outputs": cell["outputs"],
            }
            for cell in cells
        ],
        "order": [cell["id"] for cell in cells],
        "metadata": {},
    }


@pytest.mark.kernel
def test_an_open_notebook_is_answered_for_before_it_was_ever_saved(served: Served) -> None:
    subject = {"kind": "name", "text": "mix", "cell": None, "index": None}
    status, answer = served.told("folder/new%20one.ipynb", revision=1, subject=subject, **whole())
    assert (status, answer["revision"]) == (200, 1)
    assert answer["overview"]["authorship"] == {"ai": 0, "human": 0, "unknown": 36}
    assert answer["links"][-1]["text"] == "mix"
    edited = {"id": "c1", "cell": {"cell_type": "code", "source": "x", "metadata": {}}}
    status, answer = served.told("folder/new%20one.ipynb", revision=2, base=1, cells=[edited])
    assert (status, answer["links"]) == (200, [])
    assert answer["overview"]["authorship"]["unknown"] == 31
    # A lone surrogate is no reason to fail.
    odd = {"id": "c1", "cell": {"cell_type": "code", "source": "\ud800", "metadata": {}}}
    assert served.told("folder/new%20one.ipynb", revision=3, base=2, cells=[odd])[0] == 200


@pytest.mark.kernel
def test_what_it_does_not_know_it_asks_for(served: Served) -> None:
    assert served.told("b.ipynb", revision=5, base=4)[0] == 409
    assert served.told("b.ipynb", revision=6, **whole())[0] == 200
    assert served.told("other.ipynb", revision=7, base=6)[0] == 409  # another notebook's
    assert served.told("b.ipynb", revision=7, base=6)[0] == 200


@pytest.mark.kernel
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b'{"document": 1, "revision": 1}',
        b'{"document": "d", "revision": 1, "cells": [{"id": "a", "cell": {"source": 3}}]}',
        b'{"document": "d", "revision": 1, "cells": [{"id": "a", "cell": {}, "outputs": ["x"]}]}',
    ],
)
def test_what_is_no_question_is_refused(served: Served, body: bytes) -> None:
    status, answer = served.ask("a.ipynb", body, Authorization=f"token {TOKEN}")
    assert status == 400
    assert answer["message"]


@pytest.mark.kernel
def test_nobody_else_is_answered(served: Served) -> None:
    question = {"document": "d", "revision": 1, **whole()}
    assert served.ask("a.ipynb", question)[0] in (401, 403)
    # A page of another site has the browser's cookies, and no token of the form.
    assert served.ask("a.ipynb", question, opener=served.browser)[0] == 403
    assert served.told("../a.ipynb", revision=1, **whole())[0] in (400, 403, 404)
