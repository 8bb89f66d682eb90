"""Which modules are the user's own: their functions are looked into, a library's are not."""

from __future__ import annotations

import sys
import sysconfig
from functools import lru_cache
from types import ModuleType

from .raw import is_a, space_of, text_in

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
def _local(name: str, file: str) -> bool:
    if not file or name.partition(".")[0] == _OURS:
        return False
    return not file.startswith(_LIBRARIES) and "site-packages" not in file


def is_local(name: object) -> bool:
    """Whether a module is the notebook itself or a file of the user's."""
    if type(name) is not str:
        return False
    if name == "__main__":
        return True
    module = sys.modules.get(name)
    return module is not None and is_a(module, ModuleType) and _local(name, _file(module))


def is_local_module(module: ModuleType) -> bool:
    """As :func:`is_local`, of the module itself."""
    return is_local(text_in(space_of(module), "__name__"))


def is_library(name: str) -> bool:
    """Whether a module is there, and is not the user's own."""
    module = sys.modules.get(name)
    return module is not None and is_a(module, ModuleType) and not is_local(name)


def _file(module: ModuleType) -> str:
    return text_in(space_of(module), "__file__")
