"""Energy of this machine: codecarbon's own figures, a range, never a zero for what is unknown."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_aiprov.capture.energy import cpu, model
from jupyter_aiprov.capture.energy.cpu import Clock
from jupyter_aiprov.capture.energy.hardware import Counter, Grid, Hardware, keep, kept, place
from jupyter_aiprov.capture.energy.meter import Meter
from jupyter_aiprov.capture.energy.reading import Reading
from jupyter_aiprov.capture.helper import ask

MACHINE = Hardware(version="3.3.2", mode="cpu_load", cpu="Test", cores=4, tdp=40.0, ram_power=20.0)
RAPL = (Counter("/a", 1e9), Counter("/b", 1e9))


def _reading(wall: float, used: float, busy: float, joules: tuple[float, ...] = ()) -> Reading:
    return Reading(Clock(wall, used), busy, joules)


def test_a_process_that_used_a_core_for_an_hour() -> None:
    passed = model.span(_reading(0, 0, 0), _reading(3600, 3600, 3600), memory=0.25)
    part = model.cpu(MACHINE, passed, None)
    assert part
    load = 0.1 + 0.9 * 0.25**3
    assert (part.min, part.max) == pytest.approx(sorted((0.010, 0.040 * load)), rel=1e-3)
    held = model.ram(MACHINE, passed)
    assert (held.min, held.max) == pytest.approx((0.005, 0.020))
    whole = model.total({"cpu": part, "ram": held}, "3.3.2")
    assert whole.max == pytest.approx(part.max + held.max, rel=1e-3)
    assert (whole.unit, whole.version) == ("kWh", "3.3.2")
    assert "TDP" in whole.method
    assert "RAM" in whole.method


@given(
    st.floats(1, 1000),
    st.lists(st.floats(0, 1000), min_size=1, max_size=6),
    st.floats(0, 1000),
)
def test_kernels_side_by_side_never_add_up_to_more_than_the_machine(
    wall: float, used: list[float], others: float
) -> None:
    busy = sum(used) + others
    limit = 4 * wall
    scale = min(1.0, limit / busy) if busy else 1.0
    machine_now = model.machine(model.Span(wall, 0, busy * scale, 0.0))
    most = model.cpu(MACHINE, machine_now, None)
    parts = [model.cpu(MACHINE, model.Span(wall, u * scale, busy * scale, 0.1), None) for u in used]
    assert most
    assert sum(part.max for part in parts if part) <= most.max * 1.01


def test_counters_that_start_again_are_reckoned_with() -> None:
    before, after = _reading(0, 0, 0, (10.0, 900.0)), _reading(1, 1, 1, (15.0, 100.0))
    assert model.rapl(RAPL, before, after) == pytest.approx(5 + 200)
    lost = _reading(1, 1, 1, (float("nan"), 100.0))
    assert model.rapl(RAPL, before, lost) is None
    assert model.rapl((), before, after) is None


def test_a_device_this_process_does_not_use_is_not_its_own() -> None:
    assert model.gpu((100.0,), [False], "1") is None
    shared = model.gpu((3.6e6, 3.6e6), [True, None], "1")
    assert shared
    assert (shared.min, shared.max) == (1.0, 2.0)


def test_unknown_is_said_and_never_zero() -> None:
    meter = Meter()
    unknown = meter.since(meter.read())
    assert (unknown.energy, unknown.carbon) == (None, None)
    assert [one.code for one in unknown.diagnostics] == ["AP201"]
    meter._take(Hardware(version="1", mode="cpu_load", cpu="Odd", cores=2))
    no_figure = meter.since(meter.read())
    assert (no_figure.energy, no_figure.diagnostics[0].code) == (None, "AP201")
    meter.switch_off()


def test_carbon_needs_a_zone_and_says_where_it_is_from() -> None:
    meter = Meter()
    meter._take(MACHINE)
    before = meter.read()
    sum(range(200_000))
    nowhere = meter.since(before)
    assert nowhere.energy
    assert nowhere.energy.max > 0
    assert (nowhere.carbon, [d.code for d in nowhere.diagnostics]) == (None, ["AP203"])
    grid = Grid("FRA", 56.039, 2023, "codecarbon global_energy_mix")
    for source, codes in (("settings", []), ("time zone Europe/Paris", ["AP202"])):
        meter._take(Hardware(**{**_fields(MACHINE), "grid": grid, "zone_source": source}))
        found = meter.since(before)
        assert found.energy
        assert found.carbon
        assert found.factor
        assert found.factor.min == pytest.approx(0.056039)
        assert found.carbon.max == pytest.approx(found.energy.max * 0.056039, rel=1e-3)
        assert (found.zone, found.zone_source) == ("FRA", source)
        assert [one.code for one in found.diagnostics] == codes


def _fields(hardware: Hardware) -> dict[str, object]:
    return {name: getattr(hardware, name) for name in hardware.__struct_fields__}


def test_children_count_and_our_helpers_do_not() -> None:
    burn = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    before = cpu.spent()
    subprocess.run([sys.executable, "-c", burn], check=True)
    assert cpu.spent() - before >= 0.3
    before = cpu.spent()
    ask("jupyter_aiprov.capture.environment")
    assert cpu.spent() - before < 0.2


def test_what_was_found_is_kept_for_the_next_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    assert kept("FRA") is None
    keep(MACHINE, "FRA")
    assert kept("FRA") == MACHINE
    assert kept("DEU") is None
    place("FRA").write_bytes(b"{")
    assert kept("FRA") is None
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "file"))
    (tmp_path / "file").write_text("in the way", "utf-8")
    keep(MACHINE, "FRA")
    assert kept("FRA") is None


@pytest.mark.kernel
def test_this_machine_is_found_without_the_network(hardware: Hardware) -> None:
    assert hardware.cores >= 1
    assert hardware.ram_power > 0
    assert hardware.grid == Grid("FRA", 56.039, hardware.grid.year, hardware.grid.source)  # type: ignore[union-attr]
    assert hardware.version


@pytest.mark.kernel
def test_the_search_is_off_the_cell_path(kernel: object, tmp_path: Path) -> None:
    start = time.perf_counter()
    one = kernel(JUPYTER_DATA_DIR=str(tmp_path / "nothing found yet"))  # type: ignore[operator]
    first = one.run("1")
    assert first.run["impact"]["diagnostics"][0]["code"] == "AP201"
    assert "energy" not in first.run["impact"]
    while "energy" not in one.run("import time; time.sleep(0.3)").run["impact"]:
        assert time.perf_counter() - start < 90
    session = one.run("1").deliveries[0]["session"]
    assert session["cost"]["unavailable"] >= 1, "what was not known then is not known now"
