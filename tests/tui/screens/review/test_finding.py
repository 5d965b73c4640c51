"""Choosing cases: kinds, states of review, a text, an annotator."""

import numpy as np
import pytest

from core.metrics.agreement import arbitrary, categories
from core.model.terms import Category
from core.query.kinds import View
from core.query.wanted import Wanted
from core.query.words import Secret
from core.review.blind import BlindError
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tests.tui.screens.review.conftest import LaidOut
from tui.common.messages import Refused
from tui.screens.review.desk import Spot
from tui.screens.review.finding import Finding
from tui.screens.review.screen import ReviewScreen
from tui.widgets.dialogs.choice import ChoiceDialog


def counted(desk: Desk, view: View) -> int:
    """How many cases of a kind the votes say there are."""
    votes, session = desk.session.data.votes, desk.session
    kinds = {
        View.CONFLICT: categories(votes) == Category.CONFLICT.value,
        View.CONSENSUS: categories(votes) == Category.CONSENSUS.value,
        View.INDIFFERENT: categories(votes) == Category.INDIFFERENCE.value,
        View.ARBITRARY: arbitrary(votes, session.data.annotator(session.annotator).preference),
        View.ALL: np.ones(len(votes), dtype=bool),
    }
    return int(kinds[view].sum())


@pytest.mark.parametrize(
    ("key", "view"),
    [
        ("c", View.CONFLICT),
        ("s", View.CONSENSUS),
        ("a", View.ARBITRARY),
        ("i", View.INDIFFERENT),
        ("l", View.ALL),
    ],
)
async def test_every_kind_of_case_can_be_chosen(open_desk: Opener, key: str, view: View) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("v")
        assert isinstance(desk.app.screen, ChoiceDialog)
        for each in set(View) - {View.UNVOTED, View.PARTLY}:
            assert any(f"{each.value} {counted(desk, each)} " in line for line in desk.options), each
        await desk.press(key)
        assert desk.filter == view.value
        assert f" {view.value} {counted(desk, view)} · " in desk.status
        assert f"of {counted(desk, view)}" in desk.text()
        await desk.press("f", "n")
        assert "flagged 1" in desk.status


