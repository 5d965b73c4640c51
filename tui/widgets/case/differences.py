"""In which words two texts differ: a longest common subsequence of words, without the matches that only look alike."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from core.model.joiners import JOINERS
from tui.widgets.case.wrap import Line

MOST_WORDS: Final = 4_000
"""Words of each text that are compared; more would take longer than a key may."""

THROUGHOUT: Final = 0.9
"""Share of both texts' words from which on they differ throughout."""

EDGE: Final = 8
"""How many times its own length may differ beside words common at the beginning or end of both texts."""

# Scripts without spaces go by character, where \w+ would be a whole sentence; marks stay with what they are on.
_MARKS: Final = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u3099\u309a"
)
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER: Final = rf"(?:(?![{_UNSPACED}])[\w{_MARKS}{JOINERS}])"
_SIGN: Final = rf"[^\w\s][{_MARKS}\U0001f3fb-\U0001f3ff]*"
_WORD: Final = re.compile(rf"[{_UNSPACED}][{_MARKS}]*|{_LETTER}+(?:['\u2019]{_LETTER}+)*|{_SIGN}(?:\u200d{_SIGN})*")

Run = tuple[int, int, int]
"""Words common to both texts: the first one's place in either, and how many there are."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Where two texts differ: places in each, in order and apart; `words` and `differing` count words of each.

    `whole` is False where a text may hold more words than are compared; words after those are not counted or marked.
    """

    places: tuple[tuple[Line, ...], tuple[Line, ...]] = ((), ())
    words: tuple[int, int] = (0, 0)
    differing: tuple[int, int] = (0, 0)
    whole: bool = True

    @property
    def throughout(self) -> bool:
        """Tell whether so little is common to both texts that marking the rest would show nothing."""
        pairs = zip(self.differing, self.words, strict=True)
        return any(self.differing) and all(differing >= THROUGHOUT * words for differing, words in pairs)

    @property
    def said(self) -> str:
        """What of the texts is marked, in words."""
        if 0 in self.words:
            return "nothing to compare: a response has no words"
        if self.throughout:
            return "the responses differ throughout: nothing is marked"
        if not any(self.differing):
            more = "" if self.whole else f" in the first {MOST_WORDS}"
            return f"nothing is marked: the responses have the same words{more}"
        return "differing words are underlined"


def differences(first: str, second: str) -> Differences:
    """Compare two texts word by word, white space aside, as far as MOST_WORDS go."""
    one, other = _words(first), _words(second)
    runs = _meaningful(common_words(_texts(first, one), _texts(second, other)), _lengths(one), _lengths(other))
    gaps = _gaps([(i, i + count) for i, _, count in runs], len(one))
    other_gaps = _gaps([(j, j + count) for _, j, count in runs], len(other))
    return Differences(
        places=(_places(one, gaps), _places(other, other_gaps)),
        words=(len(one), len(other)),
        differing=(_count(gaps), _count(other_gaps)),
        whole=max(len(one), len(other)) < MOST_WORDS,
    )


def _words(text: str) -> list[Line]:
    """Give the places of the words to compare."""
    return [word.span() for word in islice(_WORD.finditer(text), MOST_WORDS)]


def _texts(text: str, words: list[Line]) -> list[str]:
    return [text[start:end] for start, end in words]


def _lengths(words: list[Line]) -> list[int]:
    return [end - start for start, end in words]


def _places(words: list[Line], gaps: list[Line]) -> tuple[Line, ...]:
    """Give the places in the text of runs of words."""
    return tuple((words[first][0], words[end - 1][1]) for first, end in gaps)


def _count(gaps: list[Line]) -> int:
    return sum(end - first for first, end in gaps)


def _gaps(runs: list[Line], end: int) -> list[Line]:
    """Give what lies between runs."""
    edges = [0, *(edge for run in runs for edge in run), end]
    return [(start, stop) for start, stop in zip(edges[::2], edges[1::2], strict=True) if start < stop]


def common_words(first: list[str], second: list[str]) -> list[Run]:
    """Find the runs of a longest common subsequence.

    The rows of its table are kept as differences, one bit a word, in whole numbers as long as `first`: a row costs a
    few operations on them. Source: Hyyrö, "Bit-Parallel LCS-length Computation Revisited" (2004).
    """
    at: dict[str, int] = {}
    for index, word in enumerate(first):
        at[word] = at.get(word, 0) | 1 << index
    mask = (1 << len(first)) - 1
    row, rows = mask, []
    for word in second:
        same = row & at.get(word, 0)
        row = ((row + same) | (row - same)) & mask
        rows.append(row)
    return _runs(_matches(rows, len(first)))


def _matches(rows: list[int], width: int) -> list[Line]:
    """Walk back through the table, from its last corner, over the pairs of words that match."""
    found: list[Line] = []
    i, j = width, len(rows)
    while i and j:
        if rows[j - 1] >> (i - 1) & 1:
            i -= 1
            continue
        j -= 1
        if j == 0 or rows[j - 1] >> (i - 1) & 1:
            i -= 1
            found.append((i, j))
    return found[::-1]


def _runs(matches: list[Line]) -> list[Run]:
    runs: list[Run] = []
    for i, j in matches:
        if runs and (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]) == (i, j):
            runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + 1)
        else:
            runs.append((i, j, 1))
    return runs


def _meaningful(runs: list[Run], first: list[int], second: list[int]) -> list[Run]:
    """Leave out runs shorter than what differs on either side of them, such as a lone "the" in another sentence.

    `first` and `second` are the lengths of the words. Runs at the beginning or end of both texts need not be as long.
    Leaving one out joins the differences beside it, so the run before is looked at again.
    """
    sums = [_sums(lengths) for lengths in (first, second)]
    kept: list[Run] = []
    ahead = [*runs[::-1]]
    while ahead:
        run = ahead.pop()
        before = kept[-1] if kept else (0, 0, 0)
        after = ahead[-1] if ahead else (len(first), len(second), 0)
        size = sums[0][run[0] + run[2]] - sums[0][run[0]]
        left = max(sums[side][run[side]] - sums[side][before[side] + before[2]] for side in (0, 1))
        right = max(sums[side][after[side]] - sums[side][run[side] + run[2]] for side in (0, 1))
        if size > min(left or right // EDGE, right or left // EDGE):
            kept.append(run)
        elif kept:
            ahead.append(kept.pop())
    return kept


def _sums(lengths: list[int]) -> list[int]:
    sums = [0]
    for length in lengths:
        sums.append(sums[-1] + length)
    return sums
