"""An agent's settings: our hook in, shown, and out again to the byte."""

import json
import sys

import pytest

from jupyter_aiprov.capture.agents.install import change
from jupyter_aiprov.record.errors import BadInput

AGENTS = ["claude-code", "codex", "gemini-cli", "cursor", "copilot-cli"]


@pytest.mark.parametrize("agent", AGENTS)
def test_in_and_out_again(tmp_path, agent):
    file, diff = change(agent, tmp_path, install=True)
    assert f"hook {agent}" in diff
    assert f"hook {agent}" in file.read_text()
    assert change(agent, tmp_path, install=True)[1] == ""
    _, diff = change(agent, tmp_path, install=False)
    assert diff.count("\n-") > 2
    assert not file.exists()
    assert change(agent, tmp_path, install=False)[1] == ""


def test_what_the_person_wrote_stays_to_the_byte(tmp_path):
    file = tmp_path / ".claude" / "settings.local.json"
    file.parent.mkdir()
    mine = (
        '{ "permissions": {"allow": ["Bash(ls:*)"]},\n'
        '  "hooks": {"PostToolUse": [{"matcher": "Bash", "hooks": '
        '[{"type": "command", "command": "my-own"}]}]} }\n'
    )
    file.write_text(mine)
    change("claude-code", tmp_path, install=True)
    both = json.loads(file.read_text())
    matchers = [one["matcher"] for one in both["hooks"]["PostToolUse"]]
    assert matchers == ["Bash", "NotebookEdit|Write|Edit|MultiEdit"]
    change("claude-code", tmp_path, install=False)
    assert json.loads(file.read_text()) == json.loads(mine)
    assert file.read_text() == mine


@pytest.mark.parametrize("text", ["{", "[]", '{"hooks": []}'])
def test_a_broken_file_is_left_alone(tmp_path, text):
    file = tmp_path / ".claude" / "settings.local.json"
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(BadInput, match="repair"):
        change("claude-code", tmp_path, install=True)
    assert file.read_text() == text


def test_a_shared_file_names_no_place_on_this_machine(tmp_path):
    personal, _ = change("claude-code", tmp_path, install=True)
    shared, _ = change("cursor", tmp_path, install=True)
    assert sys.prefix in personal.read_text()
    assert sys.prefix not in shared.read_text()


def test_an_unknown_agent_is_refused(tmp_path):
    with pytest.raises(BadInput, match="claude-code"):
        change("nobody", tmp_path, install=True)
