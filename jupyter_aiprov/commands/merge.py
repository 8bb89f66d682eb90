"""``jupyter aiprov merge``."""

from __future__ import annotations

from pathlib import Path

from traitlets import Bool, Integer

from ..record.errors import BadInput
from .base import ALIASES, DONE, FINDINGS, FLAGS, Command

_VERSIONS, _DRIVEN = 3, 5
_CONFLICTS = 10  # a code of its own: a program that cannot even start leaves with 1


class Merge(Command):
    """Merge two versions of a notebook with their records; a merge driver for git."""

    name = "jupyter-aiprov-merge"
    description = (
        "Merge two versions of a notebook: records three-way by cell id, the text as git merges "
        "it. Exit 0 if all is merged, 1 if conflicts are left in the text. --install makes it "
        "git's driver for notebooks in this clone, --uninstall undoes that."
    )
    examples = (
        "jupyter aiprov merge --install\n"
        "jupyter aiprov merge base.ipynb ours.ipynb theirs.ipynb\n"
        "jupyter aiprov merge --uninstall"
    )
    flags = {
        **FLAGS,
        "install": ({"Merge": {"install": True}}, "Make it git's merge driver in this clone."),
        "uninstall": ({"Merge": {"uninstall": True}}, "Let git merge notebooks as text again."),
        "driver": (
            {"Merge": {"driver": True}},
            "As git calls it: BASE OURS THEIRS NAME RESULT; exit 10 if conflicts are left.",
        ),
    }
    aliases = {**ALIASES, "marker-size": "Merge.marker_size"}
    install = Bool(False, help="Make it git's merge driver in this clone.").tag(config=True)
    uninstall = Bool(False, help="Let git merge notebooks as text again.").tag(config=True)
    driver = Bool(False, help="Called by git, as --install has it.").tag(config=True)
    marker_size = Integer(7, help="Length of conflict markers.").tag(config=True)

    def run(self) -> int:
        """Merge into the second file, or install or uninstall."""
        if self.install or self.uninstall:
            return self._setting()
        from ..capture.git.merge import merge

        wanted = _DRIVEN if self.driver else _VERSIONS
        if len(self.extra_args) != wanted:
            raise BadInput("Name three versions: jupyter aiprov merge BASE OURS THEIRS")
        base, ours, theirs = map(Path, self.extra_args[:_VERSIONS])
        for path in (base, ours, theirs):
            if not path.is_file():
                raise BadInput(f"There is no '{path}'.")
        name, result = self.extra_args[_VERSIONS:] if self.driver else (str(ours), str(ours))
        conflicts = merge((base, ours, theirs), Path(result), self.marker_size)
        if conflicts:
            self.warn(f"{name}: {conflicts} conflict(s) left in the text")
            return _CONFLICTS if self.driver else FINDINGS
        return DONE

    def _setting(self) -> int:
        from ..capture.git.driver import install, uninstall

        for line in install() if self.install else uninstall():
            self.say(line)
        return DONE
