"""Random texts and JSON values, spans and outputs, as notebooks may hold them."""

from __future__ import annotations

import json
from random import Random
from typing import Any

_PIECES = (
    *("alpha", "beta", "x", "é", "данные", "\U0001f389", "\U0002000b", "\ud800", "\udc00"),
    *(" ", "    ", "\n", "\n\n", "\t", "\xa0", "\u202f", "\r\n", "\x1c", "\x85", "\ufeff"),
    *("=", "(", ")", ",", "'", '"', "@", ".", "+", "-", "1", "42", "06 12 34 56 78", "sk-"),
    *("a@b.fr", "http://x.y", "%%aiprov ", "__proto__", "constructor", "\u0660\u0661", "·"),
)
_NUMBERS = ("1e17", "-0", "-0.0", "9007199254740993", "1e400", "0.1", "1e21", "7", "-3", "1e-7")


def text(chance: Random, most: int = 14) -> str:
    """A text, as JSON carries it."""
    made = "".join(chance.choice(_PIECES) for _ in range(chance.randint(0, most)))
    return str(json.loads(json.dumps(made)))


def value(chance: Random, depth: int = 3) -> str:
    """The text of a JSON value."""
    kind = chance.randrange(6 if depth else 4)
    if kind < 2:
        return chance.choice(_NUMBERS)
    if kind == 2:
        return json.dumps(text(chance, 3))
    if kind == 3:
        return chance.choice(("null", "true", "false"))
    parts = [value(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    if kind == 4:
        return f"[{','.join(parts)}]"
    return "{" + ",".join(f"{json.dumps(text(chance, 2))}:{part}" for part in parts) + "}"


def spans(chance: Random, length: int) -> list[Any]:
    """Spans as they may come: overlapping, unsorted, beyond the end."""
    made = []
    for _ in range(chance.randint(0, 4)):
        start, end = sorted((chance.randint(0, length + 1), chance.randint(0, length + 1)))
        row: list[Any] = [start, end, chance.choice(("ai", "human"))]
        made.append(row + (["r1"] if chance.random() < 0.5 else []))
    return made


def outputs(chance: Random) -> dict[str, Any]:
    """Outputs as a notebook may hold them."""
    made = []
    for _ in range(chance.randint(0, 3)):
        if chance.random() < 0.4:
            name = chance.choice(("stdout", "stderr", "__proto__", None))
            made.append({"output_type": "stream", "name": name, "text": text(chance, 3)})
        else:
            kinds = ("text/plain", "application/json", "image/png", "application/x+json")
            data = {
                kind: json.loads(value(chance).replace("1e400", "2"))
                for kind in chance.sample(kinds, 2)
            }
            made.append({"output_type": "display_data", "data": data, "metadata": {}})
    return {"outputs": made}
