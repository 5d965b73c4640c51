"""Which principle a word stands for: its id, its name or its text."""

from collections.abc import Callable, Iterable
from typing import Final

from core.model.as_seen import as_seen

_FIELDS: Final = {"id": 1, "name": 2, "text": 3}


class PrincipleNames:
    """Finds principles by what they are called: as it is written first, and only then whatever its case and blanks."""

    def __init__(
        self, principles: Iterable[tuple[int, str, str, str]], fields: tuple[str, ...] = ("id", "name", "text")
    ) -> None:
        """Take principles as `(n, id, name, text)`; the earlier of the fields comes before the later."""
        self._written: list[dict[str, list[int]]] = [{} for _ in fields]
        self._folded: list[dict[str, list[int]]] = [{} for _ in fields]
        for principle in principles:
            for place, field in enumerate(fields):
                word = str(principle[_FIELDS[field]])
                self._written[place].setdefault(word.strip(), []).append(principle[0])
                self._folded[place].setdefault(_plain(word), []).append(principle[0])

    def found(self, word: str) -> tuple[int, ...]:
        """The numbers of the principles that a word stands for: none, one, or several that are alike."""
        return _first(self._written, word, str.strip) or self.found_in_any_case(word)

    def is_doubtful(self, word: str) -> bool:
        """Whether a word stands for two principles in the first two fields, as one's id that is another's name."""
        return len({found for each in self._written[:2] for found in each.get(word.strip(), ())}) > 1

    def found_in_any_case(self, word: str) -> tuple[int, ...]:
        """As `found`, where the word may have lost its case, as names of columns have."""
        return _first(self._folded, word, _plain)


def _first(known: Iterable[dict[str, list[int]]], word: str, form: Callable[[str], str]) -> tuple[int, ...]:
    plain = form(word)
    return next((tuple(each[plain]) for each in known if plain in each), ())


def _plain(word: str) -> str:
    return as_seen(word).casefold()
