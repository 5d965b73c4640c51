"""What the user should know of the rows: which decide nothing, and which say two things at once."""

from collections import Counter
from typing import Final

from core.importers.containers.records import Record
from core.importers.entries.conversations import Doubt, Nothing
from core.model.number_words import plural

_NAMED: Final = 10


class Remarks:
    """Counts rows by what is to be said of them."""

    def __init__(self) -> None:
        self._nothing: Counter[Nothing] = Counter()
        self._halves = 0
        self._doubtful: dict[Doubt, list[int]] = {}

    def nothing(self, why: Nothing) -> None:
        """Count a row whose preference is none."""
        self._nothing[why] += 1

    def doubt(self, why: Doubt, record: Record | None) -> None:
        """Note a row by its number; those with an empty response are counted."""
        if why is Doubt.HALF:
            self._halves += 1
        elif record is not None:
            self._doubtful.setdefault(why, []).append(record.number)

    def sentences(self) -> tuple[str, ...]:
        """One sentence for each thing that there is to say."""
        said = [_doubtful(*each) for each in self._doubtful.items()]
        if self._halves:
            said.append(f"{plural(self._halves, 'row')} {'has' if self._halves == 1 else 'have'} an empty response.")
        return (*said, *map(_nothing, self._nothing.items()))


def _nothing(found: tuple[Nothing, int]) -> str:
    why, count = found
    rows, none = ("1 row decides", "annotation") if count == 1 else (f"{count} rows decide", "annotations")
    return f"{rows} nothing ({why}): no {none}."


def _doubtful(why: Doubt, numbers: list[int]) -> str:
    named = ", ".join(map(str, numbers[:_NAMED]))
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    one = len(numbers) == 1
    kept = f"; kept with {'its' if one else 'their'} chosen prompt" if why is Doubt.PROMPTS_DIFFER else ""
    return f"Row{'' if one else 's'} {named}{more}: {why}{kept}."
