"""A loopback server that speaks the providers' dialects, written from their published schemas."""

from __future__ import annotations

import gzip
import json
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TEXT = "Blood pressure fell."
WORDS = ("Blood ", "pressure ", "fell.")


class Handler(BaseHTTPRequestHandler):
    """One answer a path."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.headers.get("transfer-encoding") == "chunked":
            body = self._chunked()
        try:
            asked = json.loads(body)
        except ValueError:
            asked = {}
        path = self.path.partition("?")[0]
        self.server.seen.append((path, dict(self.headers), body))  # type: ignore[attr-defined]
        answer = ROUTES.get(path) or next(
            (found for end, found in ROUTES.items() if path.endswith(end)), None
        )
        if answer is None:
            self._json({"error": {"message": "no such path", "type": "not_found"}}, 404)
        else:
            answer(self, asked)

    def _chunked(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def _json(self, value: Any, status: int = 200, **headers: str) -> None:
        self._bytes(json.dumps(value).encode(), "application/json", status, **headers)

    def _bytes(self, data: bytes, kind: str, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        try:
            self.wfile.write(data)
        except OSError:  # the client has gone
            self.close_connection = True

    def _stream(self, chunks: Iterator[bytes], kind: str) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            for chunk in chunks:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.close_connection = True


def _sse(*events: Any, names: bool = False) -> Iterator[bytes]:
    for event in events:
        head = f"event: {event['type']}\n" if names else ""
        yield f"{head}data: {json.dumps(event)}\n\n".encode()


USAGE = {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}


def openai_chat(h: Handler, asked: dict[str, Any]) -> None:
    if asked.get("model") == "slow":
        time.sleep(3)
    if asked.get("model") == "wrong-key":
        error = {"message": f"Incorrect API key: {h.headers['authorization']}", "type": "auth"}
        h._json({"error": error}, 401)
        return
    if asked.get("model") == "flaky":
        h.server.turns += 1  # type: ignore[attr-defined]
        if h.server.turns % 2:  # type: ignore[attr-defined]
            h._json({"error": {"message": "busy", "type": "overloaded"}}, 500, retry_after="0")
            return
    head = {"id": "chatcmpl-1", "created": 1, "model": _served(asked), "system_fingerprint": "fp_1"}
    if asked.get("stream"):
        rows: list[Any] = [
            {
                **head,
                "object": "chat.completion.chunk",
                "choices": [{"index": 0, "delta": {"content": w}, "finish_reason": None}],
            }
            for w in (["word "] * asked["n_words"] if "n_words" in asked else WORDS)
        ]
        rows.append(
            {
                **head,
                "object": "chat.completion.chunk",
                "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
            }
        )
        if asked.get("stream_options", {}).get("include_usage"):
            rows.append({**head, "object": "chat.completion.chunk", "choices": [], "usage": USAGE})
        done = iter([b"data: [DONE]\n\n"])
        h._stream((c for it in (_sse(*rows), done) for c in it), "text/event-stream")
        return
    message = {"role": "assistant", "content": TEXT, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    answer = {**head, "object": "chat.completion", "choices": [choice], "usage": USAGE}
    if asked.get("model") == "zipped":
        packed = gzip.compress(json.dumps(answer).encode())
        h._bytes(packed, "application/json", content_encoding="gzip")
        return
    h._json(answer, x_request_id="req_1")


def _served(asked: dict[str, Any]) -> str:
    model = str(asked.get("model"))
    return {"gpt-4o": "gpt-4o-2024-11-20"}.get(model, model)


def openai_image(h: Handler, asked: dict[str, Any]) -> None:
    usage = {
        "input_tokens": 9,
        "output_tokens": 20,
        "total_tokens": 29,
        "input_tokens_details": {"image_tokens": 0, "text_tokens": 9},
    }
    h._json({"created": 1, "data": [{"b64_json": "aGVsbG8="}], "usage": usage})


def openai_speech(h: Handler, asked: dict[str, Any]) -> None:
    h._bytes(b"RIFF" + bytes(1000), "audio/wav")


def openai_transcription(h: Handler, asked: dict[str, Any]) -> None:
    usage = {"type": "tokens", "input_tokens": 14, "output_tokens": 5, "total_tokens": 19}
    h._json({"text": TEXT, "usage": usage})


def ollama_chat(h: Handler, asked: dict[str, Any]) -> None:
    head = {"model": asked["model"], "created_at": "2026-01-01T00:00:00Z"}
    end = {
        "done": True,
        "done_reason": "stop",
        "total_duration": 5,
        "prompt_eval_count": 12,
        "eval_count": 3,
    }
    key = "message" if "messages" in asked else "response"

    def say(text: str) -> Any:
        return {"role": "assistant", "content": text} if key == "message" else text

    if asked.get("stream") is False:
        h._json({**head, key: say(TEXT), **end})
        return
    rows = [{**head, key: say(word), "done": False} for word in WORDS]
    rows.append({**head, key: say(""), **end})
    h._stream((json.dumps(row).encode() + b"\n" for row in rows), "application/x-ndjson")


def ollama_embed(h: Handler, asked: dict[str, Any]) -> None:
    h._json({"model": asked["model"], "embeddings": [[0.1, 0.2]], "prompt_eval_count": 4})


def _gemini(text: str, *, last: bool) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"parts": [{"text": text}], "role": "model"}}
    if last:
        candidate["finishReason"] = "STOP"
    usage = {"promptTokenCount": 12, "candidatesTokenCount": 3, "totalTokenCount": 15}
    return {
        "candidates": [{**candidate, "index": 0}],
        "usageMetadata": usage,
        "modelVersion": "gemini-2.0-flash-001",
        "responseId": "gem-1",
    }


def gemini(h: Handler, asked: dict[str, Any]) -> None:
    h._json(_gemini(TEXT, last=True))


def gemini_stream(h: Handler, asked: dict[str, Any]) -> None:
    rows = [_gemini(word, last=word is WORDS[-1]) for word in WORDS]
    h._stream(_sse(*rows), "text/event-stream")


def gemini_embed(h: Handler, asked: dict[str, Any]) -> None:
    h._json({"embeddings": [{"values": [0.1, 0.2]}]})


def cohere_chat(h: Handler, asked: dict[str, Any]) -> None:
    usage = {
        "billed_units": {"input_tokens": 5, "output_tokens": 3},
        "tokens": {"input_tokens": 12, "output_tokens": 3},
    }
    if not asked.get("stream"):
        message = {"role": "assistant", "content": [{"type": "text", "text": TEXT}]}
        h._json({"id": "co-1", "finish_reason": "COMPLETE", "message": message, "usage": usage})
        return
    start = {"role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": []}
    rows: list[Any] = [{"type": "message-start", "id": "co-1", "delta": {"message": start}}]
    rows += [
        {"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": word}}}}
        for word in WORDS
    ]
    rows.append({"type": "message-end", "delta": {"finish_reason": "COMPLETE", "usage": usage}})
    h._stream(_sse(*rows, names=True), "text/event-stream")


def cohere_embed(h: Handler, asked: dict[str, Any]) -> None:
    meta = {"api_version": {"version": "2"}, "billed_units": {"input_tokens": 4}}
    h._json(
        {
            "id": "co-2",
            "embeddings": {"float": [[0.1, 0.2]]},
            "texts": ["a"],
            "meta": meta,
            "response_type": "embeddings_by_type",
        }
    )


def hugging_face(h: Handler, asked: dict[str, Any]) -> None:
    details = {
        "finish_reason": "length",
        "generated_tokens": 3,
        "prefill": [],
        "tokens": [],
        "seed": 7,
    }
    h._json([{"generated_text": TEXT, "details": details}])


def converse(h: Handler, asked: dict[str, Any]) -> None:
    message = {"role": "assistant", "content": [{"text": TEXT}]}
    usage = {"inputTokens": 12, "outputTokens": 3, "totalTokens": 15}
    answer = {"output": {"message": message}, "stopReason": "end_turn", "usage": usage}
    h._json({**answer, "metrics": {"latencyMs": 5}}, x_amzn_requestid="aws-1")


def converse_stream(h: Handler, asked: dict[str, Any]) -> None:
    frames = [_frame("messageStart", {"role": "assistant"})]
    for word in WORDS:
        event = {"contentBlockIndex": 0, "delta": {"text": word}}
        frames.append(_frame("contentBlockDelta", event))
    frames.append(_frame("messageStop", {"stopReason": "end_turn"}))
    usage = {"inputTokens": 12, "outputTokens": 3, "totalTokens": 15}
    frames.append(_frame("metadata", {"usage": usage, "metrics": {"latencyMs": 5}}))
    h._stream(iter(frames), "application/vnd.amazon.eventstream")


def _frame(kind: str, payload: Any) -> bytes:
    """A frame of Amazon's event stream: lengths, checksum, headers, payload, checksum."""
    named = {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}
    headers = b"".join(
        bytes([len(name)])
        + name.encode()
        + b"\x07"
        + struct.pack("!H", len(value))
        + value.encode()
        for name, value in named.items()
    )
    body = json.dumps(payload).encode()
    start = struct.pack("!II", 16 + len(headers) + len(body), len(headers))
    start += struct.pack("!I", zlib.crc32(start))
    message = start + headers + body
    return message + struct.pack("!I", zlib.crc32(message))


