"""A server of canned answers in a process of its own, so that it shares no lock with a client.

python -m benchmarks._loopback            prints its port, then serves until standard input ends
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

HEAD = {"id": "chatcmpl-1", "created": 1, "model": "m", "system_fingerprint": "fp"}
USAGE = {"prompt_tokens": 12, "completion_tokens": 50, "total_tokens": 62}
MEGABYTES = 100


def _answer() -> bytes:
    message = {"role": "assistant", "content": "It fell by six. " * 12}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    whole = {**HEAD, "object": "chat.completion", "choices": [choice], "usage": USAGE}
    body = json.dumps(whole).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def _events(chunks: int) -> Iterator[bytes]:
    for index in range(chunks):
        choice = {"index": 0, "delta": {"content": " word"}, "finish_reason": None}
        if index == chunks - 1:
            choice["finish_reason"] = "stop"
        yield _event({**HEAD, "object": "chat.completion.chunk", "choices": [choice]})
    yield b"data: [DONE]\n\n"


def _event(value: object) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()


def _large() -> Iterator[bytes]:
    choice = {"index": 0, "delta": {"content": "x" * 100_000}, "finish_reason": None}
    event = _event({**HEAD, "object": "chat.completion.chunk", "choices": [choice]})
    for _ in range(MEGABYTES * 10):
        yield event
    yield b"data: [DONE]\n\n"


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    whole, stream = _answer(), list(_events(50))
    start = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n"
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.partition(b":")[2])
                for line in head.splitlines()
                if line.lower().startswith(b"content-length")
            )
            body = await reader.readexactly(length)
            if b'"stream":true' not in body.replace(b" ", b""):
                writer.write(whole)
                await writer.drain()
                continue
            writer.write(start + b"\r\n")
            for chunk in _large() if b'"large"' in body else stream:
                writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                await writer.drain()
            writer.write(b"0\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
        writer.close()


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


@contextmanager
def served() -> Iterator[str]:
    """The address of such a server."""
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
        process.stdin.close()


if __name__ == "__main__":
    asyncio.run(_main())
