"""Names of columns that say which response was preferred: the importers read them, blind review hides them."""

from typing import Final

PREFERENCES: Final = (
    "preference",
    "preferred",
    "preferred_text",
    "winner",
    "label",
    "labels",
    "choice",
    "better",
    "better_response_id",
    "pw",
    "overall_preference",
    "preference_strength",
    "g1_winner",
    "verdict",
    "vote",
    "answer",
    "chosen",
)
"""Columns that hold preferences."""
CHOSEN: Final = (
    ("chosen", "rejected"),
    ("chosen_response", "rejected_response"),
    ("preferred", "dispreferred"),
    ("preferred_output", "non_preferred_output"),
    ("win", "lose"),
    ("winner", "loser"),
    ("accepted", "rejected"),
    ("good", "bad"),
    ("pos", "neg"),
)
"""Columns that hold the response that was preferred, and the other one."""
