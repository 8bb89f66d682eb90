"""A server on this machine that answers every request for a model with one text."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class _Handler(BaseHTTPRequestHandler):
    server: Answers

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        head = {"id": "1", "created": 1, "model": asked["model"]}
        said = {"role": "assistant", "content": self.server.text}
        if asked.get("stream"):
            parts = [{"delta": said}, {"delta": {}, "finish_reason": "stop"}]
            chunk = {**head, "object": "chat.completion.chunk"}
            lines = [json.dumps({**chunk, "choices": [{"index": 0, **part}]}) for part in parts]
            self._send("".join(f"data: {one}\n\n" for one in [*lines, "[DONE]"]), "event-stream")
            return
        choice = {"index": 0, "message": said, "finish_reason": "stop"}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        answer = {**head, "object": "chat.completion", "choices": [choice], "usage": usage}
        self._send(json.dumps(answer), "json")

    def do_OPTIONS(self) -> None:
        self._send("", "plain")

    def _send(self, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"text/{kind}" if kind != "json" else "application/json")
        self.send_header("Content-Length", str(len(body)))
        for what in ("Origin", "Headers", "Methods"):
            self.send_header(f"Access-Control-Allow-{what}", "*")
        self.end_headers()
        self.wfile.write(body)


class Answers(ThreadingHTTPServer):
    """Speaks as far as chats go the language that most models' servers speak."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.text = ""
        self.url = f"http://127.0.0.1:{self.server_port}/v1"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
