"""From the numbers of the other screens to their cases: what is counted is what one comes to."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from textual.app import App
from textual.widgets import OptionList

from core.metrics.agreement import categories
from core.model.terms import Category, Preference, Verdict
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk, found
from tui.presenting.leads import Lead
from tui.screens.annotators import screen as annotators
from tui.screens.dialogs.leads import offer_leads
from tui.screens.rankings import screen as rankings
from tui.screens.review.screen import ReviewScreen
from tui.screens.supremacy import screen as supremacy
from tui.screens.vote_check import screen as vote_check
from tui.widgets.dialogs.choice import ChoiceDialog

Flags = NDArray[np.bool_]
Offers = list[Sequence[Lead]]


def flag_some(desk: Desk) -> None:
    """Flag annotations of several annotators, those of arbitrary ones and of conflicts among them."""
    session, rng = desk.session, np.random.default_rng(7)
    for each in session.data.annotators:
        session.choose_annotator(each.name)
        for n in rng.permutation(len(session.data.votes))[:25].tolist():
            case = session.store.case(n)
            session.judge(n, case.id, [Verdict.FLAG, Verdict.UPHOLD][n % 2])
    session.choose_annotator("mara")


def prefer_some(desk: Desk) -> None:
    """Give own preferences, for neither among them."""
    session, rng = desk.session, np.random.default_rng(1)
    for n in rng.permutation(len(session.data.votes))[:70].tolist():
        case = session.store.case(n)
        session.prefer(n, case.id, Preference(int(rng.integers(-1, 2))))


@pytest.fixture(autouse=True)
def leads(monkeypatch: pytest.MonkeyPatch) -> Offers:
    """The leads of each dialog of them, the last one's at the end."""
    offers: Offers = []

    def offer(app: App[None], found: Sequence[Lead], *more: Any) -> None:
        offers.append(found)
        offer_leads(app, found, *more)

    for screen in (rankings, supremacy, annotators, vote_check):
        monkeypatch.setattr(screen, "offer_leads", offer)
    return offers


def arrived(desk: Desk) -> list[int]:
    """The cases that one came to."""
    assert isinstance(desk.app.screen, ReviewScreen), desk.toasts
    return [int(n) for n in desk.shown.list._ids]


async def follow(desk: Desk, place: int) -> list[int]:
    """Follow the lead in that place and come back."""
    here = desk.app.current_mode
    await desk.press("g")
    desk.app.screen.query_one(OptionList).highlighted = place
    await desk.press("enter")
    cases = arrived(desk)
    await desk.press("escape")
    assert desk.app.current_mode == here
    return cases


async def follow_all(desk: Desk, leads: Offers) -> dict[str, list[int]]:
    """The cases of every lead on the screen on show, as many as it promises; some are followed by key, and back."""
    await desk.press("g")
    assert isinstance(dialog := desk.app.screen, ChoiceDialog), desk.text()
    offered = leads[-1]
    assert [(each.label, each.description) for each in dialog._choices] == [(each.label, each.said) for each in offered]
    await desk.press("escape")
    cases = [found(desk, lead.cases.query, lead.cases.annotator) for lead in offered]
    for lead, numbers in zip(offered, cases, strict=True):
        count = int(re.findall(r"(\d+) (?:case|conflict)", lead.said)[-1])
        assert len(numbers) == count, (lead.label, lead.said)
    whose = [lead.cases.annotator for lead in offered]
    for place in {0, len(offered) - 1, *map(whose.index, whose)}:
        assert await follow(desk, place) == cases[place], offered[place]
    return {f"{lead.label}: {lead.said}": numbers for lead, numbers in zip(offered, cases, strict=True)}


def of(cases: dict[str, list[int]], *parts: str) -> list[int]:
    """The cases of the one lead whose words have some parts."""
    (found,) = [each for words, each in cases.items() if all(part in words for part in parts)]
    return found


def where(mask: Flags) -> list[int]:
    return [int(n) for n in np.flatnonzero(mask)]


def standing(desk: Desk, name: str) -> NDArray[np.int8]:
    return np.where(desk.session.reviewed(name).flagged, 0, desk.session.data.annotator(name).preference).astype(
        np.int8
    )


def conflicts(desk: Desk) -> Flags:
    found: Flags = categories(desk.session.data.votes) == Category.CONFLICT
    return found


