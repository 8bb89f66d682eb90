"""Run as a helper process: look at the hardware with codecarbon, print what was found.

Codecarbon takes seconds to look around once. Done here, the user's first cells share neither
their interpreter nor their memory with it.

    python -m jupyter_aiprov.capture.energy.probe [COUNTRY]
"""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

import msgspec

from ..helper import be_gentle
from .hardware import Counter, Grid, Hardware

if TYPE_CHECKING:
    from codecarbon import OfflineEmissionsTracker
    from codecarbon.external.hardware import BaseHardware

_NOWHERE = "FRA"  # codecarbon wants a country to start; its carbon figure is not used


def main(country: str | None) -> None:
    """Print a :class:`Hardware` as JSON."""
    _no_network()
    be_gentle()
    sys.stdout.write(msgspec.json.encode(look(country)).decode())


def look(country: str | None) -> Hardware:
    """The machine as codecarbon sees it, and the grid of ``country`` or of the time zone."""
    tracker = _tracker()
    cpu = _of(tracker, "CPU")
    ram = _of(tracker, "RAM")
    source = "settings" if country else None
    if country is None:
        country, source = country_of_time_zone()
    tdp = getattr(cpu, "_tdp", None)
    return Hardware(
        version=str(tracker._conf.get("codecarbon_version")),
        mode=str(getattr(cpu, "_mode", "unknown")),
        cpu=str(tracker._conf.get("cpu_model") or "unknown"),
        cores=int(tracker._conf.get("cpu_count") or os.cpu_count() or 1),
        tdp=float(tdp) if tdp else None,
        tdp_guessed=bool(getattr(cpu, "_is_generic_tdp", False)),
        ram_power=float(ram.total_power().W) if ram is not None else 0.0,
        counters=tuple(_counters(cpu)),
        gpus=tuple(_gpus()),
        grid=_grid(country),
        zone_source=source,
    )


def _tracker() -> OfflineEmissionsTracker:
    from codecarbon.external.logger import logger

    logger.disabled = True
    from codecarbon import OfflineEmissionsTracker

    tracker = OfflineEmissionsTracker(
        country_iso_code=_NOWHERE, save_to_file=False, tracking_mode="machine"
    )
    tracker.start_task("probe")
    tracker.stop_task("probe")
    return tracker


def _of(tracker: OfflineEmissionsTracker, name: str) -> BaseHardware | None:
    return next((part for part in tracker._hardware if type(part).__name__ == name), None)


def _counters(cpu: object) -> list[Counter]:
    rapl = getattr(cpu, "_intel_interface", None)
    mirrored = getattr(rapl, "_mirrored_candidates", {})
    found = []
    for file in getattr(rapl, "_rapl_files", ()):
        if file.path in mirrored:
            continue
        with suppress(OSError, ValueError), open(file.max_path, encoding="ascii") as limit:  # noqa: PTH123
            found.append(Counter(path=file.path, wraps_at=float(limit.read())))
    return found


def _gpus() -> list[str]:
    with suppress(Exception):
        import pynvml  # type: ignore[import-untyped]

        pynvml.nvmlInit()
        handles = map(pynvml.nvmlDeviceGetHandleByIndex, range(pynvml.nvmlDeviceGetCount()))
        return [str(pynvml.nvmlDeviceGetName(handle)) for handle in handles]
    return []


def _grid(country: str | None) -> Grid | None:
    from codecarbon.input import DataSource

    source = DataSource()  # type: ignore[no-untyped-call]
    known = source.get_global_energy_mix_data().get((country or "").upper())
    if not known or known.get("carbon_intensity") is None:
        return None
    return Grid(
        country=str(known["iso_code"]),
        intensity=float(known["carbon_intensity"]),
        year=int(known["year"]),
        source="codecarbon global_energy_mix",
    )


def country_of_time_zone() -> tuple[str | None, str | None]:
    """Three-letter country code and where it comes from; None, None where it cannot be told.

    A guess, and always said to be one. UTC and its like, common on servers, belong to no country.
    """
    zone = _local_zone()
    if not zone:
        return None, None
    from babel.core import get_global
    from pycountry import countries

    zone = str(get_global("zone_aliases").get(zone, zone))
    territory = get_global("zone_territories").get(zone, "")
    country = countries.get(alpha_2=territory) if territory else None
    return (country.alpha_3, f"time zone {zone}") if country else (None, None)


def _local_zone() -> str:
    from babel.localtime import get_localzone

    try:
        found = get_localzone()
    except LookupError:
        return ""
    return str(getattr(found, "key", None) or getattr(found, "zone", None) or "")


def _no_network() -> None:
    """Whatever codecarbon would ask of a host, nothing leaves this process."""

    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        raise OSError("this process does not use the network")

    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, refuse)
    socket.getaddrinfo = refuse


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else None)
