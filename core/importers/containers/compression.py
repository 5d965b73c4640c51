"""Compressed bytes made plain: gzip, bzip2, xz and zstd, known by their first bytes and checked to their end."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol, cast


class DamagedError(ValueError):
    """Compressed data is cut short or damaged."""


class _Machine(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Compression:
    """A way to compress: its name, the bytes with which its data begins, and what takes it back."""

    name: str
    mark: bytes
    machine: Callable[[], _Machine]


def _gzip() -> _Machine:
    return cast("_Machine", zlib.decompressobj(zlib.MAX_WBITS | 16))


def _zstd() -> _Machine:
    import zstandard

    return cast("_Machine", zstandard.ZstdDecompressor().decompressobj())


COMPRESSIONS: Final = (
    Compression("gzip", b"\x1f\x8b", _gzip),
    Compression("bzip2", b"BZh", bz2.BZ2Decompressor),
    Compression("xz", b"\xfd7zXZ", lzma.LZMADecompressor),
    Compression("zstd", b"\x28\xb5\x2f\xfd", _zstd),
)


def compression_of(start: bytes) -> Compression | None:
    """Recognise compressed data by its first bytes."""
    return next((known for known in COMPRESSIONS if start.startswith(known.mark)), None)


def plain(blocks: Iterable[bytes], compression: Compression) -> Iterator[bytes]:
    """Decompress blocks of bytes, one compressed stream after the other; raises DamagedError."""
    machine: _Machine | None = None
    for block in blocks:
        data = block
        while data:
            if machine is None:
                # Streams may be padded with zeros, as tapes are.
                data = data.lstrip(b"\0")
                machine = compression.machine() if data else None
                continue
            found = _taken(machine, data)
            data = machine.unused_data if machine.eof else b""
            machine = None if machine.eof else machine
            if found:
                yield found
    if machine is not None:
        raise DamagedError


def _taken(machine: _Machine, data: bytes) -> bytes:
    try:
        return machine.decompress(data)
    except (zlib.error, OSError, lzma.LZMAError, ValueError, EOFError) as error:
        raise DamagedError from error
    except Exception as error:
        # zstandard is loaded only where it is needed, so that its own error has no name here.
        if type(error).__name__ != "ZstdError":
            raise
        raise DamagedError from error
