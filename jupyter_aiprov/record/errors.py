"""Errors that reach a person. Each message says what is wrong and names the remedy."""

from __future__ import annotations


class AiprovError(Exception):
    """Base of every error this package raises on purpose."""


class BadInput(AiprovError):  # noqa: N818 - named after what happened
    """A file, option or stream that cannot be used as given."""


class NewerFormat(BadInput):
    """The records were written by a newer format than this version understands."""


class NotWritable(AiprovError):  # noqa: N818 - named after what happened
    """A file that could not be written; the original is untouched."""


class Changed(NotWritable):
    """Somebody else saved the file since it was read; their save stands."""


class Collision(AiprovError):  # noqa: N818 - named after what happened
    """Two plugins claim the same name."""


class MissingExtra(AiprovError):  # noqa: N818 - named after what happened
    """An optional dependency is absent; the message gives the pip command."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(
            f"{feature} needs an optional package: pip install 'jupyter-aiprov[{extra}]'"
        )
