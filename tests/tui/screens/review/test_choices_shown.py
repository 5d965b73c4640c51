"""Everybody's choice on a case: named, turned with the case, and hidden from a blind reviewer."""

import pytest

from core.model.terms import Preference
from core.query.grammar import parse
from core.query.tree import bind
from core.review.session import ReviewSession
from tests.tui.conftest import Opener
from tests.tui.screens.review.conftest import LaidOut
from tui.screens.review.choices_shown import choices_shown, compared_in


def letters(session: ReviewSession, case: str, query: str = "all") -> dict[str, int]:
    held = bind(parse(query), session.names)
    found = session.store.case(session.store.numbers([case])[case])
    return {each.name: each.side for each in choices_shown(session, found, held).named}


async def test_all_who_annotated_are_named_and_a_disagreement_comes_first(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        session = host.session
        others = {"rm-small": 1, "aligned-llm": 1, "ines": 0, "declared order": 1}
        assert letters(session, "love-01") == {"mara": 1, "tomas": -1, **others}
        assert "mara" not in letters(session, "hist-01"), "who did not annotate has no choice"
        query = "conflict disagree:rm-small,tomas"
        assert list(letters(session, "love-01", query))[:2] == ["rm-small", "tomas"]
        assert compared_in(session, parse("disagree:tomas,mara or -disagree:mara,declared"))[:2] == ("tomas", "mara")


async def test_a_blind_reviewer_sees_none_before_choosing_and_then_as_the_responses_stand(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        session = host.session
        session.blind = True
        for n in host.desk.queued.ids[:8].tolist():
            case = session.store.case(n)
            found = choices_shown(session, case, host.desk.wanted.query)
            assert (found.hidden, found.named, found.mine, found.counts) == (True, (), None, None)
            session.prefer(n, case.id, Preference.A)
            shown = choices_shown(session, case, host.desk.wanted.query)
            sign = -1 if session.turned(case.id) else 1
            assert shown.mine == sign
            assert {each.side * sign for each in shown.named if each.name == "mara"} == {
                int(session.reviewed().annotations.preference[n])
            }


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_stands_under_the_votes(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        assert "mara A · tomas B · rm-" in desk.text()
        await desk.press("b")
        assert "mine B" in desk.text()
        await desk.press("i", "n")
        assert "who chose what is hidden until I choose" in desk.text()
        assert "tomas" not in desk.text()
