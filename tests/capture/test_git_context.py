"""Repository, commit, branch, dirty, remote: off the cell path and without credentials."""

import time

import pytest
from support.agents.sim import commit, git

from jupyter_aiprov.capture.git.context import GitContext, look, without_credentials
from jupyter_aiprov.capture.recorder import Recorder


@pytest.mark.parametrize(
    ("remote", "kept"),
    [
        ("https://ada:ghp_secret@github.com/lab/study.git", "https://github.com/lab/study.git"),
        (
            "https://oauth2:t%40k@git.example.org:8443/a/b?token=x#y",
            "https://git.example.org:8443/a/b",
        ),
        ("git@github.com:lab/study.git", "github.com:lab/study.git"),
        ("user:pw@host.org:lab/study.git", "host.org:lab/study.git"),
        ("ssh://git@host:22/lab/study.git", "ssh://host:22/lab/study.git"),
        ("/home/ada/secret/study.git", "study.git"),
        ("file:///home/ada/study.git", "study.git"),
        ("C:\\Users\\ada\\study.git", "study.git"),
        ("", None),
    ],
)
def test_a_remote_tells_no_secret(remote, kept):
    assert without_credentials(remote) == kept


def test_what_git_says(project):
    assert look(project).commit is None
    (project / "a.py").write_text("1")
    first = commit(project, "first")
    git(project, "remote", "add", "origin", "https://ada:secret@example.org/a.git")
    found = look(project)
    assert (found.commit, found.branch, found.dirty) == (first, "main", False)
    assert found.remote == "https://example.org/a.git"
    (project / "a.py").write_text("2")
    git(project, "checkout", "-q", "--detach")
    assert (look(project).branch, look(project).dirty) == (None, True)


def test_outside_a_repository(tmp_path):
    assert look(tmp_path) is None


def test_it_is_looked_at_again_after_a_run(project):
    recorder = Recorder()
    context = GitContext(recorder, lambda: project)
    end = context.start(0)
    until(lambda: recorder.repository is not None)
    made = commit(project, "more")
    context.look_again()
    until(lambda: recorder.repository.commit == made)
    end()


def test_a_missing_git_is_said_once(project, monkeypatch):
    monkeypatch.setenv("PATH", "")
    recorder = Recorder()
    GitContext(recorder, lambda: project).start(0)
    until(lambda: recorder.diagnostics)
    assert [d.code for d in recorder.diagnostics] == ["AP605"]


def until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