def invoke(h: Handler, asked: dict[str, Any]) -> None:
    answer = {"content": [{"type": "text", "text": TEXT}], "stop_reason": "end_turn"}
    counts = {
        "x_amzn_bedrock_input_token_count": "12",
        "x_amzn_bedrock_output_token_count": "3",
    }
    h._json(answer, **counts)


def big(h: Handler, asked: dict[str, Any]) -> None:
    """A hundred megabytes in events of a hundred kilobytes."""
    event = {
        "id": "big-1",
        "model": "m",
        "choices": [{"index": 0, "delta": {"content": "x" * 100_000}}],
    }
    row = f"data: {json.dumps(event)}\n\n".encode()
    h._stream((row for _ in range(1000)), "text/event-stream")


def own_model(h: Handler, asked: dict[str, Any]) -> None:
    h._json({"output": TEXT})


ROUTES = {
    "/plain": own_model,
    "/big/chat/completions": big,
    "/chat/completions": openai_chat,
    "/images/generations": openai_image,
    "/audio/speech": openai_speech,
    "/audio/transcriptions": openai_transcription,
    "/api/chat": ollama_chat,
    "/api/generate": ollama_chat,
    "/api/embed": ollama_embed,
    ":generateContent": gemini,
    ":streamGenerateContent": gemini_stream,
    ":batchEmbedContents": gemini_embed,
    "/v2/chat": cohere_chat,
    "/v2/embed": cohere_embed,
    "/": hugging_face,
    "/converse": converse,
    "/converse-stream": converse_stream,
    "/invoke": invoke,
    "/infer": own_model,
}


class Server(ThreadingHTTPServer):
    """Lets a hundred clients knock at once."""

    request_queue_size = 256
    daemon_threads = True


@contextmanager
def served() -> Iterator[Any]:
    """The server, at ``.address``; ``.seen`` lists path, headers and body of every request."""
    server: Any = Server(("127.0.0.1", 0), Handler)
    server.seen, server.turns = [], 0
    server.port = server.server_address[1]
    server.address = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
