"""Notebooks as people write them with AI systems beside them, by chance but always the same."""

from __future__ import annotations

import hashlib
import random
from typing import Any

_STATEMENTS = (
    "frame = pd.read_csv('data/{name}.csv', parse_dates=['time'])",
    "{name} = frame.groupby('station')['{name}'].agg(['mean', 'std', 'count'])",
    "{name}_clean = {name}[{name}['count'] > {n}].reset_index()",
    "model = LinearRegression().fit(train[features], train['{name}'])",
    "residual = test['{name}'] - model.predict(test[features])",
    "fig, ax = plt.subplots(figsize=({n}, 4), constrained_layout=True)",
    "ax.plot({name}_clean.index, {name}_clean['mean'], label='{name}')",
    "for station, group in frame.groupby('station'):",
    "    results[station] = bootstrap(group['{name}'].to_numpy(), {n} * 100)",
    "# The first weeks of the campaign are left out: the sensor was not calibrated.",
    "print(f'{name}: {{residual.abs().mean():.3f}} over {{len(residual)}} rows')",
    "assert np.isfinite({name}).all(), 'missing values in {name}'",
)
_NAMES = ("ozone", "humidity", "wind_speed", "temperature", "nitrate", "pressure")
_AGENT = {
    "tool": "claude-code",
    "tool_version": "2.0.14",
    "provider": "anthropic",
    "model": "claude-sonnet-4-5",
}


def source(chance: random.Random, lines: int) -> str:
    """Some lines of the code of a data analysis."""
    return "\n".join(
        chance.choice(_STATEMENTS).format(name=chance.choice(_NAMES), n=chance.randint(2, 40))
        for _ in range(lines)
    )


def cells(count: int, *, recorded: bool, lines: tuple[int, int] = (5, 15)) -> list[dict[str, Any]]:
    """Cells of code; `recorded` ones hold what the editor's tracking writes for them.

    Of ten cells four are typed, three typed with completions, two an agent's with a
    person's corrections, and one is from before anything was tracked.
    """
    chance = random.Random(5)
    made = []
    for index in range(count):
        text = source(chance, chance.randint(*lines))
        identity = f"{index:08x}-{chance.getrandbits(16):04x}"
        record = _record(index, text, chance)
        metadata = {"aiprov": record} if recorded and record else {}
        made.append(
            {
                "cell_type": "code",
                "id": identity,
                "metadata": metadata,
                "execution_count": None,
                "outputs": [],
                "source": text,
            }
        )
    return made


def _record(index: int, text: str, chance: random.Random) -> dict[str, Any] | None:
    turn = index % 10
    if turn == 9:
        return None
    identity = f"0mb{index:06d}{chance.getrandbits(28):07x}"
    if turn < 4:
        return {"authorship": _authorship(text, [[0, len(text), "human"]])}
    if turn < 7:
        return {
            "authorship": _authorship(text, _completed(text, identity)),
            "records": [_completion(identity)],
        }
    cut = text.index("\n")
    return {
        "authorship": _authorship(text, [[0, cut, "human"], [cut, len(text), "ai", identity]]),
        "records": [_edit(identity, text)],
    }


def _authorship(text: str, spans: list[list[Any]]) -> dict[str, Any]:
    return {"source_sha256": hashlib.sha256(text.encode()).hexdigest(), "spans": spans}


def _completed(text: str, identity: str) -> list[list[Any]]:
    """The second half of every third line was suggested."""
    spans: list[list[Any]] = []
    at = 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        end = at + len(line.rstrip("\n"))
        if number % 3 == 1:
            half = (at + end) // 2
            spans += [[_start(spans), half, "human"], [half, end, "ai", identity]]
        at += len(line)
    return [*spans, [_start(spans), len(text), "human"]] if _start(spans) < len(text) else spans


def _start(spans: list[list[Any]]) -> int:
    return int(spans[-1][1]) if spans else 0


def _completion(identity: str) -> dict[str, Any]:
    return {
        "id": identity,
        "kind": "completion",
        "evidence": "observed",
        "channel": "inline-completion",
        "time": "2026-11-02T09:12:44.120Z",
        "system": {"tool": "Notebook Intelligence"},
        "outcome": "accepted",
        "usage": {"aiprov.suggestions.accepted": 3, "aiprov.suggestions.rejected": 2},
    }


def _edit(identity: str, text: str) -> dict[str, Any]:
    return {
        "id": identity,
        "kind": "edit",
        "evidence": "observed",
        "channel": "hook:claude-code",
        "time": "2026-11-02T09:14:02.002Z",
        "system": _AGENT,
        "response": {
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "mode": "hash",
            "length": len(text),
        },
    }
