"""What is read of the facts is what people wrote, and what the documents print."""

from __future__ import annotations

import os
import re
from pathlib import Path

from jupyter_aiprov import providers
from jupyter_aiprov.spec import reading, twins
from jupyter_aiprov.spec.providers import Facts

DOCS = next(folder for folder in Path(__file__).parents if (folder / "docs").is_dir()) / "docs"
_PRINTED = re.compile(
    r"(?<=<!-- providers: made by the tests -->\n).*?(?=<!-- end of providers -->)", re.DOTALL
)


def test_every_file_of_facts_has_its_twin() -> None:
    """Run ``python -m jupyter_aiprov.spec.twins --write`` where this fails."""
    assert not twins.stale()
    assert {path.stem for path in twins.HERE.glob("*.toml")} == {
        path.stem for path in twins.HERE.glob("*.json")
    }


def test_a_stale_twin_is_named(tmp_path: Path) -> None:
    source = tmp_path / "facts.toml"
    source.write_text("one = 1\n", encoding="utf-8")
    assert list(twins.stale(tmp_path)) == [tmp_path / "facts.json"]
    (tmp_path / "facts.json").write_text(twins.twin(source), encoding="utf-8")
    assert twins.stale(tmp_path) == {}
    source.write_text("one = 2\n", encoding="utf-8")
    assert list(twins.stale(tmp_path)) == [tmp_path / "facts.json"]


def test_the_documents_list_the_providers() -> None:
    """``AIPROV_WRITE=1`` writes their table anew."""
    path = DOCS / "model-calls.md"
    text = path.read_text(encoding="utf-8")
    lines = ["| provider | label | hosts | estimated by EcoLogits |", "| --- | --- | --- | --- |"]
    for name, one in providers.known().providers.items():
        if one.patterns:
            hosts = ", ".join(f"`{pattern}`" for pattern in one.patterns)
            lines.append(
                f"| `{name}` | {one.label} | {hosts} | {'yes' if one.estimator else '–'} |"
            )
    wanted = _PRINTED.sub(lambda _: "\n".join(lines) + "\n", text)
    if os.environ.get("AIPROV_WRITE"):
        path.write_text(wanted, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == wanted, "run: make generated"


def test_what_the_estimator_is_asked_for_is_known_to_it() -> None:
    from ecologits.tracers.utils import PROVIDER_CONFIG_MAP

    asked = {one.estimator for one in providers.known().providers.values() if one.estimator}
    assert asked == set(PROVIDER_CONFIG_MAP)


def test_no_two_providers_share_a_host() -> None:
    ours, together = reading.ours("providers", Facts), providers.Catalogue(Facts())
    for name, one in ours.providers.items():
        together.add(Facts(providers={name: one}), name)
    together.add(Facts(dialects=ours.dialects), "dialects")
    assert together.providers == ours.providers


def test_each_dialect_has_paths_and_each_provider_a_dialect_that_is() -> None:
    from jupyter_aiprov import seams

    known = providers.known()
    dialects = {name.partition(".")[2] for name in seams.names("adapters", "dialect")}
    assert dialects == set(known.interfaces)
    assert all(known.paths(name) for name in dialects)
    assert all(set(one.dialects) <= dialects for one in known.providers.values())
