"""Rankings without the oracle's errors, beside those with them."""

from types import SimpleNamespace
from typing import Any, cast

from core.audit.corrected_results import (
    CheckedPrinciple,
    CorrectedAnnotator,
    CorrectedFigure,
    CorrectedPriority,
    CorrectedReport,
)
from core.metrics.confusion import Lack
from core.model.terms import Principle, Verdict
from tests.tui.conftest import Opener
from tui.presenting.parties import Party
from tui.screens.rankings.corrected import UNCHECKED, CorrectedRankings

RULES = tuple(Principle(n, str(n), f"Rule {n}", f"Keep rule {n}.") for n in range(3))


def figure(value: float, to_halve: int | None = None) -> CorrectedFigure:
    return CorrectedFigure(value, value - 0.5, value + 0.5, 0.15, 0.2, to_halve)


def principle(n: int, lack: Lack | None = None) -> CheckedPrinciple:
    return CheckedPrinciple(f"Rule {n}", str(n), 40, 36, (None, None, None), lack, 12 if lack else 0)


def corrected(*told: CorrectedAnnotator) -> CorrectedRankings:
    session = cast("Any", SimpleNamespace(data=SimpleNamespace(principles=RULES), live=SimpleNamespace(version=0)))
    found = CorrectedRankings(cast("Any", None), session, lambda: None)
    found.found = CorrectedReport("judge", ("r1",), 0, (principle(0), principle(1), principle(2, Lack.FEW)), told)
    return found


WHO = cast("Party", SimpleNamespace(name="ann", title="ann"))
RANKING = (
    CorrectedPriority("Rule 1", "1", 2, -0.1, 1, 1, 2, figure(0.5)),
    CorrectedPriority("Rule 0", "0", 1, 0.1, 2, 1, 2, figure(-0.5)),
)


def test_a_corrected_column_has_what_is_checked_and_then_the_rest() -> None:
    column = corrected(
        CorrectedAnnotator(
            "ann", RANKING, arbitrariness=CorrectedFigure(0.25, 0.125, 0.5, 0.1, 0.1, None), checks_to_halve=90
        )
    ).column(WHO)
    assert (column.title, column.kind, column.arbitrariness) == ("ann corrected", "by 120 checks", "25.0 % (12–50)")
    assert [(row.key, row.rank, row.priority, row.low, row.high) for row in column.rows[:2]] == [
        (1, 1, 0.5, 0.0, 1.0),
        (0, 2, -0.5, -1.0, 0.0),
    ]
    assert [(row.key, row.rank, row.status) for row in column.rows[2:]] == [(2, None, UNCHECKED)]


def test_a_corrected_place_in_words() -> None:
    found = corrected(CorrectedAnnotator("ann", RANKING, checks_to_halve=90))
    assert found.words(WHO, 1) == (
        " without the oracle's errors: rank 1 (1–2) · +0.50 (0.00 to +1.00) · by its own votes −0.10",
        " deviation 0.25: 0.15 over cases, 0.20 over checks; 40 votes of it checked",
        " about 90 more checks would halve the intervals: T in review asks where they tell most",
    )
    assert found.words(WHO, 2)[0] == " not corrected: 40 votes checked, at least 30 needed: about 12 more"


def test_what_is_refused_is_said() -> None:
    found = corrected(CorrectedAnnotator("ann", refusal="fewer than two principles are checked well enough"))
    assert [row.status for row in found.column(WHO).rows] == [UNCHECKED] * 3
    assert found.words(WHO, 0)[0] == " ann is not corrected: fewer than two principles are checked well enough"


async def test_a_key_shows_corrected_rankings_beside_the_others(open_desk: Opener) -> None:
    async with open_desk((120, 40)) as desk:
        await desk.press("2")
        plain = [column.title for column in desk.rankings.table._columns]
        assert not desk.rankings.corrected.found, "nothing is computed before it is asked for"
        await desk.press("E")
        await desk.app.workers.wait_for_complete()
        await desk.pilot.pause()
        shown = [column.title for column in desk.rankings.table._columns]
        assert shown == [plain[0], *(each for title in plain[1:] for each in (title, f"{title} corrected"))]
        assert desk.rankings._shown_annotator is not None
        whose = desk.rankings._shown_annotator.name
        await desk.press("right")
        assert desk.rankings._shown_annotator.name == whose
        assert f"{whose} is not corrected: fewer than two principles are checked well enough" in desk.text()
        assert "0 votes checked, at least 30 needed: about 30 more" in desk.text()
        await desk.press("E")
        assert [column.title for column in desk.rankings.table._columns] == plain


async def test_corrected_rankings_of_what_stood_before_are_not_shown(open_desk: Opener) -> None:
    async with open_desk((120, 40)) as desk:
        await desk.press("2", "E")
        await desk.app.workers.wait_for_complete()
        await desk.pilot.pause()
        corrected, session = desk.rankings.corrected, desk.app.session
        before = corrected.found
        assert before is not None
        session.judge(0, session.store.case(0).id, Verdict.FLAG)
        corrected.want()
        assert corrected.column(desk.rankings._annotators[0]).kind == "computing …"
        await desk.app.workers.wait_for_complete()
        await desk.pilot.pause()
        assert corrected.column(desk.rankings._annotators[0]).kind != "computing …"
        assert corrected.found is not before
