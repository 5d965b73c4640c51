"""The desk on its own: list, case and numbers stay those of one case."""

from core.model.terms import Preference, Verdict
from core.query.queues import Queued
from core.query.wanted import Wanted
from tests.tui.screens.review.conftest import LaidOut
from tui.screens.review.desk import Spot


async def test_the_case_on_show_is_the_one_under_the_cursor(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        desk = host.desk
        desk.list.move_by(2)
        followed = desk.follow()
        assert followed is not None
        assert followed is desk.case
        assert followed.n == desk.queued.ids[2] == desk.list.current
        assert desk.spot == Spot("mara", Wanted(), followed.id)
        assert desk.go_to(int(desk.queued.ids[0]))
        assert desk.case is not None
        assert desk.case.n == desk.queued.ids[0]
        absent = next(n for n in range(120) if n not in desk.queued.ids)
        assert not desk.go_to(absent)
        assert desk.case.n == desk.queued.ids[0]


async def test_the_cursor_stays_on_its_case_unless_another_is_meant(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        desk = host.desk
        host.show("conflict", "med-01")
        host.show("all")
        assert desk.spot == Spot("mara", Wanted.of("all"), "med-01")
        host.show("all", "")
        assert desk.case is not None
        assert desk.case.n == 0
        host.show('"no such text"')
        assert desk.spot.case is None
        assert host.session.place.wanted == Wanted.of('"no such text"'), "it is kept for the next time"


async def test_another_annotator_comes_with_the_cases(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        host.show("all", annotator="tomas")
        assert host.session.annotator == "tomas"
        assert " · tomas" in host.told


async def test_what_was_said_is_shown_when_it_is_told_so(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        desk, session = host.desk, host.session
        assert desk.case is not None
        desk.supply([desk.case.n])
        row = desk.list.row(desk.case.n)
        session.judge(desk.case.n, desk.case.id, Verdict.FLAG)
        assert "flagged 0" in host.told
        assert desk.list.row(desk.case.n) is row
        desk.show_said()
        assert "reviewed 1 · flagged 1" in host.told
        marked = desk.list.row(desk.case.n)
        assert marked is not None
        assert marked.flagged
        desk.narrow = True
        assert "Discretion" in host.told
        desk.show_status()
        assert "Discretion" not in host.told


async def test_a_blind_reviewer_is_shown_no_reason_for_a_place(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        desk, session = host.desk, host.session
        host.show("conflict verdict:none")
        assert desk.case is not None
        desk.queued = Queued(desk.queued.ids, {desk.case.n: "3 of 4 principles against it"})
        desk.show_said()
        await host.settle()
        assert "3 of 4" in desk.chosen.render().plain
        session.blind = True
        desk.show_said()
        assert "3 of 4" not in desk.chosen.render().plain
        session.prefer(desk.case.n, desk.case.id, Preference.A)
        desk.show_said()
        assert "3 of 4" in desk.chosen.render().plain
