"""``jupyter aiprov trailers``."""

from __future__ import annotations

from pathlib import Path

from traitlets import Unicode

from ..record.errors import BadInput
from .base import ALIASES, DONE, Command


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
