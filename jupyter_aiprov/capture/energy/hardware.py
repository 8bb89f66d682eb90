"""What this machine is, as codecarbon sees it: found once by a helper process, then kept.

It is found off the cell path: from an earlier kernel, else by the helper.
"""

from __future__ import annotations

import os
import platform
import time
from hashlib import sha256
from pathlib import Path

import msgspec

from ..helper import ask

_KEPT_DAYS = 30
_PROBE = "jupyter_aiprov.capture.energy.probe"


class Counter(msgspec.Struct, frozen=True):
    """A RAPL energy counter in microjoules, and the value after which it starts again."""

    path: str
    wraps_at: float


class Grid(msgspec.Struct, frozen=True):
    """Carbon intensity of a country's electricity, in gCO2eq per kWh, and of which year."""

    country: str
    intensity: float
    year: int
    source: str


class Hardware(msgspec.Struct, frozen=True):
    """The machine's power model.

    Attributes:
        version: of codecarbon, whose model this is.
        mode: how codecarbon would follow this processor: ``intel_rapl``, ``cpu_load`` …
        cpu: the processor's name.
        tdp: thermal design power of all processors, W; None where codecarbon has none.
        tdp_guessed: the processor is not in codecarbon's table.
        cores: logical processors.
        ram_power: W, of all memory.
        counters: RAPL counters this user may read.
        gpus: names of the NVIDIA devices.
        zone_source: how the country was found.
    """

    version: str
    mode: str
    cpu: str
    cores: int
    tdp: float | None = None
    tdp_guessed: bool = False
    ram_power: float = 0.0
    counters: tuple[Counter, ...] = ()
    gpus: tuple[str, ...] = ()
    grid: Grid | None = None
    zone_source: str | None = None


def find(country: str | None = None) -> Hardware:
    """The hardware; takes seconds where no kernel on this machine has looked before.

    Args:
        country: from the settings, None to go by the time zone.

    Raises:
        OSError, subprocess.SubprocessError, msgspec.MsgspecError: the helper process failed.
    """
    if known := kept(country):
        return known
    found = msgspec.json.decode(ask(_PROBE, country or ""), type=Hardware)
    keep(found, country)
    return found


def kept(country: str | None) -> Hardware | None:
    """What an earlier kernel on this machine found, None where there is nothing fresh."""
    path = place(country)
    try:
        if time.time() - path.stat().st_mtime > _KEPT_DAYS * 86400:
            return None
        return msgspec.json.decode(path.read_bytes(), type=Hardware)
    except (OSError, msgspec.MsgspecError):
        return None


def keep(hardware: Hardware, country: str | None) -> None:
    """Spare the next kernel the search; where nothing can be written, it searches again."""
    path = place(country)
    partial = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(msgspec.json.encode(hardware))
        partial.replace(path)
    except OSError:
        return


def place(country: str | None) -> Path:
    """File of this machine; homes are shared between machines, hence the name in it."""
    from jupyter_core.paths import jupyter_data_dir

    zone = "/".join((os.environ.get("TZ", ""), _local_time()))
    traits = (platform.node(), platform.machine(), str(os.cpu_count()), country or zone)
    name = sha256("\n".join(traits).encode()).hexdigest()[:16]
    return Path(jupyter_data_dir()) / "aiprov" / f"hardware-{name}.json"


def _local_time() -> str:
    try:
        return str(Path("/etc/localtime").readlink())
    except OSError:
        return ""
