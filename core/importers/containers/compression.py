"""Compressed bytes made plain: gzip, bzip2, xz and zstd, known by their first bytes and checked to their end."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

_PIECE: Final = 1 << 20
"""Bytes that are given at once, at most."""
_ZSTD_INPUT: Final = 1 << 12


class DamagedError(ValueError):
    """Compressed data is cut short or damaged."""


class _Machine(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def pieces(self, data: bytes, /) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Compression:
    """A way to compress: its name, the bytes with which its data begins, and what takes it back."""

    name: str
    mark: bytes
    machine: Callable[[], _Machine]


class _Gzip:
    """What of its output is due stays with it until it is asked for."""

    def __init__(self) -> None:
        self._machine = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def eof(self) -> bool:
        return self._machine.eof

    @property
    def unused_data(self) -> bytes:
        return self._machine.unused_data

    def pieces(self, data: bytes) -> Iterator[bytes]:
        yield self._machine.decompress(data, _PIECE)
        while not self.eof and self._machine.unconsumed_tail:
            yield self._machine.decompress(self._machine.unconsumed_tail, _PIECE)


class _Bounded:
    """A machine of the standard library that keeps what it was given and has not yet taken apart."""

    def __init__(self, machine: "bz2.BZ2Decompressor | lzma.LZMADecompressor") -> None:
        self._machine = machine

    @property
    def eof(self) -> bool:
        return self._machine.eof

    @property
    def unused_data(self) -> bytes:
        return self._machine.unused_data

    def pieces(self, data: bytes) -> Iterator[bytes]:
        yield self._machine.decompress(data, _PIECE)
        while not self.eof and not self._machine.needs_input:
            yield self._machine.decompress(b"", _PIECE)


class _Zstd:
    """A machine of the library, which is loaded only where it is needed."""

    def __init__(self) -> None:
        import zstandard

        # Unasked it takes no window beyond 128 MB, which `zstd --long=31` makes.
        self._machine = zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()
        self._rest = b""

    @property
    def eof(self) -> bool:
        return self._machine.eof

    @property
    def unused_data(self) -> bytes:
        return self._machine.unused_data + self._rest

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Take data apart; what comes of a call cannot be bounded, but four bytes are at most a block of 128 KB."""
        for end in range(_ZSTD_INPUT, len(data) + _ZSTD_INPUT, _ZSTD_INPUT):
            yield self._machine.decompress(data[end - _ZSTD_INPUT : end])
            if self.eof:
                self._rest = data[end:]
                return


COMPRESSIONS: Final = (
    Compression("gzip", b"\x1f\x8b", _Gzip),
    Compression("bzip2", b"BZh", lambda: _Bounded(bz2.BZ2Decompressor())),
    Compression("xz", b"\xfd7zXZ", lambda: _Bounded(lzma.LZMADecompressor())),
    Compression("zstd", b"\x28\xb5\x2f\xfd", _Zstd),
)


def compression_of(start: bytes) -> Compression | None:
    """Recognise compressed data by its first bytes."""
    return next((known for known in COMPRESSIONS if start.startswith(known.mark)), None)


def plain(blocks: Iterable[bytes], compression: Compression) -> Iterator[bytes]:
    """Decompress blocks of bytes, one compressed stream after the other, a piece at a time; raises DamagedError.

    A few bytes may hold any number of others: no more of them are in memory than are asked for.
    """
    machine: _Machine | None = None
    for block in blocks:
        data = block
        while data:
            if machine is None:
                # Streams may be padded with zeros, as tapes are.
                data = data.lstrip(b"\0")
                machine = compression.machine() if data else None
                continue
            yield from _taken(machine, data)
            data = machine.unused_data if machine.eof else b""
            machine = None if machine.eof else machine
    if machine is not None:
        raise DamagedError


def _taken(machine: _Machine, data: bytes) -> Iterator[bytes]:
    pieces = machine.pieces(data)
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
