"""The command palette: every action, as keys, footer and help declare it, every principle and every annotator."""

from collections.abc import Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from textual.binding import ActiveBinding
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.css.query import NoMatches

from core.model.safe_text import inert_line
from core.query.kinds import View
from core.query.names import Name
from core.query.terms import Kind, Overruled, SidedWith, Voted
from core.query.words import Role
from core.review.session import ReviewSession
from tui.common.messages import Follow
from tui.widgets.dialogs.dialog import Modal


class Palette(CommandPalette, Modal[None]):
    """Textual's palette, closing once, and at peace where its list has gone or has no room."""

    def _watch__list_visible(self) -> None:
        with suppress(NoMatches):
            super()._watch__list_visible()

    def _action_command_list(self, action: str) -> None:
        with suppress(KeyError):  # of a page where the list has no room for a line
            super()._action_command_list(action)

    async def _watch__show_busy(self) -> None:
        with suppress(NoMatches):
            await super()._watch__show_busy()


class ActionCommands(Provider):
    """Offers each action that the screen and the application bind to a key."""

    async def discover(self) -> Hits:
        """Offer all of them."""
        for active in self._actions():
            yield DiscoveryHit(active.binding.tooltip, self._act(active), help=self._key(active))

    async def search(self, query: str) -> Hits:
        """Offer those that match."""
        matcher = self.matcher(query)
        for active in self._actions():
            tooltip = active.binding.tooltip
            score = matcher.match(tooltip)
            if score > 0:
                yield Hit(score, matcher.highlight(tooltip), self._act(active), help=self._key(active))

    def _actions(self) -> list[ActiveBinding]:
        found: dict[str, ActiveBinding] = {}
        for active in self.screen.active_bindings.values():
            if active.enabled and active.binding.tooltip and active.binding.id:
                found.setdefault(active.binding.id, active)
        # This screen's own first, then those of what has the focus, and what is everywhere last.
        return sorted(found.values(), key=lambda each: (_everywhere(each), each.node is not self.screen))

    def _act(self, active: ActiveBinding) -> partial[Coroutine[object, object, bool]]:
        return partial(self.app.run_action, active.binding.action, active.node)

    def _key(self, active: ActiveBinding) -> str:
        """The action's own keys; a footer may show several actions under one."""
        bindings = (each.binding for each in self.screen.active_bindings.values())
        own = (replace(each, key_display=None) for each in bindings if each.id == active.binding.id)
        return f"key {', '.join(dict.fromkeys(map(self.app.get_key_display, own)))}"


def _everywhere(active: ActiveBinding) -> bool:
    return active.binding.id is not None and active.binding.id.startswith("app.")


class NameLead(NamedTuple):
    """Where a name leads: inert words for it, what they mean, and the cases."""

    words: str
    meaning: str
    query: str
    annotator: str | None = None


class NameCommands(Provider):
    """Offers the cases of each principle and annotator, to whoever types a part of its name."""

    async def search(self, query: str) -> Hits:
        """Offer what matches."""
        matcher = self.matcher(query)
        for lead in self._leads():
            score, offsets = matcher.fuzzy_search.match(query, lead.words)
            if score > 0:
                # Not the matcher's own highlighting: that would read markup in names.
                words = Content(lead.words)
                if self.match_style is not None:
                    for offset in offsets:
                        words = words.stylize(self.match_style, offset, offset + 1)
                yield Hit(score, words, partial(self._follow, lead), text=lead.words, help=lead.meaning)

    def _leads(self) -> Iterator[NameLead]:
        session: ReviewSession = getattr(self.app, "session")  # noqa: B009 - the application's own, not any App's
        for principle in session.data.principles:
            yield from _principle_leads(principle.name, blind=session.blind)
        if session.blind:
            return
        for annotator in session.data.called:
            words = f"Review {inert_line(annotator)}"
            yield NameLead(words, "the conflicts, and what this annotator chose", str(Kind(View.CONFLICT)), annotator)

    def _follow(self, lead: NameLead) -> None:
        self.app.post_message(Follow(lead.query, annotator=lead.annotator))


def _principle_leads(principle: str, *, blind: bool) -> Iterator[NameLead]:
    """Lead to the cases of a principle; in blind review only by its votes, since the others tell what was chosen."""
    name, shown = Name(Role.PRINCIPLE, principle), inert_line(principle)
    yield NameLead(
        f"{shown}: in a conflict", "another principle votes otherwise", f"{Kind(View.CONFLICT)} {Voted(name)}"
    )
    yield NameLead(f"{shown}: all its cases", "it prefers a response", str(Voted(name)))
    if not blind:
        yield NameLead(f"{shown}: followed", "the annotator sided with it", str(SidedWith(name)))
        yield NameLead(f"{shown}: overruled", "the annotator decided against it", str(Overruled(name)))
