"""What runs the code: the installed distributions and their digest.

Run as a helper process, since reading two hundred packages' metadata takes a tenth of a second:

    python -m jupyter_aiprov.capture.environment
"""

from __future__ import annotations

import platform
import sys

import msgspec

from ..record.base import decode, encode
from ..record.digest import sha256_json
from ..record.notebook import Environment
from .helper import ask, be_gentle


def look() -> Environment:
    """The environment of this very process."""
    from importlib.metadata import distributions

    found = {d.metadata["Name"]: d.version for d in distributions() if d.metadata["Name"]}
    packages = dict(sorted(found.items(), key=lambda item: item[0].lower()))
    version = platform.python_version()
    return Environment(
        sha256=sha256_json({"python": version, "packages": packages}),
        language="python",
        language_version=version,
        packages=packages,
        system=platform.platform(),
    )


def fetch() -> Environment:
    """The same, found by a helper process; call it from a thread.

    Raises:
        OSError, subprocess.SubprocessError, msgspec.MsgspecError: the helper failed.
    """
    return decode(msgspec.json.decode(ask(__name__)), Environment)


if __name__ == "__main__":
    be_gentle()
    sys.stdout.write(msgspec.json.encode(encode(look())).decode())
