"""The country a machine's time zone points to: a guess, and always said to be one."""

from __future__ import annotations


def country_of_time_zone() -> tuple[str | None, str | None]:
    """Three-letter country code and where it comes from; None, None where it cannot be told.

    UTC and its like, common on servers, belong to no country.
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
