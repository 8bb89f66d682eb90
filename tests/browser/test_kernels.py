"""What kernels deliver reaches the document: after restarts, in any language, never in excess."""

from __future__ import annotations

from typing import Any

from nbformat.v4 import new_code_cell
from support.browser.lab import Lab, Server, read

from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.record.digest import outputs_digest, sha256_text
from jupyter_aiprov.report.build import build


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


def front(lab: Lab, name: str) -> None:
    """Bring a notebook to the front, opening it if need be."""
    lab.js("(panel, path, app) => app.commands.execute('docmanager:open', {path}) && null", name)
    lab.page.wait_for_function(
        "path => window.jupyterapp.shell.currentWidget?.context?.path === path", arg=name
    )
    lab.idle()


def kernel(lab: Lab, name: str) -> None:
    """Change the kernel of the notebook in front."""
    lab.js(
        """async (panel, name) => {
          await panel.sessionContext.changeKernel({name});
          return null;
        }""",
        name,
    )
    lab.idle()


def in_console(lab: Lab, code: str) -> list[str]:
    """What a console on the kernel of the notebook in front shows of a run, output by output."""
    path = lab.js("panel => panel.context.path")
    lab.command("notebook:create-console")
    lab.page.locator(".jp-CodeConsole-banner", has_text="Python").wait_for()
    lab.command("console:inject", path=path, code=code)
    outputs = lab.page.locator(".jp-CodeConsole-content .jp-OutputArea-output")
    outputs.last.wait_for()
    lab.idle()
    return outputs.all_text_contents()


def sessions(lab: Lab, record: dict[str, Any]) -> set[str]:
    """The kernel sessions that the notebook in front knows; a cell's run is of one of them."""
    known = lab.js("panel => panel.model.getMetadata('aiprov').sessions.map(one => one.id)")
    assert record["run"]["session"] in known
    return set(known)


def test_several_kernels_each_to_its_own_notebook(lab: Lab, server: Server) -> None:
    server.write("one.ipynb", [new_code_cell("x = 1"), new_code_cell("z = 3")])
    path = server.write("two.ipynb", [new_code_cell("print(2)")])
    lab.open("one.ipynb")
    lab.run(0)
    first = sessions(lab, lab.cell(0))
    front(lab, "two.ipynb")
    lab.run(0)
    second = sessions(lab, lab.cell(0))
    assert (len(first), len(second), first & second) == (1, 1, set())

    kernel(lab, "echo")
    before = lab.cell(0)
    lab.run(0)
    lab.save()
    assert lab.cell(0) == before  # of this run nothing is known, nor is it taken for the last one
    [cell] = build([open_notebook(path)]).notebooks[0].cells
    assert [one.marks for one in cell.outputs] == [("unknown",)]
    kernel(lab, "python3")
    lab.run(0)
    assert lab.cell(0)["cost"]["runs"] == 2
    assert len(sessions(lab, lab.cell(0)) - second) == 1

    front(lab, "one.ipynb")
    assert in_console(lab, "z = 3\nprint(z)") == ["3\n"]
    front(lab, "one.ipynb")
    assert lab.cell(1) is None  # the console's run is no cell's
    lab.run(1)
    assert (lab.cell(1)["cost"]["runs"], sessions(lab, lab.cell(1))) == (1, first)
