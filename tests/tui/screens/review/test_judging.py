"""What is said of the case on show, on its own: in the journal before anything is shown, and about no other case."""

from functools import partial

import pytest

from core.model.errors import JournalError
from core.model.terms import Reason, Verdict
from tests.tui.piloting import read_events
from tests.tui.screens.review.conftest import Laid, LaidOut
from tui.common.messages import Follow, Refused
from tui.screens.review.judging import Judging


def judging(host: Laid, led: list[Follow] | None = None, *, advances: bool = False) -> Judging:
    part = Judging(host.session, host.desk, host.desk.follow, (led if led is not None else []).append)
    part.advances = advances
    return part


def events(host: Laid) -> list[tuple[str, str | None]]:
    return [(each["event"], each.get("verdict")) for each in read_events(host.session.journal.path)]


async def test_it_is_on_disk_before_it_is_shown(laid_out: LaidOut, monkeypatch: pytest.MonkeyPatch) -> None:
    async with laid_out() as host:
        shown: list[object] = []
        show = host.desk.show_said

        def showing() -> None:
            shown.append(events(host))
            show()

        monkeypatch.setattr(host.desk, "show_said", showing)
        judging(host).judge(Verdict.FLAG)
        assert shown == [[("review", "flag")]]
        assert "flagged 1" in host.told


async def test_what_cannot_be_written_is_refused_and_not_shown(
    laid_out: LaidOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with laid_out() as host:

        def full(**said: object) -> None:
            raise JournalError("No space left.")

        monkeypatch.setattr(host.session.journal, "append", full)
        judging(host).judge(Verdict.FLAG)
        await host.settle()
        assert [str(each.error) for each in host.sent(Refused)] == ["No space left."]
        case = host.desk.case
        assert case is not None
        for say in (partial(judging(host).flag, case, Reason.OTHER), partial(judging(host).comment, case)):
            with pytest.raises(JournalError):  # for the dialog, which keeps the note
                say("note")
        assert "flagged 0" in host.told


async def test_saying_it_again_keeps_the_reason(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        part, case = judging(host), host.desk.case
        assert case is not None
        part.flag(case, Reason.AMBIGUOUS, "see the note")
        part.judge(Verdict.FLAG)
        assert "already: flag" in host.told
        held = host.session.standing.verdict("r1", case.id, "mara")
        assert held is not None
        assert (held.reason, held.note) == (Reason.AMBIGUOUS, "see the note")


async def test_nothing_is_said_while_there_is_no_case_to_say_it_of(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        part = Judging(host.session, host.desk, lambda: None, lambda _: None)
        part.judge(Verdict.FLAG)
        part.prefer(1)
        assert events(host) == []


async def test_a_blind_reviewer_chooses_first_and_by_where_it_stands(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        host.session.blind = True
        part, case = judging(host), host.desk.case
        assert case is not None
        part.judge(Verdict.UPHOLD)
        assert "choose a, b or x first" in host.told
        assert events(host) == []
        part.prefer(1)
        stood = -1 if host.session.turned(case.id) else 1
        assert host.session.standing.preference("r1", case.id) == stood
        part.judge(Verdict.UPHOLD)
        assert events(host)[1:] == [("review", "uphold")]


async def test_undo_goes_to_its_case_or_leads_there(laid_out: LaidOut) -> None:
    async with laid_out() as host:
        led: list[Follow] = []
        part, first = judging(host, led), host.desk.case
        assert first is not None
        part.turn("undo")
        assert "nothing left to undo" in host.told
        part.judge(Verdict.FLAG)
        host.desk.list.move_by(3)
        part.turn("undo")
        assert host.desk.case == first
        assert f"undo: flag on case {first.id}" in host.told
        assert led == []
        part.turn("redo")
        host.show("consensus")
        part.turn("undo")
        assert [(each.query, each.case, each.annotator) for each in led] == [("all", first.id, "mara")]
