"""A run ends when nothing comes back any more, and not because of a case."""

import pytest

from core.oracle.run.breaker import Breaker
from core.oracle.terms import Failure, FailureKind


def ended_after(
    kind: FailureKind, cases: list[int], message: str = "so it is", *, nothing_yet: bool = True
) -> int | None:
    """After how many failures about these cases a run ends; None where it does not."""
    breaker = Breaker(4, nothing_yet=nothing_yet)
    for count, case in enumerate(cases, 1):
        if breaker.failed(Failure("k", f"c{case}", kind, message)) is not None:
            return count
    return None


@pytest.mark.parametrize(
    "kind", [FailureKind.TOO_LONG, FailureKind.REFUSAL, FailureKind.SERVER, FailureKind.UNPARSABLE]
)
def test_one_case_ends_no_run_however_often_it_is_asked_about(kind: FailureKind) -> None:
    assert ended_after(kind, [0] * 500) is None
    assert ended_after(kind, [0, 1] * 250) is None


def test_twenty_failures_of_a_server_in_a_row_end_it() -> None:
    assert ended_after(FailureKind.CONNECTION, [0] * 500) == 20
    assert ended_after(FailureKind.SERVER, [n % 3 for n in range(500)]) == 20


def test_twenty_answers_about_three_cases_that_cannot_be_read_end_it_where_none_could_be_before() -> None:
    assert ended_after(FailureKind.UNPARSABLE, [n // 10 for n in range(60)]) == 21
    assert ended_after(FailureKind.UNPARSABLE, [n // 10 for n in range(60)], nothing_yet=False) is None


def test_only_twenty_cases_that_are_too_long_end_it_and_only_where_none_was_answered() -> None:
    assert ended_after(FailureKind.TOO_LONG, [n // 10 for n in range(500)]) == 191
    assert ended_after(FailureKind.TOO_LONG, list(range(500)), nothing_yet=False) is None
    assert ended_after(FailureKind.REFUSAL, list(range(500))) is None
