"""What kernels deliver reaches the document: after restarts, in any language, never in excess."""

from __future__ import annotations

from browser_lab import Lab, Server, read
from nbformat.v4 import new_code_cell

from jupyter_aiprov.record.digest import outputs_digest, sha256_text


def test_run_restart_run(lab: Lab, server: Server) -> None:
    path = server.write("restart.ipynb", [new_code_cell("x = 1")])
    lab.open("restart.ipynb")
    lab.run(0)
    first = lab.cell(0)
    assert first["cost"]["runs"] == 1
    lab.restart()
    lab.run(0)
    lab.save()
    record = read(path)["cells"][0]["metadata"]["aiprov"]
    assert record["cost"]["runs"] == 2
    assert record["run"]["session"] != first["run"]["session"]
    assert len(read(path)["metadata"]["aiprov"]["sessions"]) == 2
    assert read(path)["cells"][0]["outputs"] == []


def test_a_deleted_cell_leaves_its_cost(lab: Lab, server: Server) -> None:
    path = server.write("deleted.ipynb", [new_code_cell("1"), new_code_cell("x = 1")])
    lab.open("deleted.ipynb")
    lab.js(
        """async (panel, _, app) => {
          panel.content.activeCellIndex = 0;
          panel.content.activeCell.model.sharedModel.source = 'import time; time.sleep(1)';
          const done = app.commands.execute('notebook:run-cell');
          await new Promise(wait => setTimeout(wait, 300));
          panel.model.sharedModel.deleteCell(0);
          await Promise.race([done, new Promise(wait => setTimeout(wait, 2000))]);
          return null;
        }"""
    )
    lab.idle()
    lab.save()
    sessions = read(path)["metadata"]["aiprov"]["sessions"]
    assert sessions[0]["cost"]["runs"] == 1
    assert sessions[0]["cost"]["seconds"] > 0.9


def test_opening_and_closing_changes_nothing(lab: Lab, server: Server) -> None:
    path = server.write("quiet.ipynb", [new_code_cell("x = 1")])
    before = path.read_bytes()
    lab.open("quiet.ipynb")
    assert not lab.dirty()
    assert path.read_bytes() == before


def test_invisible_outputs_are_shown_without_changing_the_document(
    lab: Lab, server: Server
) -> None:
    shown = {"output_type": "stream", "name": "stdout", "text": "1"}
    delivery = {
        "schema": "1.0",
        "run": {
            "id": "r1",
            "session": "s1",
            "seq": 1,
            "time": "2026-01-01T00:00:00Z",
            "source_sha256": sha256_text("x = 1"),
            "marks": [{"mark": "synthetic"}],
            "outputs": [
                {
                    "index": 0,
                    "sha256": outputs_digest([shown]),
                    "marks": [{"mark": "synthetic"}],
                }
            ],
        },
    }
    invisible = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"application/vnd.aiprov+json": delivery, "text/html": "", "text/plain": ""},
    }
    server.write("waiting.ipynb", [new_code_cell("x = 1", outputs=[shown, invisible])])
    lab.open("waiting.ipynb")
    lab.page.locator(".jp-aiprov-Badge.jp-mod-synthetic").wait_for()
    assert not lab.dirty()
    lab.run(0)
    assert lab.cell(0)["cost"]["through"]["s1"] == 1
    assert lab.cell(0)["cost"]["runs"] == 2
