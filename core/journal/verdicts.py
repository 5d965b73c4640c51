"""What the verdicts of several reviewers on one annotation come to."""

from collections.abc import Iterable
from typing import Final

from core.journal.events import Event
from core.model.terms import Verdict

_WEIGHT: Final = {Verdict.FLAG: 1, Verdict.UPHOLD: -1, Verdict.SKIP: 0}
_VERDICTS: Final = {verdict.value: verdict for verdict in Verdict}


def verdict_of(event: Event | None) -> Verdict | None:
    """Read the verdict of an event; None if there is none that we know."""
    return _VERDICTS.get(event.verdict or "") if event else None


def flagging(verdicts: Iterable[Event]) -> bool:
    """Whether more of some verdicts flag than uphold."""
    return sum(_weights(verdicts)) > 0


def contesting(verdicts: Iterable[Event]) -> bool:
    """Whether one of some verdicts flags and another upholds."""
    return {-1, 1} <= set(_weights(verdicts))


def meant(verdicts: Iterable[Event], preference: int | None) -> list[Event]:
    """Those verdicts that are on an annotation of that preference, or do not say which they are on."""
    return [each for each in verdicts if each.annotated is None or each.annotated == preference]


def _weights(verdicts: Iterable[Event]) -> list[int]:
    return [_WEIGHT[verdict] for each in verdicts if (verdict := verdict_of(each)) is not None]
