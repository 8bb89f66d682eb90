"""The appendix word for word: a change of wording must be seen and meant."""

from __future__ import annotations

import re

import pytest
from support.appendix import GOLDEN, golden

CASES = dict(golden())

#: Code, addresses, cells such as B:4, rules of tables, hours, titles and forms in English.
NOT_PROSE = re.compile(
    r"`[^`]*`|\(<[^>]*>\)|https?:\S+|[A-Z]:\d[\d–]*|\|[-:|]+\||\d\d:\d\d|numpy\S+"
    r"|(?:AID Statement|Forme de la déclaration).*?(?=\n\n)",
    re.DOTALL,
)
#: A sign without its narrow space, or with a space a line may break at.
WRONG = re.compile(r".{9}(?:[^\s\u202f\\:;!?][;!?]|\w:|[ \u00a0][;:!?%»]|«[^\u202f])")


@pytest.mark.parametrize("name", sorted(CASES))
def test_as_its_golden_file(name: str) -> None:
    path = GOLDEN / name
    assert path.is_file(), f"no golden file {name}: see appendix_cases.py"
    assert CASES[name].decode() == path.read_bytes().decode()


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(CASES)


@pytest.mark.parametrize("name", sorted(name for name in CASES if ".fr." in name))
def test_french_typography(name: str) -> None:
    prose = NOT_PROSE.sub("", CASES[name].decode())
    assert [found for found in WRONG.findall(prose) if "doi" not in found] == []
