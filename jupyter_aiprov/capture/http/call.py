"""What is known of one call so far: dialects fill it in, the exchange makes the record of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

_NAME = re.compile(r"^[\w@][\w @.:/+\-]{0,199}$")
_SECRET = re.compile(r"(?:^|\W)(?:sk|pk|ghp|gho|hf|xox[abp]|AIza|gsk)[-_]?[\w-]{16,}|^eyJ[\w-]+\.")
_KEPT_TEXT = 1_000_000  # characters of an answer; beyond that its text is not kept


class Call:
    """A call to a model, by the attribute names of OpenTelemetry's GenAI conventions.

    Attributes:
        operation: ``chat``, ``text_completion``, ``embeddings`` …
        revision: of the checkpoint, where the model is a file.
        prompt: the request's text, None where there is none to be told.
        streamed: whether the answer came in events.
        ended: whether the answer itself said that it was complete.
        unread: whether what was to be read of it could not be.
    """

    def __init__(self, operation: str, provider: str | None = None) -> None:
        self.operation = operation
        self.provider = provider
        self.requested: str | None = None
        self.served: str | None = None
        self.revision: str | None = None
        self.prompt: str | None = None
        self.streamed = False
        self.ended = False
        self.unread = False
        self.usage: dict[str, float] = {}
        self.parameters: dict[str, object] = {}
        self._finish: dict[int, str] = {}
        self._text: list[str] = []
        self._size = 0

    def request_model(self, name: object) -> None:
        """The model that was asked for."""
        self.requested = model_name(name) or self.requested

    def response_model(self, name: object) -> None:
        """The model that answered."""
        if name != self.served:
            self.served = model_name(name) or self.served

    def parameter(self, attribute: str, value: object) -> None:
        """Keep a number, a truth value or a short name; anything else may be content."""
        if self.parameters.get(attribute) == value:
            return  # told again with every event
        kept = value if isinstance(value, bool | int | float) else named(value)
        if kept is not None:
            self.parameters[attribute] = kept

    def take(self, fields: object, names: Mapping[str, str]) -> None:
        """Keep the parameters of ``fields`` that ``names`` lists, under their attribute names."""
        if not isinstance(fields, Mapping):
            return
        for field, attribute in names.items():
            if (value := fields.get(field)) is not None:
                self.parameter(attribute, value)

    def count(self, counts: object, names: Mapping[str, str]) -> None:
        """Token counts, by dotted path in ``counts``; what is absent stays unknown."""
        if not isinstance(counts, Mapping):
            return
        for path, attribute in names.items():
            value = reach(counts, path)
            if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
                self.usage[attribute] = value

    def say(self, text: object) -> None:
        """Text of the answer, in its order."""
        if isinstance(text, str) and text:
            self._size += len(text)
            self._text.append(text)
            if self._size > _KEPT_TEXT:
                self._text.clear()

    def finish(self, reason: object, choice: object = 0) -> None:
        """Why a choice of the answer ended."""
        if name := named(reason):
            self._finish[choice if isinstance(choice, int) else 0] = name
            self.ended = True

    def tools(self, tools: object) -> None:
        """Tools are counted, their definitions not kept."""
        if isinstance(tools, list) and tools:
            self.parameters["aiprov.request.tools"] = len(tools)

    def copy(self) -> Call:
        """Another of the same content."""
        made = Call.__new__(Call)
        for name, value in vars(self).items():
            setattr(made, name, value.copy() if isinstance(value, dict | list) else value)
        return made

    def take_over(self, other: Call) -> None:
        """Know what the other knows."""
        vars(self).update(vars(other))

    def is_sound(self) -> bool:
        """Whether it can be told of, whoever filled it in."""
        try:
            texts = (self.provider, self.requested, self.served, self.revision, self.prompt)
            msgspec.json.encode((self.parameters, self._finish, self.streamed, self.ended))
            return (
                type(self.operation) is str
                and all(text is None or type(text) is str for text in texts)
                and all(type(key) is str for key in (*self.usage, *self.parameters))
                and all(type(count) in (int, float) for count in self.usage.values())
                and all(type(text) is str for text in self._text)
            )
        except Exception:  # noqa: BLE001 - anything may stand there
            return False

    @property
    def response(self) -> str | None:
        """The answer's text; None where there was none, or more than is kept."""
        return "".join(self._text) if 0 < self._size <= _KEPT_TEXT else None

    @property
    def finish_reasons(self) -> list[str]:
        """By choice, in their order."""
        return [self._finish[choice] for choice in sorted(self._finish)]


def named(value: object) -> str | None:
    """``value`` if it is a short name and does not look like a key; content never is."""
    if not isinstance(value, str) or not _NAME.match(value) or _SECRET.search(value):
        return None
    return None if "@" in value[1:] and "://" in value else value


def model_name(value: object) -> str | None:
    """A model's name; of one that is a path on its server only the last part."""
    if isinstance(value, str) and value.startswith(("/", "./", "~")):
        value = value.rstrip("/").rpartition("/")[2]
    return named(value)


def reach(value: object, path: str) -> object:
    """The value at a dotted path of nested objects, None where it ends before."""
    for step in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def objects(value: object) -> Iterable[Mapping[str, object]]:
    """The objects in a list; nothing where ``value`` is anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
