"""``jupyter aiprov import`` and ``hook``: what other tools recorded, later or as it happens."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from traitlets import Unicode

from ..record.errors import BadInput
from ..record.restoring import restore
from ..record.store import Notebook, read
from .base import ALIASES, BAD_INPUT, DONE, Command
from .notebooks import change, find, progress

if TYPE_CHECKING:
    from ..capture.agents.importing import Result

_CRATE = "ro-crate"
_METADATA = "ro-crate-metadata.json"
_ENDING = ".ipynb"


class Import(Command):
    """Take in what other tools recorded of a notebook."""

    name = "jupyter-aiprov-import"
    description = (
        "Take in what other tools recorded of a notebook: transcripts of claude-code and codex, "
        "jupyter-ai chats (chat), git notes of ours (notes) and of git-ai, agent-trace records, "
        "saved outputs (outputs), and "
        "commits signed by an assistant (git, inferred). auto tries them all; ro-crate brings "
        "back the records of a notebook from a crate of ours. What was observed "
        "stands; importing again adds nothing."
    )
    examples = (
        "jupyter aiprov import analysis.ipynb --from auto\n"
        "jupyter aiprov import analysis.ipynb --from claude-code session.jsonl\n"
        "jupyter aiprov import analysis.ipynb --from ro-crate crate.zip"
    )
    aliases = {**ALIASES, "from": "Import.source"}
    source = Unicode("auto", help="Which trace, or auto.").tag(config=True)

    def run(self) -> int:
        """Import into the notebook in place and say what was found."""
        if not self.extra_args:
            raise BadInput("Name a notebook: jupyter aiprov import analysis.ipynb --from auto")
        place = Path(self.extra_args[1]) if len(self.extra_args) > 1 else None
        if place is not None and not place.exists():
            raise BadInput(f"There is no '{place}'. Name the trace's file or folder.")
        one = self._crate if self.source == _CRATE else self._traces
        code = DONE
        for path in progress(find(self.extra_args[:1]), "import"):
            code = max(code, change(partial(one, path, place)))
        return code

    def _traces(self, path: Path, place: Path | None) -> int:
        from ..capture.agents.importing import import_traces
        from ..record.collect import open_notebook

        remarks: list[str] = []
        notebook = open_notebook(path)
        results = import_traces(notebook, self.source, place, remarks.append)
        notebook.save()
        for remark in remarks:
            self.warn(remark)
        for result in results:
            self._result(str(path), result.name, result)
        faults = any(result.fault is not None for result in results)
        return BAD_INPUT if faults and self.source != "auto" else DONE

    def _crate(self, path: Path, place: Path | None) -> int:
        """Records a crate of ours holds of the notebook, brought back into it."""
        from ..record.collect import open_notebook

        notebook = open_notebook(path)
        changed = import_crate(notebook, place)
        notebook.save()
        self.say(f"{path}: {_CRATE}: records of {changed} cells taken over")
        return DONE

    def _result(self, path: str, name: str, result: Result) -> None:
        if result.fault is not None:
            self.warn(f"{path}: {name}: could not be read ({result.fault})")
        elif result.cells:
            self.say(
                f"{path}: {name}: {result.characters} characters and {result.activities} "
                f"activities in {result.cells} cells, from {result.sources} sources"
            )
        else:
            self.say(f"{path}: {name}: nothing new in {result.sources} sources")


def import_crate(notebook: Notebook, place: Path | None) -> int:
    """Take over (in memory) the records a crate holds of ``notebook``. How many cells changed.

    The notebook is found by the id in its records, else by the name of its file.

    Raises:
        BadInput: no crate was named, it is none, or the notebook is not in it.
    """
    if place is None:
        raise BadInput("Name the crate: jupyter aiprov import NB --from ro-crate crate.zip")
    found = list(_notebooks(place))
    own = notebook.path.name if notebook.path else None
    same = [one for _, one in found if notebook.record.id and one.record.id == notebook.record.id]
    same = same or [one for name, one in found if name == own]
    if len(same) != 1:
        names = ", ".join(name for name, _ in found) or "none"
        raise BadInput(f"{place} does not hold {own} once; the notebooks in it: {names}.")
    return restore(notebook, same[0])


def _notebooks(place: Path) -> Iterator[tuple[str, Notebook]]:
    if place.is_dir():
        if not (place / _METADATA).is_file():
            raise BadInput(f"{place} is no RO-Crate: it has no {_METADATA}.")
        for path in sorted(place.rglob(f"*{_ENDING}")):
            yield path.name, read(path)
        return
    try:
        with zipfile.ZipFile(place) as archive:
            names = archive.namelist()
            if _METADATA not in names:
                raise BadInput(f"{place} is no RO-Crate: it has no {_METADATA}.")
            for name in sorted(name for name in names if name.endswith(_ENDING)):
                yield Path(name).name, read(io.BytesIO(archive.read(name)))
    except (OSError, zipfile.BadZipFile) as error:
        raise BadInput(f"{place} cannot be read as a zip; give an RO-Crate.") from error


class Hook(Command):
    """Take one event of an agent from standard input; never make the agent's step fail."""

    name = "jupyter-aiprov-hook"
    description = (
        "Take one event of an agent from standard input into the project's ledger. At the next "
        "status or collect its edits are joined to cells, character by character. "
        "Agents: claude-code, codex, opencode, gemini-cli, cursor, copilot-cli; any other tool "
        "may send an aiprov-event 1.0. The exit code is 0 whatever the event holds."
    )
    examples = (
        "jupyter aiprov hook claude-code < event.json\n"
        "jupyter aiprov hook --install claude-code\n"
        "jupyter aiprov hook --uninstall claude-code"
    )
    aliases = {**ALIASES, "install": "Hook.install", "uninstall": "Hook.uninstall"}
    install = Unicode("", help="Put our hook into this agent's settings of the project.").tag(
        config=True
    )
    uninstall = Unicode("", help="Take it out again.").tag(config=True)

    def run(self) -> int:
        """Take the event, or change the agent's settings."""
        if self.install or self.uninstall:
            return self._configure()
        from ..capture.agents.receive import receive

        if len(self.extra_args) != 1:
            raise BadInput("Name the agent, for example: jupyter aiprov hook claude-code")
        receive(self.extra_args[0], sys.stdin.buffer)
        return DONE

    def _configure(self) -> int:
        from ..capture.agents.install import change
        from ..record.ledger import project_root

        agent = self.install or self.uninstall
        file, diff = change(agent, project_root(Path.cwd()), install=bool(self.install))
        self.say(diff.rstrip("\n") if diff else f"{file}: nothing to change")
        return DONE
