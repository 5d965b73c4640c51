"""The review screen: case list, case, live ranking; every key acts on the case under the cursor."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.screen import Screen

from core.model.safe_text import inert_line
from core.model.terms import Verdict
from core.query.queues import Order
from core.review.session import ReviewSession
from tui.common.keys import COMMON, EXPORT
from tui.common.leading import leading
from tui.common.messages import Follow
from tui.screens.review.blind_shown import fallen_back
from tui.screens.review.correcting import Correcting
from tui.screens.review.desk import Desk, Spot
from tui.screens.review.finding import Finding
from tui.screens.review.folds import Folds
from tui.screens.review.judging import Judging
from tui.screens.review.keys import JOB_KEYS, OF_VOTES, OTHER_KEYS
from tui.screens.review.ranking_panel import RankRows
from tui.widgets.case.list import CaseList
from tui.widgets.case.view import CaseView
from tui.widgets.key_line import Key, KeyLine


class ReviewScreen(Screen[None]):
    """Its keys: what is on show is the desk's, which cases are on the list finding's, what is said of them judging's.

    What asks in a dialog is loaded when it is asked for, so that the first frame does not wait for it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*JOB_KEYS, EXPORT, *OTHER_KEYS, *COMMON]

    def __init__(self, session: ReviewSession, *, advances: bool = True, votes: bool = False) -> None:
        """`advances` is whether a verdict leads on to the next case, `votes` whether all are shown beside the texts."""
        super().__init__()
        self._session = session
        self.desk = Desk(session)
        self.folds = Folds(self, self.desk)
        # Escape may lead somewhere with other cases, or no more.
        self.finding = Finding(session, self.desk, self.refresh_bindings)
        self.judging = Judging(session, self.desk, self.finding.here, self._lead)
        self.judging.advances = advances
        self.correcting = Correcting(session, self.desk, self.finding.here)
        self._votes = votes

    def compose(self) -> ComposeResult:
        """Lay out status, list, case, ranking and keys."""
        self.folds.fit(self.app.size.width)
        yield self.desk.status
        with Horizontal(id="desk"):
            yield self.desk.list
            yield self.desk.view
            yield self.desk.ranking
            yield self.desk.votes
        yield self.desk.chosen
        yield KeyLine(first=self._most_wanted, id="keys")

    def _most_wanted(self) -> Key | None:
        """What leads back, where a number led here; in blind review the keys without which nothing is shown."""
        if leading(self).leads_back:
            return Key("escape", "esc", "back")
        return Key("a", "a/b/x", "choose") if self._session.blind else None

    def on_mount(self) -> None:
        """Begin where the reviewer stopped the last time."""
        if self._votes:
            self.turn_votes(shown=True)
        place = self._session.place
        wanted = self._session.admitted(place.wanted)
        if wanted.queue.order is Order.INFLUENCE:
            self.finding.turn_to(wanted, place.case)
        else:
            self.finding.show_at_once(Spot(self._session.annotator, wanted, place.case))
        if wanted != place.wanted:
            self.desk.tell(fallen_back(wanted))
        self.desk.list.focus()

    def on_unmount(self) -> None:
        """Keep the place, also where the reviewer only looked."""
        self.desk.remember()

    def on_resize(self, event: Resize) -> None:
        """Lay out anew for another width."""
        self.folds.fit(event.size.width)
        self.desk.show_status()

    def on_screen_resume(self) -> None:
        """Show the numbers as they are now."""
        self.renew()

    def renew(self) -> None:
        """Show again what others' verdicts, or another screen, may have changed."""
        self.desk.renew()

    # Reading

    def on_cursor_view_moved(self) -> None:
        """Show the case under the cursor."""
        self.desk.follow()

    def on_case_list_page_needed(self, message: CaseList.PageNeeded) -> None:
        """Give the list the rows it lacks."""
        self.desk.supply(message.ns)

    def action_move(self, delta: int) -> None:
        """Go to another case of the list."""
        self.desk.move_by(delta)

    def action_read(self, direction: int) -> None:
        """Scroll the texts, and go on to the next case at their end."""
        if not self.desk.view.page(direction) and direction > 0:
            self.desk.move_by(1)

    def action_read_all(self) -> None:
        """Show more of long texts."""
        self.desk.view.show_more()

    def action_read_lines(self, delta: int) -> None:
        """Scroll the texts by lines."""
        self.desk.view.scroll_text(delta)

    def action_read_side(self, side: str) -> None:
        """Read on in one response alone, and from its end at its beginning again."""
        if not self.desk.view.read_round(side):
            self.desk.tell(
                f"all of {side.upper()} is in sight; {side} without Shift or Caps Lock says that it is better"
            )

    def action_differences(self) -> None:
        """Mark the words in which the responses differ, or cease to."""
        self.desk.tell(self.desk.view.toggle_differences())

    def action_toggle_ranking(self) -> None:
        """Show or hide the ranking."""
        self.folds.toggle_ranking()

    def action_toggle_list(self) -> None:
        """Show or hide the list of cases."""
        self.folds.toggle_list()

    def action_move_page(self, direction: int) -> None:
        """Go on or back in the list by the height of its window."""
        self.desk.move_by(direction * self.desk.list.page)

    def action_blind(self) -> None:
        """Hide who chose what until the reviewer has chosen, or stop hiding it."""
        self.finding.turn_blind()
        self.refresh_bindings()  # Escape may lead back to something hidden

    # Finding cases

    def action_filter(self) -> None:
        """Let the reviewer pick cases."""
        from tui.screens.dialogs.filtering import choose_filter

        held = self.desk.wanted.query
        choose_filter(self.app, self._session, held, lambda query: self.finding.turn_to_query(str(query)))

    def action_search(self) -> None:
        """Let the reviewer type a filter."""
        from tui.screens.dialogs.filtering import ask_filter

        ask_filter(self.app, self._session, str(self.desk.wanted.query), self._turn_to_typed)

    def _turn_to_typed(self, text: str) -> None:
        """Find the cases of a typed filter, from which Escape leads back; those of the one in force are found anew."""
        if text != str(self.desk.wanted.query):
            leading(self).step()
        self.finding.turn_to_query(text)

    def action_queue(self) -> None:
        """Let the reviewer choose an order."""
        from tui.screens.dialogs.filtering import choose_queue

        choose_queue(self.app, self.desk.wanted.queue, self.finding.turn_to_queue)

    def action_annotator(self) -> None:
        """Let the reviewer choose another annotator."""
        from tui.screens.dialogs.questions import ask_annotator

        ask_annotator(self.app, self._session, self.finding.turn_to_annotator)

    def action_lead(self) -> None:
        """Let the reviewer follow a number of this screen to its cases."""
        from tui.screens.review.leads import ask_lead

        ask_lead(self.app, self._session, self.desk.wanted.query, lambda query: self._lead(Follow(query)))

    def action_lead_to(self, number: str) -> None:
        """Follow a number that was clicked to its cases."""
        from tui.screens.review.leads import query_of

        query = query_of(self._session, self.desk.wanted.query, number)
        if query is None:
            self.desk.tell("this number leads to no cases here")
        else:
            self._lead(Follow(query))

    def on_rank_rows_principle_picked(self, message: RankRows.PrinciplePicked) -> None:
        """Follow a principle of the live ranking, except in blind review, where it is the reviewer's own."""
        from tui.screens.review.leads import conflicts_of

        names = [each.name for each in self._session.data.principles if inert_line(each.name) == message.principle]
        if names and not self._session.blind:
            self._lead(Follow(str(conflicts_of(names[0]))))

    def _lead(self, message: Follow) -> None:
        # Not as a message: a key typed ahead would come before it, and be about the case that is left.
        leading(self).follow(message)

    def action_back(self) -> None:
        """Go back to where this filter was followed or typed from; else forget the texts searched for."""
        if not leading(self).back():
            self.finding.forget_texts()

    # Saying something

    def action_judge(self, verdict: str) -> None:
        """Give a verdict on the annotation."""
        self.judging.judge(Verdict(verdict))

    def action_flag_with_reason(self) -> None:
        """Ask why, then flag."""
        from tui.screens.dialogs.questions import ask_flag

        case = self.judging.seen()
        if case is not None:
            held = self._session.standing.verdict(self._session.reviewer, case.id, self._session.annotator)
            flag = partial(self.judging.flag, case)
            ask_flag(self.app, inert_line(case.id), held, lambda given: flag(given.reason, given.note))

    def action_prefer(self, preference: int) -> None:
        """Give the reviewer's own preference."""
        self.judging.prefer(preference)

    def action_comment(self) -> None:
        """Ask for a comment and keep it."""
        from tui.screens.dialogs.questions import ask_comment

        case = self.finding.here()
        if case is not None:
            ask_comment(self.app, inert_line(case.id), partial(self.judging.comment, case))

    # The votes beside the texts

    def turn_votes(self, *, shown: bool) -> None:
        """Show all votes on the case, in place of the ranking, or not."""
        self.folds.turn_votes(shown=shown)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only what is in sight can be corrected."""
        return action not in OF_VOTES or self.desk.votes_apart

    def on_case_view_vote_picked(self, message: CaseView.VotePicked) -> None:
        """Show all votes on the case, at the one that was clicked, if that is still to be seen."""
        self.turn_votes(shown=True)
        shown = [row.principle for row in self.desk.votes.table.rows]
        if message.principle in shown:
            self.desk.votes.move_to(shown.index(message.principle))

    def action_principle(self, delta: int) -> None:
        """Go to another principle of the votes."""
        self.desk.votes.move_to(self.desk.votes.table.cursor + delta)

    def action_say_vote(self, preference: int) -> None:
        """Say what the vote under the cursor is."""
        self.correcting.say(preference)

    def action_take_back_vote(self) -> None:
        """Take back what was last said of the vote under the cursor."""
        self.correcting.take_back()

    def action_raw(self) -> None:
        """Show what the models returned on the case, at the principle under the cursor of the votes."""
        case = self.finding.here()
        if case is not None:
            leading(self).show_raw_answers(case.id, self.correcting.principle_shown)

    def action_turn(self, how: str) -> None:
        """Undo or redo, and go to the case that it was about."""
        self.judging.turn(how)
