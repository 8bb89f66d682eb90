"""``jupyter aiprov trailers`` and ``merge``: records in a git repository."""

from __future__ import annotations

from pathlib import Path

from traitlets import Bool, Integer, Unicode

from ..record.errors import BadInput
from .base import ALIASES, DONE, FINDINGS, FLAGS, Command


class Trailers(Command):
    """Say which AI systems wrote some of a commit's notebooks, as trailers or as a git note."""

    name = "jupyter-aiprov-trailers"
    description = (
        "Print the trailers (Assisted-by: AGENT:MODEL) that fit what is staged, from the records "
        "in the notebooks. With --note COMMIT, keep who wrote which characters beside that commit, "
        "under refs/notes/aiprov. Nothing is printed where nothing is known of an AI system."
    )
    examples = (
        'jupyter aiprov trailers >> "$1"      # in .git/hooks/prepare-commit-msg\n'
        "jupyter aiprov trailers --note HEAD"
    )
    aliases = {**ALIASES, "note": "Trailers.note"}
    note = Unicode("", help="Write the note of this commit.").tag(config=True)

    def run(self) -> int:
        """Print the trailers, or write the note."""
        import git

        from ..capture.agents.versions import open_repository
        from ..capture.git.share import NOTES, shares, trailers, write_note

        repository = open_repository(Path.cwd() / "-")
        if repository is None:
            raise BadInput("This is not a git repository; run it in one.")
        with repository:
            try:
                found = shares(repository, self.note or None)
                if self.note:
                    wrote = write_note(repository, self.note, found)
                    self.say(f"refs/notes/{NOTES}: {'written' if wrote else 'nothing to note'}")
                    return DONE
            except git.GitCommandError as error:
                raise BadInput(f"git: {str(error.stderr).strip() or error}") from None
        for line in trailers(found):
            self.say(line)
        added, ai = sum(one.added for one in found), sum(one.ai for one in found)
        if ai:
            self.warn(f"AI systems wrote {ai} of {added} characters added to notebooks")
        return DONE


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
