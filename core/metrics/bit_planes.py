"""Votes as bits: a word a case with a bit a principle, turned into a row of bits a principle, and what those count.

The wins of two principles are then the bits that one row has in common with another: some 20 ns a case and annotator.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

WORD: Final = 64
"""Principles a word holds, and cases a word of a row holds."""
_BLOCK: Final = 1 << 12
"""Words of a row looked at together: what is made of them stays in a processor's cache."""
_SQUARES: Final = 1 << 8
"""Squares of bits transposed together, for the same reason."""
_HALVES: Final = tuple((width, np.uint64(~0 % (1 << WORD) // ((1 << width) + 1))) for width in (32, 16, 8, 4, 2, 1))
"""Widths of the squares that change places, and the bits of a word that lie in the first of each two."""


def planes(words: Words) -> Words:
    """Turn words (N,), a bit a principle, into rows of bits: uint64 (64, N / 64 rounded up), padded with 0.

    Bit k of word w of row p is bit p of `words[64 * w + k]`. Squares of 64 by 64 bits are transposed by exchanging
    halves of halves (H. S. Warren, Hacker's Delight, section 7-3).
    """
    square = np.zeros((-(-len(words) // WORD), WORD), dtype=np.uint64)
    square.reshape(-1)[: len(words)] = words
    rows = np.empty((WORD, len(square)), dtype=np.uint64)
    for start in range(0, len(square), _SQUARES):
        part = slice(start, start + _SQUARES)
        rows[:, part] = _transposed(np.ascontiguousarray(square[part].T))
    return rows


def _transposed(rows: Words) -> Words:
    """Transpose squares of 64 by 64 bits that lie beside one another, (64, squares), in place."""
    for width, first in _HALVES:
        pairs = rows.reshape(WORD // (2 * width), 2, width, -1)
        above, below = pairs[:, 0], pairs[:, 1]
        shift = np.uint64(width)
        changed = ((above >> shift) ^ below) & first
        below ^= changed
        above ^= changed << shift
    return rows


def rows_of(one: Words, other: Words, size: int) -> tuple[Words, Words]:
    """Turn two masks (N, words), a bit a principle of `size`, into rows of bits: (size, N / 64 rounded up)."""
    half = WORD // 2
    if size <= half:
        both = planes(one[:, 0] | (other[:, 0] << np.uint64(half)))
        return both[:size], both[half : half + size]
    first, second = (
        np.concatenate([planes(masks[:, word]) for word in range(masks.shape[1])]) for masks in (one, other)
    )
    return first[:size], second[:size]


def row_of(flags: NDArray[np.bool_]) -> Words:
    """Pack flags (N,) into a row of bits: uint64 (N / 64 rounded up,), the last word padded with 0."""
    octets = np.zeros(-(-len(flags) // WORD) * (WORD // 8), dtype=np.uint8)
    packed = np.packbits(flags, bitorder="little")
    octets[: len(packed)] = packed
    return octets.view("<u8").astype(np.uint64, copy=False)


def wins_of_rows(won: Words, lost: Words) -> NDArray[np.int64]:
    """Count the cases in which each principle won over each other one: int64 (P, P) from rows of bits (P, words)."""
    wins = np.zeros((len(won), len(won)), dtype=np.int64)
    for start in range(0, won.shape[1], _BLOCK):
        part = slice(start, start + _BLOCK)
        against = np.ascontiguousarray(lost[:, part])
        for place, row in enumerate(won[:, part]):
            wins[place] += np.bitwise_count(row & against).sum(axis=1, dtype=np.int64)
    return wins


def cases_of_rows(rows: Words) -> NDArray[np.int64]:
    """Count the bits of each row (P, words): int64 (P,)."""
    found: NDArray[np.int64] = np.bitwise_count(rows).sum(axis=1, dtype=np.int64)
    return found


def masks_of(flags: NDArray[np.bool_]) -> Words:
    """Pack flags (N, P) into masks: uint64 (N, P / 64 rounded up), principle p being bit p % 64 of its word."""
    count = -(-flags.shape[1] // WORD)
    octets = np.zeros((len(flags), count * 8), dtype=np.uint8)
    packed = np.packbits(flags, axis=1, bitorder="little")
    octets[:, : packed.shape[1]] = packed
    return octets.view("<u8").astype(np.uint64, copy=False)
