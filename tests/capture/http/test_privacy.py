"""No key, token, header or query ever reaches a byte that is written; prompts only if chosen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

pytestmark = pytest.mark.kernel

SECRETS = {
    "SECRET_KEY": "sk-proj-a1B2c3D4e5F6g7H8i9J0",
    "SECRET_TOKEN": "hf_QwErTyUiOpAsDfGhJkLzXcVbNm",
    "SECRET_QUERY": "AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY",
    "SECRET_COOKIE": "session-4f9c2b7e1a",
    "SECRET_PASSWORD": "hunter2-correct-horse",
    "SECRET_AWS": "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY",
}
COMMAND = "import sys; from jupyter_aiprov.app import main; sys.exit(main())"
PROMPT = "The patient Ada Lovelace was born in London"
CELLS = [
    """
import os, warnings
import openai, requests
S = {k: v for k, v in os.environ.items() if k.startswith("SECRET_")}
A, P = os.environ["ADDRESS"], os.environ["PROMPT"]
M = [{"role": "user", "content": P}]
client = openai.OpenAI(base_url=A + "/v1", api_key=S["SECRET_KEY"], max_retries=0,
    default_headers={"cookie": S["SECRET_COOKIE"]}, default_query={"key": S["SECRET_QUERY"]})
answer = client.chat.completions.create(model="m", messages=M, user=S["SECRET_TOKEN"],
    extra_body={"metadata": {"token": S["SECRET_TOKEN"]}, "voice": S["SECRET_KEY"]})
""",
    """
stream = client.chat.completions.create(model="m", messages=M, stream=True)
text = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
""",
    """
try:
    client.chat.completions.create(model="wrong-key", messages=M)
except openai.AuthenticationError as error:
    failed = type(error).__name__
try:
    client.chat.completions.create(model=S["SECRET_KEY"], messages=M)
except openai.OpenAIError as error:
    failed = type(error).__name__
""",
    """
login = A.replace("://", "://user:" + S["SECRET_PASSWORD"] + "@")
url = login + "/v1/chat/completions?key=" + S["SECRET_QUERY"]
said = requests.post(url, json={"model": "m", "messages": M}).status_code
said = requests.post(A + "/hooks/" + S["SECRET_TOKEN"] + "/infer", json={"inputs": P}).status_code
""",
    """
import aiohttp
async with aiohttp.ClientSession(headers={"authorization": "Bearer " + S["SECRET_KEY"]}) as s:
    async with s.post(A + "/api/chat?key=" + S["SECRET_QUERY"],
                      json={"model": "m", "messages": M}) as r:
        body = await r.read()
""",
    """
import boto3
aws = boto3.client("bedrock-runtime", region_name="eu-west-3", endpoint_url=A,
                   aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key=S["SECRET_AWS"])
said = aws.converse(modelId="m", messages=[{"role": "user", "content": [{"text": P}]}])
""",
    "%aiprov",
]


def _written(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("mode", ["hash", "full"])
def test_every_byte_written(
    mode: str, variables: dict[str, str], provider: Any, home: Path, tmp_path: Path
) -> None:
    pytest.importorskip("boto3")
    pytest.importorskip("aiohttp")
    config = tmp_path / "config"
    config.mkdir()
    (config / "jupyter_aiprov_config.py").write_text(f"c.AIProv.content = '{mode}'\n")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    path = tmp_path / "calls.ipynb"
    nbformat.write(notebook, path)
    given = {
        **os.environ,
        **variables,
        **SECRETS,
        "PROMPT": PROMPT,
        "ADDRESS": provider.address,
        "JUPYTER_CONFIG_DIR": str(config),
        "JPY_SESSION_NAME": str(path),
        "NO_PROXY": "127.0.0.1",
    }
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute(env=given)
    nbformat.write(notebook, path)
    for words in (["collect"], ["status", "--json"]):
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, *words, str(path)],
            env=given,
            cwd=tmp_path,
            capture_output=True,
            check=True,
        )
        (tmp_path / f"{words[0]}.txt").write_bytes(done.stdout + done.stderr)
    files = _written(tmp_path) | _written(home)
    assert path in files
    assert files[path].count(b'"model-call"') == 8
    for name, secret in SECRETS.items():
        holding = [str(file) for file, data in files.items() if secret.encode() in data]
        assert holding == [], name
    holds_prompt = b"Ada Lovelace" in files[path]
    assert holds_prompt is (mode != "hash")
