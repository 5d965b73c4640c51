"""Flags of up to 64 columns as one word a case, which is how votes lie in the store."""

import numpy as np
from numpy.typing import NDArray


def pack_bits(flags: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Pack (cases, up to 64) flags into one 64-bit word a case, column 0 in the lowest bit."""
    weights = np.uint64(1) << np.arange(flags.shape[1], dtype=np.uint64)
    words: NDArray[np.uint64] = np.where(flags, weights, np.uint64(0)).sum(axis=1, dtype=np.uint64)
    return words


def unpack_bits(words: NDArray[np.uint64], columns: int) -> NDArray[np.bool_]:
    """Unpack words (cases,) into flags (cases, columns), columns <= 64: the inverse of `pack_bits`."""
    little = np.ascontiguousarray(words.astype("<u8")).view(np.uint8).reshape(len(words), 8)
    return np.unpackbits(little, axis=1, count=columns, bitorder="little").astype(np.bool_)
