"""Which parts of the review screen are folded away: list and ranking where they have no room, or by a key."""

from typing import Final

from textual.screen import Screen

from tui.screens.review.desk import Desk

NARROW: Final = 100
"""Columns below which list and ranking fold under a key each."""


class Folds:
    """Kept as classes of the screen, by which its style sheet lays out."""

    def __init__(self, screen: Screen[None], desk: Desk) -> None:
        self._screen, self._desk = screen, desk

    def fit(self, width: int) -> None:
        """Fold list and ranking away where they have no room."""
        self._desk.narrow = width < NARROW
        self._screen.set_class(self._desk.narrow, "-narrow")
        self._screen.set_class(width >= 160, "-wide")
        self._screen.set_class(width >= 190, "-widest")

    def toggle_ranking(self) -> None:
        """Show the ranking where it is folded or the votes stand in its place, hide it where it is not."""
        if self._desk.votes_apart:
            self.turn_votes(shown=False)
            self._screen.set_class(self._desk.narrow, "-ranking-toggled")
        else:
            self._screen.toggle_class("-ranking-toggled")

    def toggle_list(self) -> None:
        """Show the list of cases where it is folded or the votes leave it no room, hide it where it is not."""
        if self._desk.votes_apart and self._desk.narrow:
            self.turn_votes(shown=False)
            self._screen.add_class("-list-toggled")
        else:
            self._screen.toggle_class("-list-toggled")

    def turn_votes(self, *, shown: bool) -> None:
        """Show all votes on the case, in place of the ranking, or not."""
        self._screen.set_class(shown, "-votes")
        self._desk.turn_votes(shown=shown)
        self._screen.refresh_bindings()
