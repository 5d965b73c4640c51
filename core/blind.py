"""Blind review: in which order a reviewer sees the two responses, so that habit and annotator do not anchor."""

import hashlib


def swapped(case: str, reviewer: str) -> bool:
    """Whether this reviewer sees B first on a case (by id): always the same, and as good as random over cases."""
    digest = hashlib.sha256(f"{reviewer}\0{case}".encode()).digest()
    return bool(digest[0] & 1)
