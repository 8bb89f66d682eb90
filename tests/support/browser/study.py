"""A notebook with all that the panel shows."""

from __future__ import annotations

import hashlib
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_output


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def declared(source: str, origin: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"d{number}",
        "kind": "declaration",
        "evidence": "declared",
        "channel": "form",
        "time": "2026-03-02T09:00:00.000Z",
        "origin": origin,
        "source_sha256": digest(source),
        **more,
    }


def energy(low: float, high: float) -> dict[str, Any]:
    method = {"method": "codecarbon", "version": "3.3"}
    return {
        "energy": {"min": low, "max": high, "unit": "kWh", **method},
        "carbon": {"min": low * 0.056, "max": high * 0.056, "unit": "kgCO2eq", **method},
    }


CHAT = {"tool": "Le Chat", "provider": "mistral", "model": "mistral-large", "model_version": "2411"}
LOCAL = {"provider": "llama.cpp", "model": "smollm2-135m-instruct"}


def study() -> tuple[list[Any], dict[str, Any]]:
    """A short, believable notebook, and the record of it."""
    read_ = 'import pandas as pd\nreal = pd.read_csv("blood_pressure.csv")\nreal.describe()'
    make = "cohort = simulate(real, n=500, seed=7)\ncohort.head()"
    plot = 'ax = cohort.plot.scatter("age", "systolic")\nax.set_title("Simulated cohort")'
    ask = "answer = client.chat.completions.create(model=MODEL, messages=ask)\nprint(answer)"
    test = "t, p = stats.ttest_ind(real.systolic, cohort.systolic)\np"
    call = {
        "id": "c1",
        "kind": "model-call",
        "evidence": "observed",
        "channel": "httpx",
        "time": "2026-03-02T09:30:00.000Z",
        "system": {**LOCAL, "endpoint": {"class": "local"}},
        "usage": {"gen_ai.usage.input_tokens": 412, "gen_ai.usage.output_tokens": 187},
    }
    made = {
        "id": "s1",
        "kind": "synthetic-data",
        "evidence": "observed",
        "channel": "kernel",
        "time": "2026-03-02T09:20:00.000Z",
        "data": {"name": "cohort", "shape": [500, 3]},
    }

    def run(seq: int, *marks: dict[str, Any], **more: Any) -> dict[str, Any]:
        time = f"2026-03-02T09:{seq:02}:00.000Z"
        shown = [{"index": 0, "marks": marks}]
        said = {"id": f"r{seq}", "session": "k1", "seq": seq, "time": time, "marks": marks}
        return {**said, "outputs": shown, **more}

    synthetic = {"mark": "synthetic", "records": ["s1"]}
    table = [{"path": "blood_pressure.csv", "mode": "read", "sha256": "a" * 64}]
    written = [{"path": "figures/cohort.png", "mode": "write", "marks": [synthetic]}]
    cells = [
        new_markdown_cell("# Blood pressure by age: a simulated cohort"),
        cell(
            read_,
            {
                "records": [declared(read_, "human", 1)],
                "run": run(1, writes=["pd", "real"], files=table),
            },
            1,
            "1 row",
        ),
        cell(
            make,
            {
                "records": [declared(make, "generated", 2, system=CHAT), made],
                "run": run(2, synthetic, reads=["real"], writes=["cohort"]),
            },
            2,
            "   age  systolic\n0   54       131",
        ),
        cell(
            plot,
            {
                "records": [declared(plot, "assisted", 3, system=CHAT)],
                "run": run(3, synthetic, reads=["cohort"], writes=["ax"], files=written),
            },
            3,
            "<Axes: title='Simulated cohort'>",
        ),
        cell(
            ask,
            {
                "records": [call],
                "run": run(4, {"mark": "ai-output", "records": ["c1"]}, writes=["answer"]),
            },
            4,
            "Systolic pressure rises with age.",
        ),
        cell(
            test,
            {"run": run(5, synthetic, reads=["cohort", "real"], writes=["p", "t"])},
            5,
            "0.0412",
        ),
    ]
    lines = [
        {"system": "llama.cpp/smollm2-135m-instruct", "scope": "local", "calls": 3}
        | {"usage": {"gen_ai.usage.input_tokens": 1240, "gen_ai.usage.output_tokens": 561}}
        | energy(2.1e-5, 3.4e-5)
    ]
    sessions = [
        {
            "id": f"k{day}",
            "started": f"2026-03-0{day}T09:00:00.000Z",
            "seq": 9,
            "cost": {"runs": 9, "seconds": 40.0, **energy(0.0002 * day, 0.0003 * day)}
            | ({"systems": lines} if day == 2 else {}),
        }
        for day in (1, 2, 3, 4)
    ]
    note = {
        "id": "n1",
        "kind": "bias",
        "text": "Women under 40 are few in the table the cohort is made from.",
        "time": "2026-03-02T10:00:00.000Z",
    }
    passport = {"name": "blood_pressure.csv", "origin": "a cohort of 2019, 812 adults"}
    return cells, {
        "schema": "1.0",
        "id": "nb1",
        "sessions": sessions,
        "notes": [note],
        "datasets": [passport],
    }


def cell(source: str, record: dict[str, Any], count: int, shown: str) -> Any:
    output = new_output("execute_result", {"text/plain": shown}, execution_count=count)
    return new_code_cell(
        source, metadata={"aiprov": record}, execution_count=count, outputs=[output]
    )
