"""Who sends: the library between the user's code and the call."""

from __future__ import annotations

import sys
from functools import cache
from types import FrameType

_INSTALLED = ("site-packages", "dist-packages")
#: They run other people's functions; a call made within one was not made by it.
_CARRIERS = frozenset(
    {
        "IPython",
        "anyio",
        "backoff",
        "httpcore",
        "httpcore2",
        "ipykernel",
        "joblib",
        "jupyter_aiprov",
        "nest_asyncio",
        "pandas",
        "sniffio",
        "tenacity",
        "tqdm",
        "wrapt",
    }
)
_DEPTH = 200


def tool() -> tuple[str | None, str | None]:
    """Name and version of the outermost library between the user's code and this call."""
    found: str | None = None
    frame: FrameType | None = sys._getframe(1)
    for _ in range(_DEPTH):
        if frame is None:
            break
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if _is_library(package, frame.f_code.co_filename):
            found = package
        elif not _is_plumbing(package):
            break
        frame = frame.f_back
    return found, version(found) if found else None


@cache
def _is_library(package: str, file: str) -> bool:
    return any(place in file for place in _INSTALLED) and package not in _CARRIERS


@cache
def _is_plumbing(package: str) -> bool:
    return package in _CARRIERS or package in sys.stdlib_module_names - {"__main__"}


@cache
def version(package: str) -> str | None:
    """The version of an imported library, as it or its distribution tells it."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    told = getattr(sys.modules.get(package), "__version__", None)
    if isinstance(told, str):
        return told
    try:
        return installed(package.replace("_", "-"))
    except PackageNotFoundError:
        return None
