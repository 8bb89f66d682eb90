"""A real kernel, spoken to over its own protocol."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager

MIME = "application/vnd.aiprov+json"
ATTACH = "__import__('jupyter_aiprov.kernel').kernel.attach()"
#: Seconds: a machine may be busy.
PATIENCE = 120


@dataclass
class Answer:
    """What came of one cell."""

    reply: dict[str, Any]
    outputs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def status(self) -> str:
        return str(self.reply["content"]["status"])

    @property
    def deliveries(self) -> list[dict[str, Any]]:
        """What was delivered, by invisible output or by reply."""
        found: list[Any] = [self.reply["metadata"].get("aiprov")]
        found += [o["data"].get(MIME) for o in self.outputs if "data" in o]
        return [d for f in found if f for d in (f if isinstance(f, list) else [f])]

    @property
    def run(self) -> dict[str, Any]:
        runs = [d["run"] for d in self.deliveries if "run" in d]
        assert len(runs) == 1, self.deliveries
        return {"status": "ok", **runs[0]}

    @property
    def records(self) -> list[dict[str, Any]]:
        return [record for d in self.deliveries for record in d.get("records", ())]

    @property
    def visible(self) -> list[dict[str, Any]]:
        return [o for o in self.outputs if MIME not in o.get("data", {})]

    @property
    def text(self) -> str:
        """Everything a reader sees, joined."""
        parts = []
        for output in self.visible:
            if output["output_type"] == "error":
                parts.append(f"{output['ename']}: {output['evalue']}")
            else:
                parts.append(output.get("text") or output["data"].get("text/plain", ""))
        return "".join(parts)


class Kernel:
    """One kernel and one client of it."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client
        self.answering = True

    def run(self, code: str, *, metadata: dict[str, Any] | None = None, **options: Any) -> Answer:
        """Run a cell and wait for its end."""
        return self.wait(self.send(code, metadata=metadata, **options))

    def send(self, code: str, *, metadata: dict[str, Any] | None = None, **options: Any) -> str:
        """Ask for a cell to be run; answers the request's id."""
        session = self.client.session
        silent = options.pop("silent", False)
        content = {
            "code": code,
            "silent": silent,
            "store_history": options.pop("store_history", not silent),
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        message = session.msg("execute_request", content, metadata=metadata or {})
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def wait(self, asked: str, timeout: float = PATIENCE) -> Answer:
        """The answer to a request; ``queue.Empty`` where none comes."""
        self.answering = False
        answer = self._wait(asked, time.monotonic() + timeout)
        self.answering = True
        return answer

    def _wait(self, asked: str, deadline: float) -> Answer:
        outputs = []
        while True:
            message = self.client.get_iopub_msg(timeout=deadline - time.monotonic())
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind in ("stream", "display_data", "execute_result", "error"):
                outputs.append({"output_type": kind, **content})
            if kind == "status" and content["execution_state"] == "idle":
                break
        while True:
            reply = self.client.get_shell_msg(timeout=deadline - time.monotonic())
            if reply["parent_header"].get("msg_id") == asked:
                return Answer(reply, outputs)

    def attach(self) -> Answer:
        """As the Lab plugin does."""
        return self.run(ATTACH, silent=True)

    def value(self, expression: str) -> str:
        """The text of an expression, without leaving a record."""
        answer = self.run(f"print({expression})", store_history=False)
        assert answer.status == "ok", answer.outputs
        return answer.text.strip()

    def restart(self) -> None:
        """As a front end's button does."""
        self.manager.restart_kernel(now=True)
        self.client.wait_for_ready(timeout=PATIENCE)

    def other(self) -> Kernel:
        """Somebody else who asks the same kernel, in a session of their own."""
        client = BlockingKernelClient()
        client.load_connection_info(self.manager.get_connection_info())
        client.start_channels()
        client.wait_for_ready(timeout=PATIENCE)
        return Kernel(self.manager, client)

    def stop(self) -> None:
        """End it."""
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)


def start(cwd: Path, variables: dict[str, str]) -> Kernel:
    """A kernel in ``cwd`` with these environment variables added to ours."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(cwd), env={**os.environ, **variables})
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=PATIENCE)
    return Kernel(manager, client)
