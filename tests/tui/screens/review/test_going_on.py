"""After a verdict the next open case is shown: never silently from the top again, and undo comes back."""

import orjson
import pytest

from core.model.terms import Reason, Verdict
from core.query.terms import Mine
from core.query.tree import uses
from tests.tui.conftest import Opener
from tests.tui.screens.review.conftest import Laid, LaidOut
from tests.tui.screens.review.test_judging import events, judging
from tui.app.settings import settings_path

MISSING = "hist-01"
"""A case of the sample that mara did not annotate."""


def here(host: Laid) -> str:
    assert host.desk.case is not None
    return host.desk.case.id


def listed(host: Laid) -> list[str]:
    store = host.session.store
    return [store.case(int(n)).id for n in host.desk.queued.ids]


async def test_verdicts_lead_through_the_list_past_what_has_one(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        part, cases = judging(host, advances=True), listed(host)
        n = host.session.number
        host.session.judge(int(host.desk.queued.ids[1]), cases[1], Verdict.UPHOLD)
        part.judge(Verdict.FLAG)
        assert here(host) == cases[2]
        assert f"flagged {cases[0]} · z undoes" in host.told
        assert n(cases[0]) is not None
        part.judge(Verdict.UPHOLD)
        part.judge(Verdict.SKIP)
        assert here(host) == cases[4]
        assert f"skipped {cases[3]} · z undoes" in host.told
        case = host.desk.case
        assert case is not None
        part.flag(case, Reason.AMBIGUOUS, "odd")
        assert here(host) == cases[5]
        assert [said[1] for said in events(host)] == ["uphold", "flag", "uphold", "skip", "flag"]
        part.turn("undo")
        assert here(host) == cases[4]
        assert host.desk.view.case is not None
        assert host.desk.view.case.verdict is None
        part.turn("redo")
        assert here(host) == cases[4], "what was given again is shown"


async def test_it_is_written_before_anything_moves(laid_out: LaidOut, monkeypatch: pytest.MonkeyPatch) -> None:
    async with laid_out() as host:
        part, first = judging(host, advances=True), here(host)
        written: list[tuple[str, object]] = []
        go_on = host.desk.go_on_to

        def going(place: int) -> None:
            written.append((here(host), events(host)))
            go_on(place)

        monkeypatch.setattr(host.desk, "go_on_to", going)
        part.judge(Verdict.FLAG)
        assert written == [(first, [("review", "flag")])]


async def test_the_end_of_the_list_is_told(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        host.show("case:love-01 or case:med-01 or case:civic-01", "civic-01")
        part = judging(host, advances=True)
        part.judge(Verdict.FLAG)
        assert (here(host), "civic-01 · on from the top of the list" in host.told) == ("love-01", True)
        part.judge(Verdict.UPHOLD)
        assert (here(host), "from the top" in host.told) == ("med-01", False)
        part.judge(Verdict.UPHOLD)
        assert here(host) == "med-01"
        assert "upheld med-01 · nothing is left on this list of 3" in host.told
        assert host.desk.view.case is not None
        assert host.desk.view.case.verdict == "uphold"


async def test_what_has_no_annotation_comes_last_and_there_a_preference_is_what_is_asked(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        host.show(f"case:love-01 or case:{MISSING} or case:med-01 or case:civic-01", "love-01")
        part, cases = judging(host, advances=True), listed(host)
        assert cases[0] == "love-01"
        while here(host) != MISSING:
            part.prefer(1)
            assert f"mine A on {here(host)}" in host.told, "a preference beside an annotation leads nowhere"
            part.judge(Verdict.UPHOLD)
        assert "what is left has no annotation" in host.told
        assert [said[1] for said in events(host)].count("uphold") == 3
        host.show("all", MISSING)
        part.prefer(-1)
        assert here(host) != MISSING


async def test_where_preferences_are_asked_for_they_lead_on(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        host.show("conflict mine:none")
        assert uses(host.desk.wanted.query, Mine)
        part, cases = judging(host, advances=True), listed(host)
        for preference in (1, -1, 0):
            part.prefer(preference)
        assert here(host) == cases[3]
        assert f"mine neither on {cases[2]}" in host.told


async def test_in_blind_review_the_choice_reveals_and_the_verdict_leads_on(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        host.session.blind = True
        host.show("conflict mine:none")
        part, cases = judging(host, advances=True), listed(host)
        part.prefer(1)
        assert here(host) == cases[0]
        part.judge(Verdict.UPHOLD)
        assert here(host) == cases[1]
        host.show("all", MISSING)
        host.desk.move_by(-1)
        before = here(host)
        part.prefer(1)
        if not host.session.reviewed().annotated(host.desk.queued.ids[host.desk.list.cursor]):
            pytest.fail(f"{before} has no annotation either")
        part.judge(Verdict.SKIP)
        assert here(host) == MISSING, "to pass it over would tell a blind reviewer that it has no annotation"


async def test_keys_in_the_application_and_the_setting_that_is_kept(open_desk: Opener) -> None:
    async with open_desk((80, 24), advance=True) as desk:
        await desk.press("f", "u", "s")
        assert desk.said() == [
            ("review", "love-01", "flag"),
            ("review", "med-01", "uphold"),
            ("review", "civic-01", "skip"),
        ]
        assert (desk.case, desk.shown.list.cursor) == ("love-02", 3)
        assert "skipped civic-01 · z undoes" in desk.text()
        await desk.press("z", "z", "z")
        assert desk.case == "love-01"
        await desk.press("h")
        assert "after a verdict: stay" in desk.status
        await desk.press("f")
        assert desk.case == "love-01"
        assert orjson.loads(settings_path().read_bytes()) == {"advance": False}
        await desk.press("p")
        assert "the first of the cases here" in desk.status
        await desk.press("end", "n")
        assert "the last of the cases here" in desk.status
        await desk.press("home", *["space"] * 20)
        assert desk.shown.list.cursor > 0, "at the end of its texts the next case follows"


async def test_forty_conflicts_take_forty_keys(open_desk: Opener) -> None:
    async with open_desk((80, 24), advance=True) as desk:
        assert desk.filter == "conflict"
        await desk.press(*("f", "u", "u", "s", "u") * 8)
        said = desk.said()
        assert len({case for _, case, _ in said}) == 40, "each of another case"
        assert {event for event, *_ in said} == {"review"}
        assert "reviewed 40" in desk.status
        assert desk.case not in {case for _, case, _ in said}, "and the next open one is on show"
