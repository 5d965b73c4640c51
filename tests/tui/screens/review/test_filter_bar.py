"""The filter bar: typed filters, what is said of them, suggestions, saved ones; and queues."""

from textual.widgets import Input, OptionList

from core.journal.events import reviews_folder
from core.query.kinds import View
from core.query.saved import saved_filters
from tests.tui.conftest import Opener
from tests.tui.piloting import until
from tests.tui.screens.filtering import dialog, typed
from tui.screens.review.screen import ReviewScreen
from tui.widgets.dialogs.choice import ChoiceDialog


async def test_it_begins_empty_below_the_filter_in_force_and_words_are_looked_for_in_that(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("slash")
        line = dialog(desk).query_one(Input)
        assert line.value == ""
        assert "now  conflict" in desk.text()
        await desk.press("enter")
        assert desk.filter == "conflict"
        await desk.press("slash", *"seizure", "enter")
        assert desk.filter == 'conflict "seizure"'
        await desk.press("slash", *"bus", "enter")
        assert desk.filter == 'conflict "bus"', "another text takes the place of the one before"
        await desk.press("slash", "ctrl+e")
        line = dialog(desk).query_one(Input)
        assert line.value == 'conflict "bus"'
        await desk.press("ctrl+u")
        assert line.value == ""
        await desk.press(*"chose:a", "enter")
        assert desk.filter == "chose:a", "a filter takes the place of the one in force"


async def test_escape_leads_back_from_each_typed_filter_to_the_case_that_was_on_show(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("n", "n")
        case = desk.case
        await desk.press("slash", *"consensus", "enter")
        await desk.press("slash", *"the", "enter", "n")
        assert desk.filter == 'consensus "the"'
        await desk.press("slash", "escape")
        assert desk.filter == 'consensus "the"', "Escape closes the line first"
        await desk.press("escape")
        assert desk.filter == "consensus"
        await desk.press("escape")
        assert (desk.filter, desk.case) == ("conflict", case)


async def test_the_filter_in_force_finds_its_cases_anew_and_is_no_step(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("slash", "ctrl+e", *" verdict:none", "enter")
        before = desk.shown.list.count
        await desk.press("u", "p")
        assert desk.shown.list.count == before, "what is said of a case leaves the list as it is"
        await desk.press("slash", "enter")
        assert desk.shown.list.count == before - 1
        await desk.press("escape")
        assert desk.filter == "conflict"


async def test_quotes_that_are_meant_are_told_of(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        bar = await typed(desk, 'conflict "flagged:yes"')
        await until(lambda: bar.said == "0 cases: looked for as a text; without quotes it is a filter")
        bar.query_one(Input).value = 'conflict "xyzzy"'
        await until(lambda: bar.said == "0 cases")
        await desk.press("escape")


async def test_the_cases_are_counted_while_one_types(open_desk: Opener) -> None:
    async with open_desk() as desk:
        bar = await typed(desk, "consensus")
        await until(lambda: bar.said == f"{desk.session.counts()[View.CONSENSUS]} cases")
        await desk.press("escape")
        assert desk.filter == "conflict"


async def test_what_is_wrong_is_said_with_its_place(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        bar = await typed(desk, "conflict chose:[c]")
        assert "(column 16)" in bar.said or "(column 10)" in bar.said
        assert "[c]" in bar.said
        await desk.press("enter")
        assert dialog(desk) is bar, "it stays until the filter is mended"
        bar.query_one(Input).value = "conflict chose:a"
        await desk.press("enter")
        assert desk.filter == "conflict chose:a"
        chosen = desk.session.data.annotator("mara").preference
        assert (chosen[desk.shown.list.held()] == 1).all()
        assert "filter  conflict chose:a" in desk.text()


async def test_tab_takes_a_suggestion(open_desk: Opener) -> None:
    async with open_desk() as desk:
        bar = await typed(desk, "princ")
        await until(lambda: bar.query_one(OptionList).option_count > 0)
        await desk.press("tab")
        assert bar.query_one(Input).value == "principle:"
        names = [each.name for each in desk.session.data.principles]
        await desk.press("down", "down", "tab")
        taken = bar.query_one(Input).value
        assert any(name in taken for name in names)
        await desk.press("enter")
        assert desk.filter == taken.strip()


async def test_names_in_short_become_names_in_full(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await typed(desk, "for:honest annotator:tom")
        await desk.press("enter")
        assert desk.filter == 'annotator:tomas for:"Be honest"'


async def test_a_filter_is_saved_picked_and_forgotten(open_desk: Opener) -> None:
    async with open_desk() as desk:
        folder = reviews_folder(desk.session.store.path)
        await typed(desk, "conflict chose:b")
        await desk.press("ctrl+s")
        await desk.write("B won [x]")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert desk.filter == "conflict chose:b"
        assert saved_filters(folder) == {"B won [x]": "conflict chose:b"}
        await desk.press("v", "c", "v")
        assert any("B won [x]" in line for line in desk.options)
        at = next(index for index, line in enumerate(desk.options) if "B won [x]" in line)
        desk.app.screen.query_one(OptionList).highlighted = at
        await desk.press("enter")
        assert desk.filter == "conflict chose:b"
        await desk.press("v", "end", "enter")
        assert isinstance(desk.app.screen, ChoiceDialog)
        await desk.press("enter")
        assert saved_filters(folder) == {}


async def test_a_name_that_cannot_be_saved_is_said(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await typed(desk, "arbitrary")
        await desk.press("ctrl+s")
        await desk.write("x" * 65)
        assert "cannot name a filter" in desk.text(), "the name stays, to be mended"
        await desk.write("mended")
        assert list(saved_filters(desk.session.store.reviews)) == ["mended"]


async def test_saved_filters_that_make_no_sense_are_told_of(open_desk: Opener) -> None:
    async with open_desk() as desk:
        desk.session.store.reviews.mkdir(exist_ok=True)
        (desk.session.store.reviews / "filters.json").write_text("<<<<<<< ours")
        await desk.press("v")
        assert any("makes no sense as filters" in told for _, told in desk.toasts)
        assert not any("saved" in line for line in desk.options)
        await desk.press("c")
        assert desk.filter == "conflict"


async def test_queues_order_the_cases_and_say_why(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("o", "u")
        assert "queue  unlikely" in desk.text()
        assert "its own ranking gives this choice" in desk.text()
        assert "1 of 76" in desk.text()
        await desk.press("o", "i")
        assert "without it," in desk.text()
        first = desk.case
        await desk.press("n", "f")
        assert "reviewed 1" in desk.status
        await desk.press("o", "d")
        assert "queue" not in desk.text().splitlines()[-2]
        await desk.press("home")
        assert desk.case == "love-01"
        await desk.press("o", "i", "home")
        assert desk.case is not None
        assert first


async def test_a_sample_has_a_size_and_a_seed(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("l", "o", "s")
        await desk.write("many")
        assert "Write a number of cases and a seed" in desk.text()
        await desk.write("12 seed 3")
        assert "conflict 12 " in desk.status
        drawn = desk.shown.list.held()
        assert drawn != sorted(drawn)
        await desk.press("o", "s")
        await desk.write("12 seed 4")
        assert desk.shown.list.held() != drawn


async def test_filter_and_queue_are_there_again_the_next_time(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await typed(desk, "conflict -chose:none")
        await desk.press("enter", "o", "c", "n", "n")
        case, wanted = desk.case, desk.shown.wanted
    async with open_desk() as desk:
        assert desk.shown.wanted == wanted
        assert desk.case == case
