"""Finding where JSON values end, in a window over bytes that are read as they are needed."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

_LONGEST: Final = 1 << 28
_MARK: Final = b"\xef\xbb\xbf"
_SPACE: Final = re.compile(rb"[ \t\r\n]*+")
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR: Final = re.compile(rb'[^ \t\r\n,\]}{\["]*+')
_OPENING: Final = b"{["
_QUOTE: Final = b'"'
_BACKSLASH: Final = 92
_OPENS, _CLOSES = b"{}"


class BrokenError(ValueError):
    """The text is no JSON at `line`, or ends in the middle of a value; `cut` tells which."""

    def __init__(self, line: int, *, cut: bool) -> None:
        super().__init__(f"line {line}")
        self.line = line
        self.cut = cut


class JsonScan:
    """Goes through a JSON text value by value; `line` is that of the place where it stands."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self.line = 1
        self._blocks = iter(blocks)
        self._text = b""
        self._at = 0
        self._ends: dict[int, int] = {}
        self._fill()
        if self._text.startswith(_MARK):
            self._at = len(_MARK)

    def peek(self) -> bytes:
        """The next byte that is no white space; nothing at the end."""
        found = self._text[self._at : self._at + 1]
        if found > b" ":
            return found
        while True:
            space = _SPACE.match(self._text, self._at)
            end = space.end() if space is not None else self._at
            self._to(end)
            if end < len(self._text):
                return self._text[end : end + 1]
            if not self._fill():
                return b""

    def take(self, wanted: bytes) -> None:
        """Pass over a mark; raises BrokenError where another stands."""
        found = self.peek()
        if found != wanted:
            raise BrokenError(self.line, cut=not found)
        self._at += 1

    def value(self) -> bytes:
        """Take the next value, whole; raises BrokenError where it is none or does not end."""
        found = self.peek()
        if found and found in _OPENING:
            length = self._nested()
        elif found == _QUOTE:
            length = self._string()
        else:
            length = self._scalar()
        text = self._text[self._at : self._at + length]
        self._to(self._at + length)
        return text

    def elements(self) -> Iterator[tuple[int, bytes]]:
        """Take the values of the list that begins here, each with the line on which it starts."""
        self.take(b"[")
        if self.peek() == b"]":
            self.take(b"]")
            return
        while True:
            self.peek()
            line = self.line
            yield line, self.value()
            mark = self.peek()
            if mark not in (b",", b"]"):
                raise BrokenError(self.line, cut=not mark)
            self._at += 1
            if mark == b"]":
                return

    def members(self) -> Iterator[bytes]:
        """Take the keys of the object that begins here; whoever asks takes the value before asking for the next."""
        self.take(b"{")
        if self.peek() == b"}":
            self.take(b"}")
            return
        while True:
            if self.peek() != _QUOTE:
                raise BrokenError(self.line, cut=not self.peek())
            key = self.value()
            self.take(b":")
            yield key
            if self.peek() == b"}":
                self.take(b"}")
                return
            self.take(b",")

    def begins_objects(self) -> bool:
        """Whether a list of objects begins here; stands where it stood."""
        if self.peek() != b"[":
            return False
        while True:
            space = _SPACE.match(self._text, self._at + 1)
            end = space.end() if space is not None else self._at + 1
            if end < len(self._text):
                return self._text[end : end + 1] == b"{"
            if not self._fill():
                return False

    # Inside

    def _nested(self) -> int:
        """Length of the object or list that begins here."""
        while True:
            end = self._ends.get(self._at)
            if end is None:
                self._ends = _nested_ends(self._text, self._at)
                end = self._ends.get(self._at)
            if end is not None:
                return end - self._at
            self._need()

    def _string(self) -> int:
        while True:
            token = _STRING.match(self._text, self._at)
            if token is not None:
                return len(token.group())
            self._need()

    def _scalar(self) -> int:
        while True:
            found = _SCALAR.match(self._text, self._at)
            length = len(found.group()) if found is not None else 0
            if self._at + length < len(self._text) or not self._fill():
                break
        if not length:
            raise BrokenError(self.line, cut=self._at >= len(self._text))
        return length

    def _to(self, place: int) -> None:
        self.line += self._text.count(b"\n", self._at, place)
        self._at = place

    def _need(self) -> None:
        if len(self._text) - self._at > _LONGEST or not self._fill():
            raise BrokenError(self.line, cut=True)

    def _fill(self) -> bool:
        """Read on: as much again as is waiting, so that a long value is not gone through time and again."""
        waiting = self._text[self._at :]
        found = [waiting]
        length = 0
        for block in self._blocks:
            found.append(block)
            length += len(block)
            if length >= len(waiting):
                break
        self._text = b"".join(found)
        self._at = 0
        self._ends = {}
        return length > 0


def _nested_ends(text: bytes, start: int) -> dict[int, int]:
    """Where the objects and lists end that stand side by side from `start` on, by where they begin.

    Brackets between quotes do not count, nor quotes after an odd number of backslashes.
    """
    data = np.frombuffer(text, np.uint8)[start:]
    quotes = np.flatnonzero(data == _QUOTE[0])
    after = data[quotes - 1] == _BACKSLASH
    if after.any():
        quotes = np.delete(quotes, np.flatnonzero(after)[np.isin(quotes[after], _escaped(data), assume_unique=True)])
    # Square brackets are 32 below curly ones.
    curly = data | 32
    brackets = np.flatnonzero((curly == _OPENS) | (curly == _CLOSES))
    brackets = brackets[np.searchsorted(quotes, brackets) % 2 == 0]
    depth = np.cumsum(np.where(curly[brackets] == _OPENS, 1, -1))
    # Whatever follows the end of what is around these values is none of them.
    beyond = np.flatnonzero(depth < 0)
    inside = int(beyond[0]) if len(beyond) else len(depth)
    ends = np.flatnonzero(depth[:inside] == 0)
    begins = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
    return dict(zip((brackets[begins] + start).tolist(), (brackets[ends] + start + 1).tolist(), strict=True))


def _escaped(data: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The places right after an odd number of backslashes."""
    slashes = np.flatnonzero(data == _BACKSLASH)
    if not len(slashes):
        return slashes
    last = np.flatnonzero(np.diff(slashes, append=-1) != 1)
    lengths = np.diff(last, prepend=-1)
    after: NDArray[np.int64] = slashes[last[lengths % 2 == 1]] + 1
    return after
