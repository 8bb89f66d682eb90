"""Bytes of answers in pieces of any size; names that may be kept and strings that may not."""

from __future__ import annotations

import gzip
import json
import zlib
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_aiprov.capture.http.body import Body, reader
from jupyter_aiprov.capture.http.call import Call, model_name, named
from jupyter_aiprov.record.digest import sha256_bytes

EVENTS = [{"n": 1, "text": "é\n"}, {"n": 2}, {"n": 3, "deep": {"a": [1]}}]
FORMS = {
    "text/event-stream": "".join(f"data: {json.dumps(e)}\n\n" for e in EVENTS) + "data: [DONE]\n\n",
    "text/event-stream; charset=utf-8": "".join(
        f": comment\r\nevent: delta\r\ndata: {json.dumps(e)}\r\n\r\n" for e in EVENTS
    ),
    "application/x-ndjson": "".join(json.dumps(e) + "\n" for e in EVENTS),
    "application/json": json.dumps(EVENTS),
    "text/plain": "".join(json.dumps(e) + "\n" for e in EVENTS),
    "": "".join(f"data: {json.dumps(e)}\n\n" for e in EVENTS).rstrip(),
}


class Heard:
    def __init__(self, kind: str, encoding: str = "") -> None:
        self.events: list[Any] = []
        self.answers: list[Any] = []
        self.body = Body(
            encoding,
            lambda start: reader(
                kind, start, self.answers.append, lambda _, event: self.events.append(event)
            ),
        )

    def feed(self, data: bytes, cuts: list[int]) -> None:
        places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
        for start, end in pairwise(places):
            self.body.feed(data[start:end])
        self.body.close()


@pytest.mark.parametrize("kind", FORMS)
@given(cuts=st.lists(st.integers(0, 10_000), max_size=8))
def test_events_are_the_same_however_they_are_cut(kind: str, cuts: list[int]) -> None:
    data = FORMS[kind].encode()
    heard = Heard(kind)
    heard.feed(data, cuts)
    assert heard.events == EVENTS
    assert heard.body.sha256 == sha256_bytes(data)
    assert heard.body.complete


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("", bytes)]
)
def test_compression_is_undone(encoding: str, pack: Any) -> None:
    data = b'{"model": "m"}'
    heard = Heard("application/json", encoding)
    heard.feed(pack(data), [3, 9])
    assert heard.answers == [{"model": "m"}]
    assert heard.body.sha256 == sha256_bytes(data)


def test_what_cannot_be_read_is_said() -> None:
    unknown = Heard("application/json", "snappy")
    unknown.feed(b"\x00\x01", [])
    assert not unknown.body.complete
    long = Heard("application/json")
    long.feed(b'{"a": "' + b"x" * 3_000_000 + b'"}', [1_000_000, 2_000_000])
    assert not long.body.complete
    assert (long.answers, long.body.size) == ([], 3_000_009)
    broken = Heard("text/event-stream")
    broken.feed(b'data: {"n": \n\ndata: {"n": 2}\n\n', [])
    assert (broken.events, broken.body.complete) == ([{"n": 2}], False)
    sound = Heard("audio/wav")
    sound.feed(b"{RIFF", [])
    assert sound.body.complete
    assert sound.body.size == 5


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("gpt-4o-2024-11-20", True),
        ("anthropic.claude-3-haiku-20240307-v1:0", True),
        ("HuggingFaceTB/SmolLM2-1.7B-Instruct", True),
        ("@cf/meta/llama-3-8b", True),
        ("sk-proj-a1B2c3D4e5F6g7H8i9J0", False),
        ("hf_QwErTyUiOpAsDfGhJkLzXcVbNm", False),
        ("AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY", False),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x", False),
        ("https://user:secret@host/model", False),
        ("two\nlines", False),
        ("x" * 300, False),
        (7, False),
        (None, False),
    ],
)
def test_names_that_may_be_kept(value: Any, kept: bool) -> None:
    assert (named(value) is not None) is kept


def test_a_path_is_no_name() -> None:
    assert model_name("/home/ada/models/llama-3.gguf") == "llama-3.gguf"
    assert model_name("~/models/mine/") == "mine"


def test_content_is_no_parameter() -> None:
    call = Call("chat")
    call.take(
        {"seed": 3, "stop": ["Ada"], "user": {"id": 1}, "mode": "a b\nc"},
        {name: name for name in ("seed", "stop", "user", "mode")},
    )
    assert call.parameters == {"seed": 3}
    call.count(
        {"in": -1, "out": "many", "all": True, "real": 4},
        {n: n for n in ("in", "out", "all", "real")},
    )
    assert call.usage == {"real": 4}
