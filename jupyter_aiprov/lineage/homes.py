"""Which modules are the user's own: their functions are looked into, a library's are not."""

from __future__ import annotations

import sys
import sysconfig
from functools import lru_cache
from types import ModuleType

_LIBRARIES = tuple(
    {
        path
        for name in ("stdlib", "platstdlib", "purelib", "platlib")
        if (path := sysconfig.get_paths().get(name))
    }
    | {path for path in (sys.prefix, sys.base_prefix) if path not in ("/", "/usr")}
)
_OURS = "jupyter_aiprov"


@lru_cache(4096)
def _local(name: str, file: str | None) -> bool:
    if file is None or name.partition(".")[0] == _OURS:
        return False
    return not file.startswith(_LIBRARIES) and "site-packages" not in file


def is_local(name: str | None) -> bool:
    """Whether a module is the notebook itself or a file of the user's."""
    if not isinstance(name, str):
        return False
    if name == "__main__":
        return True
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None) if module is not None else None
    return _local(name, file if isinstance(file, str) else None)


def is_local_module(module: ModuleType) -> bool:
    """As :func:`is_local`, of the module itself."""
    return is_local(module.__name__)
