"""Each closed word of the format has a label in each language, and none is left over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_aiprov.record.schema import json_schema as record_schema
from jupyter_aiprov.report.appendix.i18n import languages
from jupyter_aiprov.report.schema import json_schema as report_schema
from jupyter_aiprov.spec import twins
from jupyter_aiprov.spec.vocabulary import Labels, vocabulary

#: Members whose words are open; those of their kind are offered.
OPEN = {"Comparison.method", "Review.method"}
#: Words beside those of a schema: a browser leaves some reviews unjudged.
OFFERED = {"review": {"unknown"}}


def _closed() -> dict[str, set[str]]:
    """The closed words of each member that has some, in record and Report."""
    report = report_schema()
    structs = {**record_schema()["$defs"], **report["$defs"], "Report": report}
    found: dict[str, set[str]] = {}
    for struct, schema in structs.items():
        for member, value in schema.get("properties", {}).items():
            if words := set(_words(value)):
                found[f"{struct}.{member}"] = words
        for name, value in zip(("start", "end", "by"), schema.get("prefixItems", ())):  # noqa: B905
            if words := set(_words(value)):
                found[f"{struct}.{name}"] = words
    return found


def _words(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("enum", ())
        for key, value in schema.items():
            if key != "enum":
                yield from _words(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _words(value)


CLOSED = _closed()


def test_each_member_with_closed_words_names_their_kind() -> None:
    assert set(vocabulary().members) == {*CLOSED, *OPEN}


@pytest.mark.parametrize("kind", [kind for kind in vocabulary().words if kind != "method"])
def test_a_kind_has_the_words_of_its_members(kind: str) -> None:
    members = [member for member, its in vocabulary().members.items() if its == kind]
    wanted = set().union(*(CLOSED[member] for member in members), OFFERED.get(kind, set()))
    assert set(vocabulary().words[kind]) == wanted


def _labels() -> Iterator[tuple[str, Labels]]:
    for kind, words in vocabulary().words.items():
        for name, word in words.items():
            for form in ("label", "short", "long", "asked"):
                if (labels := getattr(word, form)) is not None:
                    yield f"{kind}.{name}.{form}", labels


@pytest.mark.parametrize(("name", "labels"), list(_labels()))
def test_a_word_is_said_in_each_language(name: str, labels: Labels) -> None:
    assert set(labels) == set(languages())
    assert all(label.strip() == label != "" for label in labels.values())


def test_french_is_set_as_french_is() -> None:
    for name, labels in _labels():
        french = labels["fr"]
        assert "'" not in french, name
        alone = len(french) == 1
        assert alone or all(
            french[at - 1] == "\u202f" for at, c in enumerate(french) if c in ";:!?"
        )


def test_the_twins_are_fresh() -> None:
    assert not twins.stale()


def test_what_the_front_end_is_built_with_is_fresh() -> None:
    front = Path(__file__).parents[2] / "labextension" / "src" / "ui"
    assert not twins.stale(front=front), "run: make generated"
