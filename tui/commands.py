"""Every action in the command palette, from the same declarations as keys, footer and help."""

from collections.abc import Coroutine
from functools import partial

from textual.binding import ActiveBinding
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from tui.widgets.dialog import Modal


class Palette(CommandPalette, Modal[None]):
    """Textual's palette, closing once."""


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
        return list(found.values())

    def _act(self, active: ActiveBinding) -> partial[Coroutine[object, object, bool]]:
        return partial(self.app.run_action, active.binding.action, active.node)

    def _key(self, active: ActiveBinding) -> str:
        return f"key {self.app.get_key_display(active.binding)}"