async def test_the_numbers_of_the_rankings(open_desk: Opener, leads: Offers) -> None:
    async with open_desk() as desk:
        flag_some(desk)
        await desk.press("2", "right", "right", "down")
        cases = await follow_all(desk, leads)
        mara, other = standing(desk, "mara"), standing(desk, "rm-small")
        tally = desk.session.reviewed("rm-small").tally
        assert len(of(cases, "arbitrary: rm-small")) == tally.arbitrariness.opposed > 0
        assert len(of(cases, "consensus: rm-small")) == tally.arbitrariness.cases
        assert of(cases, "discrepancy: ") == where((mara * other < 0) & conflicts(desk))
        for each in desk.session.data.annotators:
            assert of(cases, "flagged, left out", each.name) == where(desk.session.reviewed(each.name).flagged)
        row = desk.rankings.table.row
        assert row is not None
        sided = desk.session.data.votes[:, row.key] * other * conflicts(desk)
        assert of(cases, "won: ") == where(sided > 0)
        assert of(cases, "lost: ") == where(sided < 0)
        assert of(cases, "in conflict: ") == where(sided != 0)
        assert row.conflicts == np.count_nonzero(sided)
        words = f"sided with in {row.sided} of {row.conflicts} conflicts, won {row.won} of {row.pairs} pairs"
        assert words in desk.text()
        assert row.pairs > row.conflicts


async def test_the_own_numbers_of_the_rankings(open_desk: Opener, leads: Offers) -> None:
    async with open_desk() as desk:
        flag_some(desk)
        prefer_some(desk)
        await desk.press("2", *["right"] * 6)
        cases = await follow_all(desk, leads)
        own, _ = desk.session.live.own_words()
        assert of(cases, "discrepancy: ") == where((standing(desk, "mara") * own < 0) & conflicts(desk))
        assert len(of(cases, "arbitrary: r1")) == desk.session.live.own.arbitrariness.opposed > 0


async def test_the_numbers_of_a_supremacy(open_desk: Opener, leads: Offers) -> None:
    async with open_desk() as desk:
        flag_some(desk)
        await desk.press("3", "ctrl+home", "right", "right_square_bracket", "right", "right")
        cases = await follow_all(desk, leads)
        assert of(cases, "flagged, left out", "tomas") == where(desk.session.reviewed("tomas").flagged)
        assert len(of(cases, "in conflict")) == len(of(cases, "won: ")) + len(of(cases, "lost: ")) > 0
        assert f"enter opens {len(of(cases, 'in conflict'))} conflict" in desk.text()


async def test_the_numbers_of_the_annotators(open_desk: Opener, leads: Offers) -> None:
    async with open_desk() as desk:
        flag_some(desk)
        prefer_some(desk)
        await desk.press("4", "down")
        cases = await follow_all(desk, leads)
        mara, tomas = standing(desk, "mara"), standing(desk, "tomas")
        given = desk.session.data.annotator("tomas").given & ~desk.session.reviewed("tomas").flagged
        assert of(cases, "given: tomas") == where(given)
        assert of(cases, "noise: tomas") == where((tomas != 0) & conflicts(desk))
        assert of(cases, "disagreements: ") == where(mara * tomas < 0)
        assert of(cases, "discrepancy: ") == where((mara * tomas < 0) & conflicts(desk))
        assert f"{np.count_nonzero(mara * tomas < 0)} disagreements" in desk.text()
        both = desk.session.data.annotator("mara").preference * desk.session.data.annotator("tomas").preference
        assert np.count_nonzero(both < 0) > np.count_nonzero(mara * tomas < 0), "flagged ones are left out"
        await desk.press("end")
        cases = await follow_all(desk, leads)
        own, own_given = desk.session.live.own_words()
        assert of(cases, "given: r1") == where(own_given)
        assert of(cases, "noise: r1") == where((own != 0) & conflicts(desk))
        assert of(cases, "disagreements: ") == where(mara * own < 0)


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_one_letter_each(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        await desk.press("f", "2", "g", "f")
        assert desk.filter == "flagged:yes"
        assert len(arrived(desk)) == 1
        await desk.press("escape", "4", "g", "n")
        assert len(arrived(desk)) == np.count_nonzero(desk.session.data.annotator("mara").given) - 1
        await desk.press("escape", "g", "d")
        assert desk.filter.startswith("disagree:mara,tomas conflict")


async def test_the_answers_of_the_vote_check(open_desk: Opener, leads: Offers) -> None:
    async with open_desk() as desk:
        await desk.press("T", "g")
        assert "Nothing is answered yet" in desk.text()
        for key in "ab" * 10:
            await desk.press(key, "n")
        table = desk.app.screen.query_one("AccuracyTable")
        rows = {row.name: row for row in table.rows}  # type: ignore[attr-defined]
        everything = rows["all principles"]
        assert 0 < everything.agreed < everything.answered == 20
        assert f"{everything.agreed}/20" in desk.text()
        cases = await follow_all(desk, leads)
        for name, row in rows.items():
            for word, votes in (
                ("answered", row.answered),
                ("right", row.agreed),
                ("differs", row.answered - row.agreed),
            ):
                told = [words for words in cases if words.startswith(f"{name}: {word}: ")]
                assert [re.findall(r"(\d+) vote", words)[0] for words in told] == ([str(votes)] if votes else [])
        await desk.press("g", "r")
        assert len(arrived(desk)) == len(of(cases, "all principles: right"))
