"""Shares and discrepancies in words, with no more digits than they have cases for."""

from core.audit.apart import Apart
from core.metrics.agreement import Arbitrariness
from core.model.number_words import TOO_FEW, percent, share_digits


def arbitrariness_text(found: Arbitrariness) -> str:
    """An arbitrariness and what it is a share of."""
    return f"{percent(found.value, share_digits(found.cases, 1))} of {found.cases}"


def apart_text(found: Apart) -> str:
    """A discrepancy, unless it rests on too few conflicts to say anything."""
    if found.value is not None and found.few:
        return TOO_FEW
    return percent(found.value, share_digits(found.conflicts, 1))
