"""``jupyter aiprov merge``."""

from __future__ import annotations

import subprocess
from pathlib import Path

from traitlets import Bool

from ..record.errors import BadInput
from .base import DONE, FINDINGS, FLAGS, Command

_ATTRIBUTE = "*.ipynb merge=aiprov"
_DRIVER = "jupyter-aiprov merge %O %A %B %P"
_FOUR = 4


class Merge(Command):
    """Merge two versions of a notebook with their records; a merge driver for git."""

    name = "jupyter-aiprov-merge"
    description = (
        "Merge two versions of a notebook: records three-way by cell id, the text as git merges "
        "it. Exit 0 if all is merged, 1 if conflicts are left in the text. --install makes it "
        "git's driver for notebooks in this clone."
    )
    examples = (
        "jupyter aiprov merge --install\njupyter aiprov merge base.ipynb ours.ipynb theirs.ipynb"
    )
    flags = {
        **FLAGS,
        "install": ({"Merge": {"install": True}}, "Make it git's merge driver in this clone."),
    }
    install = Bool(False, help="Make it git's merge driver in this clone.").tag(config=True)

    def run(self) -> int:
        """Merge into the second file, or install."""
        if self.install:
            return self._install()
        from ..capture.git_merge import merge

        if len(self.extra_args) not in (3, _FOUR):
            raise BadInput("Name three versions: jupyter aiprov merge BASE OURS THEIRS")
        base, ours, theirs = map(Path, self.extra_args[:3])
        for path in (base, ours, theirs):
            if not path.is_file():
                raise BadInput(f"There is no '{path}'.")
        conflicts = merge(base, ours, theirs, ("ours", "base", "theirs"))
        if conflicts:
            name = self.extra_args[3] if len(self.extra_args) == _FOUR else str(ours)
            self.warn(f"{name}: {conflicts} conflict(s) left in the text")
        return FINDINGS if conflicts else DONE

    def _install(self) -> int:
        try:
            folder = self._git("rev-parse", "--show-toplevel")
        except (OSError, subprocess.SubprocessError):
            raise BadInput("This is not a git repository; run it in one.") from None
        self._git("config", "merge.aiprov.name", "notebooks with their records")
        self._git("config", "merge.aiprov.driver", _DRIVER)
        attributes = Path(folder, ".gitattributes")
        known = attributes.read_text(encoding="utf-8") if attributes.is_file() else ""
        if _ATTRIBUTE not in known.splitlines():
            line_end = "" if not known or known.endswith("\n") else "\n"
            attributes.write_text(f"{known}{line_end}{_ATTRIBUTE}\n", encoding="utf-8")
        self.say(f"{attributes}: {_ATTRIBUTE}")
        self.say(f"merge.aiprov.driver: {_DRIVER}")
        return DONE

    @staticmethod
    def _git(*words: str) -> str:
        done = subprocess.run(["git", *words], check=True, capture_output=True, text=True)
        return done.stdout.strip()
