"""llama.cpp inside the kernel: xllamacpp's server object, called without HTTP.

Both ends are in the OpenAI dialect, so its file reads them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from ..dialects.openai import DIALECT
from ..http.call import Call
from ..http.request import Request
from ..patching import Patch
from .inside import Method, follow

if TYPE_CHECKING:
    from ..recorder import Recorder

_LIBRARY = "xllamacpp"
_METHODS = (
    ("handle_chat_completions", "chat"),
    ("handle_completions", "text_completion"),
    ("handle_embeddings", "embeddings"),
)


def install(recorder: Recorder) -> Callable[[], None]:
    """Stand a class that records in for ``Server``; answers the undo.

    The class is compiled and cannot be changed, so that the module's name leads to a subclass.
    """
    patch = Patch(sys.modules[_LIBRARY], "Server", lambda server, _: _subclass(recorder, server))
    return patch.undo


def _subclass(recorder: Recorder, server: type) -> type:
    def method(name: str) -> object:
        def handle(self: object, *args: object, **kwargs: object) -> object:
            return getattr(server, name)(self, *args, **kwargs)

        handle.__name__, handle.__doc__ = name, getattr(server, name).__doc__
        return handle

    members = {name: method(name) for name, _ in _METHODS}
    named = {"__module__": server.__module__, "__doc__": server.__doc__}
    made = type(server.__name__, (server,), {**members, **named})
    for name, operation in _METHODS:
        follow(recorder, made, Method(_LIBRARY, name, operation, _asked, _answered))
    return made


def _asked(
    call: Call, _server: object, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> None:
    asked = args[0] if args else kwargs.get("prompt")
    body = asked.encode() if type(asked) is str else asked
    if type(asked) is dict:
        body = msgspec.json.encode(asked)
    if type(body) is bytes:
        DIALECT.ask(call, Request(_LIBRARY, "POST", "", "", body=body))


def _answered(
    call: Call,
    _server: object,
    _args: tuple[object, ...],
    _kwargs: Mapping[str, object],
    answer: object,
) -> None:
    if type(answer) is str or type(answer) is bytes:
        answer = msgspec.json.decode(answer)
    if type(answer) is dict:
        DIALECT.answer(call, answer)
