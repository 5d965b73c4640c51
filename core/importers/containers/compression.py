"""Compressed bytes made plain: gzip, bzip2, xz and zstd, known by their first bytes and checked to their end."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

_PIECE: Final = 1 << 20
"""Bytes that are given at once, at most."""


class DamagedError(ValueError):
    """Compressed data is cut short or damaged."""


class _Machine(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Compression:
    """A way to compress: its name, the bytes with which its data begins, what takes it back, and that by pieces.

    `most` bytes are given to that at once.
    """

    name: str
    mark: bytes
    machine: Callable[[], _Machine]
    pieces: Callable[[Any, bytes], Iterator[bytes]]
    most: int = _PIECE


def _of_gzip(machine: Any, data: bytes) -> Iterator[bytes]:  # noqa: ANN401 - the library does not name its class
    """What was not yet taken apart is given again."""
    yield machine.decompress(data, _PIECE)
    while not machine.eof and machine.unconsumed_tail:
        yield machine.decompress(machine.unconsumed_tail, _PIECE)


def _kept_within(machine: bz2.BZ2Decompressor | lzma.LZMADecompressor, data: bytes) -> Iterator[bytes]:
    """What was not yet taken apart stays with the machine."""
    yield machine.decompress(data, _PIECE)
    while not machine.eof and not machine.needs_input:
        yield machine.decompress(b"", _PIECE)


def _zstd() -> _Machine:
    import zstandard

    # Unasked it takes no window beyond 128 MB, which `zstd --long=31` makes.
    made: _Machine = zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()
    return made


def _at_once(machine: Any, data: bytes) -> Iterator[bytes]:  # noqa: ANN401 - of a library that is loaded where needed
    """What comes of it cannot be bounded, but four bytes are at most a block of 128 KB."""
    yield machine.decompress(data)


COMPRESSIONS: Final = (
    Compression("gzip", b"\x1f\x8b", lambda: zlib.decompressobj(zlib.MAX_WBITS | 16), _of_gzip),
    Compression("bzip2", b"BZh", bz2.BZ2Decompressor, _kept_within),
    Compression("xz", b"\xfd7zXZ", lzma.LZMADecompressor, _kept_within),
    Compression("zstd", b"\x28\xb5\x2f\xfd", _zstd, _at_once, most=1 << 12),
)


def compression_of(start: bytes) -> Compression | None:
    """Recognise compressed data by its first bytes."""
    return next((known for known in COMPRESSIONS if start.startswith(known.mark)), None)


def plain(blocks: Iterable[bytes], compression: Compression) -> Iterator[bytes]:
    """Decompress blocks of bytes, one compressed stream after the other, a piece at a time; raises DamagedError.

    A few bytes may hold any number of others: no more of them are in memory than are asked for.
    """
    machine: _Machine | None = None
    most = compression.most
    for given in (block[at : at + most] for block in blocks for at in range(0, len(block), most)):
        data = given
        while data:
            if machine is None:
                # Streams may be padded with zeros, as tapes are.
                data = data.lstrip(b"\0")
                machine = compression.machine() if data else None
                continue
            yield from _taken(compression.pieces(machine, data))
            data = machine.unused_data if machine.eof else b""
            machine = None if machine.eof else machine
    if machine is not None:
        raise DamagedError


def _taken(pieces: Iterator[bytes]) -> Iterator[bytes]:
    while True:
        try:
            piece = next(pieces, None)
        except (zlib.error, OSError, lzma.LZMAError, ValueError, EOFError) as error:
            raise DamagedError from error
        except Exception as error:
            # zstandard is loaded only where it is needed, so that its own error has no name here.
            if type(error).__name__ != "ZstdError":
                raise
            raise DamagedError from error
        if piece is None:
            return
        if piece:
            yield piece
