"""What became of an AI system's suggestions."""

from __future__ import annotations

from ..record.activity import Activity
from .shown import Outcomes


def outcomes_of(activity: Activity) -> Outcomes:
    """Suggestions by what became of them; an editor counts many in one activity."""
    accepted, edited, rejected = (
        int(activity.usage.get(f"aiprov.suggestions.{name}", 0))
        for name in ("accepted", "edited", "rejected")
    )
    if not accepted and not edited and not rejected:
        return Outcomes(
            accepted=int(activity.outcome == "accepted"),
            edited=int(activity.outcome == "edited"),
            rejected=int(activity.outcome == "rejected"),
        )
    if activity.outcome == "rejected":  # all that was accepted was taken out again
        return Outcomes(rejected=accepted + rejected)
    return Outcomes(accepted=max(0, accepted - edited), edited=edited, rejected=rejected)
