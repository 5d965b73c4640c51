"""The fourth screen: annotators beside each other, what is live, what is computed, and the cases behind both."""

import numpy as np
import pytest

from core.audit import measure
from core.audit.measuring import Measurement
from core.metrics.agreement import arbitrary
from core.metrics.evidence import OrderEvidence
from core.metrics.written_order import written_discrepancy
from core.model.number_words import percent
from core.model.terms import Preference
from core.review.counted_now import counted_now
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk, apart_on_shared, until
from tui.background import intervals
from tui.presenting.annotator_cases import disagreements
from tui.presenting.parties import party
from tui.screens.annotators.screen import AnnotatorsScreen
from tui.screens.annotators.table import WIDE
from tui.screens.review.screen import ReviewScreen

SIGNS = {OrderEvidence.DIFFERS: "≠", OrderEvidence.UNDECIDED: "?", OrderEvidence.NONE: "≈"}
NAMES = ["mara", "tomas", "rm-small", "aligned-llm", "ines", "declared"]
FOLLOWER = ("follows the declared order", "declared order", "declared")
"""What the last one is shown as, as there is room."""


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer replicates and no long waiting."""
    monkeypatch.setattr(intervals, "REPLICATES", 60)
    monkeypatch.setattr(intervals, "DEBOUNCE", 0.05)
    monkeypatch.setattr(intervals, "GRACE", 0.02)


def screen(desk: Desk) -> AnnotatorsScreen:
    assert isinstance(desk.app.screen, AnnotatorsScreen), desk.app.screen
    return desk.app.screen


def focused(desk: Desk) -> str | None:
    """The part that has the keys, by its id."""
    part = screen(desk).focused
    return part.id if part else None


async def computed(desk: Desk) -> Measurement:
    """Wait until the intervals are those of the annotations as they stand."""
    of = desk.app.intervals
    await until(lambda: not of.stale and of.found is not None)
    await desk.settle()
    assert of.found is not None
    return of.found


def cases(desk: Desk) -> list[int]:
    """The cases on the review screen's list."""
    assert isinstance(desk.app.screen, ReviewScreen), desk.app.screen
    return [int(n) for n in desk.session.select(desk.shown.wanted)]


