"""Random records and texts for the rules that both languages keep."""

from __future__ import annotations

import hashlib
import json
from random import Random
from typing import Any

from .random_records import fold, reading, review
from .random_values import outputs, spans, text, value


def edits(chance: Random) -> dict[str, Any]:
    """A text and what an edit made of it."""
    old = text(chance, 40)
    new = list(old)
    for _ in range(chance.randint(0, 4)):
        at = chance.randint(0, len(new))
        new[at : at + chance.choice((0, 1, 6))] = text(chance, 3)
    after = text(chance, 40) if chance.random() < 0.1 else "".join(new)
    return {"old": old, "new": json.loads(json.dumps(after)), "spans": spans(chance, len(old))}


def cell(chance: Random) -> dict[str, Any]:
    """A source and its record."""
    source = text(chance)
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
    declared = [
        {
            "id": f"d{n}",
            "kind": "declaration",
            "evidence": "declared",
            "channel": "form",
            "time": f"2026-11-2{chance.randint(0, 3)}T10:00:00Z",
            "origin": chance.choice(("generated", "assisted", "human")),
            "source_sha256": digest,
        }
        for n in range(chance.randint(0, 2))
    ]
    written = {"source_sha256": digest, "spans": spans(chance, len(source))}
    return {
        "call": "cell",
        "source": source,
        "record": {"authorship": written, "records": declared},
    }


def placing(chance: Random) -> dict[str, Any]:
    """Cells with few sources, and deliveries found here and there."""
    sources = ("x", "y", "x")
    cells = [
        {
            "id": f"c{n}",
            "type": chance.choice(("code", "code", "markdown")),
            "source": chance.choice(sources),
            "execution_count": chance.choice((None, 1, 2)),
            "run": chance.choice((None, "r0", "r1")),
        }
        for n in range(chance.randint(1, 4))
    ]
    deliveries = []
    for _ in range(chance.randint(1, 4)):
        source = chance.choice(sources)
        run = {
            "id": chance.choice(("r0", "r1", "r2")),
            "session": "s",
            "seq": 1,
            "time": "2026-11-23T10:00:00Z",
            "source_sha256": hashlib.sha256(source.encode()).hexdigest(),
        }
        if chance.random() < 0.5:
            run["execution_count"] = 1
        delivery: dict[str, Any] = {"run": run} if chance.random() < 0.9 else {}
        if chance.random() < 0.3:
            delivery["cell"] = f"c{chance.randint(0, 5)}"
        at = chance.choice((None, chance.randrange(len(cells))))
        deliveries.append([delivery, at])
    return {"cells": cells, "deliveries": deliveries}


def quantity(chance: Random) -> dict[str, Any]:
    """A figure."""
    low = chance.random() * 10 ** chance.randint(-14, 2)
    unit = chance.choice(("kWh", "kWh", "kgCO2eq", "l"))
    made = {"min": low, "max": low * chance.choice((1, 3)), "unit": unit}
    return {**made, "method": chance.choice(("m", "n", "m; n")), "version": chance.choice("12")}


#: Of each rule, what may be given.
GIVEN = {
    "edits": edits,
    "spans": cell,
    "redaction": lambda chance: {"text": text(chance, 30)},
    "digest": lambda chance: chance.choice(
        (outputs(chance), {"json": value(chance)}, {"text": text(chance)})
    ),
    "placing": placing,
    "units": quantity,
    "cost": lambda chance: {"a": quantity(chance), "b": quantity(chance)},
    "fold": fold,
    "reading": reading,
    "review": review,
    "orcid": lambda chance: {"text": f"0000-0002-{chance.randint(1000, 9999)}-{text(chance, 2)}"},
}
