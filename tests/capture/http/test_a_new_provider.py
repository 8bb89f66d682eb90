"""The package that ``docs/model-calls.md`` prints, installed and used."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import jupyter_aiprov

ROOT = next(folder for folder in Path(__file__).parents if (folder / "docs").is_dir())
DOCS = ROOT / "docs" / "model-calls.md"
PACKAGE = Path(jupyter_aiprov.__file__).parent
#: One call to the provider's host, one with the same path to this machine.
SCRIPT = """
import json, socket, sys
import requests
from jupyter_aiprov import providers
from jupyter_aiprov.capture.context import enter
from jupyter_aiprov.capture.recorder import Recorder
from jupyter_aiprov.kernel.adapters import Adapters
from jupyter_aiprov.report.hints import hints
from jupyter_aiprov.record.store import Cell

port = int(sys.argv[1])
real = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: real("127.0.0.1", *rest, **more)
asked = {"model": "mine-1", "question": "Why?"}
told = []
recorder = Recorder()
adapters = Adapters(recorder)
adapters.install()
adapters.ready(60)
run = recorder.begin("a cell")
enter(run)
for host in ("api.mymodel.example", "localhost"):
    requests.post(f"http://{host}:{port}/v1/ask", json=asked)
    (call,) = run.activities.values()
    run.activities.clear()
    told.append({
        "dialect": call.parameters["aiprov.dialect"],
        "operation": call.parameters["gen_ai.operation.name"],
        "provider": call.system.provider,
        "model": call.system.model,
        "class": call.system.endpoint.class_,
        "host": call.system.endpoint.host,
        "usage": call.usage,
        "prompt": call.prompt.sha256,
        "response": call.response.sha256,
    })
assert not recorder.diagnostics, recorder.diagnostics
source = "requests.post('https://api.mymodel.example/v1/ask')"
cell = Cell(0, {"cell_type": "code", "source": source, "metadata": {}, "outputs": []})
hinted = [hint.text for hint in hints(cell, "python")]
print(json.dumps([told, providers.known().label("mymodel"), hinted]))
"""


@pytest.fixture
def mymodel() -> Iterator[int]:
    """Port of a server that answers as the documents' new provider does."""

    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = b'{"model": "mine-1", "text": "Because.", "tokens": {"out": 4}}'
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def printed() -> dict[str, str]:
    """The files of the example, as they stand in the document."""
    text = DOCS.read_text(encoding="utf-8")
    text = text[text.index("## Add a provider") : text.index("## Clients that were tried")]
    block = r"^`([\w./]+)` [^\n]*\n(?:[^\n]+\n)*\n```\w+\n(.*?)^```$"
    return dict(re.findall(block, text, re.MULTILINE | re.DOTALL))


def install(site: Path) -> None:
    """Put the example's package and its entry points into a folder, as an installer would."""
    files = printed()
    assert set(files) == {"my_package/providers.toml", "my_package/mymodel.py", "pyproject.toml"}
    points = files.pop("pyproject.toml")
    (site / "my_package").mkdir(parents=True)
    (site / "my_package" / "__init__.py").touch()
    for name, text in files.items():
        (site / name).write_text(text, encoding="utf-8")
    metadata = site / "my_package-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1.0\n")
    group = re.sub(r"^\[project\.entry-points\.\"(.*)\"\]$", r"[\1]", points, flags=re.MULTILINE)
    (metadata / "entry_points.txt").write_text(group.replace('"', ""))


def test_the_documents_example(mymodel: int, tmp_path: Path) -> None:
    site = tmp_path / "site"
    install(site)
    paths = (site, PACKAGE.parent)
    code = f"import sys; sys.path[:0] = {list(map(str, paths))!r}\n{SCRIPT}"
    done = subprocess.run(
        [sys.executable, "-c", code, str(mymodel)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (theirs, here), label, hinted = json.loads(done.stdout.splitlines()[-1])
    assert label == "My Model"
    assert hinted == ["names api.mymodel.example (My Model)"]
    assert (theirs["provider"], theirs["class"]) == ("mymodel", "sovereign")
    assert (theirs["host"], here["host"]) == ("api.mymodel.example", "localhost")
    assert (here["provider"], here["class"]) == (None, "local")
    for call in (theirs, here):
        assert (call["dialect"], call["operation"]) == ("mymodel", "chat")
        assert call["model"] == "mine-1"
        assert call["usage"] == {"gen_ai.usage.output_tokens": 4}
        assert call["prompt"] != call["response"]
