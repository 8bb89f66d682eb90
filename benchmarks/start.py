"""Time to the first reply of a kernel, and of importing the package.

python -m benchmarks.start [ROUNDS]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from ._harness import Row, at_most_more, interleave, main

STARTUP = "50-aiprov.py"
IMPORT = (
    "import sys, time; import IPython; start = time.perf_counter(); "
    "{what}; print(time.perf_counter() - start)"
)
#: What a loaded extension imports before the first reply, IPython itself being there already.
PACKAGE = "import jupyter_aiprov, jupyter_aiprov.kernel.extension, jupyter_aiprov.kernel.magics"


def first_reply(home: str, *, loaded: bool) -> float:
    """Seconds from starting a kernel to its reply to a first cell."""
    from jupyter_client.manager import KernelManager

    variables = {"IPYTHONDIR": home, "JUPYTER_AIPROV_DISABLE": "" if loaded else "1"}
    manager = KernelManager(kernel_name="python3")
    start = time.perf_counter()
    manager.start_kernel(env={**os.environ, **variables})
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        asked = client.execute("1")
        while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != asked:
            continue
        return time.perf_counter() - start
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def importing(what: str) -> float:
    """Seconds a statement takes in an interpreter of its own, IPython imported."""
    command = [sys.executable, "-c", IMPORT.format(what=what)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return float(done.stdout)


def _homes(folder: str) -> dict[bool, str]:
    """IPython folders without and with our start-up line, whatever this environment has."""
    import jupyter_aiprov

    line = Path(jupyter_aiprov.__file__).parent / "_shared" / STARTUP
    homes = {}
    for loaded in (False, True):
        home = Path(folder) / str(loaded)
        startup = home / "profile_default" / "startup"
        startup.mkdir(parents=True)
        if loaded:
            (startup / STARTUP).write_bytes(line.read_bytes())
        homes[loaded] = str(home)
    return homes


def measure(rounds: int = 12) -> list[Row]:
    """The promises on starting."""
    with TemporaryDirectory() as folder:
        homes = _homes(folder)
        ways = {
            "bare": partial(first_reply, homes[False], loaded=False),
            "ours": partial(first_reply, homes[True], loaded=True),
        }
        start = interleave(ways, rounds)
    ways = {"bare": partial(importing, "pass"), "ours": partial(importing, PACKAGE)}
    package = interleave(ways, rounds)
    return [
        at_most_more("kernel start to first reply", start["bare"], start["ours"], 0.150),
        at_most_more("import of the package", package["bare"], package["ours"], 0.060),
    ]


if __name__ == "__main__":
    sys.exit(main(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 12)))
