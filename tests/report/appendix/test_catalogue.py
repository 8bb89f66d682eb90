"""Every message has its French, and no French is left of a message that is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import jupyter_aiprov.report.appendix as package
from jupyter_aiprov.report.appendix.gaidet import TERMS
from jupyter_aiprov.report.appendix.i18n import LOCALE, languages, translator_of

KEYWORDS = {"text": None, "say": None, "many": (1, 2), "gettext": None}


@pytest.fixture(scope="module")
def messages() -> set[str]:
    folder = str(Path(package.__file__).parent)
    found = extract_from_dir(folder, [("**.py", "python")], keywords=KEYWORDS)
    taken = {m[0] if isinstance(m, tuple) else m for _, _, m, _, _ in found}
    return taken | {term.label for term in TERMS.values()}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (LOCALE / "fr.po").open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


def forms(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def names(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


def test_french_is_whole(messages: set[str], catalogue: Catalog) -> None:
    translated = {forms(m.id)[0] for m in catalogue if m.id and all(forms(m.string))}
    assert translated == messages


def test_values_keep_their_names(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            pairs = zip(forms(message.id), forms(message.string), strict=True)
            assert all(names(one) == names(other) for one, other in pairs), message.id


@pytest.mark.parametrize("language", languages())
def test_numbers_and_dates(language: str) -> None:
    translator = translator_of(language)
    shown = (
        translator.number(1234567),
        translator.number(0.0561),
        translator.share(1, 1000),
        translator.share(0, 9),
    )
    dates = translator.dates("2026-11-02T10:00:00Z", "2026-11-23T10:00:00Z")
    expected = {
        "en": (("1,234,567", "0.0561", "< 1%", "0%"), "November 2, 2026 to November 23, 2026"),
        "fr": (
            ("1\u202f234\u202f567", "0,0561", "< 1\u202f%", "0\u202f%"),
            "du 2 novembre 2026 au 23 novembre 2026",
        ),
    }
    assert (shown, dates) == expected[language]
