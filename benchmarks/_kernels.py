"""Real kernels to be measured: bare ones, ours, and those of other tools that follow data."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.kernels import ATTACH

ROOT = Path(__file__).parents[1]

#: ``make peers`` fills it.
PEERS = ROOT / ".venv-peers" / "bin" / "python"
#: Name of a peer → the module that is its kernel.
PEER_KERNELS = {"ipyflow": "ipyflow.kernel", "FlowBook": "flowbook.kernel"}
PACKAGE = ROOT / "jupyter_aiprov"
LOAD = "%load_ext jupyter_aiprov"
SETTLED = "import time; time.sleep(6)"  # looking at the hardware is over


@contextmanager
def kernel(way: str, home: str, setup: str = "pass") -> Iterator[Any]:
    """A blocking client of a fresh kernel.

    Args:
        way: ``bare``, ``ours`` (records go into invisible outputs), ``attached`` (ours, with a
            front end that takes them from the replies), or the name of a peer.
        home: IPython's folder.
        setup: run before ours is loaded.
    """
    from jupyter_client.manager import KernelManager

    ours = way in ("ours", "attached")
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")] if way not in PEER_KERNELS else []
    environment = {
        **os.environ,
        "JUPYTER_AIPROV_DISABLE": "" if ours else "1",
        "IPYTHONDIR": home,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    manager = KernelManager(kernel_name="python3")
    if way in PEER_KERNELS:
        argv = [str(PEERS), "-m", PEER_KERNELS[way], "-f", "{connection_file}"]
        manager.kernel_spec.argv = argv
    manager.start_kernel(env=environment, cwd=home, stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        run(client, setup)
        if ours:
            run(client, LOAD)
            run(client, SETTLED)
        if way == "attached":
            run(client, ATTACH, silent=True)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@contextmanager
def home(folder: str) -> Iterator[None]:
    """Kernels started meanwhile load this tree by themselves, and keep to ``folder``."""
    startup = Path(folder) / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    shutil.copy(PACKAGE / "_shared" / "50-aiprov.py", startup)
    kept = dict(os.environ)
    os.environ.pop("JUPYTER_AIPROV_DISABLE", None)
    os.environ["IPYTHONDIR"] = str(Path(folder) / "ipython")
    os.environ["JUPYTER_CONFIG_DIR"] = str(Path(folder) / "config")
    os.environ["JUPYTER_DATA_DIR"] = str(Path(folder) / "data")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH")]))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def run(client: Any, code: str, **options: Any) -> float:
    """Seconds from sending a cell until its reply is there and the kernel is idle again."""
    start = time.perf_counter()
    asked = client.execute(code, **options)
    while client.get_shell_msg(timeout=300)["parent_header"].get("msg_id") != asked:
        continue
    while True:
        message = client.get_iopub_msg(timeout=60)
        mine = message["parent_header"].get("msg_id") == asked
        if mine and message["msg_type"] == "error":
            raise RuntimeError(message["content"]["evalue"])
        if mine and message["content"].get("execution_state") == "idle":
            return time.perf_counter() - start
