"""The versions of a notebook in a git history, from the first to the last.

Renames are followed as git follows them; every version is compared with its own parents, so that
what came in by a merge is the work of the branch it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import git

_FORMAT = "%x02%H%x00%P%x00%cI%x00%(trailers:only=true,unfold=true)"


class Version(NamedTuple):
    """One commit that touched the notebook.

    ``content`` is the file's bytes, None where the commit has none; ``trailers`` are the lines
    at the end of its message.
    """

    commit: str
    parents: tuple[str, ...]
    time: str
    trailers: tuple[tuple[str, str], ...]
    path: str | None
    content: bytes | None


def versions(repository: git.Repo, path: str) -> Iterator[Version]:
    """The versions of the file at ``path`` (relative to the work tree), parents before children.

    Raises:
        git.GitError: git could not be asked.
    """
    names = _names(repository, path)
    told = repository.git.log(
        "--topo-order",
        "--reverse",
        "--full-history",
        "--simplify-merges",
        "--parents",
        f"--format={_FORMAT}",
        "--",
        *names,
    )
    commits = [_commit(text) for text in told.split("\x02") if text.strip()]
    blobs = _blobs(repository, [commit[0] for commit in commits], names)
    for commit, parents, time, trailers in commits:
        where, blob = blobs.get(commit, (None, None))
        yield Version(commit, parents, time, trailers, where, _content(repository, blob))


def open_repository(path: Path) -> git.Repo | None:
    """The repository a file belongs to, None if it is in none.

    Raises:
        git.GitError: git is not installed.
    """
    import git

    try:
        return git.Repo(path.parent, search_parent_directories=True, odbt=git.GitCmdObjectDB)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError):
        return None


def _names(repository: git.Repo, path: str) -> list[str]:
    """The names the file has had, the present one first."""
    told = repository.git.log("--follow", "--name-status", "--format=", "-M", "--", path)
    names = [path]
    for line in told.splitlines():
        parts = line.split("\t")
        if parts[0].startswith(("R", "C")) and len(parts) == 3:  # noqa: PLR2004 - status, old, new
            names.append(parts[1])
    return list(dict.fromkeys(names))


def _commit(text: str) -> tuple[str, tuple[str, ...], str, tuple[tuple[str, str], ...]]:
    commit, parents, time, trailers = text.split("\x00")
    pairs = (line.partition(":") for line in trailers.splitlines() if ":" in line)
    named = tuple((key.strip(), value.strip()) for key, _, value in pairs)
    return commit, tuple(parents.split()), time, named


def _blobs(
    repository: git.Repo, commits: list[str], names: list[str]
) -> dict[str, tuple[str, str]]:
    """Of each commit the name and blob the file had there."""
    import tempfile

    asked = [(commit, name) for commit in commits for name in names]
    with tempfile.TemporaryFile() as questions:
        questions.write("".join(f"{commit}:{name}\n" for commit, name in asked).encode())
        questions.seek(0)
        told = repository.git.cat_file(
            "--batch-check=%(objectname) %(objecttype)", istream=questions
        )
    out: dict[str, tuple[str, str]] = {}
    for (commit, name), line in zip(asked, told.splitlines(), strict=True):
        if line.endswith(" blob"):
            out.setdefault(commit, (name, line.split()[0]))
    return out


def _content(repository: git.Repo, blob: str | None) -> bytes | None:
    if blob is None:
        return None
    data: bytes = repository.odb.stream(bytes.fromhex(blob)).read()
    return data
