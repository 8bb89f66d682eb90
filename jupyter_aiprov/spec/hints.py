"""What the source of a notebook suggests of AI systems (``hints.toml``)."""

from __future__ import annotations

import msgspec


class Comments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a comment that says who wrote what follows, in their order."""

    made: tuple[str, ...]
    by: tuple[str, ...]
    whom: tuple[str, ...]


class Hints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names, and what they are.

    Attributes:
        housekeeping: words after ``%ai`` by which no model is asked anything.
        services: Amazon's that run models.
        asking: regular expression of the whole name of what is called, where nobody ran it.
        asked: regular expression of the whole name of anything it is called on.
        modules: frameworks and libraries that run models here.
        calls: how a call to a model ends, whatever the client is named.
        magics: what they do.
        programs: what they are.
        comments: that say who wrote what follows.
    """

    housekeeping: tuple[str, ...]
    services: tuple[str, ...]
    asking: str
    asked: str
    modules: dict[str, str]
    calls: dict[str, str]
    magics: dict[str, str]
    programs: dict[str, str]
    comments: Comments