async def test_a_filter_is_chosen_by_arrows_and_left_by_escape(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("v", "down", "down", "enter")
        assert desk.filter == "arbitrary"
        await desk.press("v", "down", "escape")
        assert desk.filter == "arbitrary"
        assert isinstance(desk.app.screen, ReviewScreen)


async def test_unreviewed_and_flagged_show_what_is_left_and_what_is_out(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "n", "u", "n", "s", "v", "u")
        assert desk.filter == "conflict verdict:none"
        assert "conflict 73 · reviewed 0 · flagged 0 · left 73" in desk.status
        assert desk.case == "love-02", "the next case that is left"
        await desk.press("f")
        assert "conflict 73 · reviewed 1 · flagged 1 · left 72" in desk.status, (
            "the case stays until the list is made anew"
        )
        await desk.press("v", "f")
        assert "conflict 2 · reviewed 2 · flagged 2" in desk.status
        assert desk.case == "love-02"
        await desk.press("p")
        assert desk.case == "love-01"
        await desk.press("v", "l")
        assert desk.filter == "flagged:yes", "the state of review stays when the kind changes"
        await desk.press("v", "y")
        assert "all 120 · reviewed 4 · flagged 2" in desk.status


async def test_a_search_narrows_the_list_and_escape_clears_it(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("n", "slash", *"BUS driver", "enter")
        hits = [
            case.id
            for case in (desk.session.store.case(n) for n in range(120))
            if "bus driver" in f"{case.prompt}\0{case.response_a}\0{case.response_b}".lower()
        ]
        assert "med-01" in hits
        assert desk.case == "med-01"
        assert desk.filter == 'conflict "BUS driver"'
        assert '"BUS' in desk.text()
        numbers = desk.session.store.numbers(hits)
        kinds = categories(desk.session.data.votes)
        shown = sum(kinds[n] == Category.CONFLICT.value for n in numbers.values())
        assert f"conflict {shown} " in desk.status
        await desk.press("f", "escape")
        assert desk.filter == "conflict"
        assert "conflict 76 · reviewed 1" in desk.status
        assert desk.case == "med-01", "the case stays when the search is cleared"


async def test_a_search_text_is_only_text(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        cases = [desk.session.store.case(n) for n in range(120)]
        await desk.press("v", "l")
        for text in ("%", "_", "'", "; drop table x", "[/nope]", "no such text anywhere"):
            await desk.press("slash")
            await desk.write(f'"{text}"')
            hits = sum(text.lower() in f"{case.prompt}\0{case.response_a}\0{case.response_b}".lower() for case in cases)
            assert f"cases {hits} · " in desk.status, text
            await desk.press("f", "u", "a", "z", "escape", "escape")  # undo may have led to another case
            assert "all 120 " in desk.status, text


async def test_no_key_crashes_where_there_is_no_case(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("slash", *"no such text", "enter")
        assert desk.shown.case is None
        assert "No case here." in desk.text()
        keys = "n p j k up down home end pageup pagedown f F u s a b x c space backspace m r r z Z tab 2 1"
        await desk.press(*keys.split())
        assert desk.said() == []
        for dialog in ("v", "w", "e", "question_mark", "slash", "ctrl+p"):
            await desk.press(dialog, "escape")
            assert isinstance(desk.app.screen, ReviewScreen), dialog
        assert desk.filter == 'conflict "no such text"', "Escape closed the dialogs and nothing else"
        await desk.press("escape")
        assert desk.shown.case is not None


async def test_undo_works_on_a_case_that_is_not_in_the_list(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "v", "a", "z")
        assert "undo: flag on case love-01" in desk.status
        assert [event["event"] for event in desk.journal()] == ["review", "undo"]
        assert (desk.filter, desk.case) == ("all", "love-01"), "it jumps to the case concerned"
        await desk.press("escape")
        assert desk.filter == "arbitrary"
        await desk.press("v", "c")
        assert "flagged 0" in desk.status


async def test_another_annotator_has_other_verdicts_and_another_ranking(open_desk: Opener) -> None:
    async with open_desk() as desk:
        before = desk.ranked
        await desk.press("f", "w")
        assert [line.split()[-4:-1] for line in desk.options][1] == ["tomas", "human,", "114"]
        await desk.press("2")
        assert desk.session.annotator == "tomas"
        assert "tomas" in desk.status
        assert "reviewed 0 · flagged 0" in desk.status
        assert "what tomas follows" in desk.text()
        assert desk.row.startswith("▸ ")
        assert [row.principle for row in desk.ranked] != [row.principle for row in before]
        await desk.press("u")
        assert [(event["annotator"], event["verdict"]) for event in desk.journal()] == [
            ("mara", "flag"),
            ("tomas", "uphold"),
        ]
        await desk.press("w", "up", "enter")
        assert desk.session.annotator == "mara"
        assert desk.row.startswith("▸⚑")
        assert "reviewed 1 · flagged 1" in desk.status


# The part on its own


async def test_cases_are_shown_when_they_are_found_and_not_before(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        arrived: list[str] = []
        part = Finding(host.session, host.desk, lambda: arrived.append(str(host.desk.wanted.query)))
        part.turn_to_query("consensus")
        assert (str(part.wanted.query), str(host.desk.wanted.query)) == ("consensus", "conflict")
        assert part.here() is host.desk.case, "one goes on with the case on show"
        part.turn_to_annotator("tomas")
        assert host.session.annotator == "mara"
        assert part.here() is None
        assert "finding the cases" in host.told
        await host.settle()
        assert (arrived, host.session.annotator) == (["conflict"], "tomas"), "only what was asked for last"
        assert part.here() is host.desk.case is not None


async def test_what_comes_after_something_else_was_asked_for_is_not_shown(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        part = Finding(host.session, host.desk, lambda: None)
        late, wanted = Spot("tomas", Wanted.of("all"), None), Wanted.of("consensus")
        part.turn_to(wanted)
        part._arrive(late, host.session.selecting(late.wanted)(None))
        assert (str(host.desk.wanted.query), host.session.annotator) == ("conflict", "mara")
        part._stay(late, BlindError(Secret.CHOICES))
        assert part.wanted == wanted, "it is still looked for"
        await host.settle()
        assert (str(host.desk.wanted.query), host.sent(Refused)) == ("consensus", [])


async def test_what_cannot_be_found_leaves_everything(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        part = Finding(host.session, host.desk, lambda: None)
        part.turn_to_query("chose:a annotator:nobody")
        await host.settle()
        assert len(host.sent(Refused)) == 1
        assert part.wanted == host.desk.wanted == Wanted()
        assert part.here() is not None


async def test_another_screen_goes_by_the_annotator_at_once(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        part = Finding(host.session, host.desk, lambda: None)
        part.stand_at(Spot("tomas", Wanted.of('all "bus"'), None), unseen=True)
        assert host.session.annotator == "tomas"
        await host.settle()
        assert str(host.desk.wanted.query) == 'all "bus"'
        part.forget_texts()
        await host.settle()
        assert str(host.desk.wanted.query) == "all"
