"""Votes as bits: a word a case with a bit a principle, turned into a row of bits a principle.

The wins of two principles are then the bits that one row has in common with another.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

WORD: Final = 64
"""Principles a word holds, and cases a word of a row holds."""
_SQUARES: Final = 1 << 8
"""Squares of bits transposed together: what is made of them stays in a processor's cache."""
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


def rows_at(
    one: Words, other: Words, size: int, cases: NDArray[np.intp], bits: NDArray[np.intp], words: int
) -> tuple[Words, Words]:
    """Turn two masks (N, W), a bit a principle of `size`, into rows of bits: (size, words).

    Of the cases numbered (K,), each at its place among the bits (K,); the other bits are 0.
    """

    def turned(masks: Words) -> Words:
        laid = np.zeros(words * WORD, dtype=np.uint64)
        laid[bits] = masks[cases]
        return planes(laid)

    half = WORD // 2
    if size <= half:
        both = turned(one[:, 0] | (other[:, 0] << np.uint64(half)))
        return both[:size], both[half : half + size]
    first, second = (
        np.concatenate([turned(masks[:, word]) for word in range(masks.shape[1])]) for masks in (one, other)
    )
    return first[:size], second[:size]


def masks_of(flags: NDArray[np.bool_]) -> Words:
    """Pack flags (N, P) into masks: uint64 (N, P / 64 rounded up), principle p being bit p % 64 of its word."""
    count = -(-flags.shape[1] // WORD)
    octets = np.zeros((len(flags), count * 8), dtype=np.uint8)
    packed = np.packbits(flags, axis=1, bitorder="little")
    octets[:, : packed.shape[1]] = packed
    return octets.view("<u8").astype(np.uint64, copy=False)
