"""Bytes of text in blocks of whole lines."""

from collections.abc import Iterator
from typing import Final

from core.importers.containers.content import Content
from core.model.errors import FormatError

_LONGEST_LINE: Final = 1 << 28
_MARK: Final = b"\xef\xbb\xbf"
CUT: Final = "{}: the last line has no line end; if the file was cut short, its last row may be wrong."


class LineBlocks:
    """The text of a file, without byte order mark, in blocks that end where a line ends.

    Lines end at line feeds; where the first block has none, at carriage returns, as old spreadsheets write them.
    """

    def __init__(self, content: Content) -> None:
        self._content = content
        self.end = b"\n"
        """What ends a line, once the first block is read."""
        self.open_ended = False
        """Whether the last line had no end, once all blocks are read."""

    def __iter__(self) -> Iterator[bytes]:
        """Read from the first line; raises FormatError when the file cannot be read to its end."""
        first = True
        waiting: list[bytes] = []
        length = 0
        end = self.end = b"\n"
        self.open_ended = False
        for data in self._content.blocks():
            block = data
            if first:
                block = data.removeprefix(_MARK)
                first = False
                if b"\n" not in block and b"\r" in block:
                    end = self.end = b"\r"
            cut = block.rfind(end) + 1
            if cut:
                yield b"".join((*waiting, block[:cut])) if waiting else block[:cut]
                waiting = []
                length = 0
            if cut < len(block):
                waiting.append(block[cut:])
                length += len(block) - cut
                if length > _LONGEST_LINE:
                    raise FormatError(
                        f"{self._content.name} has a line of more than 256 MB: it is in none of the known formats."
                    )
        if waiting:
            self.open_ended = True
            yield b"".join(waiting)
