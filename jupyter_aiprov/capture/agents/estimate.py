"""Energy of an agent's messages, by the same estimate as calls from a cell."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import msgspec

from ...record.activity import Activity
from ...record.joining import complete_new
from ..energy.remote import Remote

_OUTPUT = "gen_ai.usage.output_tokens"


def use(zone: Callable[[], str | None]) -> None:
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