def line(desk: Desk, name: str) -> list[str]:
    """The words of an annotator's line in the table."""
    table = screen(desk).table
    found = [table.render_line(y).text for y in range(1, table.virtual_size.height)]
    if name == "declared":
        shown = next(each for each in FOLLOWER if any(each in text for text in found))
        found = [text.replace(shown, name, 1) for text in found]
    return next(text.removeprefix("▸").split() for text in found if name in text)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_every_annotator_has_a_row_with_intervals_and_a_test(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        await desk.press("4")
        found = await computed(desk)
        expected = measure(desk.session.data.votes, counted_now(desk.session), 60, 0)
        assert list(found.names) == NAMES
        for name, said in zip(NAMES, expected.uncertainty, strict=True):
            words, tally = line(desk, name), desk.session.reviewed(name).tally
            assert found.of(name) == said
            assert f"{100 * (tally.arbitrariness.value or 0):.1f}" in words
            assert f"{100 * (said.arbitrariness.low or 0):.1f}–{100 * (said.arbitrariness.high or 0):.1f}" in words
            assert f"{100 * (said.noise_floor.mean or 0):.1f}±{100 * (said.noise_floor.sd or 0):.1f}" in words
            if name != "mara":
                apart = apart_on_shared(desk.session.data, "mara", name)
                assert f"{100 * (apart or 0):.1f}" in words
                pair = expected.pair(name, "mara")
                assert found.pair(name, "mara") == pair
                assert pair.value == apart
                assert pair.evidence is not None
                assert any(word.startswith(SIGNS[pair.evidence]) for word in words)
        assert "discrepancy is to mara" in desk.text()
        assert "computing" not in desk.text()
        assert ("moved most" in desk.text()) is (size[1] > 24)
        assert "(noise)" in desk.text()
        await desk.press("1")
        assert isinstance(desk.app.screen, ReviewScreen)


@pytest.mark.parametrize("size", [(80, 24), (150, 40)])
async def test_neither_and_missing_are_told_apart(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        await desk.press("4")
        for name in NAMES:
            given = desk.session.data.annotator(name)
            neither, missing = (given.given & (given.preference == 0)).sum(), (~given.given).sum()
            title = FOLLOWER[1] if name == "declared" else name
            assert f"{title}: {neither} neither, {missing} missing" in desk.text()
            if size[0] == 150:
                assert line(desk, name)[2:5] == [str(given.given.sum()), str(neither), str(missing)]
            await desk.press("down")
        assert {int((~each.given).sum()) for each in desk.session.data.annotators} > {0}


async def test_values_are_there_before_the_intervals(open_desk: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intervals, "REPLICATES", 100_000)
    async with open_desk() as desk:
        await desk.pilot.press("4")
        await desk.pilot.pause()
        value = desk.session.reviewed("tomas").tally.arbitrariness.value
        assert f"{100 * (value or 0):.1f}" in line(desk, "tomas")
        assert "…" in line(desk, "tomas")
        assert "computing intervals" in desk.text()
        await desk.pilot.press("1")
        await until(lambda: all(worker.is_finished for worker in desk.app.workers))  # nobody looks at it any more
        assert desk.app.intervals.found is None


async def test_flags_make_intervals_stale_until_they_are_computed_anew(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk() as desk:
        await desk.press("4")
        before = await computed(desk)
        monkeypatch.setattr(intervals, "DEBOUNCE", 600.0)
        await desk.press("1", "f", "n", "f", "n", "f", "4")
        assert "intervals are stale" in desk.text()
        assert "~" in " ".join(line(desk, "tomas"))
        beneath = screen(desk).chance.render().plain
        assert beneath.count("~") == 2, "p and mean of the pair"
        assert " ~p " in beneath
        assert " ~mean " in beneath
        assert line(desk, "mara")[2] == str(int(desk.session.data.annotator("mara").given.sum()) - 3)
        await desk.press("1")
        await until(lambda: desk.app.intervals._timer is None)
        monkeypatch.setattr(intervals, "DEBOUNCE", 0.05)
        await desk.press("4")
        after = await computed(desk)
        assert "~" not in " ".join(line(desk, "tomas"))
        assert "~" not in screen(desk).chance.render().plain
        assert "stale" not in desk.text()
        assert after.of("mara") != before.of("mara")
        await desk.press("1", "z", "z", "z", "4")
        assert (await computed(desk)).of("mara") == before.of("mara"), "the same seed, the same numbers"
        await desk.press("2", "4")
        assert "stale" not in desk.text(), "nothing changed, so nothing is computed"


async def test_an_arbitrariness_leads_to_exactly_its_cases(open_desk: Opener) -> None:
    async with open_desk() as desk:
        data = desk.session.data
        first = np.flatnonzero(arbitrary(data.votes, data.annotator("mara").preference))[0]
        await desk.press("4", "enter")
        assert desk.session.annotator == "mara"
        assert first in cases(desk)
        await desk.press("f", "escape")
        assert isinstance(desk.app.screen, AnnotatorsScreen)
        for down, name in enumerate(NAMES):
            if down:
                await desk.press("down")
            tally = desk.session.reviewed(name).tally
            await desk.press("enter")
            if name == "declared":
                assert "No annotation of declared order that counts is arbitrary" in desk.text()
                assert tally.arbitrariness.opposed == 0
                break
            assert desk.session.annotator == name
            standing = data.annotator(name).standing_without(desk.session.reviewed(name).flagged)
            assert cases(desk) == np.flatnonzero(arbitrary(data.votes, standing)).tolist()
            assert len(cases(desk)) == tally.arbitrariness.opposed
            await desk.press("escape")
            assert screen(desk).table.cursor == down, "one comes back to where one stood"
        assert desk.session.reviewed("mara").flagged.sum() == 1


async def test_a_pair_leads_to_the_cases_on_which_it_disagrees(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        data = desk.session.data

        def apart(one: str, other: str) -> list[int]:
            product = data.annotator(one).preference * data.annotator(other).preference
            return [int(n) for n in np.flatnonzero(product < 0)]

        await desk.press("4", "down", "down", "right", "enter")
        assert cases(desk) == apart("mara", "rm-small")
        await desk.press("escape", "tab", "down", "enter")
        assert cases(desk) == apart("tomas", "rm-small")
        assert desk.filter == "disagree:tomas,rm-small flagged:no (annotator:rm-small flagged:no)"
        await desk.press("escape")
        assert f"{len(apart('tomas', 'rm-small'))} disagreements" in desk.text()
        assert focused(desk) == "pairs"
        await desk.press("tab", "right", "enter")
        assert cases(desk) == apart("tomas", "aligned-llm")
        await desk.press("escape", "exclamation_mark", "right", "enter")
        assert cases(desk) == apart("aligned-llm", "rm-small")
        await desk.press("escape", "shift+tab", "home", "right", "right", "right", "enter")
        assert "does not disagree with itself" in desk.text()
        assert isinstance(desk.app.screen, AnnotatorsScreen)
        await desk.press("w", "2")
        assert (focused(desk), desk.on(AnnotatorsScreen).table.cursor) == ("annotators", 1)


async def test_the_reviewer_is_a_row_with_cases_of_its_own(open_desk: Opener) -> None:
    async with open_desk() as desk:
        session, rng = desk.session, np.random.default_rng(1)
        for n in rng.permutation(len(session.data.votes))[:60].tolist():
            case = session.store.case(n)
            session.prefer(n, case.id, Preference(int(rng.integers(-1, 2))))
        await desk.press("4")
        assert list((await computed(desk)).names) == [*NAMES, "r1"]
        assert line(desk, "r1")[-1] in {"evidence", "undecided", "differs"}
        own = counted_now(session).preference[-1]
        wanted = np.flatnonzero(arbitrary(session.data.votes, own)).tolist()
        await desk.press("end", "enter")
        assert session.live.own.arbitrariness.opposed == len(wanted) > 2
        assert cases(desk) == wanted
        await desk.press("escape", "right", "enter")
        mara = session.data.annotator("mara").preference
        assert cases(desk) == np.flatnonzero(mara * own < 0).tolist()
        assert session.annotator == "mara"
        await desk.press("escape")
        assert screen(desk).table.cursor == 6
        for _ in range(60):
            session.undo()
        await desk.press("1", "4")
        assert screen(desk).table.cursor == 5, "without preferences one is no annotator"
        assert "r1" not in {row.name for row in screen(desk).table.rows}


async def test_an_annotator_without_cases_says_so(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("a", "4", "end")
        await computed(desk)
        await desk.press("enter")
        assert "No annotation of r1 that counts is arbitrary" in desk.text()
        assert isinstance(desk.app.screen, AnnotatorsScreen)


async def test_one_part_at_a_time_where_there_is_no_room(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("4")
        here = screen(desk)
        assert (here.matrix.display, here.slopes.display) == (True, False)
        await desk.press("tab", "tab")
        assert (here.matrix.display, here.slopes.display) == (False, True)
        assert focused(desk) == "slopes"
        await desk.press("tab")
        assert focused(desk) == "annotators"
        assert here.slopes.display, "what was looked at last stays"
        await desk.press("down", "down", "down")
        assert "mara → aligned-llm" in desk.text()
        await desk.press("question_mark")
        pages = [desk.text()]
        for _ in range(6):
            await desk.press("pagedown")
            pages.append(desk.text())
        assert any("The next part: table, pairs, slopes" in page for page in pages)
        await desk.press("escape", "escape")
        assert isinstance(desk.app.screen, ReviewScreen)


async def test_keys_typed_ahead_keep_their_order(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("4")
        for key in ("tab", "down", "down", "right", "right", "tab", "down", "enter"):
            desk.app.simulate_key(key)
        await desk.settle()
        assert desk.filter.startswith("disagree:rm-small,aligned-llm ")
        for key in ("escape", "exclamation_mark", "left", "left", "enter"):
            desk.app.simulate_key(key)
        await desk.settle()
        assert desk.filter.startswith("disagree:aligned-llm,mara "), "the third of the others, and two back"
        for key in ("escape", "tab", "down", "down", "down", "enter"):
            desk.app.simulate_key(key)
        await desk.settle()
        assert desk.session.annotator == "aligned-llm"
        assert desk.filter == "arbitrary flagged:no"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_pair_is_put_into_words_that_fit(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        await desk.press("4", "end")
        await computed(desk)
        here, data = screen(desk), desk.session.data
        rankings = [desk.session.reviewed(name).tally.ranking() for name in ("mara", "declared")]
        follows = apart_on_shared(data, "mara", "declared")
        written = written_discrepancy(rankings[0], data.orders["declared"])
        assert follows != written
        apart = disagreements(*(party(desk.session, name) for name in ("mara", "declared")))
        lines = [each.render().plain for each in (here.pair, here.chance)]
        assert lines[0].split("  ")[0].strip() == f"mara | declared order · DD {percent(follows)}"
        assert f"{apart} disagreements" in lines[0]
        assert f"from the order as written {percent(written)} (Kendall)" in lines[1]
        assert " p " in lines[1]
        assert " · mean " in lines[1]
        assert not any("…" in each for each in lines)
        await desk.press("up", "up")
        assert "written" not in here.chance.render().plain


@pytest.mark.parametrize("width", [198, 200, 240])
async def test_all_pairs_are_in_sight_where_there_is_room(open_desk: Opener, width: int) -> None:
    async with open_desk((width, 60)) as desk:
        await desk.press("4")
        await desk.pilot.pause()
        matrix = screen(desk).matrix
        assert list(matrix.in_sight) == list(range(len(NAMES)))
        assert not str(matrix.border_subtitle or "")
        assert screen(desk).table.size.width >= WIDE, "kinds and verdicts are written out beside them"
