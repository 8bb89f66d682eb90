"""What became of an AI system's suggestions."""

from __future__ import annotations

from .activity import Activity, Outcome

_OUTCOMES: tuple[Outcome, ...] = ("accepted", "edited", "rejected")


def outcomes_of(activity: Activity) -> dict[str, int]:
    """Suggestions accepted as they were, edited, rejected; an editor counts many in one activity.

    Args:
        activity: of any kind; one that tells of no suggestion has none.

    Returns:
        How many of each, none left out.
    """
    told: dict[str, int] = {
        name: int(activity.usage.get(f"aiprov.suggestions.{name}", 0)) for name in _OUTCOMES
    }
    if not any(told.values()):
        return {name: int(name == activity.outcome) for name in _OUTCOMES}
    if activity.outcome == "rejected":  # all that was accepted was taken out again
        return {"accepted": 0, "edited": 0, "rejected": told["accepted"] + told["rejected"]}
    return {**told, "accepted": max(0, told["accepted"] - told["edited"])}
