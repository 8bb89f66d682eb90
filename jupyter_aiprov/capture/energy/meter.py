"""The meter of one kernel: reads before and after, answers with an impact."""

from __future__ import annotations

import os
import subprocess

import msgspec
import psutil

from ...record.diagnostics import Diagnostic, diagnostic
from ...record.quantity import Impact, Quantity
from . import model
from .hardware import Hardware, find, kept
from .reading import Meters, Reading

_LOOKING = "The hardware is still being looked at; later runs will have it."
_STALE = 1.0  # seconds
_OFF = "It was switched off in the configuration."


class Meter:
    """Energy of spans of time in this process, once the hardware is known."""

    def __init__(self) -> None:
        self.hardware: Hardware | None = None
        self._why_not = _LOOKING
        self._meters = Meters()
        self._process = psutil.Process()
        self._memory = psutil.virtual_memory().total
        self._seen = -_STALE
        self._share = 0.0

    def recall(self, country: str | None) -> bool:
        """Take what an earlier kernel on this machine found; False where there is nothing."""
        if found := kept(country):
            self._take(found)
        return self.hardware is not None

    def look(self, country: str | None) -> None:
        """Look at the hardware; takes seconds, call it from a thread."""
        try:
            self._take(find(country))
        except (OSError, subprocess.SubprocessError, msgspec.MsgspecError) as error:
            self._why_not = f"The hardware could not be looked at: {error}"[:200]

    def switch_off(self) -> None:
        """Estimate nothing."""
        self._why_not = _OFF

    def read(self) -> Reading:
        """A moment on the meters, to be handed to :meth:`since` later."""
        return self._meters.read()

    def since(self, before: Reading, after: Reading | None = None) -> Impact:
        """What this process cost from ``before`` to ``after`` (now, if not given)."""
        after = after or self.read()
        return self._impact(before, after, whole_machine=False)

    def machine_since(self, before: Reading, after: Reading | None = None) -> Impact:
        """What the whole machine cost: for work a local server does in another process."""
        return self._impact(before, after or self.read(), whole_machine=True)

    def _impact(self, before: Reading, after: Reading, *, whole_machine: bool) -> Impact:
        known = self.hardware
        if known is None:
            return Impact(scope="local", diagnostics=(diagnostic("AP201", self._why_not),))
        passed = model.span(before, after, self._held(after.clock.wall))
        if whole_machine:
            passed = model.machine(passed)
        parts = self._parts(known, passed, before, after)
        if "cpu" not in parts:
            why = f"codecarbon has no power figure for this processor ({known.cpu})."
            return Impact(scope="local", diagnostics=(diagnostic("AP201", why),))
        impact = Impact(
            scope="local",
            energy=model.total(parts, known.version),
            components=parts,
            conditions=_conditions(known, passed, whole_machine=whole_machine),
        )
        return _with_carbon(known, impact)

    def _parts(
        self, known: Hardware, passed: model.Span, before: Reading, after: Reading
    ) -> dict[str, Quantity]:
        joules = model.rapl(known.counters, before, after)
        found = {"cpu": model.cpu(known, passed, joules), "ram": model.ram(known, passed)}
        if len(before.gpu_joules) == len(after.gpu_joules) > 0:
            pairs = zip(after.gpu_joules, before.gpu_joules, strict=True)
            spent = tuple(max(0.0, end - start) for end, start in pairs)
            alone = self._meters.uses_gpu(os.getpid())
            found["gpu"] = model.gpu(spent, alone, known.version)
        return {name: part for name, part in found.items() if part is not None}

    def _held(self, moment: float) -> float:
        """Share of the machine's memory, looked at once a second: it opens a file."""
        if moment - self._seen > _STALE:
            self._seen = moment
            self._share = min(1.0, self._process.memory_info().rss / self._memory)
        return self._share

    def _take(self, hardware: Hardware) -> None:
        self._meters = Meters(hardware)
        self.hardware = hardware


def _conditions(known: Hardware, passed: model.Span, *, whole_machine: bool) -> dict[str, object]:
    said: dict[str, object] = {
        "mode": known.mode,
        "cpu": known.cpu,
        "cores": known.cores,
        "ram_power_w": known.ram_power,
        "machine_share": 1.0 if whole_machine else round(passed.share, 4),
    }
    if known.tdp is not None:
        said["tdp_w"] = known.tdp
        said["tdp_guessed"] = known.tdp_guessed
    if known.gpus:
        said["gpu"] = list(known.gpus)
    return said


def _with_carbon(known: Hardware, impact: Impact) -> Impact:
    """The impact with the carbon of its energy by the country's grid, or why there is none."""
    grid, energy = known.grid, impact.energy
    if grid is None or energy is None:
        remedy = "Set c.AIProv.country in jupyter_aiprov_config.py."
        return msgspec.structs.replace(impact, diagnostics=(diagnostic("AP203", remedy),))
    method = f"{grid.source} {grid.year}"
    kilograms = grid.intensity / 1000
    inferred: tuple[Diagnostic, ...] = ()
    if known.zone_source != "settings":
        inferred = (diagnostic("AP202", f"{grid.country} from {known.zone_source}."),)
    return msgspec.structs.replace(
        impact,
        carbon=Quantity(
            min=model.short(energy.min * kilograms),
            max=model.short(energy.max * kilograms),
            unit="kgCO2eq",
            method=method,
            version=known.version,
        ),
        factor=Quantity(
            min=kilograms, max=kilograms, unit="kgCO2eq/kWh", method=method, version=known.version
        ),
        zone=grid.country,
        zone_source=known.zone_source,
        diagnostics=inferred,
    )
