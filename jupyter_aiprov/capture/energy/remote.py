"""Energy of calls to providers' models, estimated by EcoLogits' pure function, offline."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

import msgspec

from ... import providers
from ...imports import ours
from ...record.activity import Activity
from ...record.diagnostics import Diagnostic, diagnostic
from ...record.joining import complete_new
from ...record.quantity import Impact, Quantity
from ..plugins import aside
from .model import short

if TYPE_CHECKING:
    from ecologits.status_messages import WarningMessage
    from ecologits.tracers.utils import ImpactsOutput
    from ecologits.utils.range_value import ValueOrRange

_OUTPUT = "gen_ai.usage.output_tokens"
_METHOD = "ecologits llm_impacts"
_PATIENCE = 0.9
_asking: ContextVar[bool] = ContextVar("jupyter_aiprov_asking_ecologits", default=False)


class Remote:
    """Asks EcoLogits, once it is loaded.

    Args:
        zone: electricity zone as a three-letter code; None for the provider's data centres.
    """

    def __init__(self, zone: str | None = None) -> None:
        self._zone = zone
        self._ecologits: ModuleType | None = None
        self._why_not = "EcoLogits could not be loaded."
        self._asked = False
        self._loaded = threading.Event()
        self._lock = threading.Lock()

    def warm_for(self, provider: str | None) -> None:
        """Load EcoLogits in the background: a third of a second, while the provider works."""
        if not self._asked and _estimator(provider) is not None:
            self._warm()

    def _warm(self) -> None:
        with self._lock:
            if not self._asked:
                self._asked = True
                aside(self._load)

    def impact(
        self,
        provider: str | None,
        models: tuple[str | None, ...],
        output_tokens: float | None,
        seconds: float,
    ) -> Impact:
        """Energy, carbon in use and carbon embodied, as ranges; else the reason there are none.

        Args:
            provider: by OpenTelemetry's name.
            models: names to look for, the most exact first.
            output_tokens: as the provider counted them.
            seconds: from the request to the end of the answer.

        Returns:
            The impact: energy in kWh and carbon in kg CO2-equivalent, or the reason there is none.
        """
        known = _estimator(provider)
        if known is None:
            return _not_available(f"No estimate exists for {provider or 'an unknown provider'}.")
        if output_tokens is None:
            return _not_available("The answer gave no count of its output tokens.")
        self._warm()
        if not self._loaded.wait(_PATIENCE):
            return _not_available("EcoLogits was still being loaded.")
        if self._ecologits is None:
            return _not_available(self._why_not)
        asked = [name for name in models if name]
        return self._ask(self._ecologits, known, asked, output_tokens, seconds)

    def _load(self) -> None:
        try:
            with ours():
                import ecologits
                from ecologits.tracers import utils

            logging.getLogger("ecologits").addFilter(_not_ours)
            self._version = str(ecologits.__version__)
            self._ecologits = utils
        except Exception as error:  # noqa: BLE001 - whatever it is, the figure is not available
            self._why_not = f"EcoLogits could not be loaded: {type(error).__name__}."
        finally:
            self._loaded.set()

    def _ask(
        self, utils: ModuleType, provider: str, models: list[str], tokens: float, seconds: float
    ) -> Impact:
        why = "The model's name is unknown."
        token = _asking.set(True)
        try:
            with ours():
                for model in models:
                    found: ImpactsOutput = utils.llm_impacts(
                        provider, model, int(tokens), seconds, electricity_mix_zone=self._zone
                    )
                    if not found.errors:
                        place = utils.PROVIDER_CONFIG_MAP[provider].datacenter_location
                        return self._impact(found, place)
                    why = f"EcoLogits {self._version}: {found.errors[0].message}"
        finally:
            _asking.reset(token)
        return _not_available(why)

    def _impact(self, found: ImpactsOutput, place: str) -> Impact:
        energy, usage, embodied = found.energy, found.usage, found.embodied
        if energy is None or usage is None or embodied is None:
            return _not_available(f"EcoLogits {self._version} gave no figure.")
        return Impact(
            scope="remote",
            energy=self._quantity(energy.value, "kWh"),
            carbon=self._quantity(usage.gwp.value, "kgCO2eq"),
            embodied=self._quantity(embodied.gwp.value, "kgCO2eq"),
            zone=self._zone or place,
            zone_source="settings" if self._zone else "ecologits, by provider",
            diagnostics=tuple(_warning(said) for said in found.warnings or ()),
        )

    def _quantity(self, value: ValueOrRange, unit: str) -> Quantity:
        low, high = (value, value) if isinstance(value, int | float) else (value.min, value.max)
        return Quantity(
            min=short(float(low)),
            max=short(float(high)),
            unit=unit,
            method=_METHOD,
            version=self._version,
        )


def _estimator(provider: str | None) -> str | None:
    """EcoLogits' name of a provider; None where it estimates nothing of it."""
    found = providers.known().providers.get(provider or "")
    return found.estimator if found is not None else None


def _warning(said: WarningMessage) -> Diagnostic:
    return diagnostic("AP407", f"{said.code}: {said.message}")


def _not_available(why: str) -> Impact:
    return Impact(scope="remote", diagnostics=(diagnostic("AP201", why),))


def _not_ours(_: logging.LogRecord) -> bool:
    """EcoLogits tells its user; what it says to us is in the record."""
    return not _asking.get()


def estimate_new(zone: Callable[[], str | None]) -> None:
    """Complete the messages joined in this process from now on.

    Args:
        zone: the electricity zone of remote models; asked once there is something to estimate.
    """
    remote = cache(lambda: Remote(zone()))
    complete_new(lambda activity: estimated(activity, remote))


def estimated(activity: Activity, remote: Callable[[], Remote]) -> Activity:
    """The activity with its impact, or with the reason there is none.

    A trace does not tell how long the model took, so only its tokens bound the estimate.
    """
    if (
        activity.kind != "model-call"
        or activity.impact is not None
        or _OUTPUT not in activity.usage
    ):
        return activity
    system = activity.system
    impact = remote().impact(
        system.provider if system else None,
        (system.model if system else None,),
        activity.usage[_OUTPUT],
        math.inf,
    )
    return msgspec.structs.replace(activity, impact=impact)
