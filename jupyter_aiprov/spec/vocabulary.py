"""The closed words of the record format and of the Report, as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from .reading import ours

#: A text by language.
Labels = Mapping[str, str]


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a word is said, by language; ``vocabulary.toml`` tells when which.

    Attributes:
        label: everywhere.
        short: in a badge.
        long: where it stands alone.
        asked: what is asked of a person who chose it, of methods of a review.
    """

    label: Labels
    short: Labels | None = None
    long: Labels | None = None
    asked: Labels | None = None


class Vocabulary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All closed words.

    Attributes:
        members: of a struct's member, ``Struct.member``, the kind of its words.
        words: by kind, then by the word as it stands in a record.
    """

    members: Mapping[str, str]
    words: Mapping[str, Mapping[str, Word]]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    return ours("vocabulary", Vocabulary)


def label(kind: str, value: str, language: str) -> str | None:
    """The label of a word; English where the language has none; None of a word that is not closed.

    Args:
        kind: of the words, as ``evidence``.
        value: the word as it stands in a record.
        language: its two letters.

    Returns:
        The label, or None.
    """
    word = vocabulary().words[kind].get(value)
    return None if word is None else said(word.label, language)


def said(labels: Labels, language: str) -> str:
    """A text in a language, in English where it has none."""
    return labels.get(language, labels["en"])
