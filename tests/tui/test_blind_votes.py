"""The check of the oracle's votes by a blind reviewer, who may see the responses in each other's place."""

import pytest

from core.model.terms import Preference
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.screens.vote_check.screen import VoteCheckScreen

ON_SCREEN = {Preference.A: "B", Preference.B: "A", Preference.NEITHER: "neither"}
"""Where the responses stand on a turned case."""


def check(desk: Desk) -> VoteCheckScreen:
    assert isinstance(desk.app.screen, VoteCheckScreen)
    return desk.app.screen


async def to_turned(desk: Desk) -> None:
    """Go to a vote on a case that is turned."""
    await desk.press("T")
    for _ in range(40):
        cell = check(desk).cell
        assert cell is not None
        if desk.session.turned(desk.session.store.case(cell[0]).id):
            return
        await desk.press("n")
    raise AssertionError("no case is turned")


@pytest.mark.parametrize(("key", "said"), [("a", Preference.B), ("b", Preference.A), ("x", Preference.NEITHER)])
async def test_answers_and_texts_are_those_on_the_screen(open_desk: Opener, key: str, said: Preference) -> None:
    async with open_desk(blind=True) as desk:
        await to_turned(desk)
        cell = check(desk).cell
        assert cell is not None
        case = desk.session.store.case(cell[0])
        assert case.response_a != case.response_b
        shown = [pane.text.split() for pane in (check(desk).a, check(desk).b)]
        assert shown == [case.response_b.split(), case.response_a.split()]
        oracle = desk.session.live.votes.original(*cell)
        assert oracle is not None
        await desk.press(key)
        event = desk.journal()[-1]
        assert (event["case"], event["preference"], event["blind"]) == (case.id, said, True)
        told = str(check(desk).outcome.content)
        assert f"you {ON_SCREEN[said]} · oracle {ON_SCREEN[Preference(oracle)]}" in told
        assert ("✓ the oracle agrees" in told) == (oracle == said)
